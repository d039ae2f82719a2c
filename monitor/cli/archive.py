"""`monitor export --warc`: the raw pages as a WARC file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.cli import files

if TYPE_CHECKING:
    from monitor.model import Page, PageRow, StoredArticle
    from monitor.ports import Pages, Store
    from monitor.settings import Settings

BATCH = 200             # articles whose pages are looked up at once


def write(settings: Settings, store: Store, found: Iterable[StoredArticle] | None, target: str) -> int:
    """Write the pages of these articles, or every page that is kept if None; returns how many."""
    from monitor import assemble

    pages = assemble.open_pages(settings)
    try:
        rows = store.fetches.rows() if found is None else _of(store, found)
        return _to_stdout(_kept(pages, rows)) if target == files.STDOUT else _to_file(_kept(pages, rows), Path(target))
    finally:
        pages.close()


def _of(store: Store, found: Iterable[StoredArticle]) -> Iterator[PageRow]:
    batch: list[str] = []
    for stored in found:
        batch.append(stored.article.article_id)
        if len(batch) == BATCH:
            yield from store.fetches.of_articles(batch)
            batch = []
    yield from store.fetches.of_articles(batch)


def _kept(pages: Pages, rows: Iterable[PageRow]) -> Iterator[tuple[Page, PageRow]]:
    for row in rows:
        page = pages.get(row.page_id)
        if page is not None:
            yield page, row


def _to_stdout(kept: Iterable[tuple[Page, PageRow]]) -> int:
    from monitor import warc

    return warc.write(sys.stdout.buffer, kept, _software(), compressed=False)


def _to_file(kept: Iterator[tuple[Page, PageRow]], target: Path) -> int:
    """Write to a file that appears when it is complete; without a page there is no file."""
    from monitor import warc

    files.check_name(target)
    first = next(kept, None)
    if first is None:
        return 0
    with files.whole(target) as path, path.open("wb") as stream:
        return warc.write(stream, chain([first], kept), _software(), compressed=target.suffix == ".gz")


def _software() -> str:
    return f"Monitor {__version__}"
