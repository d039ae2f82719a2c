"""The port `Alert`: the log, a webhook, or both."""

from monitor.alerts.in_log import InLog
from monitor.alerts.several import Several
from monitor.alerts.webhook import Webhook

__all__ = ["InLog", "Several", "Webhook"]
