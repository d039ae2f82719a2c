"""Texts as terms are looked up in them: without case, accents, widths and kinds of hyphen, keeping the places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# Letters that carry no separable accent, but are written without it where a keyboard lacks them.
_PLAIN = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"}
_TO_SPACE = re.compile(r"[\s\-‐‑‒–—_]")
_UNCOUNTED = re.compile("[\u00ad\u0300-\u036f\u0610-\u061a\u0640\u064b-\u0652\u200b-\u200f\u2060\u3099\u309a\ufeff]")


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat text, and the place of each of its characters in the given text."""

    text: str
    places: tuple[int, ...] | None = None   # None: character for character

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the given text for a stretch of the flat one."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end]


def flatten(text: str) -> Flat:
    """Flatten a text character by character; places are noted if a mark stands apart from its letter."""
    if _UNCOUNTED.search(text) is not None:
        return _composed(text)
    flat = text.lower()
    if len(flat) != len(text):      # «İ» alone grows when it is made small
        flat = "".join(_flat(character) for character in text)
    for character in set(flat):
        plain = _flat(character)
        if plain != character:
            flat = flat.replace(character, plain)
    return Flat(flat)


def _composed(text: str) -> Flat:
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if _UNCOUNTED.match(character) is None:
            letters.append(character)
            places.append(place)
        elif letters and character in "\u3099\u309a":   # a sound mark of kana makes another letter
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + character)[0]
    places.append(len(text))
    return Flat("".join(map(_flat, letters)), tuple(places))


@cache
def _flat(character: str) -> str:
    if _TO_SPACE.match(character) is not None:
        return " "
    wide = unicodedata.normalize("NFKC", character)
    character = (wide if len(wide) == 1 else character).casefold()[:1] or character
    if "\u0080" <= character < "\u0700" or "\u1e00" <= character < "\u2000":   # alphabets whose accents may be left out
        character = unicodedata.normalize("NFD", character)[0]
    return _PLAIN.get(character, character)
