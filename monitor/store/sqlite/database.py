"""A SQLite file: WAL, one writer at a time, short transactions, and each failure as one sentence."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, cast

from monitor.errors import Failed
from monitor.store.database import BUSY_LOOK, PATIENCE, Row, expand, stamp
from monitor.store.sqlite import wal
from monitor.store.sqlite.alone import alone
from monitor.store.sqlite.migrate import migrate

if TYPE_CHECKING:
    from monitor.ports import Clock

BUSY_SECONDS = 30.0     # waits of over 1 s were measured with four writers (search.md, 1d)
CACHE_KILOBYTES = 8192  # a connection
_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)


class SqliteTransaction:
    """Statements on one connection between BEGIN and COMMIT."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self.connection = connection
        self._clock = clock

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row."""
        # a cursor that is not read to its end keeps its statement open, and a COMMIT waits for it
        found = self.connection.execute(*expand(sql, values)).fetchmany(1)
        return cast(Row, found[0]) if found else None

    def all(self, sql: str, **values: object) -> list[Row]:
        """Every row; a list is one of whole numbers."""
        given = {name: str(value) if type(value) is list else value for name, value in values.items()}
        return cast(list[Row], self.connection.execute(*expand(sql, given)).fetchall())

    def run(self, sql: str, **values: object) -> int:
        """How many rows it changed."""
        return self.connection.execute(*expand(sql, values)).rowcount

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """The same statement for each row of values."""
        self.connection.executemany(sql, cast(Iterable[Mapping[str, str]], rows))

    def numbers(self, name: str) -> str:
        """A list that SQLite takes as JSON."""
        return f"json_each(:{name})"

    def holders(self, table: str, name: str) -> str:
        """One statement for all keys: one for each of the 140 keys of an article took 0.58 ms where this takes 0.15."""
        return f"""
            WITH asked (key, last) AS (
                SELECT value, coalesce((
                    SELECT number FROM {table} WHERE key = value ORDER BY number LIMIT 1 OFFSET :most
                ), 9223372036854775807) FROM {self.numbers(name)})
            SELECT asked.key, number FROM asked JOIN {table} AS held ON held.key = asked.key AND number <= last"""

    def stream(self, sql: str) -> Iterator[Row]:
        """Every row of a long table."""
        return cast(Iterator[Row], self.connection.execute(sql))

    def now(self) -> float:
        """The given clock: all workers are on this machine."""
        return stamp(self._clock.now())


class SqliteDatabase:
    """Connections to one file: one that writes, and one for each thread that reads at the same time."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        busy_seconds: float = BUSY_SECONDS,
        most_pages: int | None = None,          # for tests of a full disk
    ) -> None:
        self.path = path
        self.clock = self._clock = clock
        self._busy_seconds = busy_seconds
        self._most_pages = most_pages
        self.patience = PATIENCE
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._write_lock = threading.Lock()
        self._closed = False
        with self._translated():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            try:
                migrate(self._writer, self.path)
                wal.begin(self._writer, busy_seconds)       # kept in the file; a restored one has it not
            except BaseException:
                self._writer.close()
                raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA secure_delete = OFF")
            connection.execute("PRAGMA synchronous = NORMAL")
            if self._most_pages is not None:
                connection.execute(f"PRAGMA max_page_count = {self._most_pages}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def read(self) -> Iterator[SqliteTransaction]:
        """A consistent view while the block lasts."""
        with self._translated():
            try:
                connection = self._readers.get_nowait()
            except Empty:
                connection = self._connect()
            try:
                connection.execute("BEGIN")
                yield SqliteTransaction(connection, self._clock)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._readers.put(connection)
                if self._closed:
                    self._close_readers()

    @contextmanager
    def write(self, lock: str | None = None, *, durable: bool = True) -> Iterator[SqliteTransaction]:
        """All or nothing; SQLite has one writer, so a named lock adds nothing."""
        with self._translated(), self._write_lock:
            connection = self._writer
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteTransaction(connection, self._clock)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """By a lock on a file, since a transaction that stays open would stop every writer."""
        with alone(self.path, name, self.patience) as had:
            if not had:
                raise Failed(BUSY_LOOK)
            yield

    def copy_to(self, file: Path) -> None:
        """Write a complete, compact copy into a new file, while others read and write."""
        with self._translated():
            connection = self._connect()
            try:
                connection.execute("VACUUM INTO ?", (str(file),))
            finally:
                connection.close()

    def settle(self) -> None:
        """Move everything into the one file, with nothing beside it."""
        self._close_readers()
        with self._translated(), self._write_lock:
            self._writer.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        """Close idle connections now, and the rest when they come back."""
        self._closed = True
        with self._write_lock:
            self._writer.close()
        self._close_readers()

    def _close_readers(self) -> None:
        with suppress(Empty):       # two threads may empty it at once
            while True:
                self._readers.get_nowait().close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            sentence = self._sentence(error)
            if sentence is None:
                raise
            raise Failed(sentence) from error
        except OSError as error:
            if error.filename is None:
                raise
            raise Failed(f"The folder of the store {self.path} cannot be used: {error.strerror}.") from error

    def _sentence(self, error: sqlite3.Error) -> str | None:
        """What happened, for a reader; None for what can only be a bug."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return f"The store {self.path} is closed." if isinstance(error, sqlite3.ProgrammingError) else None
        primary = code & 0xFF
        if primary == sqlite3.SQLITE_BUSY:
            return f"The store {self.path} was locked by another program for {self._busy_seconds:g} seconds."
        if primary == sqlite3.SQLITE_FULL:
            return f"The store {self.path} cannot grow: the disk is full."
        if primary == sqlite3.SQLITE_IOERR:
            return f"The store {self.path} cannot be read or written: the disk is full, limited or broken."
        if primary in _READ_ONLY:
            return f"The store {self.path} is read-only."
        if primary == sqlite3.SQLITE_CANTOPEN:
            return f"The store {self.path} cannot be opened."
        if primary == sqlite3.SQLITE_NOTADB:
            return f"The file {self.path} is not a database."
        if primary == sqlite3.SQLITE_CORRUPT:
            return f"The store {self.path} is damaged; restore a backup."
        return None
