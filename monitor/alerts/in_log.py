"""Alerts written to the log."""

from __future__ import annotations

from monitor import log


class InLog:
    """The port `Alert`: one line of the log for each alert."""

    def raise_(self, subject: str, text: str) -> None:
        """Log the alert as a warning: nothing is broken, but a person should look."""
        log.warning("alarm", subject=subject, text=text.splitlines() if "\n" in text else text)
