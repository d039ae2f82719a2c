"""The store: SQL by noun over a small `Database`, on SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.ports import Clock, Pages, Store
    from monitor.store.database import Database

__all__ = ["backup", "open_pages", "open_store", "restore"]

_SERVER = ("postgresql://", "postgres://")


def open_store(url: str | Path, clock: Clock) -> Store:
    """Open the store at a path or address, migrated to the newest version; raises Failed with one sentence."""
    from monitor.store.rows import Rows

    if _is_server(url):
        from monitor.store.postgres.words import TsvectorIndex

        return Rows(_database(url, clock), TsvectorIndex())
    from monitor.store.sqlite.words import FtsIndex

    return Rows(_database(url, clock), FtsIndex())


def open_pages(url: str | Path, clock: Clock) -> Pages:
    """Open the raw pages that belong to a store."""
    if _is_server(url):
        from monitor.store.postgres.pages import PostgresPages

        return PostgresPages(_database(url, clock))
    from monitor.store.sqlite.pages import SqlitePages

    return SqlitePages(_path(url).parent, _path(url).stem)


def backup(url: str | Path, file: Path, clock: Clock) -> None:
    """Write every row into one new file while the program runs; raw pages are not included."""
    from monitor.store import backups

    database = _database(url, clock)
    try:
        backups.backup(database, file, clock)
    finally:
        database.close()


def restore(file: Path, url: str | Path, clock: Clock) -> bool:
    """Fill an empty store from a backup; returns whether the word index must be rebuilt."""
    from monitor.store import backups

    if not _is_server(url):
        backups.restore(file, _path(url), str(url), clock)
    else:
        database = _database(url, clock)
        try:
            backups.restore(file, database, getattr(database, "name", "on the server"), clock)
        finally:
            database.close()
    opened = open_store(url, clock)
    try:
        return opened.search.outdated() > 0
    finally:
        opened.close()


def _is_server(url: str | Path) -> bool:
    return str(url).startswith(_SERVER)


def _path(url: str | Path) -> Path:
    return Path(str(url).removeprefix("sqlite://")).expanduser()


def _database(url: str | Path, clock: Clock) -> Database:
    if _is_server(url):
        from monitor.store.postgres.database import PostgresDatabase

        return PostgresDatabase(str(url), own=clock)
    from monitor.store.sqlite.database import SqliteDatabase

    return SqliteDatabase(_path(url), clock)
