"""Articles as a JSON Feed (jsonfeed.org, 1.1), for a reader."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.cli.as_json import Json, instant
from monitor.model import StoredArticle
from monitor.stages import clean

VERSION = "https://jsonfeed.org/version/1.1"


def feed(title: str, found: Iterable[StoredArticle]) -> Json:
    """The document; whatever else stands in it is passed over by readers."""
    return {"version": VERSION, "title": title, "items": [_item(stored) for stored in found]}


def _item(stored: StoredArticle) -> Json:
    held = stored.article
    said = {
        "id": held.article_id,
        "url": held.url,
        "title": clean.printable(held.title),
        "content_text": stored.snippet or held.text[:280],
        "date_published": instant(held.published.instant if held.published else held.first_seen),
        "authors": [{"name": name} for name in held.authors or (held.source,)],
        "tags": [tag.topic for tag in stored.tags],
        "language": held.language,
    }
    return {name: value for name, value in said.items() if value is not None}
