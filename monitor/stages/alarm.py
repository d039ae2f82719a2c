"""One alarm for each change of state: what begins, what is over, and how it is put into messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from monitor.model import Alarm, Trouble

MOST_MESSAGES = 5       # of one kind in one look; more are one message: the cause is here, or a holiday
NAMED = 10              # subjects that such a message names

Key = tuple[str, Trouble]
_IS: Mapping[Trouble, tuple[str, str]] = {
    Trouble.SILENT: ("is silent", "is silent no longer"),
    Trouble.FAILING: ("does not answer", "answers again"),
    Trouble.HELD_BACK: ("is held back", "is held back no longer"),
    Trouble.WALLED: ("has turned into a wall", "is a wall no longer"),
    Trouble.STUCK: ("is stuck", "moves again"),
}


def changes(standing: Iterable[Alarm], verdicts: Mapping[Key, str | None], now: datetime) -> list[Alarm]:
    """
    What begins and what is over, given the alarms that stand.

    A verdict is a sentence about what is wrong, or None where nothing is; what was not judged stays as it was.
    """
    before = {(alarm.subject, alarm.trouble): alarm for alarm in standing}
    found = []
    for (subject, trouble), text in verdicts.items():
        old = before.get((subject, trouble))
        if text is not None and old is None:
            found.append(Alarm(subject, trouble, text, now))
        elif text is None and old is not None:
            text = f"After {_lasted(now - old.since)}. It was: {old.text}"
            found.append(Alarm(subject, trouble, text, now, over=True))
    return found


def messages(alarms: Sequence[Alarm]) -> list[tuple[str, str]]:
    """(subject, text) of each message: one an alarm, or one for many of a kind that changed at once."""
    told: list[tuple[str, str]] = []
    ordered = sorted(alarms, key=lambda alarm: (alarm.over, alarm.trouble, alarm.subject))
    for (over, trouble), alike in groupby(ordered, key=lambda alarm: (alarm.over, alarm.trouble)):
        group = list(alike)
        if len(group) > MOST_MESSAGES:
            told.append(_together(group, _IS[trouble][over]))
        else:
            told += [(f"{_capital(alarm.subject)} {_IS[trouble][over]}", _capital(alarm.text)) for alarm in group]
    return told


def _together(group: Sequence[Alarm], what: str) -> tuple[str, str]:
    subject = f"{len(group)} {group[0].subject.partition(' ')[0]}s: each {what}"
    lines = [f"{alarm.subject}: {alarm.text}" for alarm in group[:NAMED]]
    if not group[0].over:
        lines.insert(0, "So many at once may have one cause: this machine, its network, or a holiday.")
    if len(group) > NAMED:
        lines.append(f"And {len(group) - NAMED} more: monitor status names them all.")
    return subject, "\n".join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lasted(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
