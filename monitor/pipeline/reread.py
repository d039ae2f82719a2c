"""Reading kept pages again with today's code: what would change, and on request a new version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.errors import Final, Transient
from monitor.model import Access, Article, Extraction, Fate, FiledArticle, Page, PageRow
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.pipeline.read import read_entry
from monitor.stages import address, changes, clean
from monitor.stages.changes import Change, Changed

UNREAD = (Fate.UNREADABLE, Fate.WALL)   # fates that better reading may mend


class Kept(StrEnum):
    """Whether there is a raw page to read."""

    KEPT = "kept"
    EXPIRED = "expired"         # no longer
    NEVER = "never"             # an import, a seed, a headline


@dataclass(frozen=True, slots=True)
class Reread:
    """The result for one page: the article read from it again, or why there is none."""

    article: Article | None = None
    extraction: Extraction | None = None
    reason: str = ""
    page: Kept = Kept.KEPT


def reread(desk: Desk, filed: Sequence[FiledArticle], threads: int) -> Iterator[Reread]:
    """Read the newest page of each article in the parsing children, several at a time."""
    if threads < 2:
        yield from (_one(desk, one) for one in filed)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(lambda one: _one(desk, one), filed)


def _one(desk: Desk, filed: FiledArticle) -> Reread:
    stored = desk.store.articles.get(filed.article_id)
    if stored is None or filed.page_id is None:
        return Reread(page=Kept.NEVER)
    page = desk.pages.get(filed.page_id)
    if page is None:
        return Reread(page=Kept.EXPIRED)
    try:
        extraction = _read(desk, page)
    except (Final, Transient) as error:
        return Reread(stored.article, reason=clean.line(str(error)))
    return Reread(stored.article, extraction)


def _read(desk: Desk, page: Page) -> Extraction:
    furniture = desk.store.articles.furniture(address.source_of(page.url))
    extraction = desk.parser.page(page, desk.store.fetches.items(page.page_id), furniture)
    if extraction.reserved:
        raise Final(f"{address.source_of(page.url)} reserves its texts from text mining.")
    return extraction


def apply(desk: Desk, read: Reread, *, write: bool) -> tuple[Change, ...]:
    """The changes, and if they are to be written, a new version, or new facts beside the same text."""
    if read.article is None:
        return ()
    before = read.article
    if read.extraction is None:
        return (Change(Changed.UNREAD, before.article_id, before.title, before.access.value, read.reason),)
    after = _renewed(before, read.extraction)
    found = tuple(changes.of_article(before, after))
    if write and after != before and not desk.store.renewals.refresh(after) and _is_newest(desk, before):
        file_article(desk, after)
    return found


def _is_newest(desk: Desk, article: Article) -> bool:
    """Whether nobody has filed another version meanwhile."""
    held = desk.store.articles.version(article.article_id)
    return held is not None and held[0] == article.version


def _renewed(before: Article, now: Extraction) -> Article:
    return replace(
        before, title=now.title, text=now.text, language=now.language, published=now.published, authors=now.authors,
        canonical_url=now.canonical_url, origins=now.origins, notes=now.notes, dates=now.dates, free=now.free,
        modified=now.modified, made_by=now.version,
        access=before.access if _was_seen_later(before, now) else now.access,
    )


def _was_seen_later(before: Article, now: Extraction) -> bool:
    """A later look found the page gone, or the text at other addresses too; the page cannot say so itself."""
    return before.access is Access.REMOVED or (before.access is Access.BOT_WALL and before.text == now.text)


def unread(desk: Desk, since: datetime | None) -> Iterator[PageRow]:
    """Kept pages in which no article was found."""
    rows = desk.store.fetches.rows(UNREAD)
    return (row for row in rows if since is None or row.fetched >= since)


def try_again(desk: Desk, row: PageRow, *, write: bool) -> tuple[Change, ...]:
    """Whether such a page yields an article now; if it is to be written, its entry is read again."""
    page = desk.pages.get(row.page_id)
    if page is None:
        return ()
    try:
        extraction = _read(desk, page)
    except (Final, Transient):
        return ()
    if write and desk.store.renewals.read_again(row.entry_id):
        read_entry(desk, row.entry_id)
    before = f"{row.fate.value if row.fate else ''}: {row.reason or ''}"
    return (Change(Changed.READ, row.article_id, extraction.title, clean.line(before), clean.line(page.url)),)
