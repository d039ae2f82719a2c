"""When to look at the page of a filed article again: once or twice in its first days, and never later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model import Access

SOONEST = timedelta(hours=1)        # from now: a look that would come at once sees what was just read
SPREAD = 0.1                        # of a wait, so that pages found together are not asked for together


def next_look(
    waits: Sequence[timedelta], first_seen: datetime, published: datetime | None, now: datetime, jitter: float
) -> datetime | None:
    """
    The first of the waits, counted from publication, that lies ahead; None: its first days are over.

    What was found late, or missed while the machine slept, is not caught up with.
    """
    begun = first_seen if published is None else min(first_seen, published)
    looks = (begun + wait * (1 + SPREAD * jitter) for wait in sorted(waits))
    return next((look for look in looks if look >= now + SOONEST), None)


def is_worth_it(access: Access) -> bool:
    """Whether a second look can find anything; for a teaser there is no text to compare with."""
    return access in (Access.FULL, Access.REMOVED)
