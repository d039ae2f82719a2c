"""Values as columns and back: JSON as text, compressed where it is long and rarely read."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.model import FeedHints, FeedItem, Passage, Place, Published, TermHit


def id_of(safe_key: str) -> str:
    """The id of a feed or an entry: the same in every store and every run."""
    return hashlib.sha256(safe_key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def dumped(value: object) -> str:
    """Compact JSON, letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed(value: object) -> bytes:
    """Compressed JSON."""
    return zlib.compress(dumped(value).encode("utf-8", "surrogatepass"), 1)


def unpacked(blob: bytes) -> Any:
    """What `packed` kept."""
    return json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))


def published_out(published: Published | None) -> list[str] | None:
    """A time of publication as a list."""
    return None if published is None else [published.text, published.instant.isoformat(), published.origin]


def published_in(value: Sequence[str] | None) -> Published | None:
    """And back."""
    return None if value is None else Published(value[0], datetime.fromisoformat(value[1]), value[2])


def hints_out(hints: FeedHints | None) -> str | None:
    """What a feed asks of its pollers."""
    return None if hints is None else dumped([
        None if hints.ttl is None else hints.ttl.total_seconds(), sorted(hints.skip_hours), sorted(hints.skip_days),
        hints.next_page, hints.reserved,
    ])


def hints_in(text: str | None) -> FeedHints | None:
    """And back."""
    if text is None:
        return None
    ttl, hours, days, next_page, reserved = json.loads(text)
    return FeedHints(
        None if ttl is None else timedelta(seconds=ttl), frozenset(hours), frozenset(days), next_page, reserved
    )


def item_out(item: FeedItem) -> bytes:
    """What a feed said of an entry, but for its full text; what it left out takes no room."""
    said = {
        "url": item.url, "title": item.title, "guid": item.guid, "published": published_out(item.published),
        "summary": item.summary, "authors": item.authors, "language": item.language,
    }
    return packed({name: value for name, value in said.items() if value})


def item_in(blob: bytes, content: bytes | None = None) -> FeedItem:
    """And back, with the full text where it is still kept."""
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
    """Evidence of a match."""
    return packed([[p.kind, place_out(p.a), place_out(p.b), p.score] for p in passages])


def passages_in(blob: bytes) -> tuple[Passage, ...]:
    """And back."""
    return tuple(Passage(kind, Place(*a), Place(*b), score) for kind, a, b, score in unpacked(blob))


def terms_out(hits: Iterable[TermHit]) -> str:
    """Evidence of a tag or of relevance."""
    return dumped([[h.term, h.field, h.start, h.end, h.text, h.points] for h in hits])


def terms_in(text: str) -> tuple[TermHit, ...]:
    """And back."""
    return tuple(TermHit(*hit) for hit in json.loads(text))


def strings_in(value: object) -> dict[str, str]:
    """A mapping of strings out of JSON."""
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
