"""Reciprocal rank fusion: several rankings of the same things made into one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

K = 60      # the constant of Cormack, Clarke and Büttcher (2009): how much the first places count above the next

T = TypeVar("T", bound=Hashable)


def ranks(rankings: Sequence[Sequence[T]], k: int = K) -> list[tuple[T, float]]:
    """The fused ranking, best first; the score is 1 for what is first in all, and ties keep their order."""
    scores: dict[T, float] = {}
    for ranking in rankings:
        for place, item in enumerate(dict.fromkeys(ranking)):
            scores[item] = scores.get(item, 0.0) + 1 / (k + place + 1)
    most = max(1, len(rankings)) / (k + 1)
    return [(item, min(1.0, score / most)) for item, score in sorted(scores.items(), key=lambda pair: -pair[1])]
