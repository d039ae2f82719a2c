"""Feed documents written in a line, and how the stage reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import FeedItem, ParsedFeed
from monitor.stages import poll

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
URL = "https://news.example/feed.xml"
NEIGHBOUR = "<item><title>Neighbour</title><link>https://news.example/neighbour</link></item>"


def read(document: str | bytes, content_type: str = "application/xml") -> ParsedFeed:
    """The feed at `URL`, read at `NOW`."""
    return poll.read(document.encode() if isinstance(document, str) else document, URL, content_type, NOW)


def rss(items: str, head: str = "", root: str = 'version="2.0"') -> str:
    """An RSS document with these items."""
    return f'<?xml version="1.0"?><rss {root}><channel><title>News</title>{head}{items}</channel></rss>'


def item(inside: str) -> str:
    """One item of RSS."""
    return f"<item>{inside}</item>"


def only(document: str | bytes) -> FeedItem:
    """The one item of a document."""
    (found,) = read(document).items
    return found
