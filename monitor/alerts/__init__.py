"""Who hears of a change of state: the log, a person's own webhook, or several at once."""

from monitor.alerts.in_log import InLog
from monitor.alerts.several import Several
from monitor.alerts.webhook import Webhook

__all__ = ["InLog", "Several", "Webhook"]
