"""Filling the word index anew with a newer analyser: in small steps, safe to stop and to repeat."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.stages import analyse
from monitor.store import cursors
from monitor.store.database import Database, Transaction
from monitor.store.words import WordIndex

CURSOR = f"reindex:{analyse.VERSION}"


def outdated(tx: Transaction) -> int:
    """How many articles another analyser indexed."""
    row = tx.one("SELECT count(*) AS n FROM article WHERE terms_version <> :version", version=analyse.VERSION)
    assert row is not None
    return int(row["n"])


def reindex(database: Database, words: WordIndex, step: int) -> Iterator[int]:
    """How many articles are done, after each step."""
    with database.write("articles") as tx:
        at = words.begin_rebuild(tx)
    done = 0
    while True:
        with database.read() as tx:
            rows = tx.all(
                """SELECT number, language, title, text FROM article JOIN article_version USING (text_id)
                   WHERE number > :at ORDER BY number LIMIT :step""",
                at=at, step=step,
            )
        made = {row["number"]: analyse.terms(row["title"], row["text"], row["language"]) for row in rows}
        if not made:
            with database.write("articles") as tx:
                if words.end_rebuild(tx):
                    return
            continue
        at = max(made)
        with database.write("articles") as tx:
            held = {r["number"] for r in tx.all("SELECT number FROM article WHERE number IN :n", n=tuple(made))}
            words.rebuild(tx, {number: terms for number, terms in made.items() if number in held}, at)
        done += len(made)
        yield done


def finish(tx: Transaction) -> bool:
    """Whether nothing was filed since the last step; then every row says which analyser made its terms."""
    at = cursors.value(tx, CURSOR)
    if tx.one("SELECT number FROM article WHERE number > :at LIMIT 1", at=at) is not None:
        return False
    tx.run("UPDATE article SET terms_version = :version WHERE terms_version <> :version", version=analyse.VERSION)
    cursors.drop(tx, CURSOR)
    return True
