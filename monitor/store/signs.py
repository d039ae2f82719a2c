"""The nearest vectors: sign bits, held by the process and scanned whole, then judged anew by their coordinates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from math import acos, pi, sqrt
from typing import TYPE_CHECKING

from monitor.model import Vector
from monitor.stages import vectors
from monitor.stages.nearness import Background
from monitor.store import blocks, meaning
from monitor.store.database import Transaction
from monitor.store.meaning import Near
from monitor.store.scanned import Scanned

if TYPE_CHECKING:
    import numpy

RESCORED = 500          # nearest by signs whose cosine is computed: recall at ten .97, story mates 1.000 (dedup.md, 5)
BEYOND = 1.1            # of the root of the signs: three deviations, since coordinates are not quite independent
STRETCH = 65_536        # rows whose distances are made at once: what is worked on stays in the processor's cache
EVERY = 1_000_000_000   # rows


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
        self,
        tx: Transaction,
        vector: Vector,
        limit: int,
        *,
        since: float | None = None,
        among: Sequence[int] = (),
        least: float = -1.0,
    ) -> list[Near]:
        """By title and lead, the nearest first, of a cosine of `least` or more; `among` asks for these alone."""
        if among:
            found = meaning.near_leads(tx, vector, among)
        else:
            found = self._nearest_leads(tx, vector, limit, Narrow(since=since), least)
        near = [one for one in found if one.cosine >= least]
        return sorted(near, key=lambda one: (-one.cosine, one.number))[:limit]

    def _nearest_leads(
        self, tx: Transaction, vector: Vector, limit: int, narrow: Narrow, least: float
    ) -> list[Near]:
        """Those whose signs are nearest, and then whoever by its signs may be nearer than these."""
        scanned = self._scanned(tx, vector, narrow, blocks.LEADS)
        if scanned is None:
            return []
        most = max(RESCORED, limit)
        first = scanned.nearest(min(2 * limit, most))
        found = meaning.near_leads(tx, vector, first)
        cosines = sorted((one.cosine for one in found), reverse=True)
        worst = max(least, cosines[limit - 1]) if len(cosines) >= limit else least
        likely = scanned.within(_signs_apart(worst, len(vector.values)))
        known = set(first)
        more = [number for number in likely.nearest(most) if number not in known]
        return found + meaning.near_leads(tx, vector, more)

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
        scanned = self._scanned(tx, vector, narrow, group)
        if scanned is None:
            return []
        if narrow.fulfil is None:
            return scanned.nearest(most)
        return scanned.fulfilling(most, narrow.fulfil, patient=narrow.patient)

    def _scanned(self, tx: Transaction, vector: Vector, narrow: Narrow, group: int) -> Scanned | None:
        with self._lock:
            held = self._read(tx, vector, group)
            if held is None or held.count == 0:
                return None
            numbers, moments = held.numbers[:held.count], held.moments[:held.count]
            columns = held.columns[:, :held.count]
        scanned = Scanned(numbers, _distances(columns, vector), 64 * len(columns) + 1)
        return scanned.without(~_counted(numbers, moments, narrow))

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


def _signs_apart(cosine: float, dimensions: int) -> int:
    """
    In how many signs hardly any vector of this cosine differs by more.

    Of vectors at an angle the share of it in a half turn differs (Charikar, 2002). Of 5.6 million pairs of real
    articles the mean is that within a sign in a hundred, with a deviation of 8 of 512, less than independent signs
    have: of 50,000 pairs of .40 and more 1 in 1,000 differs by more than the bound, and those are just above it.
    """
    return int(dimensions * acos(max(-1.0, min(1.0, cosine))) / pi + BEYOND * sqrt(dimensions))


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
