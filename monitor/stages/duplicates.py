"""Whether two texts of one language share their words: copies, partial copies, and forms that only look like copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Fingerprint
from monitor.stages import fingerprint

if TYPE_CHECKING:
    import numpy

UNBROKEN = 0.31         # of the smaller text in one piece, or jumps that cost what they skip: cut copies begin at .37
# Of a copy that holds less than half of the smaller text, one begins as the other does, or within it: what lies inside
# two texts that both begin otherwise is background, or furniture. All 20 labelled cuts of so little hold .7 and more of
# the shingles with which the other opens, three pairs of other reports .24 and less.
MOSTLY, OPENING, OPENS = 0.5, 25, 0.25
PLAIN, NEARLY = 0.75, 0.90      # of the smaller text in one piece: a copy if both begin with it, and wherever it lies
CONTAINED = 0.26        # weighted share of the smaller text that may be a copy, if its sentences say so too
BROKEN = 0.35           # that makes a copy where no encoder can read the sentences
SHARED = 8              # shingles: below, a teaser of stock phrases lies in anything
WHOLE = 0.5             # weighted Jaccard from which a copy is a whole one
# Share of a document's keys that puts it in a group of a batch, which is its own background: first what is clearly the
# same, so that the furniture of pages is counted, then by weight what was cut or wrapped.
GROUP_SHARES = (0.7, 0.35)


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of a key: one over the number of groups (not articles, since a story may be everywhere) with it."""

    key_groups: Mapping[int, int] = field(default_factory=dict)
    groups: int = 0

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> Weights:
        """The weights of a batch that is its own background; each document joins the longest that holds it."""
        marks = sorted({mark.exact: mark for mark in fingerprints}.values(), key=lambda m: (-len(m.keys), m.exact))
        weights = cls()
        for share in GROUP_SHARES:
            weights = _counted(_leaders(marks, weights, share))
        return weights

    def of_keys(self, keys: Sequence[int]) -> list[float]:
        held = self.key_groups
        return [1.0 / max(1, held.get(key, 1)) for key in keys]


def _leaders(marks: Sequence[Fingerprint], weights: Weights, share: float) -> list[set[int]]:
    """The keys of each group; a document joins the group with most of its weight, or begins its own."""
    holders: dict[int, list[int]] = {}
    groups: list[set[int]] = []
    for mark in marks:
        shares: Counter[int] = Counter()
        worth = weights.of_keys(mark.keys)
        for key, weight in zip(mark.keys, worth, strict=True):
            for group in holders.get(key, ()):
                shares[group] += weight  # type: ignore[assignment]  # a Counter adds fractions as well
        best = max(shares, key=lambda group: (shares[group], -group)) if shares else None
        if best is not None and shares[best] >= share * sum(worth):
            groups[best].update(mark.keys)
            continue
        for key in mark.keys:
            holders.setdefault(key, []).append(len(groups))
        groups.append(set(mark.keys))
    return groups


def _counted(groups: Sequence[set[int]]) -> Weights:
    counts: Counter[int] = Counter()
    for keys in groups:
        counts.update(keys)
    # One less: the article in hand is not among the stored ones either, and a pair shares its keys by being a pair.
    return Weights({key: count - 1 for key, count in counts.items() if count > 2}, len(groups))


class Shingled(NamedTuple):
    """The shingles of one text in order with their weights, and the set of them."""

    hashes: numpy.ndarray
    weights: numpy.ndarray
    first: numpy.ndarray    # places of the distinct ones, in the order of their hashes


class Overlap(NamedTuple):
    """What two texts share of their words."""

    shared: int             # distinct shingles
    containment: float      # weighted share of the smaller
    jaccard: float          # weighted
    unbroken: float         # weighted share of the smaller in its best stretch: what is skipped in it counts against it
    share_of_a: float
    share_of_b: float
    opening_of_a: float     # of the shingles with which it opens, those that the other holds
    opening_of_b: float

    @property
    def opened(self) -> int:
        """How many of the two begin with what the other contains."""
        return (self.opening_of_a >= OPENS) + (self.opening_of_b >= OPENS)


NOTHING = Overlap(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def width_of(words: list[str]) -> int:
    """How many tokens make a shingle when copies are compared."""
    return 4 if fingerprint.is_unspaced(words) else 3


class Hashed(NamedTuple):
    """What the shingles of a text are before they are weighed."""

    hashes: numpy.ndarray
    first: numpy.ndarray
    keys: list[int]         # the winnowed keys of the text, each once
    at: numpy.ndarray       # for each shingle, which of these stands for its place


def shingled(words: list[str], weights: Weights) -> Shingled:
    """Each shingle weighs what the winnowed key weighs that stands for its place."""
    return weighed(hashed(words), weights)


def hashed(words: list[str]) -> Hashed:
    """
    The shingles that texts are compared by, and the keys of the longer ones that candidates are found by.

    Shingles of three words bear misread and exchanged words better than the five that candidates are found by: of 35
    texts read by machine 35 stay above .25, of five words 11. Of unspaced characters four.
    """
    import numpy as np

    hashes, fives = fingerprint.shingles(words, width_of(words), fingerprint.SHINGLE)
    first = np.unique(hashes, return_index=True)[1]
    if not len(fives):
        return Hashed(hashes, first, [], np.zeros(0, dtype=np.int64))
    keys, inverse = np.unique(fingerprint.window_keys(fives), return_inverse=True)
    places = np.minimum(np.arange(len(hashes)), len(fives) - 1)
    return Hashed(hashes, first, keys.tolist(), inverse[places])


def weighed(found: Hashed, weights: Weights) -> Shingled:
    """With the weights that its keys have now."""
    import numpy as np

    if not weights.key_groups or not found.keys:
        return Shingled(found.hashes, np.ones(len(found.hashes)), found.first)
    worth = np.array(weights.of_keys(found.keys), dtype=np.float64)
    return Shingled(found.hashes, worth[found.at], found.first)


def overlap(a: Shingled, b: Shingled) -> Overlap:
    """How much of each text is in the other; a shared shingle has the smaller of its two weights."""
    import numpy as np

    shared, in_a, in_b = np.intersect1d(
        a.hashes[a.first], b.hashes[b.first], assume_unique=True, return_indices=True
    )
    if not len(shared):
        return NOTHING
    of_a, of_b = a.weights[a.first], b.weights[b.first]
    both = float(np.minimum(of_a[in_a], of_b[in_b]).sum())
    whole_a = float(of_a.sum() - of_a[in_a].sum()) + both
    whole_b = float(of_b.sum() - of_b[in_b].sum()) + both
    unbroken = max(_unbroken(a, shared), _unbroken(b, shared))
    return Overlap(
        len(shared), both / min(whole_a, whole_b), both / (whole_a + whole_b - both), unbroken,
        both / whole_a, both / whole_b, _opening(a, shared), _opening(b, shared),
    )


def _unbroken(side: Shingled, shared: numpy.ndarray) -> float:
    """The best unbroken stretch: shared shingles add, others subtract (a maximum of prefix-sum differences)."""
    import numpy as np

    gains = np.where(np.isin(side.hashes, shared), side.weights, -side.weights)
    sums = np.concatenate([[0.0], np.cumsum(gains)])
    return float((sums - np.minimum.accumulate(sums)).max() / max(1e-9, side.weights.sum()))


def _opening(side: Shingled, shared: numpy.ndarray) -> float:
    import numpy as np

    return float(np.isin(side.hashes[:OPENING], shared).mean())


def is_copy(found: Overlap) -> bool:
    """Whether the words alone make a copy, whole or partial; a template must be ruled out separately."""
    if found.shared < SHARED:
        return False
    return found.jaccard >= WHOLE or (
        found.unbroken >= UNBROKEN and (found.containment >= MOSTLY or found.opened > 0)
    )


def has_most(found: Overlap) -> bool:
    """Whether a copy holds half of both texts, or most of one in one piece."""
    return found.jaccard >= WHOLE or found.unbroken >= PLAIN


def is_plain(found: Overlap) -> bool:
    """
    Whether a copy needs no look at its sentences.

    What lies in both may be the furniture of their pages, unless one alone begins with it, as the text from which the
    other is cut, or both do and it is most of them, or it is nearly all of one.
    """
    return found.opened == 1 or (found.opened == 2 and has_most(found)) or found.unbroken >= NEARLY


def is_scattered(found: Overlap) -> bool:
    """Whether enough is shared, but in fragments: misread by machine, paraphrased, or the same quotations."""
    return found.shared >= SHARED and found.containment >= CONTAINED
