"""A made collection from its SQLite file into PostgreSQL, table by table: what filing would write, in less time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
import psycopg

from bench import collection
from monitor.stages import name_keys
from monitor.store.database import Transaction
from monitor.store.postgres import words
from monitor.store.postgres.database import PostgresDatabase
from monitor.store.rows import Rows
from monitor.store.transfer import TABLES

KEYS = {        # where they stand, too, and what stands beside them, of how many bytes
    "fingerprint": ("keys", {"group_number": 8}),
    "name_key": ("name_keys", {"holds": 2, "told": 4}),
}
CHUNK = 20_000          # articles indexed in one transaction: where a build that was stopped goes on

Connection = psycopg.Connection[dict[str, object]]


def fill(source: Rows, target: Rows, said: Callable[[str], None]) -> None:
    """Copy what is not there yet, and index its words."""
    tables(source, target, said)
    index_words(target, source.articles.watermark(), said)


def tables(source: Rows, target: Rows, said: Callable[[str], None]) -> None:
    """Every table that has another number of rows, anew; its indexes are made again as they were."""
    assert isinstance(target.database, PostgresDatabase)
    with target.database._connect() as connection, source.database.read() as tx:
        connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        for table in TABLES:
            held = _count(connection, table)
            row = tx.one(f"SELECT count(*) AS n FROM {table}")
            if row is None or (row["n"] == held and table != "sequence"):   # whose values rise, not its rows
                continue
            said(f"{table}, {row['n']:,} rows")
            with connection.transaction(), _without_indexes(connection, table):
                connection.execute(f"TRUNCATE {table}".encode())
                if table in KEYS:
                    _copy_keys(connection, table, tx)
                    continue
                names = [column["name"] for column in tx.all(f"PRAGMA table_info({table})")]
                rows = tx.stream(f"SELECT {', '.join(names)} FROM {table}")
                _copy(connection, table, names, ([row[name] for name in names] for row in rows))
    with target.database._connect() as connection:
        connection.execute("VACUUM (ANALYZE)")      # as the server does by itself, a minute later
    target.database.settle()


@contextmanager
def _without_indexes(connection: Connection, table: str) -> Iterator[None]:
    """To put many rows in order once takes a fraction of the time that placing each takes."""
    constraints = connection.execute(
        """SELECT conname AS name, pg_get_constraintdef(oid) AS said FROM pg_constraint
           WHERE conrelid = to_regclass(%s) AND contype IN ('p', 'u')""", [table],
    ).fetchall()
    indexes = connection.execute(
        "SELECT indexname AS name, indexdef AS said FROM pg_indexes WHERE tablename = %s AND NOT indexname = ANY(%s)",
        [table, [one["name"] for one in constraints]],
    ).fetchall()
    for one in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {one['name']}".encode())
    for one in indexes:
        connection.execute(f"DROP INDEX {one['name']}".encode())
    yield
    for one in constraints:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {one['name']} {one['said']}".encode())
    for one in indexes:
        connection.execute(str(one["said"]).encode())


def _copy_keys(connection: Connection, table: str, tx: Transaction) -> None:
    """Rows of keys as PostgreSQL reads them fastest, article after article, as filing writes them."""
    column, beside = KEYS[table]
    widths = {"key": 8, "number": 8} | beside
    fields = [((f"{name}:", ">i4"), (name, f">i{width}")) for name, width in widths.items()]
    layout = np.dtype([("columns", ">i2"), *(field for both in fields for field in both)])
    rows = tx.stream(
        f"""SELECT number, group_number, language, length, {column} AS keys FROM article
            JOIN article_version USING (text_id) ORDER BY number"""
    )
    with connection.cursor().copy(f"COPY {table} ({', '.join(widths)}) FROM STDIN (FORMAT binary)".encode()) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for row in rows:
            keys = np.unique(np.frombuffer(row["keys"], "<i8"))
            told = name_keys.packed(name_keys.Told(row["language"], row["length"]))
            values = {"key": keys, "number": row["number"], "group_number": row["group_number"],
                      "holds": len(keys), "told": told}
            made = np.zeros(len(keys), layout)
            made["columns"] = len(widths)
            for name, width in widths.items():
                made[f"{name}:"], made[name] = width, values[name]
            copy.write(made.tobytes())
        copy.write(b"\xff\xff")


def index_words(target: Rows, count: int, said: Callable[[str], None]) -> None:
    """The words of the first so many articles of the collection."""
    assert isinstance(target.database, PostgresDatabase)
    with target.database._connect() as connection:
        row = connection.execute("SELECT to_regclass('article_index_title') IS NOT NULL AS whole").fetchone()
        if row and row["whole"] and _count(connection, "article_index") >= count:
            return
        connection.execute(
            "SET maintenance_work_mem = '512MB'; DROP INDEX IF EXISTS article_index_terms, article_index_title"
        )
        for start in range(_count(connection, "article_index"), count, CHUNK):
            said(f"words of {start:,} articles")
            numbers = range(start, min(start + CHUNK, count))
            with connection.transaction():
                _copy(connection, "article_index", ["number", "terms"], ([n + 1, _terms(n)] for n in numbers))
        for column in ("terms", "title"):
            said(f"the index of {column}")
            gin = f"USING gin ({column}) WITH (fastupdate = off)"
            connection.execute(f"CREATE INDEX article_index_{column} ON article_index {gin}".encode())
        connection.execute("ANALYZE")
    target.database.settle()


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) AS n FROM {table}".encode()).fetchone()
    assert row is not None
    return int(str(row["n"]))


def _copy(
    connection: Connection, table: str, names: list[str], rows: Iterable[list[object]]
) -> None:
    with connection.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _terms(number: int) -> str:
    """The tsvector of an article: that of its text of the pool, and of its own sentence; the server joins them."""
    if number < collection.POOL:
        return _pooled(number)
    pooled, own = collection._pooled(number % collection.POOL).terms, collection.filing(number, None).terms
    start = len(pooled.title.split()) + words.GAP + len(pooled.body.split())
    placed = [*words._placed(own.body[len(pooled.body):].split(), start, "B"),
              *((stem, f"{words.LAST_PLACE}C") for stem in own.stems[len(pooled.stems):].split())]
    return " ".join([_pooled(number % collection.POOL), *(f"{words._quoted(term)}:{place}" for term, place in placed)])


@lru_cache(maxsize=collection.POOL)
def _pooled(number: int) -> str:
    return words.vector(collection._pooled(number).terms)
