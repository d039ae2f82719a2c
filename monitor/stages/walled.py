"""Whether a host's pages have turned into a wall: nothing comes out of them, or always the same, or much less."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import median, quantiles

from monitor.model import Reading

RECENT = 20             # the last pages of a host are judged
LEAST = 8               # fewer say nothing
CHANCE = 1e-5           # how unlikely for a healthy host; at 1e-4 it raised four times as many false alarms
STILL_CHANCE = 1e-2     # an alarm ends later than it begins
# What a healthy host may do. Of the pages that a feed names some are videos, galleries, gone or not for robots; wire
# copies come twice; briefs are short; a host of briefs keeps them alike in length.
OFTEN_EMPTY, OFTEN_REPEATED, OFTEN_SHORT, OFTEN_ALIKE = 0.3, 0.1, 0.1, 0.2
ALIKE = 0.02            # two lengths that differ by less are alike


def judge(readings: Sequence[Reading], *, already: bool = False) -> str | None:
    """What is wrong with a host's last pages (oldest first), in words; None if nothing is."""
    chance = STILL_CHANCE if already else CHANCE
    for size in range(LEAST, min(RECENT, len(readings)) + 1):   # the wall may be eight pages old, or thirty
        if (words := _judge_last(readings[-size:], readings[:-size], chance)) is not None:
            return words
    return None


def _judge_last(recent: Sequence[Reading], earlier: Sequence[Reading], chance: float) -> str | None:
    texts = [reading for reading in recent if reading.length]
    verdicts = (
        (_empty(recent), OFTEN_EMPTY, "nothing could be read out of {n} of the last {of} pages"),
        (_repeated(texts), OFTEN_REPEATED, "{n} of the last {of} texts are the same"),
        (_alike(texts), OFTEN_ALIKE, "{n} of the last {of} texts are alike in length"),
        (_short(texts, earlier), OFTEN_SHORT, "{n} of the last {of} texts are much shorter than the ones before"),
    )
    for (n, of, free), often, words in verdicts:
        if of >= LEAST and at_least(n - free, of - free, often) < chance:
            return words.format(n=n, of=of)
    return None


def at_least(n: int, of: int, chance: float) -> float:
    """The probability of n or more out of so many, if each has this chance."""
    return sum(math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(max(n, 0), of + 1))


def _empty(recent: Sequence[Reading]) -> tuple[int, int, int]:
    """(how many are empty, out of how many, how many of them prove nothing)."""
    return sum(not reading.length for reading in recent), len(recent), 0


def _repeated(texts: Sequence[Reading]) -> tuple[int, int, int]:
    """Like `_empty`, for the most frequent text; its first appearance proves nothing."""
    marks = Counter(reading.mark for reading in texts if reading.mark)
    return max(marks.values(), default=1), len(texts), 1


def _alike(texts: Sequence[Reading]) -> tuple[int, int, int]:
    """Like `_empty`, for texts alike in length: walls that show address or time differ in words, but hardly in length.
    """
    if not texts:
        return 0, 0, 0
    middle = median(reading.length for reading in texts)
    return sum(abs(reading.length - middle) <= ALIKE * middle for reading in texts), len(texts), 1


def _short(texts: Sequence[Reading], earlier: Sequence[Reading]) -> tuple[int, int, int]:
    """Like `_empty`, for texts with less than half of what three in four of the earlier ones had."""
    lengths = [reading.length for reading in earlier if reading.length]
    if len(lengths) < LEAST:
        return 0, 0, 0
    limit = quantiles(lengths, n=4)[0] / 2
    return sum(reading.length < limit for reading in texts), len(texts), 0
