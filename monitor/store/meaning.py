"""Vectors as rows: coordinates for the cosine, sign bits for the scan; those of a thousand vectors make a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Vector
from monitor.stages import nearness, vectors
from monitor.stages.nearness import Background
from monitor.store import blocks, numbering
from monitor.store.database import Transaction

if TYPE_CHECKING:
    import numpy

# What a passage must be nearer by than a lead: with passages an article has three chances more, and what it is about
# stands in its lead. Of 100 questions across languages .0 answers 53 first (90 in ten), .05 73 (92), .10 77 (92).
DEEPER = 0.10
SAMPLED = 512           # articles that stand for all: their mean is off by .04 of a length
LEAD = 0                # the part of an article that a comparison goes by: title and lead


def put(tx: Transaction, number: int, vector: Vector, moment: float, *, part: int = LEAD) -> None:
    """Keep a vector with the name of its encoder, and with that of title and lead the one of the subject."""
    if vector.subject is not None and part == LEAD:
        put(tx, number, vector.subject, moment, part=blocks.SUBJECT)
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
    """The vector of an article's title and lead, with that of its subject."""
    lead = _part(tx, number, encoder, LEAD)
    return None if lead is None else replace(lead, subject=_part(tx, number, encoder, blocks.SUBJECT))


def _part(tx: Transaction, number: int, encoder: str, part: int) -> Vector | None:
    encoder_id = encoder_of(tx, encoder)
    row = tx.one(
        """SELECT vector.added, coordinates, bits FROM vector LEFT JOIN meaning USING (encoder_id, part, added)
           WHERE vector.encoder_id = :encoder_id AND vector.part = :part AND vector.number = :number""",
        encoder_id=encoder_id, part=part, number=number,
    )
    if row is None or encoder_id is None:
        return None
    bits = row["bits"]
    if bits is None:
        bits = blocks.bits(tx, len(row["coordinates"]), encoder_id=encoder_id, part=part, added=row["added"])
    return Vector(encoder, bytes(row["coordinates"]), bytes(bits))


class Near(NamedTuple):
    """An article by title and lead, and its coordinates as they are stored."""

    number: int
    cosine: float
    values: bytes


def near_leads(tx: Transaction, vector: Vector, numbers: Sequence[int]) -> list[Near]:
    """Each of these articles that has a vector of the same encoder for its title and lead."""
    encoder_id = encoder_of(tx, vector.encoder)
    if encoder_id is None or not numbers:
        return []
    rows = tx.all(
        """SELECT number, coordinates FROM vector
           WHERE encoder_id = :encoder_id AND part = 0 AND number IN :numbers""",
        encoder_id=encoder_id, numbers=tuple(numbers),
    )
    values = [bytes(row["coordinates"]) for row in rows]
    cosines = vectors.cosines(values, vector.values).tolist()
    return [Near(row["number"], cosine, held) for row, cosine, held in zip(rows, cosines, values, strict=True)]


def best_parts(
    tx: Transaction, vector: Vector, background: Background, numbers: Sequence[int]
) -> dict[int, tuple[int, float, float]]:
    """(part, cosine, merit) of the best part of each of these articles; a passage's are lowered by `DEEPER`."""
    places, rows = _without_leads(*_read(tx, vector.encoder, numbers, "part >= 0"))
    if not places:
        return {}
    asked, languages = vectors.values_of([vector])[0], [language for _, _, language in places]
    merits = nearness.merits(asked, rows, languages, background).tolist()
    best: dict[int, tuple[int, float, float]] = {}
    for (number, held, _), cosine, merit in zip(places, (rows @ asked).tolist(), merits, strict=True):
        part = LEAD if held == blocks.SUBJECT else held
        less = 0.0 if part == LEAD else DEEPER
        if number not in best or (less - merit, part) < (-best[number][2], best[number][0]):
            best[number] = part, cosine - less, merit - less
    return best


def background(tx: Transaction, encoder: str) -> Background | None:
    """The subjects of some articles of every time; None where none has a vector."""
    last = newest(tx)
    step = max(1, last // SAMPLED)
    places, rows = _without_leads(*_read(tx, encoder, range(step, last + 1, step), f"part IN (0, {blocks.SUBJECT})"))
    return Background(rows, tuple(language for _, _, language in places)) if places else None


def _without_leads(
    places: list[tuple[int, int, str | None]], rows: numpy.ndarray
) -> tuple[list[tuple[int, int, str | None]], numpy.ndarray]:
    """The same without title and lead of those whose subject is there: questions are held against that."""
    subjects = {number for number, part, _ in places if part == blocks.SUBJECT}
    kept = [n for n, (number, part, _) in enumerate(places) if part != LEAD or number not in subjects]
    return [places[n] for n in kept], rows[kept]


def have_subjects(tx: Transaction, encoder: str) -> bool:
    """Whether no article has a vector of title and lead alone."""
    encoder_id = encoder_of(tx, encoder)
    return encoder_id is None or blocks.have_subjects(tx, encoder_id)


def newest(tx: Transaction) -> int:
    """The highest number of an article that has a vector; 0 where none has."""
    row = tx.one("SELECT coalesce(max(number), 0) AS number FROM vector")
    assert row is not None
    return int(row["number"])


def _read(
    tx: Transaction, encoder: str, numbers: Sequence[int], parts: str
) -> tuple[list[tuple[int, int, str | None]], numpy.ndarray]:
    """(number, part, language) of every vector of these articles, and their rows, float32."""
    encoder_id = encoder_of(tx, encoder)
    rows = [] if encoder_id is None or not numbers else tx.all(
        f"""SELECT v.number, v.part, v.coordinates, a.language FROM vector v LEFT JOIN article a USING (number)
            WHERE v.encoder_id = :encoder_id AND {parts} AND v.number IN :numbers ORDER BY v.number, v.part""",
        encoder_id=encoder_id, numbers=tuple(numbers),
    )
    places = [(int(row["number"]), int(row["part"]), row["language"]) for row in rows]
    return places, vectors.rows_of([bytes(row["coordinates"]) for row in rows])


def encoder_of(tx: Transaction, name: str) -> int | None:
    """The number of an encoder; None for one that has made nothing here."""
    row = tx.one("SELECT encoder_id FROM encoder WHERE name = :name", name=name)
    return None if row is None else int(row["encoder_id"])
