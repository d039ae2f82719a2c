"""Reading an article from a kept page, and filing it."""

from __future__ import annotations

from monitor.errors import Final, MonitorError, Transient, Unreadable
from monitor.model import ClaimedEntry, Extraction, Fate, Page, Stage
from monitor.pipeline import revisit, set_aside
from monitor.pipeline.article import article_of
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.stages import address, clean, schedule


def read_entry(desk: Desk, entry_id: str) -> None:
    """Claim the entry, read its page in a child process, and file the article, or end with the fate it has."""
    entry = desk.store.entries.claim(entry_id, Stage.READ, desk.limits.lease)
    if entry is None:
        return
    with set_aside.entry(desk, entry):
        _read(desk, entry)


def _read(desk: Desk, entry: ClaimedEntry) -> None:
    try:
        page, extraction = _extract(desk, entry)
        article = article_of(entry, page, extraction)
        file_article(desk, article, entry, again=revisit.next_look(desk, article))
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
