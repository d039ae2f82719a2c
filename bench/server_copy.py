"""A made collection from its SQLite file into PostgreSQL, table by table: what filing would write, in less time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import psycopg

from bench import collection
from monitor.store.postgres import words
from monitor.store.postgres.database import PostgresDatabase
from monitor.store.rows import Rows
from monitor.store.transfer import TABLES

CHUNK = 20_000          # articles indexed in one transaction: where a build that was stopped goes on


def fill(source: Rows, target: Rows, said: Callable[[str], None]) -> None:
    """Copy what is not there yet, and index its words."""
    tables(source, target, said)
    index_words(target, source.articles.watermark(), said)


def tables(source: Rows, target: Rows, said: Callable[[str], None]) -> None:
    """Every table that has another number of rows, anew."""
    assert isinstance(target.database, PostgresDatabase)
    with target.database._connect() as connection, source.database.read() as tx:
        connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        for table in TABLES:
            held = _count(connection, table)
            row = tx.one(f"SELECT count(*) AS n FROM {table}")
            if row is None or row["n"] == held:
                continue
            said(f"{table}, {row['n']:,} rows")
            names = [column["name"] for column in tx.all(f"PRAGMA table_info({table})")]
            rows = tx.stream(f"SELECT {', '.join(names)} FROM {table}")
            with connection.transaction():
                connection.execute(f"TRUNCATE {table}".encode())
                _copy(connection, table, names, ([row[name] for name in names] for row in rows))
    with target.database._connect() as connection:
        connection.execute("ANALYZE")
    target.database.settle()


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


def _count(connection: psycopg.Connection[dict[str, object]], table: str) -> int:
    row = connection.execute(f"SELECT count(*) AS n FROM {table}".encode()).fetchone()
    assert row is not None
    return int(str(row["n"]))


def _copy(
    connection: psycopg.Connection[dict[str, object]], table: str, names: list[str], rows: Iterable[list[object]]
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
