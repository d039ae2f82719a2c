"""A feed that rolled past us: where the dropped items may still be named, and which of those are taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import FeedItem, ParsedFeed, RobotsRules

MOST_PAGES = 3                          # archive pages or sitemaps asked after one gap
REASON = "None of its items was there at the last poll: some may have come and gone between the two."
NEWS_DAYS = timedelta(days=3)           # a news sitemap holds two days (Google's rule); older dates in one are slips
SECTION = 0.8                           # of a feed's items in one folder, and the feed is that folder's

_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_NEWS = re.compile(r"news", re.IGNORECASE)
_PACKED = re.compile(r"\.gz$", re.IGNORECASE)


def next_page(parsed: ParsedFeed, asked: str) -> str | None:
    """The archive page that a document names (RFC 5005), unless that is the document itself."""
    page = parsed.hints.next_page
    return page if page and page != asked else None


def news_sitemap(rules: RobotsRules | None) -> str | None:
    """The news sitemap that robots.txt names; nothing is guessed, since a gap may come at every poll."""
    named = _SITEMAP.findall(rules.text) if rules is not None and rules.status == 200 else []
    return next((url for url in named if _NEWS.search(url.rpartition("/")[2]) and not _PACKED.search(url)), None)


def missed(parsed: ParsedFeed, in_feed: Sequence[str], now: datetime) -> list[FeedItem]:
    """
    The items of an archive page, all of them; of a sitemap the news of the last days, of the feed's own section.

    `in_feed` holds addresses that the feed itself named: a feed of one folder does not bring the whole site's news.
    """
    if parsed.format != "sitemap":
        return list(parsed.items)
    section = _section(in_feed)
    return [
        item for item in parsed.items
        if item.published is not None and now - NEWS_DAYS <= item.published.instant and _folder(item.url, section)
    ]


def _section(urls: Sequence[str]) -> str:
    """The first path folder that nearly all of these addresses share; empty if there is none."""
    folders = Counter(_first(url) for url in urls)
    for folder, n in folders.most_common(1):
        return folder if n >= SECTION * len(urls) else ""
    return ""


def _first(url: str) -> str:
    parts = urlsplit(url)
    folder, slash, _ = parts.path.strip("/").partition("/")
    return f"{parts.netloc}/{folder}/" if slash and not folder.isdigit() else ""


def _folder(url: str, section: str) -> bool:
    return not section or _first(url) == section
