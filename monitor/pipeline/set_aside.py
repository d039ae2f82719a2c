"""If the store cannot take a task's result, the row waits and no attempt is counted: the page is not to blame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from monitor.errors import Failed
from monitor.model import ClaimedEntry, FeedForPoll
from monitor.pipeline.desk import Desk
from monitor.stages import clean

REST = timedelta(seconds=30)            # a full disk is not tried again each second,
FEED_REST = timedelta(minutes=10)       # and a publisher does not pay for it


def entry(desk: Desk, claimed: ClaimedEntry) -> AbstractContextManager[None]:
    """A context that gives the attempt back on Failed: three would quarantine a page for a full disk."""
    return _given_back(desk, partial(desk.store.entries.release, claimed), REST)


def feed(desk: Desk, claimed: FeedForPoll) -> AbstractContextManager[None]:
    """The same for a poll."""
    return _given_back(desk, partial(desk.store.feeds.release, claimed), FEED_REST)


@contextmanager
def _given_back(desk: Desk, release: Callable[[datetime, str], None], rest: timedelta) -> Iterator[None]:
    try:
        yield
    except Failed as error:
        with suppress(Failed):          # a store that is away: the lease ends it
            release(desk.clock.now() + rest, clean.line(str(error)))
        raise
