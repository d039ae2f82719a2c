"""Migrating the schema by numbered files, each in one transaction, so that a failed one leaves the previous version."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from monitor.errors import Failed

APPLICATION = 0x4D4F4E49    # «MONI» in the file's header: a database of this program


def steps() -> list[tuple[int, str]]:
    """(version, SQL) of each migration, in order."""
    folder = files("monitor.store.sqlite") / "migrations"
    named = sorted(file.name for file in folder.iterdir() if re.fullmatch(r"\d{3}_\w+\.sql", file.name))
    return [(int(name[:3]), (folder / name).read_text(encoding="utf-8")) for name in named]


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, since `executescript` would commit between them."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
    if held.strip():
        yield held


def migrate(connection: sqlite3.Connection, path: Path, wanted: Sequence[tuple[int, str]] | None = None) -> None:
    """Migrate the file to the newest version; raises Failed for a foreign file or a newer version."""
    wanted = steps() if wanted is None else wanted
    connection.execute("BEGIN")     # one view: between two statements of their own another program may make all of it
    try:
        held = _version(connection, path, wanted[-1][0])
    finally:
        connection.execute("ROLLBACK")
    if held == wanted[-1][0]:
        return
    for number, script in wanted:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection, path, wanted[-1][0]) < number:     # another process may have been faster
                for statement in statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    def number(pragma: str) -> int:
        return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    version = number("user_version")
    if number("application_id") != APPLICATION:
        tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        if version or tables:
            raise Failed(f"The file {path} is a database of another program.")
        return 0
    if version > newest:
        raise Failed(
            f"The store {path} has version {version}, this program knows {newest}: it was used with a newer program."
        )
    return version
