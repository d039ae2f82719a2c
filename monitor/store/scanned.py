"""What a scan of sign bits found: how far each vector is, and from there the nearest of all, or of those that fulfil.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

FIRST = 2_000           # nearest by signs that are asked first whether they fulfil conditions; then four times as many
LAST = 40_000           # and about so many at most: where this will not do, those that were found so far are given


@dataclass(frozen=True, slots=True)
class Scanned:
    """The numbers of articles, one a vector, and in how many signs each differs; `farthest` is none at all."""

    numbers: numpy.ndarray
    distances: numpy.ndarray
    farthest: int

    def without(self, those: numpy.ndarray) -> Scanned:
        """The same, these vectors being none."""
        import numpy as np

        return replace(self, distances=np.where(those, self.distances.dtype.type(self.farthest), self.distances))

    def within(self, distance: int) -> Scanned:
        """Those that differ in so many signs at most."""
        return self.without(self.distances > distance)

    def nearest(self, most: int) -> list[int]:
        """The articles of so many of the nearest vectors."""
        import numpy as np

        numbers, distances, farthest = self.numbers, self.distances, self.farthest
        reached = np.cumsum(np.bincount(distances, minlength=farthest + 1)) >= most
        enough = int(np.argmax(reached)) if reached.any() else farthest
        nearer = numbers[distances < enough]
        # copies have one vector: of many that are equally far, the newest
        equal = numbers[distances == enough][len(nearer) - most:] if enough < farthest else nearer[:0]
        return list(dict.fromkeys([*nearer.tolist(), *equal.tolist()]))

    def fulfilling(
        self, most: int, fulfil: Callable[[Sequence[int]], Collection[int]], *, patient: bool
    ) -> list[int]:
        """
        The nearest that fulfil conditions: the nearest of all are asked, then those behind them, until enough do.

        Listing all that fulfil them took 80 ms for an eighth of the days of a million and a topic; this takes 20. Where
        the first that were asked say that it would take more than `LAST`, only who is patient goes on.
        """
        import numpy as np

        numbers, distances, farthest = self.numbers, self.distances, self.farthest
        reached = np.cumsum(np.bincount(distances, minlength=farthest + 1))
        found: list[int] = []
        first, wanted, count = 0, FIRST, 0
        while len(found) < most and first < farthest and count < LAST:
            if not patient and len(found) * LAST < most * count:
                break
            enough = min(int(np.searchsorted(reached, wanted)), farthest - 1)
            places = np.flatnonzero((distances >= first) & (distances <= enough))
            ordered = places[np.lexsort((-places, distances[places]))][:LAST]   # of equals the newest
            asked = list(dict.fromkeys(numbers[ordered].tolist()))
            held = fulfil(asked)
            found += [number for number in asked if number in held]
            first, wanted, count = enough + 1, 4 * wanted, count + len(asked)
        return list(dict.fromkeys(found))[:most]
