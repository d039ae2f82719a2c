"""Periods as a person types them: `7d`, `yesterday`, `2026-03`, `2026-01..2026-03`, in the reader's time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from monitor.errors import Misused

FORMS = "7d, 24h, 2w, 3m, 1y, today, yesterday, 2026, 2026-03, 2026-03-09, 2026-03-09T18:00, or two of them as A..B"
WORDS = ("today", "yesterday")
_AGO = re.compile(r"([0-9]{1,6})\s*(h|d|w|m|y)")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (excluded), both UTC; None means open."""

    start: datetime | None
    end: datetime | None


def read(text: str, now: datetime, zone: tzinfo) -> Period:
    """The period that a person typed; raises Misused with the forms it knows."""
    first, dots, last = text.strip().partition("..")
    try:
        if not dots:
            return _one(first, now, zone)
        if not first.strip() and not last.strip():
            raise ValueError("nothing on either side")
        start = _one(first, now, zone).start if first.strip() else None
        end = _one(last, now, zone).end if last.strip() else None
    except (ValueError, OverflowError):
        raise Misused(f"{text!r} is no date; known are {FORMS}.") from None
    if start is not None and end is not None and end <= start:
        raise Misused(f"The period {text!r} ends before it begins.")
    return Period(start, end)


def _one(text: str, now: datetime, zone: tzinfo) -> Period:
    text = text.strip().lower()
    try:
        if text in WORDS:
            return _days(now.astimezone(zone), 0 if text == "today" else 1, zone)
        if ago := _AGO.fullmatch(text):
            return Period(_ago(int(ago[1]), ago[2], now), None)
        if day := _DAY.fullmatch(text):
            return _calendar(day, zone)
        moment = datetime.fromisoformat(text.upper())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        return Period(moment, moment)
    except (ValueError, OverflowError):
        meant = next((f", did you mean {word}?" for word in WORDS if _is_near(text, word)), ";")
        raise Misused(f"{text!r} is no date{meant} known are {FORMS}.".replace("? k", "? K")) from None


def _is_near(text: str, word: str) -> bool:
    import difflib

    return difflib.SequenceMatcher(None, text, word).ratio() >= 0.75


def _days(local: datetime, back: int, zone: tzinfo) -> Period:
    day = local.date() - timedelta(days=back)
    start = datetime.combine(day, time(), zone)
    return Period(start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC))


def _ago(count: int, unit: str, now: datetime) -> datetime:
    if unit in _UNITS:
        return now - count * _UNITS[unit]
    months = now.year * 12 + now.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    for day in range(now.day, 0, -1):       # the 31st of a month that has none is its last day
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            if not 1 <= year <= 9999:
                raise
    raise ValueError(unit)


def _calendar(found: re.Match[str], zone: tzinfo) -> Period:
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    start = datetime(year, month, day, tzinfo=zone)
    if found[3]:
        end = datetime.combine(start.date() + timedelta(days=1), time(), zone)
    elif found[2]:
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    else:
        end = datetime(year + 1, 1, 1, tzinfo=zone)
    return Period(start.astimezone(UTC), end.astimezone(UTC))
