"""Where this process's tasks find their desk, set once by who starts the workers, and which of them run now."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from monitor.errors import Failed
from monitor.pipeline import Desk


class Closed(Failed):
    """This process is about to end: whatever comes now is left to another one."""


_desks: list[Desk] = []
_bells: dict[str, threading.Event] = {}
_lock = threading.Lock()
_running: Counter[str] = Counter()
_taken: dict[str, float] = {}


def open_desk(desk: Desk) -> None:
    """The tasks of this process work at this desk from now on."""
    _desks[:] = [desk]


def close_desk() -> None:
    """Tasks that come after this one do nothing, and their rows wait for another process."""
    _desks.clear()


def current_desk() -> Desk:
    """The desk of this process; raises Closed where none is open."""
    if not _desks:
        raise Closed("No desk is open in this process.")
    return _desks[0]


def bell(queue: str) -> threading.Event:
    """Set when a consumer of this queue may go on: a hint was sent in this process, a hand took one, a stop."""
    return _bells.setdefault(queue, threading.Event())


@contextlib.contextmanager
def at_work(queue: str) -> Iterator[Desk]:
    """The desk, while a task of this queue runs: the supervisor sees that hints are taken."""
    with _lock:
        _running[queue] += 1
        _taken[queue] = time.monotonic()
    bell(queue).set()       # the message is acknowledged: there is room for another one
    try:
        yield current_desk()
    finally:
        with _lock:
            _running[queue] -= 1


def running() -> Mapping[str, int]:
    """How many tasks run now, by queue."""
    with _lock:
        return dict(_running)


def last_taken(queue: str) -> float:
    """When a task of this queue last began, by the monotonic clock; 0: never."""
    with _lock:
        return _taken.get(queue, 0.0)
