"""How the system itself is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.model.kinds import Trouble


@dataclass(frozen=True, slots=True)
class Silence:
    """A feed yields much less than it used to, since this day."""

    since: int                              # the place of the first quiet day among the counts
    days: int                               # days since on which it was asked and answered
    items: int                              # what it yielded on them
    before: float                           # items a day until then


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one page of a host."""

    length: int                             # code points of text; 0: nothing could be read
    mark: str = ""                          # copies of one text share it


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Whether a queue moves, as ages by the clock of the store; None means never."""

    queue: str
    due: timedelta | None                   # how long the oldest row has been due that nothing but a worker holds up
    finished: timedelta | None              # since work through this queue was last finished
    answered: timedelta | None              # since a canary through this queue was last answered
    unanswered: timedelta | None            # how long the canary now under way has been out


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something went wrong, or is right again; each change is reported once."""

    subject: str                            # feed URL, host NAME or queue NAME
    trouble: Trouble
    text: str
    since: datetime
    over: bool = False


def day_of(moment: datetime) -> date:
    """The UTC day under which counters file a moment."""
    return moment.date()
