"""Sentences with their places, and which sentences of two texts correspond in order."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy

MOST = 60               # sentences of a text that are looked at: the news stands in the first thirty
LONGEST = 400           # characters of one that are read: more is a list or a table
LEAST = 3               # letters or digits: less is a mark or an initial
FLOOR = 0.3             # cosine that two unrelated sentences reach; only what lies above counts as a gain

# A full stop ends a sentence before white space and something that can open one; East Asian stops, danda, line ends
# always do. Initials and the commonest abbreviations do not.
_ENDS = re.compile(
    r"(?<=[。！？｡।॥؟])[»”’\"'」』）)]*\s*|(?<=[.!?…])[»”’\"')\]]*\s+(?=[^\sa-zа-яß-ÿ])|[\n\r\u2028\u2029]+"
)
_SHORT = re.compile(
    r"(?:^|[\s(\"'«])(?:\w|[A-ZА-Я]\w|\w\.\w|Mrs|Prof|Gen|Sen|Gov|Rep|Inc|Ltd|Sgt|Col|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
)


class Sentence(NamedTuple):
    """A sentence at its place in the text as given."""

    text: str
    start: int
    end: int


class Pairing(NamedTuple):
    """Two sentences that say the same, by their index in their texts."""

    a: int
    b: int
    cosine: float
    weight: float = 1.0


def split(text: str, most: int = MOST) -> list[Sentence]:
    """The sentences of a text; only the first ones if there are too many."""
    found: list[Sentence] = []
    start = 0
    for stop in chain(_ENDS.finditer(text), [None]):
        end = stop.start() + len(stop.group().rstrip()) if stop else len(text)     # closing quotes belong to it
        if stop and "\n" not in stop.group() and _SHORT.search(text[max(start, end - 8):end]):
            continue
        piece = text[start:end]
        if any(islice((c for c in piece[:LONGEST] if c.isalnum()), LEAST - 1, None)):
            lead = len(piece) - len(piece.lstrip())
            kept = piece.strip()[:LONGEST]
            found.append(Sentence(kept, start + lead, start + lead + len(kept)))
            if len(found) == most:
                break
        start = stop.end() if stop else end
    return found


def late(cosines: numpy.ndarray, a: numpy.ndarray, b: numpy.ndarray) -> float:
    """The weighted mean of each sentence's best match, in both directions."""
    if not cosines.size:
        return 0.0
    return (covered(cosines, a) + covered(cosines.T, b)) / 2


def covered(cosines: numpy.ndarray, weights: numpy.ndarray) -> float:
    """The weighted mean of each row's best match."""
    if not cosines.size:
        return 0.0
    return float(cosines.max(axis=1) @ weights / max(1e-9, float(weights.sum())))


def aligned(cosines: numpy.ndarray, a: numpy.ndarray, b: numpy.ndarray) -> list[Pairing]:
    """The best monotone path of one-to-one matches: a translation keeps the order, an independent report does not.

    `a` and `b` are the weights of the sentences; a pair weighs as its lighter one.
    """
    import numpy as np

    if not cosines.size:
        return []
    weights = np.minimum(a[:, None], b[None, :])
    gains = np.maximum(0.0, cosines - FLOOR) * weights
    rows, columns = gains.shape
    best = np.zeros((rows + 1, columns + 1))
    for row in range(rows):
        step = np.maximum(best[row, 1:], best[row, :-1] + gains[row])
        best[row + 1, 1:] = np.maximum.accumulate(step)
    path: list[Pairing] = []
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            path.append(Pairing(row, column, float(cosines[row, column]), float(weights[row, column])))
    return path[::-1]


def gain(path: list[Pairing]) -> float:
    """The value of a path; divided by the weight of one text, it is the share of it that is matched in order."""
    return sum((pairing.cosine - FLOOR) * pairing.weight for pairing in path)
