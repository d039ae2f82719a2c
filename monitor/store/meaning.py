"""Vectors as rows: coordinates for the cosine, sign bits for the scan; those of a thousand vectors make a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.model import Vector
from monitor.stages import vectors
from monitor.store import blocks, numbering
from monitor.store.database import Transaction

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a passage must be nearer by than a lead: with passages an article has three chances more, and what it is about
# stands in its lead. Of 100 questions across languages .0 answers 53 first (90 in ten), .05 73 (92), .10 77 (92).
DEEPER = 0.10
LEAD = 0                # the part of an article that a comparison goes by: title and lead


def put(tx: Transaction, number: int, vector: Vector, moment: float, *, part: int = LEAD) -> None:
    """Keep a vector with the name of its encoder."""
    encoder_id = encoder_of(tx, vector.encoder)
    if encoder_id is None:
        tx.run("INSERT INTO encoder (name) VALUES (:name) ON CONFLICT (name) DO NOTHING", name=vector.encoder)
        encoder_id = encoder_of(tx, vector.encoder)
    assert encoder_id is not None
    place = {"number": number, "part": part, "encoder_id": encoder_id, "added": numbering.count_vector(tx)}
    tx.run(
        """INSERT INTO meaning (number, part, encoder_id, added, moment, bits)
           VALUES (:number, :part, :encoder_id, :added, :moment, :bits)""",
        moment=moment, bits=vector.bits, **place,
    )
    tx.run(
        """INSERT INTO vector (number, part, encoder_id, added, coordinates)
           VALUES (:number, :part, :encoder_id, :added, :coordinates)""",
        coordinates=vector.values, **place,
    )
    if place["added"] % blocks.SIZE == 0:
        blocks.seal(tx, encoder_id)


def clear(tx: Transaction, number: int) -> None:
    """Forget the vectors of an article."""
    for place in _places(tx, number):
        if tx.run(f"DELETE FROM meaning WHERE {_PLACE}", **place) == 0:
            blocks.blank(tx, **place)
    tx.run("DELETE FROM vector WHERE number = :number", number=number)


def redate(tx: Transaction, number: int, moment: float) -> None:
    """The article turned out to be of another time."""
    for place in _places(tx, number):
        if tx.run(f"UPDATE meaning SET moment = :moment WHERE {_PLACE}", moment=moment, **place) == 0:
            blocks.redate(tx, moment, **place)


_PLACE = "encoder_id = :encoder_id AND part = :part AND added = :added"


def _places(tx: Transaction, number: int) -> list[dict[str, int]]:
    rows = tx.all("SELECT encoder_id, part, added FROM vector WHERE number = :number", number=number)
    return [{name: int(row[name]) for name in ("encoder_id", "part", "added")} for row in rows]


def of(tx: Transaction, number: int, encoder: str) -> Vector | None:
    """The vector of an article's title and lead."""
    encoder_id = encoder_of(tx, encoder)
    row = tx.one(
        """SELECT vector.added, coordinates, bits FROM vector LEFT JOIN meaning USING (encoder_id, part, added)
           WHERE vector.encoder_id = :encoder_id AND vector.part = :part AND vector.number = :number""",
        encoder_id=encoder_id, part=LEAD, number=number,
    )
    if row is None or encoder_id is None:
        return None
    bits = row["bits"]
    if bits is None:
        bits = blocks.bits(tx, len(row["coordinates"]), encoder_id=encoder_id, part=LEAD, added=row["added"])
    return Vector(encoder, bytes(row["coordinates"]), bytes(bits))


def cosines(tx: Transaction, vector: Vector, numbers: Sequence[int]) -> dict[int, float]:
    """The cosine of title and lead of each of these articles that has a vector of the same encoder."""
    return {number: cosine for (number, _), cosine in _cosines(tx, vector, numbers, "part = 0").items()}


def best_parts(tx: Transaction, vector: Vector, numbers: Sequence[int]) -> dict[int, tuple[int, float]]:
    """(part, cosine) of the nearest part of each of these articles; a passage's is lowered by `DEEPER`."""
    best: dict[int, tuple[int, float]] = {}
    for (number, part), said in _cosines(tx, vector, numbers, "part >= 0").items():
        cosine = said if part == LEAD else said - DEEPER
        if number not in best or (-cosine, part) < (-best[number][1], best[number][0]):
            best[number] = part, cosine
    return best


def _cosines(
    tx: Transaction, vector: Vector, numbers: Sequence[int], parts: str
) -> Mapping[tuple[int, int], float]:
    encoder_id = encoder_of(tx, vector.encoder)
    if encoder_id is None or not numbers:
        return {}
    rows = tx.all(
        f"""SELECT number, part, coordinates FROM vector
            WHERE encoder_id = :encoder_id AND {parts} AND number IN :numbers""",
        encoder_id=encoder_id, numbers=tuple(numbers),
    )
    many = [Vector(vector.encoder, bytes(row["coordinates"]), b"") for row in rows]
    return dict(zip(((r["number"], r["part"]) for r in rows), vectors.cosines(many, vector), strict=True))


def encoder_of(tx: Transaction, name: str) -> int | None:
    """The number of an encoder; None for one that has made nothing here."""
    row = tx.one("SELECT encoder_id FROM encoder WHERE name = :name", name=name)
    return None if row is None else int(row["encoder_id"])
