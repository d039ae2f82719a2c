"""Fingerprints, which find copies: a hash of the normalised text, and winnowed hashes of its five-word shingles."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Fingerprint

if TYPE_CHECKING:
    import numpy

VERSION = "winnow-5-12-1"
SHINGLE = 5                 # words, or characters of scripts that are written without spaces
WINDOW = 12                 # 34 keys a document, and every copy found; 16 lost 6 % of the texts read by machine
SHORT_TEXT = 200            # characters: below, the title takes part in the exact hash
MOST_READ = 400_000         # characters of a text: what is longer is a book, not an article
MOST_KEYS = 2_000

# Han, kana, Thai, Lao, Burmese, Khmer: each character is a token, since no space divides words; other words are whole.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")
_SPACED = re.compile(r"[^\W_]+")       # the same for a text without any such character, in less time
_UNSPACED = re.compile(f"[{UNSPACED}]")
_ASCII = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))

_GOLDEN = 0x9E3779B97F4A7C15


class Token(NamedTuple):
    """A folded word or unspaced character, at its place in the text as given."""

    word: str
    start: int
    end: int


def of(title: str, text: str, language: str | None = None) -> Fingerprint:
    """The fingerprint of an article; if there is no text, that of its title."""
    found = words(text) or words(title)
    whole = words(title) + found if len(text) < SHORT_TEXT and text else found
    exact = blake2b(" ".join(whole).encode(), digest_size=16).hexdigest()
    (hashes,) = shingles(found, SHINGLE)
    return Fingerprint(exact, winnowed(hashes), len(set(hashes.tolist())), VERSION)


def is_same(a: tuple[str, list[str]], b: tuple[str, list[str]], length: int) -> bool:
    """Whether two (title, words of the text) have the same exact hash; `length` is that of the shorter text."""
    return a[1] == b[1] and (length >= SHORT_TEXT or words(a[0]) == words(b[0]))


def fold(text: str) -> str:
    """Fold case and width, so that differences in layout do not count."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """The tokens of a text without their places."""
    folded = fold(text[:MOST_READ])
    if folded.isascii():
        return folded.translate(_ASCII).split()
    return (_TOKEN if _UNSPACED.search(folded) else _SPACED).findall(folded)


def tokens(text: str) -> list[Token]:
    """The tokens of a text, with their places in it."""
    read = text[:MOST_READ]
    if read.isascii():      # folding moves nothing there, and is done at once
        return [Token(hit.group(), *hit.span()) for hit in _TOKEN.finditer(read.casefold())]
    return [Token(fold(hit.group()), *hit.span()) for hit in _TOKEN.finditer(read)]


@lru_cache(maxsize=65_536)
def _number(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=8).digest()


def is_unspaced(found: list[str]) -> bool:
    """Whether most tokens are characters of scripts without spaces."""
    return sum(len(word) == 1 and word > "\u0dff" for word in found) > len(found) / 2


def shingles(found: list[str], *widths: int) -> tuple[numpy.ndarray, ...]:
    """For each width, a signed 64-bit hash of every run of so many tokens, in order; a shorter text has one."""
    import numpy as np

    numbers = np.frombuffer(b"".join(map(_number, found)), np.dtype("<u8"))
    return tuple(_rolled(numbers, width) for width in widths)


def _rolled(numbers: numpy.ndarray, width: int) -> numpy.ndarray:
    import numpy as np

    if not len(numbers):
        return np.zeros(0, dtype=np.int64)
    width = min(width, len(numbers))
    return _mixed(np.correlate(numbers, _powers(width))).view(np.int64)


@cache
def _powers(width: int) -> numpy.ndarray:
    """What the values of a window are multiplied by: powers of the golden ratio's bits, the last by 1."""
    import numpy as np

    return np.array([pow(_GOLDEN, width - 1 - place, 2**64) for place in range(width)], dtype=np.uint64)


@cache
def _mixers() -> tuple[numpy.uint64, ...]:
    import numpy as np

    return tuple(map(np.uint64, (30, 0xBF58476D1CE4E5B9, 27, 0x94D049BB133111EB, 31)))


def _mixed(values: numpy.ndarray) -> numpy.ndarray:
    """The final mix of splitmix64, so that neighbours become unrelated and the least of a window is a fair choice."""
    first, one, second, two, third = _mixers()
    values ^= values >> first
    values *= one
    values ^= values >> second
    values *= two
    values ^= values >> third
    return values


def window_keys(hashes: numpy.ndarray) -> numpy.ndarray:
    """For each shingle the key that represents it: the least hash of the window around it."""
    import numpy as np

    if len(hashes) <= WINDOW:
        return np.full(len(hashes), hashes.min() if len(hashes) else 0, dtype=np.int64)
    least = _least(hashes)
    before = WINDOW // 2
    return np.concatenate([np.full(before, least[0]), least, np.full(WINDOW - 1 - before, least[-1])])


def _least(hashes: numpy.ndarray) -> numpy.ndarray:
    """The least of every window, of 2, 4, 8 and then 12: a third of the time that a view of the windows takes."""
    import numpy as np

    two = np.minimum(hashes[:-1], hashes[1:])
    four = np.minimum(two[:-2], two[2:])
    eight = np.minimum(four[:-4], four[4:])
    least: numpy.ndarray = np.minimum(eight[:8 - WINDOW], four[8:])
    return least


def winnowed(hashes: numpy.ndarray) -> tuple[int, ...]:
    """The distinct keys: the least hash of each twelve consecutive shingles (Schleimer, Wilkerson and Aiken, 2003)."""
    if len(hashes) <= WINDOW:
        return tuple(sorted(hashes.tolist())[:1])
    return tuple(sorted(set(_least(hashes).tolist()))[:MOST_KEYS])
