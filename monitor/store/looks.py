"""Looks at a watched search: nothing twice, nothing lost, whoever else looks and whoever dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from monitor.model import Filter, StoredArticle
from monitor.stages.query import Node
from monitor.store import asking, cursors, loading, numbering
from monitor.store.database import Database
from monitor.store.words import WordIndex


@contextmanager
def look(
    database: Database, words: WordIndex, node: Node | None, filter_: Filter, cursor: str, limit: int
) -> Iterator[list[StoredArticle]]:
    """
    What was filed since the last look of this cursor, in order of filing.

    It counts as seen when the block ends without an error: who dies before has not looked. Another look of the same
    cursor waits meanwhile, and raises Failed where that takes long.
    """
    with database.alone(cursor):
        found, to = _unseen(database, words, node, filter_, cursor, limit)
        yield found
        with database.write() as tx:
            tx.many(
                "INSERT INTO watched (name, article_id) VALUES (:cursor, :article_id) ON CONFLICT DO NOTHING",
                [{"cursor": cursor, "article_id": stored.article.article_id} for stored in found],
            )
            cursors.move(tx, cursor, to)


def _unseen(
    database: Database, words: WordIndex, node: Node | None, filter_: Filter, cursor: str, limit: int
) -> tuple[list[StoredArticle], int]:
    """The articles, and where the cursor stands when they were seen."""
    with database.read() as tx:
        asked = asking.question(tx, node, filter_, words)
        at, newest = cursors.value(tx, cursor), numbering.watermark(tx)
        # one that changed has a new number, and was shown already
        unseen = "NOT EXISTS (SELECT 1 FROM watched w WHERE w.name = :cursor AND w.article_id = a.article_id)"
        rows = [] if asked.hopeless else tx.all(
            f"""SELECT a.number FROM article a
                WHERE {asking.where([*asked.every_condition(words), "a.number > :at", unseen])}
                ORDER BY a.number LIMIT :limit""",
            at=at, limit=limit, cursor=cursor, **asked.values,
        )
        numbers = [row["number"] for row in rows]
        return loading.load(tx, numbers), numbers[-1] if len(numbers) == limit else newest
