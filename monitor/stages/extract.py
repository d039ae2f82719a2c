"""An article out of a page: its text, and what is known beside it, each with where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b

from monitor.errors import Unreadable
from monitor.model import Access, Extraction, FeedItem, Page, Published
from monitor.stages import clean, decode, language

VERSION = "extract-0"


def line_hashes(text: str) -> tuple[str, ...]:
    """A hash of each line of a text: what comes back on other pages of a host is furniture."""
    return tuple(_hash(line) for line in text.split("\n") if line.strip())


def _hash(line: str) -> str:
    return blake2b(" ".join(line.casefold().split()).encode(), digest_size=8).hexdigest()


def article(page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
    """The article that a page holds; raises Unreadable, Walled or Gone where it holds none."""
    import trafilatura

    markup = decode.text(page.body, page.headers.get("content-type", ""))
    document = trafilatura.bare_extraction(
        markup, url=page.url, with_metadata=True, include_comments=False, include_tables=True
    )
    if not isinstance(document, trafilatura.settings.Document) or not document.text:
        raise Unreadable("No article text was found in the page.")
    text = "\n".join(
        line for line in clean.text(document.text).split("\n") if line.strip() and _hash(line) not in furniture
    )
    feed_title = next((item.title for item in items if item.title), "")
    page_title = clean.line(document.title or "")
    dates = [item.published for item in items if item.published]
    if document.date:
        day = datetime.fromisoformat(document.date).replace(tzinfo=UTC)
        dates.append(Published(document.date, day, "meta"))
    return Extraction(
        title=page_title or feed_title, text=text, access=Access.FULL, version=VERSION, page_title=page_title,
        feed_title=feed_title, authors=tuple(clean.line(a) for a in (document.author or "").split("; ") if a),
        language=language.of(page_title or feed_title, text), published=dates[0] if dates else None,
        dates=tuple(dates),
    )
