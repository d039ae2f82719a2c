"""Finding the feed that a person means: the address itself, or the one that its page names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import MonitorError, Offline, Refused
from monitor.model import FeedSource, ParsedFeed, Response
from monitor.stages import address, discover

if TYPE_CHECKING:
    from monitor.cli.pages import Web
    from monitor.ports import Parser

MOST_ASKED = 12         # addresses that are tried for one page: what it names, and where feeds usually are


class NoFeed(MonitorError):
    """The page can be read, but no feed was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """The feed, and the others that the page names."""

    source: FeedSource
    others: tuple[FeedSource, ...] = ()


def find(url: str, web: Web, parser: Parser) -> Found:
    """Ask the address, then what its page names, then the usual places; raises NoFeed, or the error of the request."""
    response = web.page(url)
    parsed = _parsed(response, parser)
    if is_feed(parsed):
        return Found(FeedSource(url, title=parsed.title))
    named = discover.feeds(response.body, response.url, response.headers.get("content-type", ""))
    usual = [FeedSource(guess) for guess in discover.guesses(response.url)]
    for source in [*named, *(one for one in usual if one.url not in {other.url for other in named})][:MOST_ASKED]:
        if (title := _title(source, web, parser)) is not None:
            others = tuple(one for one in named if one.url != source.url)
            return Found(FeedSource(source.url, title=title or source.title, site_url=address.keys(url).url), others)
    raise NoFeed(f"{address.without_password(url)} is no feed and names none, and none stands where feeds usually are.")


def is_feed(parsed: ParsedFeed) -> bool:
    """Whether it has items, or at least the form of a feed: an empty one may fill up."""
    return bool(parsed.items) or (bool(parsed.format) and not parsed.note)


def _title(source: FeedSource, web: Web, parser: Parser) -> str | None:
    """The feed's title; None if this is not a feed."""
    try:
        parsed = web.feed(source.url, parser)
    except Offline:
        raise
    except MonitorError:
        return None
    return parsed.title if is_feed(parsed) else None


def _parsed(response: Response, parser: Parser) -> ParsedFeed:
    from datetime import UTC, datetime

    return parser.feed(response.body, response.url, response.headers.get("content-type", ""), datetime.now(UTC))


def check(url: str) -> None:
    """Raises Refused for addresses that can never be followed."""
    address.keys(url)
    if address.is_google_news(url):
        raise Refused(address.GOOGLE_NEWS)
