"""Whether a queue moves: by canaries sent through it, and by work that came out of it."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import QueueHealth

LIMIT = timedelta(minutes=10)   # longer than any task may take, and than a hint lives


def age(queue: QueueHealth, *, canaries_only: bool = False) -> timedelta | None:
    """The age of the newest sign of life: a returned canary or finished work. None if there never was one."""
    signs = (queue.answered,) if canaries_only else (queue.answered, queue.finished)
    return min((sign for sign in signs if sign is not None), default=None)


def stuck(queue: QueueHealth, limit: timedelta = LIMIT) -> str | None:
    """
    What a look from inside says: a canary is out for too long, and nothing else came through either.

    Work that is due says nothing here: after a laptop has slept, all of it is.
    """
    newest = age(queue)
    if queue.unanswered is None or queue.unanswered <= limit or (newest is not None and newest <= limit):
        return None
    return f"a canary has been out for {_minutes(queue.unanswered)}, and {_last(newest)}"


def sick(queue: QueueHealth, limit: timedelta = LIMIT, *, canaries_only: bool = False) -> str | None:
    """
    What a look from outside says, where nobody may be left to send canaries: no sign of life for too long.

    `canaries_only` leaves out the finished work, which any machine may have done.
    """
    newest = age(queue, canaries_only=canaries_only)
    if newest is not None and newest <= limit:
        return None
    if queue.answered is None and not canaries_only and (queue.due is None or queue.due <= limit):
        return None     # no canary ever, and nothing to do: it has only just begun
    return _last(newest)


def _last(newest: timedelta | None) -> str:
    return "nothing ever came through" if newest is None else f"nothing came through for {_minutes(newest)}"


def _minutes(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
