"""Feeds that are not well-formed, read by feedparser, which knows more kinds of damage than anybody."""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterator
from typing import Any

from monitor.model import FeedHints
from monitor.stages import feed_hints
from monitor.stages.feed_raw import RawFeed, RawItem

Entry = Any                     # feedparser's dictionary


def is_affordable(body: bytes) -> bool:
    """Whether feedparser will end in time: it searches the whole rest for the end of each open comment.

    200 kB of `<!-- ` cost it 17.6 s, 1.4 MB of nested `<a>` 8.8 s (reliability.md), 300 kB of them 2.1 s.
    """
    unclosed = body.count(b"<") - 2 * body.count(b"</") - body.count(b"/>") - body.count(b"<!")
    comments = body.count(b"<!") - body.count(b"-->") - body.count(b"]]>")
    return len(body) < 4_000_000 and unclosed < 20_000 and comments < 200


def read(body: bytes, url: str, content_type: str) -> RawFeed:
    """Read the bytes through a file object: given a string that is an address, feedparser would fetch it."""
    import feedparser

    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    feed = parsed.feed
    return RawFeed(
        format=_format(parsed.get("version") or ""),
        title=_string(feed, "title"),
        site_url=_string(feed, "link"),
        language=_string(feed, "language"),
        items=tuple(_item(entry) for entry in parsed.entries),
        hints=FeedHints(
            ttl=feed_hints.longest(
                _string(feed, "ttl"), _string(feed, "sy_updateperiod"), _string(feed, "sy_updatefrequency")
            )
        ),
        found=len(parsed.entries),
        note=str(parsed.get("bozo_exception", "")) or None if parsed.get("bozo") else None,
    )


def _format(version: str) -> str:
    """feedparser's `rss20` as `rss 2.0`."""
    digits = version.lstrip("acdfmorst")
    name = version[: len(version) - len(digits)]
    return f"{name} {digits[:1]}.{digits[1:]}".strip(" .")


def _string(values: Entry, key: str) -> str:
    value = dict.get(values, key)
    return value if isinstance(value, str) else ""


def _item(entry: Entry) -> RawItem:
    contents = [each for each in dict.get(entry, "content") or () if isinstance(dict.get(each, "value"), str)]
    return RawItem(
        links=tuple(link for key in ("feedburner_origlink", "link") if (link := _string(entry, key))),
        enclosure=next((_string(each, "href") for each in _enclosures(entry)), ""),
        guid=_string(entry, "id"),
        guid_is_link=dict.get(entry, "guidislink") is not False,
        title=_string(entry, "title"),
        dates=tuple(_dates(entry)),
        summary=_string(entry, "summary"),
        content=max((_string(each, "value") for each in contents), key=len, default=""),
        authors=tuple(name for each in dict.get(entry, "authors") or () if (name := _string(each, "name"))),
        language=_string(entry, "language"),
    )


def _enclosures(entry: Entry) -> Iterator[Entry]:
    return (link for link in dict.get(entry, "links") or () if dict.get(link, "rel") == "enclosure")


def _dates(entry: Entry) -> Iterator[str]:
    """Each date as it was written, then as feedparser understood it."""
    for key in ("published", "created", "updated"):
        if text := _string(entry, key):
            yield text
            moment = dict.get(entry, f"{key}_parsed")
            if isinstance(moment, time.struct_time):
                yield time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)
