"""Rows that say what is due, and who is working on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import (
    AddressKeys,
    ClaimedEntry,
    EntryRow,
    Fate,
    FeedForPoll,
    FeedSource,
    HostRow,
    Looked,
    NewEntry,
    Page,
    PollOutcome,
    PollRow,
    RobotsRules,
)


class Pace(Protocol):
    """The one owner of politeness: one request at a time to a host, over all workers, kept in the store."""

    def take(self, host: str, lease: timedelta) -> bool:
        """Take the host until the lease runs out, if it is free; returns whether it is ours."""
        ...

    def give_back(
        self,
        host: str,
        gap: timedelta,
        *,
        seconds: float = 0.0,
        size: int = 0,
        status: int | None = None,                      # None: nothing was asked; 0: no answer came
        rest: timedelta | None = None,                  # a longer pause: Retry-After, for the whole host
        silent: bool = False,                           # it kept us waiting until the deadline
        requests: int = 1,                              # redirects within the host, and robots.txt before the page
    ) -> None:
        """Free the host after its pause: the longest of what we owe, what it asks, and what its speed suggests."""
        ...

    def hosts(self) -> list[HostRow]:
        """What each host has cost so far, the most expensive first."""
        ...

    def robots(self, host: str) -> RobotsRules | None: ...

    def keep_robots(self, rules: RobotsRules) -> None: ...


class FeedRows(Protocol):
    """The feed list, and each feed's state."""

    def add(self, sources: Iterable[FeedSource], spread: timedelta = timedelta(0)) -> int:
        """Add feeds and return how many are new; known ones are updated. First polls are due over `spread`."""
        ...

    def remove(self, url: str) -> bool: ...

    def listed(self) -> list[tuple[FeedSource, str, str | None, datetime | None]]:
        """(source, state, reason, due) of each feed, in the order they were added."""
        ...

    def history(self, url: str) -> list[PollRow]:
        """The feed's last polls, newest first."""
        ...

    def make_due(self, urls: Sequence[str] | None = None) -> int:
        """Make every listed feed (or those named) due now."""
        ...

    def claim(self, feed_id: str, lease: timedelta) -> FeedForPoll | None:
        """Claim the feed if it is due and its host is free; the host is then ours too."""
        ...

    def finish(self, outcome: PollOutcome, entries: Sequence[NewEntry], cap: int | None) -> list[str]:
        """
        Write a poll in one transaction: entries, feed–entry ties, validators, state, counters. The host stays leased.

        On a first import (nothing polled before) only the newest `cap` entries wait; the others end over_the_cap; one
        with `refused` ends so. Nothing is written where the fence no longer holds. Gives back the ids of new waiting
        entries.
        """
        ...

    def release(self, feed: FeedForPoll, due: datetime | None = None, reason: str | None = None) -> None:
        """Give a lease back unused: because of a stop, or (until `due`) because the store refused the result."""
        ...


class EntryRows(Protocol):
    """Every address that was ever seen, and what became of it."""

    def claim(self, entry_id: str, stage: str, lease: timedelta) -> ClaimedEntry | None:
        """Claim the entry if it is due; for a fetch only if its host is free, which is then ours too."""
        ...

    def fetched(self, entry: ClaimedEntry, page: Page, keys: AddressKeys) -> bool:
        """
        Its raw page is kept: it waits to be read. Whether the fence held.

        `keys` are those of the address that answered: from now on a feed that names it means this entry.
        """
        ...

    def end(self, entry: ClaimedEntry, fate: Fate, reason: str, article_id: str | None = None) -> bool: ...

    def postpone(self, entry: ClaimedEntry, due: datetime, reason: str, *, failed: bool) -> bool:
        """Let it wait again; `failed` counts a failure, otherwise the attempt is not counted."""
        ...

    def redirect(self, entry: ClaimedEntry, target: str, host: str) -> bool:
        """Let it be asked at another host, in that host's own time."""
        ...

    def looked(self, entry: ClaimedEntry, found: Looked, again: datetime | None, reason: str = "") -> bool:
        """
        Another look at a filed entry's page is over, and it is as it was; whether the fence held.

        REMOVED gives its article this access, and keeps the text; BACK takes it away. `again`: the look after this.
        """
        ...

    def keep_page(self, entry: ClaimedEntry, page: Page) -> None:
        """Note that a page with another text was kept; filing that text makes it the entry's page."""
        ...

    def stumble(self, entry: ClaimedEntry, reason: str) -> bool:
        """An unexpected error: the lease ends, the attempt stays counted, and the last one quarantines."""
        ...

    def release(self, entry: ClaimedEntry, due: datetime | None = None, reason: str | None = None) -> None:
        """Give a lease back unused: because of a stop, or (until `due`) because the store refused the result."""
        ...

    def hand_back(self) -> int:
        """End every lease of this process, feeds included, without counting the attempts: for a stop."""
        ...

    def mend(self, lease: timedelta, *, thoroughly: bool) -> int:
        """Correct times written by a clock that ran ahead; `thoroughly` after it jumped. Returns how many rows."""
        ...

    def unhint(self) -> None:
        """Forget all hints, since the broker lost them: the next sweep sends them again."""
        ...

    def next_of_host(self, host: str, most_slow: int) -> tuple[str, str] | None:
        """(queue, id) of what a host that has just become free may be asked now, feeds first; else as `due`."""
        ...

    def due(
        self,
        queue: str,                                     # poll, fetch or read
        limit: int,
        *,
        pass_started: datetime | None = None,
        again: timedelta = timedelta(seconds=10),
        most_slow: int | None = None,                   # slow hosts under work at a time, of whatever queue
    ) -> list[str]:
        """
        Ids whose time has come and whose lease is free, marked as hinted; newest first in a feed, fair between feeds.

        A row hinted less than `again` ago and not claimed since is left out. For a poll or a fetch: at most one a free
        host, none for a host with such a hint under way. With `pass_started`: a row that failed after it is left for a
        later pass.
        """
        ...

    def owed(self, pass_started: datetime, patience: timedelta) -> Mapping[str, int]:
        """
        How many rows this pass still owes a try: `poll`, `fetch`, `read` waiting, and `leased` now under work; of all
        these `slow` are at hosts that keep us waiting.

        Left out: what failed after the pass began, and what waits for a host that rests longer than `patience`.
        """
        ...

    def quarantine_spent(self, most_attempts: int) -> int:
        """Quarantine rows whose last attempt ran out; returns how many."""
        ...

    def rows(
        self,
        *,
        feed: str | None = None,
        fate: Fate | None = None,
        state: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[EntryRow]: ...

    def find(self, safe_key: str) -> EntryRow | None:
        """The entry of an address, or of one that its page answered from."""
        ...

    def known(self, safe_keys: Sequence[str]) -> set[str]:
        """Which of these addresses were seen before."""
        ...

    def retry(self, fate: Fate) -> int:
        """Let rows of this fate wait again, with their counts reset; for quarantined ones, feeds too."""
        ...

    def forget(self, *, safe_key: str | None = None, host: str | None = None) -> tuple[int, int, list[str]]:
        """
        One address, or all of a host, is taken out for good and never fetched again.

        Gives (entries, articles, ids of raw pages, for `Pages.remove`).
        """
        ...

    def drop_raw(self, before: datetime) -> int:
        """Forget the pages and full texts of that time, as `Pages.expire` does; returns how many rows."""
        ...

    def fates(self, since: datetime) -> Mapping[str, int]:
        """How many entries ended in each fate since then."""
        ...
