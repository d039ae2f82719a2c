"""The nearest vectors: sign bits, held by the process and scanned whole, then judged anew by their coordinates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.model import Vector
from monitor.stages import vectors
from monitor.stages.nearness import Background
from monitor.store import blocks, meaning
from monitor.store.database import Transaction

if TYPE_CHECKING:
    import numpy

RESCORED = 500          # nearest by signs whose cosine is computed: recall at ten .97, story mates 1.000 (dedup.md, 5)
STRETCH = 65_536        # rows whose distances are made at once: what is worked on stays in the processor's cache
EVERY = 1_000_000_000   # rows
FIRST = 2_000           # nearest by signs that are asked first whether they fulfil conditions; then four times as many
LAST = 40_000           # and about so many at most: where this will not do, those that were found so far are given


@dataclass(slots=True)
class _Held:
    """What this process has read so far of one encoder; rows that are gone meanwhile do no harm."""

    numbers: numpy.ndarray
    moments: numpy.ndarray
    columns: numpy.ndarray
    count: int = 0
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which articles may be found: these alone, of these moments (seconds), and of some those that `fulfil` gives."""

    among: Sequence[int] | None = None
    since: float | None = None
    until: float | None = None
    fulfil: Callable[[Sequence[int]], Collection[int]] | None = None
    patient: bool = False       # goes on asking where few of the nearest fulfil


ANY = Narrow()


@dataclass(slots=True)
class Signs:
    """A cache in the process, extended by what was added since it was last used."""

    _of: dict[tuple[str, int], _Held] = field(default_factory=dict)
    _backgrounds: dict[str, tuple[int, Background]] = field(default_factory=dict)   # with the newest article then
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def nearest(
        self, tx: Transaction, vector: Vector, limit: int, *, since: float | None = None, among: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """(number, cosine) by title and lead, the nearest first; `among` asks for these alone."""
        if among:
            found = meaning.cosines(tx, vector, among)
        else:
            found = meaning.cosines(tx, vector, self._scan(tx, vector, max(RESCORED, limit), Narrow(since=since)))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def nearest_parts(
        self, tx: Transaction, vector: Vector, limit: int, narrow: Narrow = ANY
    ) -> list[tuple[int, int, float]]:
        """(number, part, cosine) by whichever part of each article answers best (stages/nearness.py), best first."""
        background = self._background(tx, vector.encoder)
        if background is None:
            return []
        own = vectors.own_bits(vector, background.mean)
        groups = [blocks.SUBJECTS, blocks.PASSAGES]
        if not meaning.have_subjects(tx, vector.encoder):
            groups.append(blocks.LEADS)
        near = [n for group in groups for n in self._scan(tx, own, max(RESCORED, limit), narrow, group)]
        found = meaning.best_parts(tx, vector, background, list(dict.fromkeys(near)))
        ordered = sorted(found.items(), key=lambda pair: (-pair[1][2], pair[0]))[:limit]
        return [(number, part, cosine) for number, (part, cosine, _) in ordered]

    def _background(self, tx: Transaction, encoder: str) -> Background | None:
        """What stands for all articles, taken anew when an eighth of them is new."""
        newest = meaning.newest(tx)
        held = self._backgrounds.get(encoder)
        if held is None or newest > held[0] + held[0] // 8:
            found = meaning.background(tx, encoder)
            if found is None:
                return None
            held = self._backgrounds[encoder] = newest, found
        return held[1]

    def _scan(
        self, tx: Transaction, vector: Vector, most: int, narrow: Narrow, group: int = blocks.LEADS
    ) -> list[int]:
        """The numbers of the articles that so many of the nearest vectors belong to."""
        with self._lock:
            held = self._read(tx, vector, group)
            if held is None or held.count == 0:
                return []
            numbers, moments = held.numbers[:held.count], held.moments[:held.count]
            columns = held.columns[:, :held.count]
        distances = _distances(columns, vector)
        farthest = 64 * len(columns) + 1
        distances[~_counted(numbers, moments, narrow)] = farthest
        if narrow.fulfil is None:
            return _nearest(numbers, distances, farthest, most)
        return _fulfilling(numbers, distances, farthest, most, narrow.fulfil, patient=narrow.patient)

    def _read(self, tx: Transaction, vector: Vector, group: int) -> _Held | None:
        """Extend by what is new; arrays that a scan still looks at are never written to where it looks."""
        import numpy as np

        encoder_id = meaning.encoder_of(tx, vector.encoder)
        if encoder_id is None:
            return None
        held = self._of.get((vector.encoder, group))
        if held is None:
            words = len(blocks.padded(vector.bits)) // 8
            held = _Held(np.zeros(0, np.int64), np.zeros(0, np.float64), np.zeros((words, 0), np.uint64))
            self._of[vector.encoder, group] = held
        found = blocks.sealed(tx, encoder_id, group, held.newest)
        newest = int(found[-1].added[-1]) if found else held.newest
        if rows := blocks.loose(tx, encoder_id, group, newest, EVERY):
            found.append(blocks.block_of(rows))
        if found:
            _extend(held, found)
        return held


def _counted(numbers: numpy.ndarray, moments: numpy.ndarray, narrow: Narrow) -> numpy.ndarray:
    """Which of the vectors belong to an article that may be found, as far as this process knows it."""
    import numpy as np

    counted: numpy.ndarray = numbers > 0
    if narrow.since is not None:
        counted &= moments >= narrow.since
    if narrow.until is not None:
        counted &= moments < narrow.until
    if narrow.among is not None:
        counted &= np.isin(numbers, np.array(narrow.among, np.int64))
    return counted


def _nearest(numbers: numpy.ndarray, distances: numpy.ndarray, farthest: int, most: int) -> list[int]:
    import numpy as np

    reached = np.cumsum(np.bincount(distances, minlength=farthest + 1)) >= most
    enough = int(np.argmax(reached)) if reached.any() else farthest
    nearer = numbers[distances < enough]
    # copies have one vector: of many that are equally far, the newest
    equal = numbers[distances == enough][len(nearer) - most:] if enough < farthest else nearer[:0]
    return list(dict.fromkeys([*nearer.tolist(), *equal.tolist()]))


def _fulfilling(
    numbers: numpy.ndarray,
    distances: numpy.ndarray,
    farthest: int,
    most: int,
    fulfil: Callable[[Sequence[int]], Collection[int]],
    *,
    patient: bool,
) -> list[int]:
    """
    The nearest that fulfil conditions: the nearest of all are asked, then those behind them, until enough do.

    Listing all that fulfil them took 80 ms for an eighth of the days of a million and a topic; this takes 20. Where the
    first that were asked say that it would take more than `LAST`, only who is patient goes on.
    """
    import numpy as np

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


def _extend(held: _Held, found: Sequence[blocks.Block]) -> None:
    wanted = held.count + sum(len(block.added) for block in found)
    if wanted > len(held.numbers):
        held.numbers, held.moments, held.columns = (
            _grown(a, held.count, wanted) for a in (held.numbers, held.moments, held.columns)
        )
    at = held.count
    for block in found:
        end = at + len(block.added)
        held.numbers[at:end], held.moments[at:end] = block.numbers, block.moments
        held.columns[:, at:end] = block.columns
        at = end
    held.count, held.newest = at, int(found[-1].added[-1])


def _grown(array: numpy.ndarray, count: int, wanted: int) -> numpy.ndarray:
    """A longer copy: by a quarter at least, so that growing one by one stays cheap."""
    import numpy as np

    length = max(wanted, count + count // 4 + 1024)
    longer: numpy.ndarray = np.zeros((*array.shape[:-1], length), array.dtype)
    longer[..., :count] = array[..., :count]
    return longer


def _distances(columns: numpy.ndarray, vector: Vector) -> numpy.ndarray:
    """
    How many signs differ: 64 signs of all vectors, then the next 64.

    A million takes 6 ms; with the signs of each vector side by side it was 21, since every cache line was read eight
    times.
    """
    import numpy as np

    asked = np.frombuffer(blocks.padded(vector.bits), np.uint64)
    distances: numpy.ndarray = np.zeros(columns.shape[1], np.uint16)
    for start in range(0, len(distances), STRETCH):
        some = slice(start, start + STRETCH)
        for column, signs in zip(columns, asked, strict=True):
            distances[some] += np.bitwise_count(column[some] ^ signs)
    return distances
