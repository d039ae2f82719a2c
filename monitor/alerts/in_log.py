"""Alerts in the log, where there is one."""

from __future__ import annotations

from monitor import log


class InLog:
    """The port Alert: a line each."""

    def raise_(self, subject: str, text: str) -> None:
        """A warning: nothing is broken, and a person should look."""
        log.warning("alarm", subject=subject, text=text.splitlines() if "\n" in text else text)
