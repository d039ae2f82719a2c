"""Which topics and which gate judged each article, to know what must be judged again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.model import StoredArticle
from monitor.store import loading
from monitor.store.database import Database, Transaction, slices

BATCH = 200             # articles loaded at once


def judged_otherwise(database: Database, judged_by: str) -> Iterator[StoredArticle]:
    """In the order of filing; no transaction stays open meanwhile, and new articles are included."""
    after = 0
    while True:
        with database.read() as tx:
            rows = tx.all(
                f"""SELECT number FROM article WHERE number > :after AND judged_by <> :judged_by
                    ORDER BY number LIMIT {BATCH}""",
                after=after, judged_by=judged_by,
            )
            found = loading.load(tx, [row["number"] for row in rows], evidence=True)
        yield from found
        if len(rows) < BATCH:
            return
        after = rows[-1]["number"]


def confirm(tx: Transaction, article_ids: Sequence[str], judged_by: str) -> None:
    """Note which topics and gate judged them."""
    for some in slices(list(article_ids)):
        tx.run("UPDATE article SET judged_by = :judged_by WHERE article_id IN :ids", judged_by=judged_by, ids=some)
