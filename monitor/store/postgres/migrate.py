"""Migrating the schema on a server by numbered files: each in one transaction, one program at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

import psycopg
from psycopg.rows import DictRow

from monitor.errors import Failed

LOCK = "SELECT pg_advisory_xact_lock(1297043017, 1)"


def steps() -> list[tuple[int, str]]:
    """(version, SQL) of each migration, in order."""
    folder = files("monitor.store.postgres") / "migrations"
    named = sorted(file.name for file in folder.iterdir() if re.fullmatch(r"\d{3}_\w+\.sql", file.name))
    return [(int(name[:3]), (folder / name).read_text(encoding="utf-8")) for name in named]


def migrate(
    connection: psycopg.Connection[DictRow], name: str, wanted: Sequence[tuple[int, str]] | None = None
) -> None:
    """Migrate the database to the newest version; raises Failed for a foreign one or a newer version."""
    wanted = steps() if wanted is None else wanted
    newest = wanted[-1][0]
    if _version(connection, name, newest) == newest:
        return
    for number, script in wanted:
        connection.execute("BEGIN")
        try:
            connection.execute(LOCK)
            if _version(connection, name, newest) < number:     # another process may have been faster
                connection.execute(script)
                connection.execute("UPDATE monitor_schema SET version = %(number)s", {"number": number})
            connection.execute("COMMIT")
        except BaseException:
            if not connection.broken:
                connection.execute("ROLLBACK")
            raise


def _version(connection: psycopg.Connection[DictRow], name: str, newest: int) -> int:
    found = connection.execute(     # one statement, one view: between two another program may make all of it
        """SELECT to_regclass('monitor_schema') IS NOT NULL AS ours,
                  (SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                   WHERE nspname = current_schema() AND relkind IN ('r', 'p')) AS tables"""
    ).fetchone()
    assert found is not None
    if not found["ours"]:
        if found["tables"]:
            raise Failed(f"The store {name} is a database of another program.")
        return 0
    row = connection.execute("SELECT version FROM monitor_schema").fetchone()
    version = int(row["version"]) if row else 0
    if version > newest:
        raise Failed(
            f"The store {name} has version {version}, this program knows {newest}: it was used with a newer program."
        )
    return version
