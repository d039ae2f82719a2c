"""Which pages were fetched: from a raw page to its entry, its article, and what feeds said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.model import Fate, FeedItem, PageRow
from monitor.store.database import Database, Row, Transaction, instant, slices
from monitor.store.values import item_in

BATCH = 500

_ROWS = """
    SELECT page.page_id, page.entry_id, page.url, fetched, fate, reason, article_id
    FROM page JOIN entry USING (entry_id) WHERE """


class Fetches:
    """The port FetchRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, fates: Sequence[Fate] = ()) -> Iterator[PageRow]:
        """Every page, oldest first, whose raw bytes may still be kept; `fates` selects by their last fate."""
        wanted = "fate IN :fates AND entry.page_id = page.page_id AND" if fates else ""
        fetched, last = -1e18, ""
        while True:
            with self._database.read() as tx:
                rows = tx.all(
                    f"""{_ROWS} {wanted} (fetched, page.page_id) > (:fetched, :last)
                        ORDER BY fetched, page.page_id LIMIT {BATCH}""",
                    fetched=fetched, last=last, fates=tuple(fate.value for fate in fates),
                )
            yield from map(_row, rows)
            if len(rows) < BATCH:
                return
            fetched, last = rows[-1]["fetched"], rows[-1]["page_id"]

    def of_articles(self, article_ids: Sequence[str]) -> list[PageRow]:
        """The pages of some articles, oldest first."""
        with self._database.read() as tx:
            found = [
                row for some in slices(list(article_ids))
                for row in tx.all(_ROWS + "article_id IN :ids", ids=some)
            ]
        return [_row(row) for row in sorted(found, key=lambda row: (row["fetched"], row["page_id"]))]

    def items(self, page_id: str) -> list[FeedItem]:
        """What feeds said of the entry for which the page was fetched."""
        with self._database.read() as tx:
            row = tx.one("SELECT entry_id FROM page WHERE page_id = :id", id=page_id)
            return [] if row is None else items_of(tx, row["entry_id"])


def items_of(tx: Transaction, entry_id: str) -> list[FeedItem]:
    """What feeds say of an entry, in the order in which they named it."""
    rows = tx.all(
        """SELECT item, content
           FROM feed_entry JOIN feed USING (feed_id) LEFT JOIN feed_content USING (entry_id, feed_id)
           WHERE entry_id = :id ORDER BY feed_entry.first_seen, feed.position""",
        id=entry_id,
    )
    return [item_in(row["item"], row["content"]) for row in rows]


def _row(row: Row) -> PageRow:
    return PageRow(
        row["page_id"], row["entry_id"], row["url"], instant(row["fetched"]),
        Fate(row["fate"]) if row["fate"] else None, row["reason"], row["article_id"],
    )
