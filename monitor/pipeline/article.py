"""Making an article from a page, what was read in it, and the entry that led there."""

from __future__ import annotations

from monitor.model import Article, ClaimedEntry, Extraction, Page
from monitor.pipeline.file import article_id_of
from monitor.stages import address


def article_of(entry: ClaimedEntry, page: Page, extraction: Extraction) -> Article:
    """The article of an entry; its id is the one it already has, or the one that its address gives it."""
    return Article(
        article_id=entry.article_id or article_id_of(entry.url), url=page.url, title=extraction.title,
        text=extraction.text, source=address.source_of(page.url), first_seen=entry.first_seen,
        language=extraction.language, published=extraction.published, authors=extraction.authors,
        canonical_url=extraction.canonical_url, access=extraction.access, feeds=tuple(f for f, _ in entry.items),
        page_id=page.page_id, origins=extraction.origins, notes=extraction.notes, dates=extraction.dates,
        free=extraction.free, modified=extraction.modified, made_by=extraction.version,
    )
