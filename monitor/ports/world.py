"""The rest of the outside world: time, queue, web, parsers, encoders, raw pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from monitor.model import Extraction, FeedItem, Page, ParsedFeed, Response, Validators

if TYPE_CHECKING:
    import numpy


class Clock(Protocol):
    """The time now: UTC, aware."""

    def now(self) -> datetime: ...


class Hints(Protocol):
    """The queue: hints that a row is due. It may lose, repeat and delay them; it never raises if the broker is down."""

    def send(self, queue: str, row_id: str) -> None: ...


class Alert(Protocol):
    """Reports a change of state, once a change."""

    def raise_(self, subject: str, text: str) -> None: ...


class Fetcher(Protocol):
    """The guarded web: one deadline, limits on bytes packed and unpacked, no internal addresses."""

    def get(
        self,
        url: str,
        *,
        kind: str,                                      # feed, page or robots: its deadline and limits
        validators: Validators | None = None,
        follow_elsewhere: bool = False,                 # follow redirects to other hosts too
        hurry: bool = False,                            # a first try: give up soon where the host is very slow
    ) -> Response:
        """Raises Transient, Refused, Gone, Unreachable or Offline; a status of 304, 4xx or 5xx is an answer."""
        ...

    def close(self) -> None:
        """Close open sockets, so that a stop need not wait for a slow server."""
        ...


class Parser(Protocol):
    """Untrusted bytes in, values out, by a child process with limits. Raises Unreadable or Transient."""

    def feed(self, body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed: ...

    def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction: ...

    def close(self) -> None: ...


class Encoder(Protocol):
    """Texts to vectors of meaning, comparable across its languages."""

    @property
    def name(self) -> str:
        """Name and version, stored with each vector: vectors of different encoders are never compared."""
        ...

    @property
    def languages(self) -> frozenset[str]: ...

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """float32, shape (len(texts), dimensions), rows of unit length."""
        ...


class Pages(Protocol):
    """The raw pages, compressed, by month, until a limit in days or gigabytes is reached."""

    def put(self, page: Page) -> None: ...

    def get(self, page_id: str) -> Page | None: ...

    def expire(self, before: datetime, most_bytes: int | None) -> int:
        """Drop old months; returns how many."""
        ...

    def remove(self, page_ids: Sequence[str]) -> None: ...

    def close(self) -> None: ...
