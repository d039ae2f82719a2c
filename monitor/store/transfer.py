"""Copying all rows from one store into another, of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from monitor.errors import Misused
from monitor.store.database import Database, Row, Transaction

# The word index is not among them: its terms are made again from the texts.
TABLES = (
    "sequence", "feed", "feed_poll", "host", "entry", "entry_alias", "lane", "feed_entry", "feed_content", "page",
    "forgotten", "counter", "cursor", "saved_search", "watched", "alarm", "article", "article_version", "fingerprint",
    "name_key", "encoder", "meaning", "meaning_block", "vector", "story", "story_choice", "repeat", "tag", "story_tag",
    "line",
    "queue", "canary",
)
BATCH = 500


def copy(source: Database, target: Database) -> None:
    """Copy from one consistent view; leases are not copied, since nobody works on the copy."""
    with source.read() as out:
        for table in TABLES:
            with target.write() as into:
                into.run(f"DELETE FROM {table}")
            for rows in _batches(out.stream(f"SELECT * FROM {table}")):
                with target.write() as into:
                    _insert(into, table, rows)
    with target.write() as into:
        for table in ("feed", "entry", "host"):
            into.run(f"UPDATE {table} SET lease_until = 0, hinted_at = 0 WHERE lease_until > 0 OR hinted_at > 0")
        # no analyser is called so: every article wants a reindex
        into.run("UPDATE article SET terms_version = ''")
        into.run("DELETE FROM cursor WHERE name LIKE 'reindex:%'")
    target.settle()


def _batches(rows: Iterator[Row]) -> Iterator[list[dict[str, object]]]:
    while batch := [dict(row) for row in islice(rows, BATCH)]:  # type: ignore[call-overload]  # both kinds of rows are mappings
        yield batch


def _insert(tx: Transaction, table: str, rows: list[dict[str, object]]) -> None:
    names = list(rows[0])
    tx.many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})", rows)


def check_empty(database: Database, name: str) -> None:
    """Raises Misused if existing work would be overwritten."""
    with database.read() as tx:
        for table in ("feed", "entry", "article"):
            if tx.one(f"SELECT 1 AS found FROM {table} LIMIT 1") is not None:
                raise Misused(f"The store {name} is not empty: a backup is restored into an empty one.")
