"""`monitor export --warc`: the raw pages as a WARC file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.cli import files
from monitor.errors import Misused

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
        return _to_stdout(_kept(pages, rows)) if target == "-" else _to_file(_kept(pages, rows), Path(target))
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


def _to_file(kept: Iterable[tuple[Page, PageRow]], target: Path) -> int:
    """Write to a temporary file that takes the target's name when it is complete."""
    from monitor import warc

    part = files.part_of(target)
    try:
        with part.open("wb") as stream:
            written = warc.write(stream, kept, _software(), compressed=target.suffix == ".gz")
        if written:
            os.replace(part, target)
    except OSError as error:
        raise Misused(f"The file {target} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return written


def _software() -> str:
    return f"Monitor {__version__}"
