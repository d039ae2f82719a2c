"""Numbers that only rise: the watermark of articles, and the number of groups of copies."""

from __future__ import annotations

from monitor.store.database import Transaction


def next_number(tx: Transaction) -> int:
    """The next watermark, taken inside the writing transaction so that numbers appear in order."""
    return _next(tx, "article")


def count_vector(tx: Transaction) -> int:
    """A number for a vector made later than its article, so that readers of vectors notice it."""
    return _next(tx, "vector")


def _next(tx: Transaction, name: str) -> int:
    row = tx.one("UPDATE sequence SET value = value + 1 WHERE name = :name RETURNING value", name=name)
    assert row is not None
    return int(row["value"])


def watermark(tx: Transaction) -> int:
    """The newest number."""
    return _value(tx, "article")


def count_group(tx: Transaction, change: int) -> None:
    """Count a new group of copies, or the removal of its first article."""
    tx.run("UPDATE sequence SET value = value + :change WHERE name = 'groups'", change=change)


def groups(tx: Transaction) -> int:
    """How many groups there are; approximate after removals."""
    return max(0, _value(tx, "groups"))


def _value(tx: Transaction, name: str) -> int:
    row = tx.one("SELECT value FROM sequence WHERE name = :name", name=name)
    assert row is not None
    return int(row["value"])
