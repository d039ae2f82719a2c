"""Feeds: how they are listed, polled, read and scheduled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model.kinds import Keep


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed as a person lists it: one outline of an OPML file."""

    url: str
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    group: str = ""
    keep: Keep = Keep.TEXT


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us for conditional requests, byte for byte, and the address that gave it."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the scheduler knows of one feed."""

    interval: timedelta
    failures: int = 0
    polled: datetime | None = None          # the last poll that was answered
    due: datetime | None = None             # None: never again by itself (410)
    entries_a_week: float | None = None
    known_share: float | None = None        # share of the last poll's items that were known already
    unchanged: int = 0                      # answers in a row without anything new
    hints: FeedHints | None = None          # what the feed asked when it was last read


@dataclass(frozen=True, slots=True)
class FeedForPoll:
    """A claimed feed: what a poll needs, and the fence that its result must pass."""

    feed_id: str
    url: str
    target: str                             # the address to ask now; differs from url after a redirect to another host
    hops: int                               # redirects so far; below zero: archive pages looked at after a gap
    attempts: int                           # the fence
    source: FeedSource
    state: FeedState
    validators: Validators | None = None
    body_hash: str | None = None
    moved_to: str | None = None             # where the last poll was permanently redirected to
    hurry: bool = False                     # a first try at a host that is not known to be slow


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What a feed says of one item, cleaned; nothing was fetched for it yet."""

    url: str
    title: str = ""
    guid: str | None = None
    published: Published | None = None
    summary: str = ""                       # plain text
    content: str = ""                       # the feed's own full text as markup, at most 200 kB
    authors: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedHints:
    """What a feed asks of those who poll it."""

    ttl: timedelta | None = None            # <ttl>, sy:updatePeriod and sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()  # Monday is 0
    next_page: str | None = None            # RFC 5005
    reserved: bool = False                  # tdm-reservation


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document as it was read; a malformed one is never refused as long as it yields items."""

    title: str = ""
    language: str | None = None
    format: str = ""
    site_url: str | None = None
    items: tuple[FeedItem, ...] = ()
    hints: FeedHints = field(default_factory=FeedHints)
    skipped: tuple[str, ...] = ()           # a reason for each item that was left out
    note: str | None = None                 # what was wrong with the document


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What a poll changes: written in one transaction, and only if the fence still holds."""

    feed: FeedForPoll
    state: FeedState
    outcome: str                            # polled, unchanged, failed, moved, gone, archive: counted
    reason: str | None = None
    status: int | None = None
    validators: Validators | None = None
    body_hash: str | None = None
    title: str | None = None
    moved_to: str | None = None             # a permanent redirect, kept after its second sight
    target: str | None = None               # a redirect to another host, or an archive page: ask there next
    events: tuple[str, ...] = ()            # counted too: gap (nothing of the last poll is in it any more), probe
    looks_back: int = 0                     # target is the so manieth archive page
    seconds: float = 0.0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """A publication time: as it was written, and as an instant to sort by."""

    text: str                               # ISO 8601 in the zone it was given in; a bare day is YYYY-MM-DD
    instant: datetime                       # UTC; a bare day counts as its midnight
    origin: str                             # feed, json-ld, meta, time-element, address, text, import, seed
