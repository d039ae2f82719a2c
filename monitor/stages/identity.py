"""Whether an item under a new address is one that its feed named before under another."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import FeedItem

SAME_DAY = timedelta(days=1)        # an edited item may be dated anew; the next issue of a column is a day away


def is_same(before: FeedItem, now: FeedItem) -> bool:
    """Whether two items that share their feed's id are one item that moved.

    An id alone does not decide, since feeds use one again for the next issue of a column: the title must be the same,
    and both dates known and near each other. What is doubtful is another item: fetched twice is better than lost.
    """
    if not now.title or before.title.casefold() != now.title.casefold():
        return False
    if before.published is None or now.published is None:
        return False
    return abs(before.published.instant - now.published.instant) < SAME_DAY
