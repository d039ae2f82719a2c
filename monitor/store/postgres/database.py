"""A PostgreSQL server: named parameters, the server's clock for leases, each failure as a sentence without a password.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from queue import Empty, LifoQueue
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row

from monitor.errors import Failed, Unavailable
from monitor.ports import Clock
from monitor.stages import address
from monitor.store.database import BUSY_LOOK, PARAMETER, PATIENCE, Row, expand, instant, stamp
from monitor.store.postgres.migrate import migrate

CONNECT_SECONDS = 10
LOCKS = {"migrate": 1, "articles": 2, "entries": 3, "due": 4}    # second key of the advisory locks
SPACE, LOOKS = 0x4D4F4E49, 0x4D4F4E4C                           # the first: of these, and of looks by their names
IDENTITIES = (("feed_poll", "poll_id"), ("article_version", "text_id"), ("encoder", "encoder_id"))
PASSING = ("starting up", "shutting down", "recovery", "too many", "remaining connection slots", "terminating")
_NOW = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

Connection = psycopg.Connection[DictRow]


@lru_cache(maxsize=1024)
def translated(sql: str) -> str:
    """SQL with `:name` rewritten for psycopg."""
    return PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


class PostgresTransaction:
    """Statements on one connection between BEGIN and COMMIT, with parameters bound by the client."""

    def __init__(self, connection: Connection, ask_time: Callable[[Connection], float]) -> None:
        self.connection = connection
        self._ask_time = ask_time
        self._now: float | None = None

    def _execute(self, sql: str, values: Mapping[str, object]) -> psycopg.Cursor[DictRow]:
        text, flat = expand(sql, values)
        return self.connection.execute(translated(text), _plain(flat))

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row."""
        return cast(Row | None, self._execute(sql, values).fetchone())

    def all(self, sql: str, **values: object) -> list[Row]:
        """Every row."""
        return cast(list[Row], self._execute(sql, values).fetchall())

    def run(self, sql: str, **values: object) -> int:
        """How many rows it changed."""
        return self._execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run the same statement for each row of values, sent together."""
        cursor = psycopg.ClientCursor(self.connection)
        text = translated(sql)
        together = ";\n".join(cursor.mogrify(text, _plain(row)) for row in rows)
        if together:
            self.connection.execute(together)

    def numbers(self, name: str) -> str:
        """A list that PostgreSQL takes as an array."""
        return f"unnest(:{name}::bigint[]) AS given (value)"

    def holders(self, table: str, name: str) -> str:
        """Each key is looked for once, where a condition on its last row, as SQLite needs it, looks for it twice."""
        return f"""
            SELECT value AS key, number FROM {self.numbers(name)} CROSS JOIN LATERAL (
                SELECT number FROM {table} WHERE key = value ORDER BY number LIMIT :most + 1) AS held"""

    def stream(self, sql: str) -> Iterator[Row]:
        """Every row of a long table, by a server-side cursor."""
        with psycopg.ServerCursor(self.connection, "stream") as cursor:
            cursor.execute(sql.encode())
            yield from cast(Iterator[Row], cursor)

    def now(self) -> float:
        """The server's time when first asked, since workers' clocks may disagree; most transactions never ask."""
        if self._now is None:
            self._now = self._ask_time(self.connection)
        return self._now


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    """Values without NULs and lone surrogates, which the server does not accept."""
    return {
        name: value.replace("\0", "").encode("utf-8", "replace").decode()
        if isinstance(value, str) and not value.isprintable() else value
        for name, value in values.items()
    }


class ServerClock:
    """The server's time, from this machine's clock and its offset at the last transaction."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """UTC, aware."""
        return self._own.now() + self._ahead

    def heard(self, moment: float) -> None:
        """Note the time that the server has just told."""
        self._ahead = instant(moment) - self._own.now()


class MachineClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """UTC, aware."""
        return datetime.now(UTC)


class PostgresDatabase:
    """Connections to one database, as many as there are threads at work."""

    def __init__(self, url: str, *, clock: Clock | None = None, own: Clock | None = None) -> None:
        """`clock` stands for the server's in tests; else leases go by the server's own. `own` is this machine's."""
        self.patience = PATIENCE
        self._server_clock = ServerClock(own or MachineClock())
        self.clock: Clock = clock or self._server_clock
        self.name = _shown(url)
        self._url = url
        self._clock = clock
        self._idle: LifoQueue[Connection] = LifoQueue()
        self._closed = threading.Event()
        with self._translated():
            connection = self._connect()
            try:
                migrate(connection, self.name)
            except BaseException:
                connection.close()
                raise
            self._time(connection)
            self._idle.put(connection)

    def _connect(self) -> Connection:
        options = {"connect_timeout": CONNECT_SECONDS} if "connect_timeout" not in self._url else {}
        return psycopg.connect(
            self._url, autocommit=True, row_factory=dict_row, prepare_threshold=3,
            application_name="monitor", **cast(dict[str, Any], options),
        )

    def _begun(self, begin: str) -> Connection:
        """A connection with an open transaction; one that died while idle is replaced."""
        while True:
            try:
                connection, is_fresh = self._idle.get_nowait(), False
            except Empty:
                connection, is_fresh = self._connect(), True
            try:
                connection.execute(begin)
                return connection
            except psycopg.Error:
                connection.close()
                if is_fresh:
                    raise

    def _time(self, connection: Connection) -> float:
        if self._clock is not None:
            return stamp(self._clock.now())
        row = connection.execute(_NOW).fetchone()
        assert row is not None
        self._server_clock.heard(row["now"])
        return float(row["now"])

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[PostgresTransaction]:
        with self._translated():
            connection = self._begun(begin)
            try:
                yield PostgresTransaction(connection, self._time)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(psycopg.Error):
                    connection.execute("ROLLBACK")
                raise
            finally:
                if connection.broken or connection.closed or self._closed.is_set():
                    connection.close()
                else:
                    self._idle.put(connection)

    @contextmanager
    def read(self) -> Iterator[PostgresTransaction]:
        """A consistent view while the block lasts."""
        with self._transaction(_READ) as tx:
            yield tx

    @contextmanager
    def write(self, lock: str | None = None, *, durable: bool = True) -> Iterator[PostgresTransaction]:
        """All or nothing; blocks that name the same lock run one after the other over all workers."""
        taken = "" if lock is None else f"; SELECT pg_advisory_xact_lock({SPACE}, {LOCKS[lock]})"
        # waiting for the disk is a third of a statement's wait and two thirds of its CPU, on both sides
        soon = "" if durable else "; SET LOCAL synchronous_commit TO off"
        with self._transaction("BEGIN" + soon + taken) as tx:
            yield tx

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """By a lock of a transaction that does nothing else, on a connection of its own."""
        patience, key = int(self.patience * 1000), zlib.crc32(name.encode()) - 2**31
        taken = f"SET LOCAL lock_timeout = {patience}; SELECT pg_advisory_xact_lock({LOOKS}, {key})"
        with ExitStack() as stack:
            try:
                stack.enter_context(self._transaction(f"BEGIN; {taken}"))
            except Failed as error:
                raise (Failed(BUSY_LOOK) if isinstance(error.__cause__, errors.LockNotAvailable) else error) from None
            yield

    def settle(self) -> None:
        """After rows were copied with their own numbers: continue numbering after them."""
        with self.write() as tx:
            for table, column in IDENTITIES:
                tx.one(
                    f"""SELECT setval(pg_get_serial_sequence('{table}', '{column}'),
                            coalesce((SELECT max({column}) FROM {table}), 0) + 1, false)"""
                )

    def close(self) -> None:
        """Close idle connections now, and the rest when they come back."""
        self._closed.set()
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            sentence = self._sentence(error)
            if sentence is None:
                raise
            raise (Unavailable if _is_passing(error) else Failed)(sentence) from error

    def _sentence(self, error: psycopg.Error) -> str | None:
        """What happened, for a reader; None for what can only be a bug."""
        if isinstance(error, errors.InsufficientPrivilege):
            return f"The user may not do this in the store {self.name}: {_first_line(error)}."
        if isinstance(error, errors.DiskFull | errors.OutOfMemory | errors.ConfigurationLimitExceeded):
            return f"The store {self.name} cannot grow: {_first_line(error)}."
        if isinstance(error, errors.ReadOnlySqlTransaction):
            return f"The store {self.name} is read-only."
        if isinstance(error, errors.DeadlockDetected | errors.SerializationFailure | errors.LockNotAvailable):
            return f"The store {self.name} was busy with somebody else's change: try again."
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return f"The store {self.name} cannot be reached: {_first_line(error)}."
        if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
            return f"The address of the store {self.name} cannot be read."
        return None


def _is_passing(error: psycopg.Error) -> bool:
    """Whether the server is only away for now: a refusal (FATAL) needs a person, a start-up passes."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return "FATAL" not in str(error) or any(words in str(error) for words in PASSING)


def _first_line(error: psycopg.Error) -> str:
    """The server's message, cut to one line, without address or password."""
    said = error.diag.message_primary or str(error)
    lines = [line for line in said.splitlines() if line.strip() and not line[0].isspace()] or ["no answer"]
    return re.sub(r"^.*(?:FATAL|ERROR|failed|error|bad): +", "", lines[-1]).rstrip(".")[:200]


def _shown(url: str) -> str:
    """The address without its password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return address.of_server(url).partition("?")[0]
    host = f"[{parts['host']}]" if ":" in str(parts.get("host", "")) else parts.get("host") or ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{host}{port}/{parts.get('dbname') or ''}"
