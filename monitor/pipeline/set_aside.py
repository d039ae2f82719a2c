"""When the store cannot take what a task made: the row waits, no attempt is counted, and nobody is to blame."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from monitor.errors import Failed
from monitor.model import ClaimedEntry, FeedForPoll
from monitor.pipeline.desk import Desk
from monitor.stages import clean

REST = timedelta(seconds=30)            # a full disk is not tried again each second,
FEED_REST = timedelta(minutes=10)       # and a publisher does not pay for it


def entry(desk: Desk, claimed: ClaimedEntry, error: Failed) -> None:
    """Give the attempt back: three of them would quarantine a page for a full disk; a store that is away ends it."""
    with suppress(Failed):
        desk.store.entries.release(claimed, desk.clock.now() + REST, clean.line(str(error)))


def feed(desk: Desk, claimed: FeedForPoll, error: Failed) -> None:
    """The same of a poll."""
    with suppress(Failed):
        desk.store.feeds.release(claimed, desk.clock.now() + FEED_REST, clean.line(str(error)))
