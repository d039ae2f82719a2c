"""Values as columns and back: JSON as text, compressed if it is long and rarely read."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.model import FeedHints, FeedItem, Passage, Place, Published, TermHit


def id_of(safe_key: str) -> str:
    """The id of a feed or entry: the same in every store and every run."""
    return hashlib.sha256(safe_key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def dumped(value: object) -> str:
    """Compact JSON, with letters of every script unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed(value: object) -> bytes:
    """Compressed JSON."""
    return zlib.compress(dumped(value).encode("utf-8", "surrogatepass"), 1)


def unpacked(blob: bytes) -> Any:
    """The inverse of `packed`."""
    return json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))


def published_out(published: Published | None) -> list[str] | None:
    """A publication time as a list."""
    return None if published is None else [published.text, published.instant.isoformat(), published.origin]


def published_in(value: Sequence[str] | None) -> Published | None:
    """The inverse of `published_out`."""
    return None if value is None else Published(value[0], datetime.fromisoformat(value[1]), value[2])


def hints_out(hints: FeedHints | None) -> str | None:
    """What a feed asks of its pollers."""
    return None if hints is None else dumped([
        None if hints.ttl is None else hints.ttl.total_seconds(), sorted(hints.skip_hours), sorted(hints.skip_days),
        hints.next_page, hints.reserved,
    ])


def hints_in(text: str | None) -> FeedHints | None:
    """The inverse of `hints_out`."""
    if text is None:
        return None
    ttl, hours, days, next_page, reserved = json.loads(text)
    return FeedHints(
        None if ttl is None else timedelta(seconds=ttl), frozenset(hours), frozenset(days), next_page, reserved
    )


def item_out(item: FeedItem) -> bytes:
    """What a feed said of an entry, without its full text and without empty fields."""
    said = {
        "url": item.url, "title": item.title, "guid": item.guid, "published": published_out(item.published),
        "summary": item.summary, "authors": item.authors, "language": item.language,
    }
    return packed({name: value for name, value in said.items() if value})


def item_in(blob: bytes, content: bytes | None = None) -> FeedItem:
    """The inverse of `item_out`, with the full text if it is still kept."""
    said = unpacked(blob)
    return FeedItem(
        url=said.get("url", ""), title=said.get("title", ""), guid=said.get("guid"),
        published=published_in(said.get("published")), summary=said.get("summary", ""),
        content=unpacked(content) if content else "", authors=tuple(said.get("authors", ())),
        language=said.get("language"),
    )


def place_out(place: Place) -> list[object]:
    """A stretch of a field."""
    return [place.field, place.start, place.end, place.text]


def passages_out(passages: Iterable[Passage]) -> bytes:
    """The evidence of a match."""
    return packed([[p.kind, place_out(p.a), place_out(p.b), p.score] for p in passages])


def passages_in(blob: bytes) -> tuple[Passage, ...]:
    """The inverse of `passages_out`."""
    return tuple(Passage(kind, Place(*a), Place(*b), score) for kind, a, b, score in unpacked(blob))


def terms_out(hits: Iterable[TermHit]) -> str:
    """The evidence of a tag or of relevance."""
    return dumped([[h.term, h.field, h.start, h.end, h.text, h.points] for h in hits])


def terms_in(text: str) -> tuple[TermHit, ...]:
    """The inverse of `terms_out`."""
    return tuple(TermHit(*hit) for hit in json.loads(text))


def strings_in(value: object) -> dict[str, str]:
    """A mapping of strings from JSON."""
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
