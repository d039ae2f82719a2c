"""How likely two articles report one event, by their meaning and by the names and numbers that they share."""

from __future__ import annotations

import math
from typing import NamedTuple

SAME = 0.42             # F1 .898 by cross-validation over articles, .40 to .46 alike; one cosine .865
RELATED = 0.20
# Two reports that are full of numbers and agree in few are of two events of one kind: prices, results, tallies of two
# days. Of 446 graded pairs of one event that score .80 and more 7 are taken for such, all of them prices and tallies of
# other days; of 275 pairs of forms and wires 183, and the others are of one day and subject.
COUNTED, OTHER = 3, 0.3             # numbers that both hold at least, and agreement at most
FULL, FILLED = 100, 200             # characters a number, where that is enough, and where names must fail as well
FEW_NAMES, FEW_AGREE = 1, 0.1


class Signs(NamedTuple):
    """What two articles have in common as stories; the cosines are relative to a mean of news."""

    lead: float             # of title and lead
    title: float            # of the titles, or of the first sentences
    body: float             # of the first 1,500 characters
    crossed: float          # of a title and the other's lead, the better of the two
    names: int              # that both hold
    confirmed: int          # numbers that both hold
    conflicting: int        # numbers of the shorter list that the other lacks
    named: float = 0.0      # share of the names that both hold, of the text that shows fewer


def score(signs: Signs) -> float:
    """
    The probability, by a logistic rule of five weights.

    Fitted on 960 graded pairs, and on 577 pairs of other stories of the same outlets and weeks at a tenth of their
    weight. Ten-fold by article: correlation .827, F1 .898; with weights for all four cosines, their least and their
    greatest .825, .900; with those of words, rare names, sentences and lengths beside it is no better.
    """
    return _logistic(
        8.11 * max(signs[:4]) + 3.58 * signs.crossed
        + 0.36 * math.log1p(signs.names)
        + 0.42 * math.log1p(signs.confirmed) - 0.50 * math.log1p(signs.conflicting)
        - 4.46
    )


def among_strangers(signs: Signs) -> float:
    """The same probability for one report among thousands, the nearest of which are strangers on the same subject.

    Fitted on the graded pairs with a cosine of .50 and more, and on 921 pairs as near from collections that lie a year
    and more apart. Eight-fold by article, of 450 graded pairs of one event and 946 others: at .80 recall .591 with 15
    wrong, at .70 .633 with 19, where nine weights fitted for pairs had .633 with 39 at .80.
    """
    return _logistic(
        2.46 * signs.title + 4.19 * signs.body + 5.26 * signs.crossed + 10.54 * max(signs[:4])
        + 0.50 * math.log1p(signs.names) + 1.68 * math.log1p(signs.confirmed) + 4.92 * signs.named
        - 12.90
    )


class Figures(NamedTuple):
    """What two articles have in common as lists of numbers."""

    counted: int            # numbers of the text that has fewer
    sparse: float           # characters a number, of the text with more of them
    agreement: float        # of the numbers
    names: int              # that both hold


def has_other_figures(found: Figures) -> bool:
    """Whether these are two reports of one kind, such as the prices of two days, and not of one event."""
    if found.counted < COUNTED or found.agreement > OTHER:
        return False
    if found.sparse <= FULL:
        return True
    return found.sparse <= FILLED and found.agreement <= FEW_AGREE and found.names <= FEW_NAMES


def glance(cosine: float) -> float:
    """The probability by the cosine of title and lead alone, for pairs that are not worth a closer look."""
    return _logistic(10.91 * cosine - 4.88)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
