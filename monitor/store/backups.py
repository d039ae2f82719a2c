"""Backups while the program runs, and restoring them: a backup is a store of its own, one SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import Failed, Misused
from monitor.ports import Clock
from monitor.store import transfer
from monitor.store.database import Database
from monitor.store.sqlite.database import SqliteDatabase
from monitor.store.sqlite.migrate import APPLICATION


def backup(database: Database, file: Path, clock: Clock) -> None:
    """Write all rows into a new file, which appears when it is complete. Raw pages are not included."""
    if file.exists():
        raise Misused(f"The file {file} is already there.")
    part = file.with_name(file.name + ".part")
    with _cleared(part):
        if isinstance(database, SqliteDatabase):
            database.copy_to(part)
        else:
            _filled(part, database, clock)
        os.replace(part, file)


def restore(file: Path, target: Path | Database, name: str, clock: Clock) -> None:
    """Fill an empty store from a backup; into SQLite the file is copied, together with its word index."""
    if not file.is_file():
        raise Misused(f"There is no file {file}.")
    if isinstance(target, Path) and target.exists():
        existing = SqliteDatabase(target, clock)
        try:
            transfer.check_empty(existing, name)
        finally:
            existing.close()
    working = (target if isinstance(target, Path) else file).with_name(file.name + ".part")
    with _cleared(working):
        _copy_file(file, working)
        source = SqliteDatabase(working, clock)     # brought to the newest version; the backup stays as it is
        try:
            if not isinstance(target, Path):
                transfer.check_empty(target, name)
                transfer.copy(source, target)
                return
            source.settle()
        finally:
            source.close()
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        os.replace(working, target)


def _filled(part: Path, database: Database, clock: Clock) -> None:
    copy = SqliteDatabase(part, clock)
    try:
        transfer.copy(database, copy)
    finally:
        copy.close()


def _copy_file(file: Path, to: Path) -> None:
    try:
        source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                raise Failed(f"The file {file} is no backup of this program.")
            to.parent.mkdir(parents=True, exist_ok=True)
            copy = sqlite3.connect(to)
            try:
                source.backup(copy)
            finally:
                copy.close()
        finally:
            source.close()
    except sqlite3.Error as error:
        raise Failed(f"The file {file} is no backup that can be read: {error}.") from error


@contextmanager
def _cleared(part: Path) -> Iterator[None]:
    """A context that removes half-written files before and after."""
    pieces = [part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")]
    try:
        for piece in pieces:
            piece.unlink(missing_ok=True)
        part.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise Failed(f"The file {part} cannot be written: {error.strerror}.") from error
    finally:
        for piece in pieces:
            piece.unlink(missing_ok=True)
