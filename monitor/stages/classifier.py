"""The line classifier: how likely each line of a page belongs to the article. Trained by bench/train_classifier.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from monitor.stages.features import shift_rows
from monitor.stages.lines import Lines

if TYPE_CHECKING:
    import numpy

_SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
CAUTION = 0.34          # swept over outlets, .28 to .52: F1 .001 lower at .28; from .4 on paragraphs found below .965
STORY = 0.25            # of a page's likely text
_FAR = 30.0             # lines; what is further away is far
_ROWS = 2_000           # judged at once: a page of 20,000 lines takes no more memory than one of 2,000


@dataclass(frozen=True, slots=True)
class Trees:
    """Symmetric trees: all nodes of a level ask the same question, so the answers, as bits, number the leaf."""

    columns: numpy.ndarray              # trees * depth
    borders: numpy.ndarray              # trees * depth
    leaves: numpy.ndarray               # trees, 2 ** depth
    bias: float

    def probabilities(self, rows: numpy.ndarray) -> numpy.ndarray:
        """A probability for each row."""
        import numpy

        parts = [self._scores(rows[start:start + _ROWS]) for start in range(0, len(rows), _ROWS)]
        return 1.0 / (1.0 + numpy.exp(-numpy.concatenate(parts))) if parts else numpy.zeros(0, numpy.float32)

    def _scores(self, rows: numpy.ndarray) -> numpy.ndarray:
        """The scores, columns in the outer loop: for 65 lines this takes .12 ms, the other way round .6."""
        import numpy

        trees, size = self.leaves.shape
        answers = (rows.T.copy().take(self.columns, axis=0) > self.borders[:, None]).reshape(trees, -1, len(rows))
        leaf = numpy.zeros((trees, len(rows)), numpy.int32)
        for level in range(answers.shape[1]):
            leaf |= answers[:, level].astype(numpy.int32) << level
        leaf += (numpy.arange(trees, dtype=numpy.int32) * size)[:, None]
        scores: numpy.ndarray = self.leaves.ravel().take(leaf).sum(axis=0) + self.bias
        return scores


@dataclass(frozen=True, slots=True)
class Classifier:
    """Two passes: each line alone, then again with the first verdicts on its neighbours."""

    first: Trees
    second: Trees
    columns: tuple[str, ...] = ()       # the names of what it was trained on

    def probabilities(self, found: Lines, rows: numpy.ndarray) -> numpy.ndarray:
        """How likely each line belongs to the article."""
        import numpy

        seen = self.first.probabilities(rows)
        return self.second.probabilities(numpy.concatenate([rows, among(found, seen)], axis=1))


@cache
def trained(name: str) -> Classifier:
    """The trained classifier of this name."""
    import numpy

    with (files("monitor.data") / f"classifier-{name}.npz").open("rb") as stream:
        kept = dict(numpy.load(stream, allow_pickle=False))
    first, second = (
        Trees(kept[f"{look}_columns"], kept[f"{look}_borders"], kept[f"{look}_leaves"], float(kept[f"{look}_bias"]))
        for look in ("first", "second")
    )
    return Classifier(first, second, tuple(map(str, kept["names"])))


def among(found: Lines, seen: numpy.ndarray) -> numpy.ndarray:
    """What the first verdicts say of a line's surroundings: neighbours, parent, similar elements, the page."""
    import numpy

    count = len(seen)
    weights = numpy.array([line.weight for line in found.lines], numpy.float32)
    likely = weights * seen
    so_far = numpy.cumsum(likely)
    total = (float(so_far[-1]) if count else 0.0) + 1e-6
    columns = [seen, *(shift_rows(seen, shift, 0.0) for shift in _SHIFTS), (so_far - likely) / total,
               (total - so_far) / total]
    for key in (
        [(line.block.parent or line.block).index for line in found.lines],
        [line.block.signature for line in found.lines],
    ):
        _, group = numpy.unique(numpy.array(key, numpy.int64), return_inverse=True)
        held, all_ = numpy.bincount(group, likely), numpy.bincount(group, weights)
        columns += [(held / (all_ + 1e-6))[group], (held / total)[group]]
    places = numpy.arange(count)
    taken = places[seen > 0.5]
    first, last = (int(taken[0]), int(taken[-1])) if len(taken) else (0, count - 1)
    columns += [numpy.clip(places - first, -_FAR, _FAR), numpy.clip(last - places, -_FAR, _FAR), _smooth(seen)]
    columns += _to_taken(places, taken)
    return numpy.stack(columns, axis=1).astype(numpy.float32)


def _smooth(seen: numpy.ndarray) -> numpy.ndarray:
    near = shift_rows(seen, -1, 0.0) + shift_rows(seen, 1, 0.0)
    far = shift_rows(seen, -2, 0.0) + shift_rows(seen, 2, 0.0)
    smooth: numpy.ndarray = (3 * seen + 2 * near + far) / 9
    return smooth


def _to_taken(places: numpy.ndarray, taken: numpy.ndarray) -> list[numpy.ndarray]:
    """The distance in lines from each line to the likely one before it, and to the one after it."""
    import numpy

    if not len(taken):
        return [numpy.full(len(places), _FAR), numpy.full(len(places), _FAR)]
    after = numpy.searchsorted(taken, places, side="right")
    before = numpy.searchsorted(taken, places, side="left")
    since = numpy.where(before > 0, places - taken[numpy.maximum(before - 1, 0)], _FAR)
    until = numpy.where(after < len(taken), taken[numpy.minimum(after, len(taken) - 1)] - places, _FAR)
    return [numpy.minimum(since, _FAR), numpy.minimum(until, _FAR)]


def chosen(found: Lines, likely: numpy.ndarray) -> tuple[list[int], float]:
    """
    The places of the lines that make the article, and how well the classifier expects to have done: an F1.

    Where it is less sure of a page it takes lines that it is less sure of: an expected F1 is greatest when lines from
    half of it on are taken, and paragraphs count for more than foreign lines, so that CAUTION is lower than that.
    """
    expected = _expected(found, likely)
    least = CAUTION * expected
    others = _other_stories(found, likely)
    best: dict[str, int] = {}
    for place, line in enumerate(found.lines):
        if likely[place] < least or line.block.story in others:
            continue
        if line.text not in best or likely[place] > likely[best[line.text]]:
            best[line.text] = place
    return sorted(best.values()), expected


def _expected(found: Lines, likely: numpy.ndarray) -> float:
    """The greatest expected F1 when taking the likeliest lines, by weight."""
    import numpy

    weights = numpy.array([line.weight for line in found.lines])
    order = numpy.argsort(-likely)
    hits = numpy.cumsum((weights * likely)[order])
    return float((2 * hits / (numpy.cumsum(weights[order]) + hits[-1] + 1e-6)).max()) if len(order) else 0.0


def _other_stories(found: Lines, likely: numpy.ndarray) -> set[int]:
    """The outermost <article>s with an <h1> after the first that has a quarter of the likely lines.

    Pages that load one story after another hold several; no labelled page has its text in two.
    """
    held: dict[int, float] = {}
    for place, line in enumerate(found.lines):
        held[line.block.story] = held.get(line.block.story, 0.0) + line.weight * float(likely[place])
    whole = sum(held.values())
    first = next((story for story in sorted(held) if story and held[story] >= STORY * whole), None)
    if first is None:
        return set()
    return {line.block.story for line in found.lines if line.block.tag == "h1" and line.block.story > first}
