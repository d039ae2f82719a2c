"""JSON Feed 1.0 and 1.1, RSS written as JSON, and home-made lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from monitor.model import FeedHints
from monitor.stages import feed_hints
from monitor.stages.feed_raw import RawFeed, RawItem

DEEPEST = 4                     # lists of a home-made document are looked for no deeper

_URL = (
    "url", "link", "external_url", "permalink", "href", "web_url", "source_url", "document_url", "official_url", "uri",
)
_TITLE = ("title", "headline", "name", "document_title", "subject")
_ID = ("id", "guid", "_id", "uuid", "document_id")
_DATE = (
    "date_published", "published", "published_at", "publishedAt", "pubDate", "pubdate", "publication_date", "date",
    "created_at", "created", "timestamp", "date_modified", "updated", "updated_at", "modified",
)
_SUMMARY = ("summary", "description", "excerpt", "abstract", "snippet", "teaser", "content_text", "text")
_CONTENT = ("content_html", "content:encoded", "content_text", "content", "body", "html")
_AUTHOR = ("authors", "author", "creator", "dc:creator", "byline")


def read(text: str) -> RawFeed | None:
    """The feed, or None if the document has no items; raises ValueError if it is not JSON."""
    try:
        value = _DECODER.decode(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        whole = list(_before_the_damage(text))
        if not whole:
            raise
        return replace(_feed({}, whole, "json"), note=f"Malformed: {error}")
    if isinstance(value, dict) and "jsonfeed.org" in _string(value, "version"):
        version = _string(value, "version").rstrip("/").rpartition("/")[2]
        items = value.get("items")
        return _feed(value, items, f"json feed {version[:8]}") if isinstance(items, list) else None
    channel = _channel(value)
    if channel is not None:
        items = channel.get("item") or channel.get("items")
        return _feed(channel, items if isinstance(items, list) else [items], "rss as json")
    return _home_made(value)


def _whole_number(digits: str) -> int:
    """A whole number; Python refuses more than 4,300 digits, and nothing needed here has twenty."""
    return int(digits) if len(digits) < 20 else 0


_DECODER = json.JSONDecoder(strict=False, parse_int=_whole_number)
_ITEMS = re.compile(r'"items?"\s*:\s*\[')


def _before_the_damage(text: str) -> Iterator[Any]:
    """The items, read one by one, of a document that is truncated or nested too deeply."""
    found = _ITEMS.search(text)
    place = found.end() if found else len(text)
    while True:
        place += len(text[place : place + 1000]) - len(text[place : place + 1000].lstrip(" \t\r\n,"))
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield value


def _channel(value: Any) -> dict[str, Any] | None:
    root = value.get("rss") if isinstance(value, dict) else None
    channel = root.get("channel") if isinstance(root, dict) else None
    return channel if isinstance(channel, dict) else None


def _home_made(value: Any) -> RawFeed | None:
    """The longest list of objects that look like items; a single object may be one item."""
    lists = [each for each in _lists(value, 0) if each]
    items = max(lists, key=len, default=[])
    if not items and isinstance(value, dict) and _looks_like_item(value):
        items = [value]
        value = {}
    if not items:
        return None
    return _feed(value if isinstance(value, dict) else {}, items, "json")


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        yield [each for each in value if isinstance(each, dict) and _looks_like_item(each)]
    elif isinstance(value, dict):
        for each in list(value.values())[:100]:
            yield from _lists(each, depth + 1)


def _looks_like_item(value: Mapping[str, Any]) -> bool:
    return bool(_first(value, _URL)) and bool(_first(value, _TITLE) or _first(value, _DATE) or _first(value, _SUMMARY))


def _feed(head: Mapping[str, Any], items: Any, kind: str) -> RawFeed:
    objects = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    authors = tuple(_people(head))
    return RawFeed(
        format=kind,
        title=_first(head, _TITLE),
        site_url=_first(head, ("home_page_url", "link")),
        language=_string(head, "language"),
        items=tuple(_item(each, authors) for each in objects[:5_000]),
        hints=FeedHints(
            ttl=feed_hints.longest(_string(head, "ttl"), "", ""), next_page=_string(head, "next_url") or None
        ),
        found=len(objects),
    )


def _item(value: Mapping[str, Any], authors: tuple[str, ...]) -> RawItem:
    return RawItem(
        links=tuple(link for key in _URL if (link := _string(value, key)) and key != "external_url")
        or tuple(filter(None, [_string(value, "external_url")])),
        guid=_first(value, _ID),
        title=_first(value, _TITLE),
        dates=tuple(date for key in _DATE if (date := _string(value, key))),
        summary=_first(value, _SUMMARY),
        content=_first(value, _CONTENT),
        authors=tuple(_people(value)) or authors,
        language=_string(value, "language"),
    )


def _people(value: Mapping[str, Any]) -> Iterator[str]:
    for key in _AUTHOR:
        said = value.get(key)
        for each in said if isinstance(said, list) else [said]:
            if isinstance(each, dict):
                each = each.get("name")
            if isinstance(each, str) and each.strip():
                yield each


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := _string(value, key))), "")


def _string(value: Mapping[str, Any], key: str) -> str:
    """A text or number; for an XML element with attributes turned into JSON, its text."""
    said = value.get(key)
    if isinstance(said, dict):
        said = said.get("#value") or said.get("#text") or said.get("$t") or said.get("_")
    if isinstance(said, bool) or said is None:
        return ""
    return str(said).strip() if isinstance(said, (str, int, float)) else ""
