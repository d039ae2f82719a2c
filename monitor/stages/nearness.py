"""Which articles answer a question by meaning: those nearer to it than articles of their language usually are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

# Weights of the two corrections, looked at with that of the title (vectors.py). So many of 442 titles that ask for an
# article in another language stand in ten among 3,334 real ones, and so many of the first four words of each with
# 20,000 made ones beside; at the end the 100 of bench/questions.py among the real ones, and among the made ones:
#   neither    .957 .749 .99 .83      .5 and .25 .957 .776 .97 .85      .5 and .5  .957 .765 .97 .90
LANGUAGE = 0.5          # the mean nearness of the article's language: a question is nearer to all that speaks its own
COMMON = 0.5            # what the article has in common with all others: some are near to everything
LEAST = 8               # articles of a language whose mean counts as much as that of all


@dataclass(frozen=True)
class Background:
    """Some articles from all times that stand for all: unit vectors, float32, and their languages."""

    rows: numpy.ndarray
    languages: tuple[str | None, ...]

    @cached_property
    def mean(self) -> numpy.ndarray:
        """What all articles have in common."""
        found: numpy.ndarray = self.rows.mean(axis=0)
        return found


def merits(
    asked: numpy.ndarray, rows: numpy.ndarray, languages: Sequence[str | None], background: Background
) -> numpy.ndarray:
    """The cosine of each row with the question, less what nearness it has for other reasons."""
    import numpy as np

    expected = _expected(asked, background)
    otherwise = float(asked @ background.mean)
    usual = np.array([expected.get(language, otherwise) for language in languages], np.float32)
    found: numpy.ndarray = rows @ asked - LANGUAGE * usual - COMMON * (rows @ background.mean)
    return found


def _expected(asked: numpy.ndarray, background: Background) -> dict[str | None, float]:
    """Language → the mean cosine of its articles; the mean of all if it has few."""
    cosines = background.rows @ asked
    of_all = float(cosines.mean())
    by_language: dict[str | None, list[float]] = {}
    for language, cosine in zip(background.languages, cosines.tolist(), strict=True):
        by_language.setdefault(language, []).append(cosine)
    return {
        language: (sum(some) + LEAST * of_all) / (len(some) + LEAST) for language, some in by_language.items()
    }
