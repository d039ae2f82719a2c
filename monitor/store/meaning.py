"""Vectors: sign bits, held by the process and scanned whole, then the nearest judged anew by their coordinates."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.model import Vector
from monitor.stages import vectors
from monitor.store import numbering
from monitor.store.database import Transaction

if TYPE_CHECKING:
    import numpy

RESCORED = 500          # nearest by signs whose cosine is computed: recall at ten .97, story mates 1.000 (dedup.md, 5)
_TOO_OLD = 65_535       # farther than any
_LEAD = 0               # the part of an article that a comparison goes by: title and lead


def put(tx: Transaction, number: int, vector: Vector, moment: float, *, part: int = _LEAD) -> None:
    """Keep a vector with the name of its encoder."""
    encoder_id = _encoder_id(tx, vector.encoder)
    if encoder_id is None:
        tx.run("INSERT INTO encoder (name) VALUES (:name) ON CONFLICT (name) DO NOTHING", name=vector.encoder)
        encoder_id = _encoder_id(tx, vector.encoder)
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


def clear(tx: Transaction, number: int) -> None:
    """Forget the vectors of an article."""
    tx.many(f"DELETE FROM meaning WHERE {_PLACE}", _places(tx, number))
    tx.run("DELETE FROM vector WHERE number = :number", number=number)


def redate(tx: Transaction, number: int, moment: float) -> None:
    """The article turned out to be of another time."""
    tx.many(
        f"UPDATE meaning SET moment = :moment WHERE {_PLACE}",
        [{"moment": moment, **place} for place in _places(tx, number)],
    )


_PLACE = "encoder_id = :encoder_id AND part = :part AND added = :added"


def _places(tx: Transaction, number: int) -> list[dict[str, int]]:
    rows = tx.all("SELECT encoder_id, part, added FROM vector WHERE number = :number", number=number)
    return [{name: int(row[name]) for name in ("encoder_id", "part", "added")} for row in rows]


def of(tx: Transaction, number: int, encoder: str) -> Vector | None:
    """The vector of an article's title and lead."""
    encoder_id = _encoder_id(tx, encoder)
    row = tx.one(
        """SELECT coordinates, bits FROM vector JOIN meaning USING (encoder_id, part, added)
           WHERE vector.encoder_id = :encoder_id AND vector.part = :part AND vector.number = :number""",
        encoder_id=encoder_id, part=_LEAD, number=number,
    )
    return None if row is None else Vector(encoder, bytes(row["coordinates"]), bytes(row["bits"]))


def cosines(tx: Transaction, vector: Vector, numbers: Sequence[int]) -> dict[int, float]:
    """The cosine of each of these articles that has a vector of the same encoder."""
    encoder_id = _encoder_id(tx, vector.encoder)
    if encoder_id is None or not numbers:
        return {}
    rows = tx.all(
        "SELECT number, coordinates FROM vector WHERE encoder_id = :encoder_id AND part = :part AND number IN :numbers",
        encoder_id=encoder_id, part=_LEAD, numbers=tuple(numbers),
    )
    many = [Vector(vector.encoder, bytes(row["coordinates"]), b"") for row in rows]
    return dict(zip((row["number"] for row in rows), vectors.cosines(many, vector), strict=True))


def _encoder_id(tx: Transaction, name: str) -> int | None:
    row = tx.one("SELECT encoder_id FROM encoder WHERE name = :name", name=name)
    return None if row is None else int(row["encoder_id"])


@dataclass(slots=True)
class _Signs:
    """The sign bits of one encoder that this process has read so far; rows that are gone meanwhile do no harm."""

    numbers: numpy.ndarray
    moments: numpy.ndarray
    bits: numpy.ndarray
    held: int = 0
    newest: int = 0


@dataclass(slots=True)
class Signs:
    """A cache in the process, extended by what was filed since it was last used."""

    _of: dict[str, _Signs] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def nearest(
        self, tx: Transaction, vector: Vector, limit: int, *, since: float | None = None, among: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """(number, cosine), the nearest first; `among` asks for these alone."""
        if among:
            found = cosines(tx, vector, among)
        else:
            found = cosines(tx, vector, self._scan(tx, vector, max(RESCORED, limit), since))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _scan(self, tx: Transaction, vector: Vector, most: int, since: float | None) -> list[int]:
        import numpy as np

        with self._lock:
            signs = self._read(tx, vector)
            if signs is None:
                return []
            numbers, moments, bits = (a[:signs.held] for a in (signs.numbers, signs.moments, signs.bits))
        distances = _distances(bits, vector)
        if since is not None:
            distances[moments < since] = _TOO_OLD
        if len(numbers) > most:
            places = np.argpartition(distances, most)[:most]
            numbers, distances = numbers[places], distances[places]
        return [int(number) for number in numbers[distances < _TOO_OLD]]

    def _read(self, tx: Transaction, vector: Vector) -> _Signs | None:
        """Extend by what is new; arrays that a scan still looks at are never written to where it looks."""
        import numpy as np

        encoder_id = _encoder_id(tx, vector.encoder)
        if encoder_id is None:
            return None
        width = len(_padded(vector.bits))
        signs = self._of.get(vector.encoder)
        if signs is None:
            signs = _Signs(np.zeros(0, np.int64), np.zeros(0, np.float64), np.zeros((0, width // 8), np.uint64))
            self._of[vector.encoder] = signs
        rows = tx.all(
            """SELECT added, number, moment, bits FROM meaning
               WHERE encoder_id = :encoder_id AND part = :part AND added > :newest ORDER BY added""",
            encoder_id=encoder_id, part=_LEAD, newest=signs.newest,
        )
        if rows:
            held = signs.held + len(rows)
            if held > len(signs.numbers):
                signs.numbers, signs.moments, signs.bits = (
                    _grown(a, signs.held, held) for a in (signs.numbers, signs.moments, signs.bits)
                )
            signs.numbers[signs.held:held] = [row["number"] for row in rows]
            signs.moments[signs.held:held] = [row["moment"] for row in rows]
            joined = b"".join(_padded(row["bits"]) for row in rows)
            signs.bits[signs.held:held] = np.frombuffer(joined, np.uint64).reshape(len(rows), -1)
            signs.held, signs.newest = held, rows[-1]["added"]
        return signs


def _padded(bits: bytes) -> bytes:
    """Whole words of 64 signs."""
    return bytes(bits) + b"\0" * (-len(bits) % 8)


def _grown(array: numpy.ndarray, held: int, wanted: int) -> numpy.ndarray:
    """A larger copy: by a quarter at least, so that growing one by one stays cheap."""
    import numpy as np

    larger: numpy.ndarray = np.zeros((max(wanted, held + held // 4 + 1024), *array.shape[1:]), array.dtype)
    larger[:held] = array[:held]
    return larger


def _distances(bits: numpy.ndarray, vector: Vector) -> numpy.ndarray:
    """How many signs differ: a column at a time, which keeps the working set in the processor's cache."""
    import numpy as np

    query = np.frombuffer(_padded(vector.bits), np.uint64)
    distances: numpy.ndarray = np.zeros(len(bits), np.uint16)
    for column in range(bits.shape[1]):
        distances += np.bitwise_count(bits[:, column] ^ query[column])
    return distances
