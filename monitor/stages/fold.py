"""Splitting text into words for the word index: width, case and accents folded, unspaced scripts cut into pairs.

The result contains only letters and digits that both tokenizers (FTS5 `unicode61`, PostgreSQL `simple`) keep together.
Pairs, and words of scripts that they would cut, are written as ASCII codes of fixed width, so that prefixes work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

CODED = "9z"            # begins a coded term; no word of a text is known to begin so
WORD_LENGTH = 40        # code points of a word that count: longer ones are addresses and noise

# scripts written without spaces, or (Hangul) with endings grown on: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han
_PAIRED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u0f40-\u0fbc\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
LETTER = f"[^\\W_{_PAIRED}]"     # a letter or digit of a script with spaces, in a regular expression
_HAS_PAIRED = re.compile(f"[{_PAIRED}]")
_IS_PAIRED = re.compile(f"[{_PAIRED}]").match
_RUNS = re.compile(f"[{_PAIRED}]+|[^{_PAIRED} ]+")
_SPOKEN_MARKS = re.compile("[\u0900-\u0903\u093a\u093b\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0dff]").match
_ASCII_WORDS = re.compile("[a-z0-9]+")
_WHOLE = re.compile(    # Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic
    "[a-z0-9\u0370-\u03ff\u0400-\u052f\u0561-\u0586\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u0671-\u06d3]+"
)
_DOTTED = re.compile(r"\.[a-z]\b")
_ACRONYM = re.compile(r"(?<![\w.])[a-z](?:\.[a-z])+(?!\w)\.?")
_DROPPED = frozenset("\u00ad\u200c\u200d\u2060\u0640\u093c\u05f3\u05f4")    # soft hyphen, joiners, tatweel, nukta
_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n",
    "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ے": "ي", "ہ": "ه", "ѓ": "г", "ќ": "к",
})
_ALPHABET = "0123456789abcdefghijklmnopqrstuv"


class _Separators(dict[int, str | None]):
    """A translation table: letters in lower case, loose marks dropped, all else a space."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        kept = "".join(c for c in letter.casefold() if _is_spoken(c)) or None
        if kept is None and letter not in _DROPPED and not unicodedata.combining(letter):
            kept = " "
        self[code] = kept
        return kept


class _Accents(dict[int, str]):
    """A translation table: letters without accents, except in scripts whose marks are vowels."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = letter.translate(_LETTERS)
        if folded == letter and (code < 0x700 or 0x1E00 <= code < 0x2000):
            folded = "".join(c for c in unicodedata.normalize("NFKD", letter) if c.isalnum()) or letter
        self[code] = folded
        return folded


class _Codes(dict[str, str]):
    """A translation table: four characters a code point, since a fixed width keeps prefixes prefixes."""

    def __missing__(self, letter: str) -> str:
        code = ord(letter)
        written = "".join(_ALPHABET[code >> shift & 31] for shift in (15, 10, 5, 0))
        self[letter] = written
        return written


_separators, _accents, _codes = _Separators(), _Accents(), _Codes()


def _is_spoken(letter: str) -> bool:
    if letter in _DROPPED:
        return False
    return letter.isalnum() or bool(_IS_PAIRED(letter)) or bool(_SPOKEN_MARKS(letter))


def words(text: str) -> list[str]:
    """The words of a text in lower case, with accents; a run of a paired script counts as one word."""
    lower = text.lower()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKC", text.replace("™", " ")).lower()
    if _DOTTED.search(lower):
        lower = _ACRONYM.sub(lambda found: found[0].replace(".", ""), lower)
    if lower.isascii():
        return _ASCII_WORDS.findall(lower)
    spaced = lower.translate(_separators)
    return _RUNS.findall(spaced) if _HAS_PAIRED.search(spaced) else spaced.split()


def is_paired(word: str) -> bool:
    """Whether a word is a run of a script that is indexed by pairs of characters."""
    return _IS_PAIRED(word) is not None


def holds_paired(text: str) -> bool:
    """Whether any of it is in such a script."""
    return _HAS_PAIRED.search(text) is not None


def plain(word: str) -> str:
    """A word in comparable form: without accents, cut to its longest length."""
    cut = word[:WORD_LENGTH]
    return cut if cut.isascii() else cut.translate(_accents)


def term(word: str) -> str:
    """A word as the index has it: unchanged, or coded if a tokenizer would cut it."""
    return word if _WHOLE.fullmatch(word) else CODED + coded(word)


def coded(word: str) -> str:
    """A word written as codes of fixed width."""
    return "".join([_codes[letter] for letter in word])


def pairs(run: str, *, closed: bool) -> list[str]:
    """
    A stretch of a paired script as overlapping pairs; a closed one ends with its last character alone.

    So a single character is a prefix of whatever pair it begins, also at the end of a stretch.
    """
    codes = [_codes[letter] for letter in run]
    found = [CODED + a + b for a, b in pairwise(codes)]
    if closed or not found:
        found.append(CODED + codes[-1])
    return found


def terms(found: Iterable[str]) -> dict[str, str]:
    """Each distinct word with its term; a run of a paired script has all its pairs, separated by spaces."""
    known: dict[str, str] = {}
    for word in found:
        if word in known:
            continue
        if word.isascii():
            known[word] = word[:WORD_LENGTH]
        elif is_paired(word):
            known[word] = " ".join(pairs(word, closed=True))
        else:
            known[word] = term(plain(word))
    return known
