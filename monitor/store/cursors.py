"""Cursors: the watermark up to which a reader has seen everything."""

from __future__ import annotations

from monitor.store.database import Transaction


def value(tx: Transaction, name: str) -> int:
    """Where the reader is; 0 before the first look."""
    row = tx.one("SELECT value FROM cursor WHERE name = :name", name=name)
    return 0 if row is None else int(row["value"])


def move(tx: Transaction, name: str, to: int) -> None:
    """Note that everything up to this was seen."""
    tx.run(
        """INSERT INTO cursor (name, value, moved_at) VALUES (:name, :value, :now)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, moved_at = excluded.moved_at""",
        name=name, value=to, now=tx.now(),
    )


def drop(tx: Transaction, name: str) -> None:
    """Remove the cursor."""
    tx.run("DELETE FROM cursor WHERE name = :name", name=name)
