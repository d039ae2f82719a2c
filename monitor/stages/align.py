"""The shortest edit from one sequence to another: what stayed, what was removed, what was added (Myers, 1986)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum


class Kind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"
    MOVED = "moved"


def blocks(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[tuple[Kind, list[str]]]:
    """Runs that stayed, were removed or were added, in this order at each place; spaces at ends are ignored."""
    a, b = [token.rstrip() for token in old], [token.rstrip() for token in new]
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    if start:
        yield Kind.SAME, list(new[:start])
    middle = _matches(a[start:len(a) - end], b[start:len(b) - end], most)
    i = j = start
    for x, y, length in [*middle, (len(a) - end - start, len(b) - end - start, 0)]:
        if x + start > i:
            yield Kind.DROPPED, list(old[i:x + start])
        if y + start > j:
            yield Kind.ADDED, list(new[j:y + start])
        if length:
            yield Kind.SAME, list(new[y + start:y + start + length])
        i, j = x + start + length, y + start + length
    if end:
        yield Kind.SAME, list(new[len(new) - end:])


def _matches(a: Sequence[str], b: Sequence[str], most: int) -> list[tuple[int, int, int]]:
    """
    (place in a, place in b, length) of the runs that stayed, after Myers (1986); none where more than `most` steps
    lie between the two, so that nobody's page makes it compute for long.
    """
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for steps in range(min(most, len(a) + len(b)) + 1):
        trace.append(dict(reach))
        for k in range(-steps, steps + 1, 2):
            down = k == -steps or (k != steps and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            if x >= len(a) and x - k >= len(b):
                return _runs(trace, len(a), len(b))
    return []


def _runs(trace: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """Walk back from the end: each of its diagonals is a run that stayed."""
    runs: list[tuple[int, int, int]] = []
    for steps in range(len(trace) - 1, -1, -1):
        reach, k = trace[steps], x - y
        down = k == -steps or (k != steps and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        x_before = reach[before] if steps else 0
        x_start = (x_before if down else x_before + 1) if steps else 0
        if x > x_start:
            runs.append((x_start, x_start - k, x - x_start))
        x, y = x_before, x_before - before
    return runs[::-1]
