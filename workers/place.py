"""The desk of this process's tasks, set by whoever starts the workers, and a count of the tasks running."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from monitor.errors import Failed
from monitor.pipeline import Desk


class Closed(Failed):
    """This process is about to end: what comes now is left to another one."""


_desks: list[Desk] = []
_bells: dict[str, threading.Event] = {}
_lock = threading.Lock()
_running: Counter[str] = Counter()
_taken: dict[str, float] = {}


def open_desk(desk: Desk) -> None:
    """From now on the tasks of this process work at this desk."""
    _desks[:] = [desk]


def close_desk() -> None:
    """From now on tasks do nothing, and their rows wait for another process."""
    _desks.clear()


def current_desk() -> Desk:
    """The desk of this process; raises Closed if there is none."""
    if not _desks:
        raise Closed("No desk is open in this process.")
    return _desks[0]


def bell(queue: str) -> threading.Event:
    """Set when a consumer of this queue may continue: a hint was sent or taken here, or it is to stop."""
    return _bells.setdefault(queue, threading.Event())


@contextlib.contextmanager
def at_work(queue: str) -> Iterator[Desk]:
    """A context with the desk, while a task of this queue runs, so that the supervisor sees it."""
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
    """How many tasks of each queue run now."""
    with _lock:
        return dict(_running)


def last_taken(queue: str) -> float:
    """When a task of this queue last began, by the monotonic clock; 0 if never."""
    with _lock:
        return _taken.get(queue, 0.0)
