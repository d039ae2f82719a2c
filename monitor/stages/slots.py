"""The slot veto: texts of one form with other figures filled in, such as price reports written by a machine."""

from __future__ import annotations

import difflib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

SLOTS = 2               # numbers that changed in an otherwise equal form; 3 let price wires of one sentence through
SLOT_LENGTH = 6         # words that one slot may hold
ALIGNED = 900           # tokens that are aligned
VARIED = 200            # of so few different words: one sentence over and over would take a second
ANCHOR = 3              # words in a row that stand once in each text: difflib alone took 190 ms where this takes .3

Run = tuple[int, int, int]      # place in a, place in b, length


def is_template(a: list[str], b: list[str]) -> bool:
    """Whether within the same form more numbers changed than stayed."""
    if not (any(map(str.isdecimal, a)) and any(map(str.isdecimal, b))):
        return False
    changed, equal = slots(a, b)
    return changed >= SLOTS and changed > equal


def slots(a: list[str], b: list[str]) -> tuple[int, int]:
    """How many numbers changed within the same form, and how many stayed."""
    most = ALIGNED if len(set(a[:ALIGNED])) > VARIED else VARIED
    a, b = a[:most], b[:most]
    begin = _alike(a, b)
    end = _alike(a[begin:][::-1], b[begin:][::-1])
    equal = sum(map(str.isdecimal, (*a[:begin], *a[len(a) - end:])))
    a, b = a[begin:len(a) - end], b[begin:len(b) - end]
    changed = x = y = 0
    for i, j, size in _runs(a, b):
        changed += _changed(a[x:i], b[y:j])
        equal += sum(map(str.isdecimal, a[i:i + size]))
        x, y = i + size, j + size
    return changed, equal


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """With how many equal words both begin: of a copy hardly anything is left to align."""
    return next((place for place, (one, other) in enumerate(zip(a, b, strict=False)) if one != other),
                min(len(a), len(b)))


def _changed(old: Sequence[str], new: Sequence[str]) -> int:
    """The numbers of one slot, if they differ."""
    if not (0 < len(old) <= SLOT_LENGTH and 0 < len(new) <= SLOT_LENGTH):
        return 0
    here, there = list(filter(str.isdecimal, old)), list(filter(str.isdecimal, new))
    return max(len(here), len(there)) if here and there and _plain(here) != _plain(there) else 0


def _plain(numbers: list[str]) -> str:
    """The digits alone, whatever script they are of."""
    said = "".join(numbers)
    return said if said.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in said)


def _runs(a: list[str], b: list[str]) -> list[Run]:
    """The runs that stayed, in order; runs that touch in both texts are joined, and the end of both is the last."""
    joined: list[Run] = []
    for i, j, size in (*_matches(a, b), (len(a), len(b), 0)):
        if joined and size and (i, j) == (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]):
            i, j, size = joined[-1][0], joined[-1][1], joined.pop()[2] + size
        joined.append((i, j, size))
    return joined


def _matches(a: list[str], b: list[str]) -> Iterator[Run]:
    """Anchors, and between two of them what difflib finds."""
    x = y = 0
    for i, j in (*_anchors(a, b), (len(a), len(b))):
        if i > x and j > y:
            for run in difflib.SequenceMatcher(None, a[x:i], b[y:j], autojunk=False).get_matching_blocks():
                if run.size:
                    yield x + run.a, y + run.b, run.size
        if i < len(a):
            yield i, j, 1
        x, y = i + 1, j + 1


def _anchors(a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Word sequences that occur once in each text, as many as lie in one order (Cohen's patience diff)."""
    there = _once(b)
    places = sorted((i, there[words]) for words, i in _once(a).items() if words in there)
    ends: list[int] = []        # the least place in b that ends an ordered chain of each length
    chains: list[tuple[int, int]] = []      # (place among `places`, the link before it)
    last: list[int] = []
    for n, (_, j) in enumerate(places):
        length = bisect_left(ends, j)
        chains.append((n, last[length - 1] if length else -1))
        ends[length:length + 1], last[length:length + 1] = [j], [n]
    found: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        found.append(places[n])
        n = chains[n][1]
    return found[::-1]


def _once(words: list[str]) -> dict[tuple[str, ...], int]:
    """Each unique run of words, and the place of its first word."""
    found: dict[tuple[str, ...], int] = {}
    for place, run in enumerate(zip(*(words[n:] for n in range(ANCHOR)), strict=False)):
        found[run] = place if run not in found else -1
    return {run: place for run, place in found.items() if place >= 0}
