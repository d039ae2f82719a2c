"""How a text stands on a terminal: how wide it is, and where its lines break in any script."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_CLOSING = frozenset("、。，．・：；？！）］｝」』】〉》〕”’…ー々ゝゞっゃゅょッャュョ,.;:!?)]}%")   # begins no line
_OPENING = frozenset("（［｛「『【〈《〔“‘([{")                                                   # ends none


def columns(text: str) -> int:
    """How many columns a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=4_096)
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):   # marks and joiners stand on what is before them
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def lines(text: str, width: int) -> list[tuple[int, int]]:
    """
    (start, end) of each line of at most so many columns.

    Lines break at spaces, and beside characters that are two columns wide. Only an ASCII word that is longer than a
    line stands whole, since it is an address or an id that somebody will copy.
    """
    found: list[tuple[int, int]] = []
    start = at = used = 0
    for piece_start, piece_end in _pieces(text):
        piece = text[piece_start:piece_end]
        size = columns(piece)
        if piece.isspace():
            at, used = piece_end, used + size
            continue
        if used + size > width and text[start:piece_start].strip():
            found.append((start, piece_start))
            start, used = piece_start, 0
        elif not text[start:piece_start].strip():
            start, used = piece_start, 0
        if size > width and not piece.isascii():
            *whole, rest = _cut(piece, width)
            found += [(start + a, start + b) for a, b in whole]
            start, size = start + rest[0], columns(piece[rest[0]:])
        at, used = piece_end, used + size
    if text[start:at].strip():
        found.append((start, at))
    return [(a, a + len(text[a:b].rstrip())) for a, b in found]


def _pieces(text: str) -> list[tuple[int, int]]:
    """What no line break parts: words, spaces, and each wide character with the punctuation that belongs to it."""
    breaks = [n for n in range(1, len(text)) if _may_break(text[n - 1], text[n])]
    return list(zip([0, *breaks], [*breaks, len(text)], strict=True)) if text else []


def _may_break(before: str, after: str) -> bool:
    if before.isspace() != after.isspace():
        return True
    if before.isspace() or after in _CLOSING or before in _OPENING or _width(after) == 0:
        return False
    return _width(before) == 2 or _width(after) == 2


def _cut(word: str, width: int) -> list[tuple[int, int]]:
    """A word of a script without spaces in pieces that fit; marks stay with their letters."""
    found, start, used = [], 0, 0
    for n, character in enumerate(word):
        size = _width(character)
        if used + size > width:
            found.append((start, n))
            start, used = n, 0
        used += size
    return [*found, (start, len(word))]
