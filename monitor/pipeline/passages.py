"""Vectors for passages, made when nothing else is due, so that a question finds what stands deep in a text."""

from __future__ import annotations

from monitor.pipeline.desk import Desk
from monitor.stages import passages, vectors

STEP = 8                # articles read at once: their passages take about a third of a second


def read_passages(desk: Desk, most: int = STEP) -> int:
    """Encode the passages of the next articles; returns how many were looked at, 0 if none is left."""
    if desk.encoder is None:
        return 0
    name = desk.encoder.name
    reached, texts = desk.store.renewals.without_passages(name, most)
    if not texts:
        return 0
    pieces = [(number, text[start:end]) for number, text in texts for start, end in passages.cut(text)]
    made = []
    if pieces:
        rows = desk.encoder.encode([piece for _, piece in pieces])
        made = [(number, vectors.to_vector(row, name)) for (number, _), row in zip(pieces, rows, strict=True)]
    desk.store.renewals.put_passages(name, reached, texts[-1][0], made)
    return len(texts)
