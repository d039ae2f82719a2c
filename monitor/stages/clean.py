"""Making strangers' text safe to store and print: NFC, without characters that control a terminal or hide text."""

from __future__ import annotations

import re
import sys
import unicodedata

TITLE_LENGTH = 500      # code points; longer ones are cut (reliability.md, rule 8)
MOST_MARKS = 2          # combining marks on one letter; more is decoration that piles over neighbouring lines

# C0 but tab and newline, DEL, C1, bidi controls and isolates, lone surrogates, the byte order mark, interlinear marks
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_NEWLINES = re.compile("\r\n|\r|\x85|\u2028|\u2029|\x0b|\x0c")
_SPACES = re.compile(r"\s+")


def _combining() -> str:
    """Every character with a combining class, as ranges of a regular expression."""
    ranges: list[str] = []
    start = previous = -2
    for code in range(0x300, min(sys.maxunicode, 0x1FFFF)):
        if not unicodedata.combining(chr(code)):
            continue
        if code != previous + 1:
            if start >= 0:
                ranges.append(f"{chr(start)}-{chr(previous)}")
            start = code
        previous = code
    return "".join([*ranges, f"{chr(start)}-{chr(previous)}"])


_piled: re.Pattern[str] | None = None


def _without_piles(text: str) -> str:
    global _piled
    if _piled is None:
        marks = _combining()
        _piled = re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")
    return _piled.sub(r"\1", text)


def text(raw: str) -> str:
    """Clean a text of many lines: NFC, newlines as `\\n`, no control characters; offsets count the result."""
    if raw.isascii() and raw.isprintable():
        return raw
    plain = _UNSAFE.sub("", _NEWLINES.sub("\n", raw))
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", _without_piles(plain))


def line(raw: str, most: int = TITLE_LENGTH) -> str:
    """Clean a text of one line, such as a title: white space collapsed, at most `most` code points."""
    return _SPACES.sub(" ", text(raw[: most * 20])).strip()[:most].rstrip()


def printable(raw: str) -> str:
    """One line for a terminal or a log; also cleans text that was stored before these rules."""
    return line(raw, most=10_000)
