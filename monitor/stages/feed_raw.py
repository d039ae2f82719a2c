"""A feed as its document has it: plain strings, nothing cleaned, nothing resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.model import FeedHints


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item: the candidates for its address, title and dates, best first."""

    links: tuple[str, ...] = ()
    enclosure: str = ""                     # a file, where nothing else is an address
    guid: str = ""
    guid_is_link: bool = True               # isPermaLink
    title: str = ""
    dates: tuple[str, ...] = ()
    summary: str = ""                       # markup or plain, as it came
    content: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    base: str = ""                          # xml:base


@dataclass(frozen=True, slots=True)
class RawFeed:
    """One feed document."""

    format: str
    title: str = ""
    site_url: str = ""
    language: str = ""
    base: str = ""
    items: tuple[RawItem, ...] = ()
    hints: FeedHints = field(default_factory=FeedHints)
    found: int = 0                          # items in the document, where not all were looked at
    note: str | None = None
