"""Several alerts as one."""

from __future__ import annotations

from monitor import log
from monitor.ports import Alert


class Several:
    """The port `Alert`: passes each alert on to several others, even if one of them fails."""

    def __init__(self, *alerts: Alert) -> None:
        self._alerts = alerts

    def raise_(self, subject: str, text: str) -> None:
        """Tell each of them; never raises, since an alarm must not stop the crawl."""
        for alert in self._alerts:
            try:
                alert.raise_(subject, text)
            except Exception as error:
                log.error("alert failed", error, listener=type(alert).__name__, subject=subject)
