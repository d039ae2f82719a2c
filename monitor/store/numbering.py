"""Numbers that only rise: the watermark of the articles, and how many groups of copies there are."""

from __future__ import annotations

from monitor.store.database import Transaction


def next_number(tx: Transaction) -> int:
    """The next watermark; given out inside the writing transaction, so that numbers appear in their order."""
    return _next(tx, "article")


def count_vector(tx: Transaction) -> int:
    """A number for a vector: made later than its article, it must still be noticed by whoever holds the others."""
    return _next(tx, "vector")


def _next(tx: Transaction, name: str) -> int:
    row = tx.one("UPDATE sequence SET value = value + 1 WHERE name = :name RETURNING value", name=name)
    assert row is not None
    return int(row["value"])


def watermark(tx: Transaction) -> int:
    """The newest number given out."""
    return _value(tx, "article")


def count_group(tx: Transaction, change: int) -> None:
    """A group of copies was opened, or its first article removed."""
    tx.run("UPDATE sequence SET value = value + :change WHERE name = 'groups'", change=change)


def groups(tx: Transaction) -> int:
    """How many groups there are; after removals about."""
    return max(0, _value(tx, "groups"))


def _value(tx: Transaction, name: str) -> int:
    row = tx.one("SELECT value FROM sequence WHERE name = :name", name=name)
    assert row is not None
    return int(row["value"])
