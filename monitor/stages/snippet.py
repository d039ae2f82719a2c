"""Snippets: the stretch of a stored text that answers a question, with the matching words marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.stages import analyse, clean, fold, irregular, stems
from monitor.stages.query import Phrase, Word

WIDTH = 240             # code points of a snippet; half as many in scripts whose characters are twice as wide
BEFORE = 60             # of them before the first match
MOST_MARKS = 200
_is_letter = re.compile(f"{fold.LETTER}|[\u0900-\u0dff]").match
_letters = re.compile(f"(?:{fold.LETTER}|[\u0900-\u0dff])*").match
STEM_START = 3          # letters that a form shares with the word asked for, anywhere in it: German compounds too


@dataclass(frozen=True, slots=True)
class Snippet:
    """One line of text, and the places of the matching words in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def of(text: str, language: str | None, wanted: Sequence[Word | Phrase], *, otherwise: int = 0) -> Snippet:
    """The stretch with most of what was asked for, the earliest among equals; if there is none, `otherwise`."""
    found = matches(text, language, wanted)
    width = WIDTH // 2 if fold.holds_paired(text[:BEFORE]) else WIDTH
    start = _word_start(text, min(_best_start(found, width), max(0, len(text) - width))) if found else otherwise
    return _cut(text, start, start + width, [(a, b) for a, b, _ in found])


def marked(snippet: Snippet, before: str = "**", after: str = "**") -> str:
    """The snippet with its marks written into it."""
    pieces: list[str] = []
    at = 0
    for start, end in snippet.marks:
        pieces += [snippet.text[at:start], before, snippet.text[start:end], after]
        at = end
    return "".join([*pieces, snippet.text[at:]])


def matches(text: str, language: str | None, wanted: Sequence[Word | Phrase]) -> list[tuple[int, int, int]]:
    """(start, end, index of the wanted word) of each match, in order and without overlaps."""
    folded = text.translate(_one)
    found: list[tuple[int, int, int]] = []
    for number, item in enumerate(wanted):
        for one in _apart(item):
            places = islice(_finder(one, language)(text, folded), MOST_MARKS)
            found += [(start, end, number) for start, end in places]
    kept: list[tuple[int, int, int]] = []
    for match in sorted(found):
        if not kept or match[0] >= kept[-1][1]:
            kept.append(match)
    return kept


def _apart(item: Word | Phrase) -> Sequence[Word | Phrase]:
    """What is marked separately: words that stand near one another, and anything else as it is."""
    if isinstance(item, Phrase) and item.near is not None:
        return [Phrase((word,)) for word in item.words]
    return [item]


Finder = Callable[[str, str], Iterator[tuple[int, int]]]


def _finder(item: Word | Phrase, language: str | None) -> Finder:
    if isinstance(item, Phrase):
        return _side_by_side(fold.words(" ".join(item.words)), prefix=False)
    words = fold.words(item.text)
    if len(words) != 1 or fold.is_paired(words[0]) or item.prefix:
        return _side_by_side(words, prefix=item.prefix)
    return _forms(item.text, words[0], language)


def _side_by_side(words: Sequence[str], *, prefix: bool) -> Finder:
    """A pattern for words as they are written, with anything between them."""
    pattern = re.compile(_pattern(words, prefix)) if words else None

    def find(_text: str, folded: str) -> Iterator[tuple[int, int]]:
        if pattern is not None:
            yield from (match.span() for match in pattern.finditer(folded))

    return find


def _pattern(words: Sequence[str], prefix: bool) -> str:
    paired = [fold.is_paired(word) for word in words]
    pieces = ["" if paired[0] else f"(?<!{fold.LETTER})"]
    for number, word in enumerate(words):
        if number:
            pieces.append(r"[\W_]*" if paired[number] or paired[number - 1] else r"[\W_]+")
        pieces.append(re.escape(word if paired[number] else fold.plain(word)))
    if not paired[-1]:
        pieces.append(f"{fold.LETTER}*" if prefix else f"(?!{fold.LETTER})")
    return "".join(pieces)


def _forms(asked: str, word: str, language: str | None) -> Finder:
    """A matcher for a word and its inflected forms, as the index finds them."""
    terms = analyse.query_terms(asked)
    wanted = frozenset(terms.stems if terms else ())
    exact = fold.plain(word)
    relatives = irregular.relatives(stems.NEIGHBOURS.get(language or "en", language or "en"), word)
    starts = dict.fromkeys(fold.plain(form)[:STEM_START] for form in (word, *relatives))
    beginning = re.compile("|".join(map(re.escape, starts)))
    known: dict[str, bool] = {}

    def is_form(token: str) -> bool:
        words = fold.words(token)
        return any(fold.plain(one) == exact for one in words) or bool(wanted & set(stems.of_document(words, language)))

    def find(text: str, folded: str) -> Iterator[tuple[int, int]]:
        match = beginning.search(folded)
        while match:
            start, end = _word_around(folded, match.start())
            token = text[start:end]
            if token not in known:
                known[token] = is_form(token)
            if known[token]:
                yield start, end
            match = beginning.search(folded, max(end, match.start() + 1))

    return find


def _word_around(folded: str, at: int) -> tuple[int, int]:
    start = end = at
    while start > 0 and _is_letter(folded[start - 1]):
        start -= 1
    rest = _letters(folded, end)
    return start, rest.end() if rest else end


def _best_start(found: Sequence[tuple[int, int, int]], width: int) -> int:
    """The start of the window with most of the wanted words, then most matches, the earliest among equals."""
    best, best_key = 0, (-1, -1)
    starts = [start for start, _, _ in found]
    for first, (start, _, _) in enumerate(found[:MOST_MARKS]):
        inside = found[first : bisect_left(starts, start + width - BEFORE)]
        key = (len({number for _, _, number in inside}), len(inside))
        if key > best_key:
            best, best_key = max(0, start - BEFORE), key
    return best


def _cut(text: str, start: int, end: int, found: Sequence[tuple[int, int]]) -> Snippet:
    end = min(end, len(text))
    inside = [(a, b) for a, b in found if a >= start and b <= end]
    end = _word_end(text, end, inside[-1][1] if inside else start)
    pieces, marks, length, at = [], [], 0, start

    def add(piece: str) -> None:
        nonlocal length
        cleaned = clean.text(piece).replace("\n", " ").replace("\t", " ")
        pieces.append(cleaned)
        length += len(cleaned)

    add("…" if start else "")
    for a, b in inside:
        add(text[at:a])
        marks.append((length, length + b - a))
        add(text[a:b])
        marks[-1] = (marks[-1][0], length)
        at = b
    add(text[at:end].rstrip())
    add("…" if text[end:].strip() else "")
    return Snippet("".join(pieces), tuple(marks))


def _word_start(text: str, at: int) -> int:
    """The start of a sentence or word near a place."""
    if at == 0:
        return 0
    ahead = text[at : at + BEFORE // 2]
    for mark in (". ", "\n", "。", " "):
        if (found := ahead.find(mark)) >= 0:
            return at + found + len(mark)
    return at


def _word_end(text: str, at: int, least: int) -> int:
    if at >= len(text) or text[at].isspace():
        return at
    space = text.rfind(" ", max(least, at - 30), at)
    return space if space > 0 else at


class _OneLetter(dict[int, str]):
    """A translation table that folds each letter into exactly one, so that places stay."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        words = fold.words(letter) if letter.isalpha() else []
        folded = fold.plain(words[0])[:1] if words else letter.lower()[:1] or letter
        self[code] = folded
        return folded


_one = _OneLetter()
