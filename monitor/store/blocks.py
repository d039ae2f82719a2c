"""Sign bits of a thousand vectors in one row: reading a million rows takes 1.5 s, as blocks .05."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.store.database import Row, Transaction

if TYPE_CHECKING:
    import numpy

SIZE = 1024             # vectors of a block: what a removal rewrites of it are 72 kB
AT_ONCE = 4             # blocks sealed at most by one writer, who would else wait long over an old store
LEADS, PASSAGES, SUBJECTS = 0, 1, 2     # groups of parts that are scanned for themselves: the column `passages`
SUBJECT = 4             # the part that questions are held against first
_PARTS = {LEADS: (0,), PASSAGES: (1, 2, 3), SUBJECTS: (SUBJECT,)}


@dataclass(frozen=True, slots=True)
class Block:
    """Vectors of one encoder in the order they were added, as arrays of equal length."""

    added: numpy.ndarray        # int64
    numbers: numpy.ndarray      # int64; 0: gone
    parts: numpy.ndarray        # uint8
    moments: numpy.ndarray      # float64
    columns: numpy.ndarray      # uint64, a row for every 64 signs: a scan goes through one after the other


def _group_of(part: int) -> int:
    return next(group for group, parts in _PARTS.items() if part in parts)


def seal(tx: Transaction, encoder_id: int) -> None:
    """Turn the oldest loose rows into blocks."""
    for group in _PARTS:
        for _ in range(AT_ONCE):
            rows = loose(tx, encoder_id, group, 0, SIZE)
            if len(rows) < SIZE:
                break
            block = block_of(rows)
            last = int(block.added[-1])
            tx.run(
                """INSERT INTO meaning_block (encoder_id, passages, last, added, numbers, parts, moments, bits)
                   VALUES (:encoder_id, :passages, :last, :added, :numbers, :parts, :moments, :bits)""",
                encoder_id=encoder_id, passages=group, last=last, added=block.added.tobytes(),
                numbers=block.numbers.tobytes(), parts=block.parts.tobytes(), moments=block.moments.tobytes(),
                bits=block.columns.tobytes(),
            )
            tx.run(
                "DELETE FROM meaning WHERE encoder_id = :encoder_id AND part IN :parts AND added <= :last",
                encoder_id=encoder_id, parts=_PARTS[group], last=last,
            )


def loose(tx: Transaction, encoder_id: int, group: int, after: int, limit: int) -> list[Row]:
    """Rows that are not in a block yet, oldest first."""
    return tx.all(
        """SELECT added, number, part, moment, bits FROM meaning
           WHERE encoder_id = :encoder_id AND part IN :parts AND added > :after ORDER BY added LIMIT :limit""",
        encoder_id=encoder_id, parts=_PARTS[group], after=after, limit=limit,
    )


def block_of(rows: list[Row]) -> Block:
    """Loose rows as a block."""
    import numpy as np

    signs = np.frombuffer(b"".join(padded(row["bits"]) for row in rows), np.uint64).reshape(len(rows), -1)
    return Block(
        np.array([row["added"] for row in rows], np.int64), np.array([row["number"] for row in rows], np.int64),
        np.array([row["part"] for row in rows], np.uint8), np.array([row["moment"] for row in rows], np.float64),
        np.ascontiguousarray(signs.T),
    )


def sealed(tx: Transaction, encoder_id: int, group: int, after: int) -> list[Block]:
    """Blocks with vectors added after this number, oldest first."""
    rows = tx.all(
        """SELECT added, numbers, parts, moments, bits FROM meaning_block
           WHERE encoder_id = :encoder_id AND passages = :passages AND last > :after ORDER BY last""",
        encoder_id=encoder_id, passages=group, after=after,
    )
    found = [_read(row) for row in rows]
    if found and found[0].added[0] <= after:
        found[0] = _after(found[0], after)
    return found


def _after(block: Block, added: int) -> Block:
    import numpy as np

    start = int(np.searchsorted(block.added, added, side="right"))
    return Block(
        block.added[start:], block.numbers[start:], block.parts[start:], block.moments[start:],
        block.columns[:, start:],
    )


def _read(row: Row) -> Block:
    import numpy as np

    added = np.frombuffer(row["added"], np.int64)
    return Block(
        added, np.frombuffer(row["numbers"], np.int64), np.frombuffer(row["parts"], np.uint8),
        np.frombuffer(row["moments"], np.float64), np.frombuffer(row["bits"], np.uint64).reshape(-1, len(added)),
    )


def padded(bits: bytes) -> bytes:
    """Bits padded to whole words of 64."""
    return bytes(bits) + b"\0" * (-len(bits) % 8)


def have_subjects(tx: Transaction, encoder_id: int) -> bool:
    """Whether whatever has a vector of title and lead has one of its subject; articles of before have none."""

    def count(group: int) -> int:
        row = tx.one(
            """SELECT (SELECT count(*) FROM meaning_block WHERE encoder_id = :encoder_id AND passages = :passages) AS n,
                      (SELECT count(*) FROM meaning WHERE encoder_id = :encoder_id AND part IN :parts) AS loose""",
            encoder_id=encoder_id, passages=group, parts=_PARTS[group],
        )
        assert row is not None
        return SIZE * int(row["n"]) + int(row["loose"])

    if subjects := count(SUBJECTS):
        return subjects >= count(LEADS)
    # counting a million leads that are in no block takes 55 ms
    return not loose(tx, encoder_id, LEADS, 0, 1) and not tx.all(
        "SELECT last FROM meaning_block WHERE encoder_id = :encoder_id AND passages = :passages LIMIT 1",
        encoder_id=encoder_id, passages=LEADS,
    )


def bits(tx: Transaction, dimensions: int, *, encoder_id: int, part: int, added: int) -> bytes:
    """The sign bits of one vector."""
    found = _find(tx, encoder_id, part, added)
    if found is None:
        return b""
    _, block, place = found
    return block.columns[:, place].tobytes()[: -(-dimensions // 8)]


def blank(tx: Transaction, *, encoder_id: int, part: int, added: int) -> None:
    """Erase the bits of an article that is gone."""
    found = _find(tx, encoder_id, part, added)
    if found is None:
        return
    last, block, place = found
    numbers, columns = block.numbers.copy(), block.columns.copy()
    numbers[place], columns[:, place] = 0, 0
    tx.run(
        f"UPDATE meaning_block SET numbers = :numbers, bits = :bits WHERE {_PLACE}", encoder_id=encoder_id,
        passages=_group_of(part), last=last, numbers=numbers.tobytes(), bits=columns.tobytes(),
    )


def redate(tx: Transaction, moment: float, *, encoder_id: int, part: int, added: int) -> None:
    """Note another date for an article."""
    found = _find(tx, encoder_id, part, added)
    if found is None:
        return
    last, block, place = found
    moments = block.moments.copy()
    moments[place] = moment
    tx.run(
        f"UPDATE meaning_block SET moments = :moments WHERE {_PLACE}", encoder_id=encoder_id,
        passages=_group_of(part), last=last, moments=moments.tobytes(),
    )


_PLACE = "encoder_id = :encoder_id AND passages = :passages AND last = :last"


def _find(tx: Transaction, encoder_id: int, part: int, added: int) -> tuple[int, Block, int] | None:
    """(key, block, place in it) of one vector."""
    import numpy as np

    row = tx.one(
        """SELECT last, added, numbers, parts, moments, bits FROM meaning_block
           WHERE encoder_id = :encoder_id AND passages = :passages AND last >= :added ORDER BY last LIMIT 1""",
        encoder_id=encoder_id, passages=_group_of(part), added=added,
    )
    if row is None:
        return None
    block = _read(row)
    place = int(np.searchsorted(block.added, added))
    return (int(row["last"]), block, place) if block.added[place] == added else None
