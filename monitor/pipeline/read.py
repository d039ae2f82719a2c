"""Read an article out of a kept page, and file it."""

from __future__ import annotations

from monitor.errors import Final, MonitorError, Transient, Unreadable
from monitor.model import Article, ClaimedEntry, Extraction, Fate, Page, Stage
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import article_id_of, file_article
from monitor.stages import address, clean, schedule


def read_entry(desk: Desk, entry_id: str) -> None:
    """Claim the entry, read its page in a child process, file the article; an end has its fate."""
    entry = desk.store.entries.claim(entry_id, Stage.READ, desk.limits.lease)
    if entry is None:
        return
    try:
        page, extraction = _extract(desk, entry)
        file_article(desk, _article(entry, page, extraction), entry)
    except Final as error:
        desk.store.entries.end(entry, error.fate, clean.line(str(error)))
    except Transient as error:
        due = schedule.entry_after_failure(entry.failures, desk.clock.now(), error.after, desk.jitter())
        if due is None:
            desk.store.entries.end(entry, Fate.UNREADABLE, clean.line(str(error)))
        else:
            desk.store.entries.postpone(entry, due, clean.line(str(error)), failed=True)
    except MonitorError:
        raise
    except Exception as error:
        desk.store.entries.stumble(entry, clean.line(f"{type(error).__name__}: {error}"))
        raise


def _extract(desk: Desk, entry: ClaimedEntry) -> tuple[Page, Extraction]:
    page = desk.pages.get(entry.page_id) if entry.page_id else None
    if page is None:
        raise Unreadable("The raw page is no longer kept.")
    items = [item for _, item in entry.items]
    furniture = desk.store.articles.furniture(address.source_of(page.url))
    extraction = desk.parser.page(page, items, furniture)
    if extraction.reserved:
        raise _reserved(page)
    return page, extraction


def _reserved(page: Page) -> Final:
    error = Final(f"{address.source_of(page.url)} reserves its texts from text mining.")
    error.fate = Fate.HELD_BY_TERMS
    return error


def _article(entry: ClaimedEntry, page: Page, extraction: Extraction) -> Article:
    return Article(
        article_id=entry.article_id or article_id_of(entry.url), url=page.url, title=extraction.title,
        text=extraction.text, source=address.source_of(page.url), first_seen=entry.first_seen,
        language=extraction.language, published=extraction.published, authors=extraction.authors,
        canonical_url=extraction.canonical_url, access=extraction.access, feeds=tuple(f for f, _ in entry.items),
        page_id=page.page_id, origins=extraction.origins, notes=extraction.notes, dates=extraction.dates,
        free=extraction.free, made_by=extraction.version,
    )
