"""Where this process's tasks find their desk: one a process, set once by whoever starts the workers."""

from __future__ import annotations

from monitor.errors import Failed
from monitor.pipeline import Desk

_desks: list[Desk] = []


def open_desk(desk: Desk) -> None:
    """The tasks of this process work at this desk from now on."""
    _desks[:] = [desk]


def close_desk() -> None:
    """Tasks that come after this one fail, and their rows wait for another process."""
    _desks.clear()


def current_desk() -> Desk:
    """The desk of this process; raises Failed where none is open."""
    if not _desks:
        raise Failed("No desk is open in this process.")
    return _desks[0]
