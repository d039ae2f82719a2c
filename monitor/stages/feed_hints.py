"""What a feed asks of those who poll it, from numbers that may be zero, huge or nonsense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

LONGEST = timedelta(days=366)
PERIODS = {
    "hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30), "yearly": timedelta(days=365),
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def longest(ttl: str, period: str, frequency: str) -> timedelta | None:
    """The longer of `<ttl>` (minutes) and sy:updatePeriod / sy:updateFrequency; None if neither is given."""
    asked = [each for each in (_minutes(ttl), _syndication(period, frequency)) if each is not None]
    return max(asked, default=None)


def hours(values: Iterable[str]) -> frozenset[int]:
    """skipHours in GMT (24 is midnight in old feeds); a feed that skips all of them is ignored."""
    found = {number % 24 for value in values if (number := _whole(value)) is not None and number <= 24}
    return frozenset(found) if len(found) < 24 else frozenset()


def days(values: Iterable[str]) -> frozenset[int]:
    """skipDays by their English names; a feed that skips all of them is ignored."""
    found = {DAYS.index(name) for value in values if (name := value.strip().lower()) in DAYS}
    return frozenset(found) if len(found) < 7 else frozenset()


def _minutes(ttl: str) -> timedelta | None:
    minutes = _whole(ttl)
    return min(timedelta(minutes=minutes), LONGEST) if minutes else None


def _syndication(period: str, frequency: str) -> timedelta | None:
    whole = PERIODS.get(period.strip().lower())
    times = _whole(frequency) if frequency.strip() else 1
    return whole / times if whole is not None and times else None


def _whole(value: str) -> int | None:
    """A non-negative whole number of at most nine digits."""
    found = re.fullmatch(r"\s*\+?([0-9]+)(?:\.[0-9]*)?\s*", value[:64])
    return min(int(found[1]), 999_999_999 // 60) if found else None
