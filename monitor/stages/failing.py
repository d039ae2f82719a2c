"""Whether a feed is out of reach: refused with 403, or failing for more than a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from monitor.model import PollRow, Trouble

ANSWERED = ("polled", "unchanged")
FAILED = ("failed", "gone")     # offline is our own fault, redirected is half a poll
LEAST = 3                       # failures in a row: 403s back off from 6 hours, so these take most of a day
LONGEST = timedelta(days=1)     # of silence from a server, before somebody hears of it


def trouble(polls: Sequence[PollRow], now: datetime) -> tuple[Trouble, str] | None:
    """What keeps the feed from answering, in words, newest poll first; None if it answers or still may."""
    run = [p for p in takewhile(lambda p: p.outcome not in ANSWERED, polls) if p.outcome in FAILED]
    if not run:
        return None
    newest, oldest = run[0], run[-1]
    if newest.outcome == "gone" or newest.status == 410:
        return Trouble.FAILING, "has answered 410, gone, and is not asked any more"
    if held_back([poll.status for poll in run]):
        return Trouble.HELD_BACK, f"has refused us with 403 {len(run)} times in a row, since {oldest.polled:%Y-%m-%d}"
    if len(run) >= LEAST and now - oldest.polled >= LONGEST:
        reason = f": {newest.reason}" if newest.reason else ""
        return Trouble.FAILING, f"has not answered since {oldest.polled:%Y-%m-%d}{reason}"
    return None


def held_back(statuses: Sequence[int | None]) -> bool:
    """Whether the latest failures (newest first) are refusals: 403, with at most a 429 among them."""
    return len(statuses) >= LEAST and statuses.count(403) >= LEAST and set(statuses) <= {403, 429}
