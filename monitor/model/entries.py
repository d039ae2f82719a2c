"""Entries and the pages they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model.feeds import FeedItem
from monitor.model.kinds import Fate, Keep, Stage


@dataclass(frozen=True, slots=True)
class AddressKeys:
    """Two keys of an address. Equal safe keys prevent a second fetch; equal loose keys only raise a suspicion."""

    url: str                                # cleaned, without fragment
    safe: str
    loose: str
    host: str                               # lower case, IDNA, with the port where it is not the scheme's own


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An item of a feed that is about to become an entry; `refused` says why it ends at once, if it does."""

    item: FeedItem
    keys: AddressKeys
    refused: str | None = None
    identity: str | None = None             # its feed's own id, where the feed's ids can be trusted


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """A host's robots.txt as we keep it: its text, or the status that came instead."""

    host: str
    status: int                             # 0: unreachable
    text: str
    fetched: datetime
    until: datetime                         # ask again after


@dataclass(frozen=True, slots=True)
class ClaimedEntry:
    """An entry whose lease is ours, with the fence that its result must pass."""

    entry_id: str
    url: str
    target: str                             # the address to ask now; differs from url after a redirect to another host
    host: str                               # the host of target
    hops: int
    stage: Stage
    attempts: int                           # the fence
    failures: int                           # transient failures so far
    first_seen: datetime
    keep: Keep
    items: tuple[tuple[str, FeedItem], ...] = ()    # (feed address, what that feed says)
    page_id: str | None = None
    article_id: str | None = None           # when it was filed before: a second look makes a version
    fate: Fate | None = None                # how it ended before this: its page is looked at again
    gap: timedelta = timedelta(0)           # the pause that its host is owed after this request
    hurry: bool = False                     # a first try at a host that is not known to be slow
    rules: RobotsRules | None = None        # what is held of its host's robots.txt, perhaps too old


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to a request, read completely and within its limits."""

    url: str                                # the address that answered
    status: int
    headers: Mapping[str, str]              # names in lower case
    body: bytes                             # inflated
    seconds: float
    redirects: tuple[tuple[int, str], ...] = ()     # (status, address it led to), in order
    elsewhere: str | None = None            # a redirect to another host, not followed: that host's pace comes first
    wire_size: int = 0
    truncated: bool = False
    packed: bytes | None = None             # the body as gzip or zlib, where it came as one whole stream of them


@dataclass(frozen=True, slots=True)
class Page:
    """The raw bytes of one fetch; every later stage is a pure function of it."""

    page_id: str
    url: str                                # the address that answered, without fragment
    requested_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched: datetime
    packed: bytes | None = field(default=None, compare=False, repr=False)    # the body as the server packed it
