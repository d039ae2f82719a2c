"""Vectors of meaning as they are stored: int8 values for the cosine, sign bits for the scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.model import Vector
from monitor.stages.lead import lead

if TYPE_CHECKING:
    import numpy

    from monitor.ports import Encoder

__all__ = [
    "cosine", "cosines", "lead", "of_leads", "own_bits", "rows_of", "subjects", "to_vector", "values_of",
]

# The title's share of the vector that questions are held against. So many of 442 articles stood in ten, asked for in
# another language by their title among 3,334 real ones, and by its first four words with 20,000 made ones beside; at
# the end the 100 questions of bench/questions.py among the real ones, and among the made ones:
#   0  .869 .597 .95 .83      .3  .950 .753 .98 .91      .4  .957 .765 .97 .90      .5  .962 .776 .97 .84
TITLE = 0.4


def of_leads(encoder: Encoder, articles: Sequence[tuple[str, str]]) -> list[Vector]:
    """The vectors of these (title, text), each with that of its subject, made in one batch."""
    rows = encoder.encode([piece for title, text in articles for piece in (lead(title, text), title or lead("", text))])
    leads, titles = rows[0::2], rows[1::2]
    return [
        replace(to_vector(row, encoder.name), subject=to_vector(subject, encoder.name))
        for row, subject in zip(leads, subjects(leads, titles), strict=True)
    ]


def subjects(leads: numpy.ndarray, titles: numpy.ndarray) -> numpy.ndarray:
    """
    What questions are held against, a row an article: its lead, in which a title of a tenth of the words is lost,
    and the title for itself.
    """
    import numpy as np

    rows = (1.0 - TITLE) * leads + TITLE * titles
    found: numpy.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def to_vector(row: numpy.ndarray, encoder_name: str) -> Vector:
    """One row of an encoder, packed: the values take a quarter of float32, the bits a thirty-second."""
    import numpy as np

    values = np.clip(np.rint(row * 127.0), -127, 127).astype(np.int8)
    return Vector(encoder_name, values.tobytes(), np.packbits(row > 0).tobytes())


def values_of(vectors: Sequence[Vector]) -> numpy.ndarray:
    """float32, one row a vector, of unit length again; no rows for no vectors."""
    return rows_of([vector.values for vector in vectors])


def rows_of(values: Sequence[bytes]) -> numpy.ndarray:
    """The same from their coordinates alone."""
    import numpy as np

    if not values:
        return np.empty((0, 0), np.float32)
    rows = np.frombuffer(b"".join(values), dtype=np.int8).reshape(len(values), -1)
    floats = rows.astype(np.float32)
    lengths: numpy.ndarray = np.linalg.norm(floats, axis=1, keepdims=True)
    floats /= np.maximum(lengths, 1e-9)
    return floats


def cosines(values: Sequence[bytes], one: bytes) -> numpy.ndarray:
    """
    The cosine of each with the one, from coordinates of one encoder: exactly the same for copies, in any company.

    What is added are whole numbers below 2^24, which float32 adds without rounding. A product of rounded unit rows is
    off by 4e-7 depending on the number of rows, and copies are then put in another order each time.
    """
    import numpy as np

    rows = np.frombuffer(b"".join(values), np.int8).reshape(len(values), -1 if values else len(one)).astype(np.float32)
    asked = np.frombuffer(one, np.int8).astype(np.float32)
    squares = np.einsum("ij,ij->i", rows, rows).astype(np.float64) * float(asked @ asked)
    found: numpy.ndarray = (rows @ asked) / np.sqrt(np.maximum(squares, 1.0))
    return found


def own_bits(one: Vector, common: numpy.ndarray) -> Vector:
    """The same vector, with sign bits taken after the mean of all vectors was subtracted."""
    import numpy as np

    return Vector(one.encoder, one.values, np.packbits(values_of([one])[0] > common).tobytes())


def cosine(a: Vector, b: Vector) -> float:
    """The cosine of two vectors of one encoder; raises for two encoders."""
    if a.encoder != b.encoder:
        raise ValueError(f"Vectors of {a.encoder} and {b.encoder} cannot be compared.")
    return float(cosines([a.values], b.values)[0])
