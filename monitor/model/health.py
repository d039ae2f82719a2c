"""How the system itself is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.model.kinds import Trouble


@dataclass(frozen=True, slots=True)
class Silence:
    """That a feed yields much less than it used to, and since which day."""

    since: int                              # the place of the first quiet day among the counts
    days: int                               # days since on which it was asked and answered
    items: int                              # what it yielded on them
    before: float                           # items a day until then


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page of a host came to."""

    length: int                             # code points of text; 0: nothing could be read
    mark: str = ""                          # copies of one text share it


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Whether a queue moves, in ages by the clock of the store; None: never."""

    queue: str
    due: timedelta | None                   # how long the oldest row has been due that nothing but a worker holds up
    finished: timedelta | None              # since work through this queue was last finished
    answered: timedelta | None              # since a canary through this queue was last answered
    unanswered: timedelta | None            # how long the canary now under way has been out


@dataclass(frozen=True, slots=True)
class Alarm:
    """That something is wrong, or is so no longer: told once a change."""

    subject: str                            # feed URL, host NAME or queue NAME
    trouble: Trouble
    text: str
    since: datetime
    over: bool = False


def day_of(moment: datetime) -> date:
    """The UTC day that counters file a moment under."""
    return moment.date()
