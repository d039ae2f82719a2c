"""Finding the feeds of a home page: those it names, those it links to, and the usual places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from monitor.model import FeedSource
from monitor.stages import decode, feed_links, feed_text

LOOKED_AT = 2_000_000           # characters of a page
MOST = 20

USUAL = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/rss/", "/feed.json")
_TYPES = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|text/rss|application/(?:rss|atom)\b", re.I)
_TAG = re.compile(r"<(link|a|base)(?=\s)([^<>]*)>", re.I)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{2,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss2?|feeds?|atom|rdf)(?:[/._-]|\.(?:xml|rss|rdf|json|php|atom)|$)|\.(?:rss|rdf|atom)$", re.I
)
_FEED_HOSTS = frozenset({"feed", "feeds", "rss", "feeds2"})
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|output)=(?:rss2?|atom|feed|xml|rdf|json)\b", re.I)
_NOT_A_FEED = re.compile(r"\.(?:png|jpe?g|svg|gif|css|js|pdf|html?)$", re.I)
_COMMENTS = re.compile(r"comment|kommentar|comentario|commenti", re.I)


def feeds(body: bytes, url: str, content_type: str = "") -> list[FeedSource]:
    """Feeds that the page names, then links that look like feeds; feeds of comments last."""
    markup = feed_text.without(decode.text(body, content_type)[:LOOKED_AT], *feed_text.COMMENT)
    base: str | None = None
    named: list[FeedSource] = []
    linked: list[FeedSource] = []
    for tag, values in _tags(markup):
        href = unescape(values.get("href", "")).strip()
        if not href:
            continue
        if tag == "base":
            base = base or feed_links.resolve(href, url)
            continue
        source = FeedSource(
            feed_links.resolve(href, base or url), title=feed_text.title(values.get("title", "")), site_url=url
        )
        if tag == "link" and _names_a_feed(values):
            named.append(source)
        elif tag == "a" and _looks_like_one(source.url, url):
            linked.append(source)
    found: dict[str, FeedSource] = {}
    for source in [*named, *linked]:
        if _is_web(source.url):
            found.setdefault(source.url, source)
    return sorted(found.values(), key=_is_of_comments)[:MOST]


def guesses(url: str) -> list[str]:
    """The usual places of feeds, below the page and at the host's root, to be asked one after the other."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    here = urljoin(url, ".").rstrip("/")
    places = [root] if here == root else [here, root]
    return [place + path for place in places for path in USUAL]


def is_feed_address(url: str) -> bool:
    """Whether an address looks like a feed's own, so that it need not be asked first."""
    parts = urlsplit(url)
    host = (parts.hostname or "").partition(".")[0]
    return bool(_FEED_PATH.search(parts.path) or host in _FEED_HOSTS or _FEED_QUERY.search(parts.query)) and not (
        _NOT_A_FEED.search(parts.path)
    )


def _tags(markup: str) -> Iterator[tuple[str, dict[str, str]]]:
    for found in _TAG.finditer(markup):
        values: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(found[2]):
            values.setdefault(name.lower(), double or single or bare)
        yield found[1].lower(), values


def _names_a_feed(values: dict[str, str]) -> bool:
    relations = values.get("rel", "").lower().split()
    return ("alternate" in relations or "feed" in relations) and bool(
        _TYPES.search(values.get("type", "")) or "feed" in relations
    )


def _looks_like_one(address: str, page: str) -> bool:
    parts = urlsplit(address)
    same = (parts.hostname or "").removeprefix("www.").endswith((urlsplit(page).hostname or "-").removeprefix("www."))
    return same and bool(_FEED_PATH.search(parts.path)) and not _NOT_A_FEED.search(parts.path)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= feed_links.LONGEST


def _is_of_comments(source: FeedSource) -> bool:
    return bool(_COMMENTS.search(source.url) or _COMMENTS.search(source.title))
