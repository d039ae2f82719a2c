"""The store: SQL by noun over a small Database, on SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.ports import Clock, Pages, Store

__all__ = ["open_pages", "open_store"]

_SERVER = ("postgresql://", "postgres://")


def open_store(url: str | Path, clock: Clock) -> Store:
    """The rows at a path or an address, brought to the newest version; raises Failed with one sentence."""
    from monitor.store.rows import Rows

    if str(url).startswith(_SERVER):
        from monitor.store.postgres.database import PostgresDatabase
        from monitor.store.postgres.words import TsvectorIndex

        return Rows(PostgresDatabase(str(url)), TsvectorIndex())
    from monitor.store.sqlite.database import SqliteDatabase
    from monitor.store.sqlite.words import FtsIndex

    return Rows(SqliteDatabase(_path(url), clock), FtsIndex())


def open_pages(url: str | Path, clock: Clock) -> Pages:
    """The raw pages that belong to it."""
    if str(url).startswith(_SERVER):
        from monitor.store.postgres.database import PostgresDatabase
        from monitor.store.postgres.pages import PostgresPages

        return PostgresPages(PostgresDatabase(str(url)))
    from monitor.store.sqlite.pages import SqlitePages

    return SqlitePages(_path(url).parent, _path(url).stem)


def _path(url: str | Path) -> Path:
    return Path(str(url).removeprefix("sqlite://")).expanduser()
