"""Whether two texts tell the same, sentence by sentence: translations, and rewrites in one language."""

from __future__ import annotations

import math
from typing import NamedTuple

from monitor.stages import numbers

LATE, ALIGNED = 0.50, 0.12          # a translation: F1 .991 dev, .983 unseen
SIZE = 0.8                          # most of the logarithm of the ratio of lengths
ABRIDGED = 0.22                     # of the shorter side alone, where the other was cut
REWRITE_LATE, REWRITE_ALIGNED = 0.65, 0.25
VETO_NUMBERS, VETO_SHARE = 3, 0.2   # both hold so many numbers and agree in so few: other facts

# One character of these says as much as so many of an alphabet.
_DENSITY = {"zh": 3.2, "ja": 2.4, "ko": 2.0}


class Likeness(NamedTuple):
    """What the sentences of two texts have in common."""

    late: float
    aligned: float          # gain a sentence of the longer side
    shorter: float          # gain a sentence of the shorter side
    numbers: float
    is_vetoed: bool
    size: float             # absolute logarithm of the ratio of lengths


def size_of(text: str, language: str | None) -> float:
    """Length in characters of an alphabet."""
    return len(text) * _DENSITY.get(language or "", 1.0)


def size_ratio(a: float, b: float) -> float:
    return abs(math.log(max(a, 1.0) / max(b, 1.0)))


def is_vetoed(a: list[frozenset[float]], b: list[frozenset[float]]) -> bool:
    """Both hold numbers enough to tell, and hardly one is the same."""
    return min(len(a), len(b)) >= VETO_NUMBERS and numbers.agreement(a, b) < VETO_SHARE


def is_translation(found: Likeness) -> bool:
    return not found.is_vetoed and found.late >= LATE and found.aligned >= ALIGNED and found.size < SIZE


def is_abridged(found: Likeness) -> bool:
    return not found.is_vetoed and found.shorter >= ABRIDGED and found.late >= LATE / 2 and found.size >= SIZE


def is_rewrite(found: Likeness) -> bool:
    """One language, other words: two translations of one source, or a desk that says it its own way."""
    return (
        not found.is_vetoed and found.late >= REWRITE_LATE and found.aligned >= REWRITE_ALIGNED and found.size < SIZE
    )
