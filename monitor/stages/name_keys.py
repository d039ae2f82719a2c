"""Candidates in languages that the encoder does not read, by keys of names (in any script) and numbers, rarest first.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from monitor.stages import names, numbers, translation
from monitor.stages.numbers import Figures

READ = 2_000            # characters that give keys: of 3,168 translations 3,098 come among the first 60, of 6,000 3,094
MOST_KEYS = 200         # of an article in a script without capitals, where any word may be a name; others have about 12
HOLDERS = 200           # of a key that are looked at, the newest: what is translated was published a few days before
MOST_HELD = 3_000       # holders looked at in all: of 576 translations 570 are found, by any number 571, by 2,000 565
WEIGHED = 1_500         # of those that share most, whose languages and lengths are looked up
SIZE = 0.6              # most of the logarithm of the ratio of lengths
LETTERS, LETTER_BITS, LENGTH_BITS = 3, 5, 16    # of a language's name and of a length, as they stand beside a key
OF_ONE_LANGUAGE = 3     # candidates: a language with many articles leaves room for those with few


class Holder(NamedTuple):
    """An article that holds a key, and how many keys it holds."""

    number: int
    holds: int


class Told(NamedTuple):
    """The language of an article, and its length in characters."""

    language: str | None
    length: int


def packed(told: Told) -> int:
    """Both in 31 bits, to stand beside each key; 0 for what does not fit: a longer name, or a text of a book."""
    letters = [ord(letter) - ord("a") + 1 for letter in told.language or ""]
    if len(letters) > LETTERS or not all(0 < letter <= 26 for letter in letters) or told.length >= 2**LENGTH_BITS:
        return 0
    code = 0
    for letter in letters:
        code = code << LETTER_BITS | letter
    return told.length << LETTERS * LETTER_BITS | code


@lru_cache(maxsize=4_096)
def unpacked(value: int) -> Told | None:
    """The inverse of `packed`; None for 0."""
    if value == 0:
        return None
    code, letters = value & (1 << LETTERS * LETTER_BITS) - 1, ""
    while code:
        code, letter = code >> LETTER_BITS, code & (1 << LETTER_BITS) - 1
        letters = chr(ord("a") + letter - 1) + letters
    return Told(letters or None, value >> LETTERS * LETTER_BITS)


def of(title: str, text: str, language: str | None, *, is_read: bool) -> tuple[int, ...]:
    """
    Signed 64-bit keys, distinct. The lowest bit says that no encoder reads the language: an article that is read needs
    to look for those alone, which are few.
    """
    opening = f"{title}\n{text[:READ]}"
    found = names.found(opening)
    spelled = sorted(found.words or found.skeletons, key=lambda key: (-len(key), key))
    figures = numbers.figures(opening, language)
    held = [*_figures(figures), *(f"name {key}" for key in spelled)]
    return tuple(sorted({_key(said) & ~1 | (not is_read) for said in held[:MOST_KEYS]}))


def _figures(figures: Figures) -> list[str]:
    readings = {value for values in figures.counted for value in values if value >= numbers.SMALL}
    return [f"number {value:.4g}" for value in sorted(readings)]


def _key(said: str) -> int:
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "little", signed=True)


def wanted(keys: Iterable[int]) -> list[int]:
    """The keys to look up; if the encoder reads this article, only keys of articles that it does not read."""
    return [key for own in keys for key in ((own & ~1, own) if own & 1 else (own | 1,))]


def rarest(held: Mapping[int, int]) -> list[int]:
    """Key → its holders, for the keys with fewest holders, as long as these are not too many in all."""
    found: list[int] = []
    looked_at = 0
    for key in sorted(held, key=lambda key: (held[key], key)):
        looked_at += held[key]
        if found and looked_at > MOST_HELD:
            break
        if held[key]:
            found.append(key)
    return found


def weighed(holders: Mapping[int, Sequence[Holder]], articles: int) -> dict[int, float]:
    """Article → how rare its shared keys are in relation to all its keys, for those that share most."""
    shared: dict[int, float] = {}
    holds: dict[int, int] = {}
    for held in holders.values():
        weight = math.log(max(articles, 2 * HOLDERS) / len(held)) if held else 0.0
        for number, keys in held:
            shared[number] = shared.get(number, 0.0) + weight
            holds[number] = keys
    most = heapq.nlargest(WEIGHED, shared.items(), key=itemgetter(1))
    return {number: value / math.sqrt(1 + holds[number]) for number, value in most}


def chosen(
    weights: Mapping[int, float], told: Mapping[int, Told], language: str | None, length: int, limit: int
) -> list[int]:
    """The best of each other language with a fitting length, then the second best of each, and so on."""
    size = translation.size_of(length, language)
    ranks: dict[str | None, int] = defaultdict(int)
    found: list[tuple[int, float, int]] = []
    for number in sorted(weights, key=lambda n: (-weights[n], n)):
        one = told.get(number)
        if one is None or one.language == language or ranks[one.language] == OF_ONE_LANGUAGE:
            continue
        if translation.size_ratio(size, translation.size_of(one.length, one.language)) < SIZE:
            ranks[one.language] += 1
            found.append((ranks[one.language], -weights[number], number))
    return [number for *_, number in sorted(found)[:limit]]
