"""Choosing the publication date among those that the feed and the page name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model import Published

FEED_REACH = timedelta(days=2)      # further from the feed's a page's date speaks of something else (extraction.md)
ZONES = timedelta(days=1)           # a bare day may be the day before or after in another zone
DAY_LENGTH = len("2026-01-31")


def choose(
    candidates: Sequence[Published], feed: Sequence[Published], fetched: datetime
) -> tuple[Published | None, tuple[str, ...]]:
    """
    The feed's time, made exact by the page where it is a bare day; without a feed the page's first that can be.

    `candidates` stand in the order in which they are trusted. The notes say what was passed over, and why.
    """
    notes: list[str] = []
    possible = [date for date in candidates if not _is_future(date, fetched)]
    if len(possible) < len(candidates):
        notes.append("A date of the page lies after the fetch and was passed over.")
    told = next((date for date in feed if not _is_future(date, fetched)), None)
    if told is None:
        return (possible[0] if possible else None), tuple(notes)
    if possible and abs(possible[0].instant - told.instant) > FEED_REACH:
        notes.append(f"The page says {possible[0].text}, the feed {told.text}: the feed is believed.")
    if len(told.text) == DAY_LENGTH:
        exact = (date for date in possible if date.text.startswith(told.text) and len(date.text) > DAY_LENGTH)
        return next(exact, told), tuple(notes)
    return told, tuple(notes)


def _is_future(date: Published, fetched: datetime) -> bool:
    reach = ZONES if len(date.text) == DAY_LENGTH else timedelta(hours=1)
    return date.instant > fetched + reach
