"""What changed between two versions of an article, for a reader: by paragraph, and within it by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model import ArticleVersion
from monitor.stages.align import Kind, blocks
from monitor.stages.fingerprint import UNSPACED

MOST_WORDS = 120        # words and marks that a paragraph may gain and lose and still be shown word by word
MOST_LINES = 600        # paragraphs that a text may gain and lose and still be aligned
MOST_PAIRS = 2500       # comparisons of dropped with added paragraphs; beyond, they are paired in their order
ALIKE = 0.5             # of the words: less is another paragraph, not a changed one
MOVED = 40              # code points from which the same paragraph elsewhere was moved, not written again


class Cause(StrEnum):
    """Why there is a new version."""

    FIRST = "first"         # the article was seen for the first time
    EDITED = "edited"       # and it says so: it names a later date than before
    SILENT = "silent"       # changed without a new date
    REREAD = "reread"       # the same page, read by a newer program
    GIVEN = "given"         # an import or a file, which owe nobody a date


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that stayed, was added, or was removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its pieces without the removed ones are the new text, without the added ones the old."""

    kind: Kind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from the older version to the newer one."""

    title: tuple[Piece, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def words(self) -> tuple[int, int]:
        """How many words were added and removed; moved words count for neither."""
        pieces = [*self.title, *(p for paragraph in self.paragraphs if paragraph.kind is not Kind.MOVED
                                 for p in paragraph.pieces)]
        added, dropped = (sum(len(_words(p.text)) for p in pieces if p.kind is kind)
                          for kind in (Kind.ADDED, Kind.DROPPED))
        return added, dropped


def between(before: ArticleVersion, after: ArticleVersion) -> Difference:
    """The difference between an older and a newer version."""
    return Difference(tuple(_pieces(before.title, after.title)), of_texts(before.text, after.text))


def of_texts(before: str, after: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text compared with an older one."""
    return tuple(_paragraphs(_lines(before), _lines(after)))


def cause(before: ArticleVersion | None, after: ArticleVersion) -> Cause:
    """Why the newer version exists."""
    if before is None:
        return Cause.FIRST
    if after.page_id is None:
        return Cause.GIVEN
    if after.page_id == before.page_id:
        return Cause.REREAD
    said, said_before = _said(after), _said(before)
    return Cause.EDITED if said is not None and (said_before is None or said > said_before) else Cause.SILENT


def is_changed(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Whether a reader would see another title or text; line breaks and spaces do not count."""
    return any(one.split() != other.split() for one, other in zip(before, after, strict=True))


def _said(version: ArticleVersion) -> datetime | None:
    """The latest date on which a version says it was written."""
    return max((date.instant for date in (version.published, version.modified) if date is not None), default=None)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


# --- paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """The new paragraphs in order, with the removed ones where they stood."""
    runs = list(blocks(old, new, MOST_LINES))
    gone = {line for kind, lines in runs if kind is Kind.DROPPED for line in lines if len(line) >= MOVED}
    come = {line for kind, lines in runs if kind is Kind.ADDED for line in lines if len(line) >= MOVED}
    moved = gone & come
    dropped: list[str] = []
    for kind, lines in runs:
        kept = [line for line in lines if kind is not Kind.DROPPED or line not in moved]
        if kind is Kind.DROPPED:
            dropped = kept
            continue
        yield from _changed(dropped, kept, moved) if kind is Kind.ADDED else _changed(dropped, [], moved)
        if kind is Kind.SAME:
            yield from (_whole(Kind.SAME, line) for line in kept)
        dropped = []
    yield from _changed(dropped, [], moved)


def _changed(old: Sequence[str], new: Sequence[str], moved: set[str]) -> Iterator[Paragraph]:
    """What replaced what: two paragraphs that share half of their words are one that changed."""
    pairs = dict(_pairs(old, ["" if line in moved else line for line in new]))
    shown = 0
    for place, line in enumerate(new):
        if place in pairs:
            yield from (_whole(Kind.DROPPED, one) for one in old[shown:pairs[place]])
            shown = pairs[place] + 1
            yield Paragraph(Kind.CHANGED, tuple(_pieces(old[pairs[place]], line)))
        elif line in moved:
            yield _whole(Kind.MOVED, line)
        else:
            yield _whole(Kind.ADDED, line)
    yield from (_whole(Kind.DROPPED, one) for one in old[shown:])


def _whole(kind: Kind, line: str) -> Paragraph:
    return Paragraph(kind, (Piece(Kind.SAME if kind is Kind.MOVED else kind, line),))


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """(index in new, index in old) of paragraphs that correspond, in order, with the greatest total likeness."""
    if len(old) * len(new) > MOST_PAIRS:
        likely = range(min(len(old), len(new)))
        return [(place, place) for place in likely if _alike(_counts(old[place]), _counts(new[place])) >= ALIKE]
    olds, news = [_counts(line) for line in old], [_counts(line) for line in new]
    best = [[0.0] * (len(old) + 1) for _ in range(len(new) + 1)]
    score = [[_alike(a, b) for a in olds] for b in news]
    for i in range(len(new) - 1, -1, -1):
        for j in range(len(old) - 1, -1, -1):
            paired = score[i][j] + best[i + 1][j + 1] if score[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(new) and j < len(old):
        if score[i][j] >= ALIKE and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _counts(line: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in _words(line):
        counts[word] = counts.get(word, 0) + 1
    return counts


def _alike(a: dict[str, int], b: dict[str, int]) -> float:
    """The share of words that both have."""
    total = sum(a.values()) + sum(b.values())
    return 2 * sum(min(n, b.get(word, 0)) for word, n in a.items()) / total if total else 0.0


# --- words -----------------------------------------------------------------------------------------------------------

_MARKS = (
    "!-/:-@\\[-`{-~\u00a1-\u00bf\u2010-\u205e\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65"
)
_TOKEN = re.compile(rf"\s+|(?:\d+(?:[.,:]\d+)+|[{UNSPACED}]|[^\s{_MARKS}{UNSPACED}]+|[{_MARKS}])\s*")


def _tokens(text: str) -> list[str]:
    """Words, punctuation and unspaced characters, each with the space after it; joined they are the text."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if found and unicodedata.combining(token[0]):
            found[-1] += token      # a mark belongs to the letter before it
        else:
            found.append(token)
    return found


def _words(text: str) -> list[str]:
    """The word tokens of a text."""
    return [word for token in _tokens(text) if (word := token.strip()) and word[0].isalnum()]


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """The change from one line to another, word by word; as a whole if hardly a word is left."""
    before, after = _tokens(old), _tokens(new)
    steps = [(kind, "".join(tokens)) for kind, tokens in blocks(before, after, MOST_WORDS)]
    yield from (Piece(kind, text) for kind, text in _readable(steps))


def _readable(steps: Sequence[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    """
    Without islands: what stayed between two changes, and is shorter than what went or came on both of its sides, is
    read more easily as part of one change.
    """
    held: list[tuple[str, str, str]] = []       # (same, then dropped, then added) in turn
    for kind, text in steps:
        if kind is Kind.SAME or not held:
            held.append((text if kind is Kind.SAME else "", "", ""))
        if kind is not Kind.SAME:
            same, dropped, added = held[-1]
            held[-1] = (same, dropped + text, added) if kind is Kind.DROPPED else (same, dropped, added + text)
    merged: list[tuple[str, str, str]] = []
    for same, dropped, added in held:
        if merged and (dropped or added):
            before, gone, come = merged[-1]
            if (gone or come) and len(same) <= min(max(len(gone), len(come)), max(len(dropped), len(added))):
                merged[-1] = (before, gone + same + dropped, come + same + added)
                continue
        merged.append((same, dropped, added))
    kinds = (Kind.SAME, Kind.DROPPED, Kind.ADDED)
    return [(kind, text) for turn in merged for kind, text in zip(kinds, turn, strict=True) if text]
