"""Raw pages in SQLite files by month, beside the database; expiry deletes a file."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import Failed
from monitor.model import Page
from monitor.store import packing
from monitor.store.sqlite import wal

BUSY_SECONDS = 30.0
_SCHEMA = """CREATE TABLE IF NOT EXISTS page (
    page_id TEXT PRIMARY KEY, url TEXT NOT NULL, requested_url TEXT NOT NULL, status INTEGER NOT NULL,
    headers TEXT NOT NULL, fetched TEXT NOT NULL, body BLOB NOT NULL)"""


class SqlitePages:
    """The port `Pages`: one connection a file, used by one thread at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._pattern = re.compile(rf"{re.escape(name)}-pages-(\d{{4}}-\d{{2}})\.db")
        self._open: dict[Path, sqlite3.Connection] = {}
        self._lock = threading.Lock()

    def put(self, page: Page) -> None:
        """Keep a page in the file of its month."""
        month = page.fetched.astimezone(UTC).strftime("%Y-%m")
        values = (
            page.page_id, page.url, page.requested_url, page.status, json.dumps(dict(page.headers)),
            page.fetched.isoformat(), packing.packed(page),
        )
        with self._connected(self._folder / f"{self._name}-pages-{month}.db") as connection:
            connection.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def get(self, page_id: str) -> Page | None:
        """The page, if it is still kept."""
        for _, path in self._files():
            with self._connected(path) as connection:
                row = connection.execute("SELECT * FROM page WHERE page_id = ?", (page_id,)).fetchone()
            if row is not None:
                return Page(
                    row[0], row[1], row[2], row[3], json.loads(row[4]), packing.unpacked(row[6]),
                    datetime.fromisoformat(row[5]),
                )
        return None

    def remove(self, page_ids: Sequence[str]) -> None:
        """Delete these pages."""
        for _, path in self._files():
            with self._connected(path) as connection:
                connection.executemany("DELETE FROM page WHERE page_id = ?", [(page_id,) for page_id in page_ids])

    def expire(self, before: datetime, most_bytes: int | None) -> int:
        """Drop months that ended before then, and the oldest while all are too large together; returns how many."""
        dropped = 0
        kept = 0
        oldest_kept = before.astimezone(UTC).strftime("%Y-%m")
        for place, (month, path) in enumerate(self._files()):
            parts = [part for part in _parts(path) if part.exists()]
            kept += sum(part.stat().st_size for part in parts)
            if month < oldest_kept or (most_bytes is not None and kept > most_bytes and place > 0):
                self._drop(path, parts)
                dropped += 1
        return dropped

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()

    def _files(self) -> list[tuple[str, Path]]:
        """(month, file), the newest first."""
        try:
            paths = list(self._folder.iterdir())
        except OSError:
            return []
        named = [(found[1], path) for path in paths if (found := self._pattern.fullmatch(path.name))]
        return sorted(named, reverse=True)

    @contextmanager
    def _connected(self, path: Path) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                connection = self._open.get(path)
                if connection is None:
                    connection = self._open[path] = _connect(path)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise Failed(f"The raw pages in {path} cannot be used: {error}.") from error

    def _drop(self, path: Path, parts: list[Path]) -> None:
        with self._lock:
            if (connection := self._open.pop(path, None)) is not None:
                connection.close()
        for part in parts:
            part.unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        wal.begin(connection, BUSY_SECONDS)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _parts(path: Path) -> tuple[Path, Path, Path]:
    """The file, and the files that SQLite keeps beside it."""
    return path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")
