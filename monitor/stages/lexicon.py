"""The terms of all topics in automata, one for each language of a text, and where they stand in it.

One automaton over all languages finds «war» (German: was) in every German text and «fon*» (Turkish) in French ones: on
half of the labelled items, all ten topics, that cost 0.06 of F1. So a text of a language is read with the terms of that
language, with the names that are alike everywhere (`any`), and with English ones where they cannot be mistaken: whole
phrases, or any English beside another script. Each automaton is built when the first text of its language comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import ahocorasick

from monitor.stages.flatten import flatten
from monitor.stages.terms import Term, parse
from monitor.stages.topic_file import ACT, MASK, PARTY, Terms

ANY, ENGLISH = "any", "en"
# Languages whose script lets no English word be mistaken for one of theirs.
OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru", "uk", "bg", "sr", "el", "ar", "fa", "ur", "he", "hi", "th", "ka"})
TWINS = {"nb": "no", "nn": "no", "da": "no", "sk": "cs", "yue": "zh"}     # read with the other's terms


class Grouped(Protocol):
    """What has terms by group and language: a topic, or the gate."""

    @property
    def groups(self) -> Mapping[str, Terms]: ...


@dataclass(frozen=True, slots=True)
class Sense:
    """What a term means: to which topic it belongs, and in which of its groups it stands."""

    owner: int
    group: str
    term: Term


@dataclass(frozen=True, slots=True)
class Span:
    """A term of a topic at its place in the given text."""

    sense: Sense
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A term that does not count, and the longer one that covers it."""

    span: Span
    by: Span


@dataclass(slots=True)
class Spans:
    """What one topic has in a text."""

    terms: list[Span] = field(default_factory=list)     # strong, medium, weak, or the gate's own groups
    pairs: list[Span] = field(default_factory=list)     # acts and parties
    masked: list[Masked] = field(default_factory=list)


class Lexicon:
    """The terms of any number of topics; holds the automata it has built so far, and nothing else changes."""

    def __init__(self, owners: Sequence[Grouped]) -> None:
        self._owners = tuple(owners)
        self._automata: dict[str | None, ahocorasick.Automaton] = {}

    def find(self, given: str, language: str | None) -> dict[int, Spans]:
        """What each topic has in a text of a language; None reads it with the terms of all languages."""
        flat = flatten(given)
        text = flat.text
        found: dict[int, list[Span]] = {}
        for last, senses in self._automaton(_base(language)).iter(text):
            for sense in senses:
                term = sense.term
                span = term.span(text, last + 1 - len(term.anchor))
                if span is None:
                    continue
                start, end = flat.place(*span)
                if term.exact is None or given[start:end] == term.exact:
                    found.setdefault(sense.owner, []).append(Span(sense, start, end))
        return {owner: _sorted_out(spans) for owner, spans in found.items()}

    def _automaton(self, language: str | None) -> ahocorasick.Automaton:
        known = self._automata.get(language)
        if known is None:
            known = self._automata[language] = _build(self._owners, language)
        return known


def _base(language: str | None) -> str | None:
    if language is None:
        return None
    short = language.replace("_", "-").split("-")[0].lower()
    return TWINS.get(short, short)


def _build(owners: Iterable[Grouped], language: str | None) -> ahocorasick.Automaton:
    anchors: dict[str, dict[tuple[int, str, str], Sense]] = {}
    for owner, grouped in enumerate(owners):
        for group, by_language in grouped.groups.items():
            for written in _readable(by_language, language):
                term = parse(written)
                anchors.setdefault(term.anchor, {}).setdefault((owner, group, written), Sense(owner, group, term))
    automaton = ahocorasick.Automaton()
    for anchor, senses in anchors.items():
        automaton.add_word(anchor, tuple(senses.values()))
    automaton.make_automaton()
    return automaton


def _readable(by_language: Terms, language: str | None) -> Iterator[str]:
    for key, written in by_language.items():
        if language is None or key == ANY or key.split("-")[0] == language:
            yield from written
        elif key == ENGLISH:
            yield from written if language in OTHER_SCRIPTS else (term for term in written if " " in term)


def _sorted_out(found: list[Span]) -> Spans:
    """The longest wins where terms overlap; where it is a mask, what it covers counts nothing."""
    spans = Spans()
    terms = [span for span in found if not _is_pair(span)]
    _longest(terms, spans.terms, spans.masked)
    pairs = [span for span in found if _is_pair(span) or span.sense.group == MASK]
    _longest(pairs, spans.pairs, [])
    return spans


def _is_pair(span: Span) -> bool:
    return span.sense.group == ACT or span.sense.group.startswith(PARTY)


def _longest(found: list[Span], kept: list[Span], masked: list[Masked]) -> None:
    """A mask hides what it touches, unless a longer term holds all of it; among terms the longest wins."""
    masks = [span for span in found if span.sense.group == MASK]
    terms = sorted((span for span in found if span.sense.group != MASK), key=_rank)
    masks = [mask for mask in masks if not any(_holds(term, mask) for term in terms)]
    for span in terms:
        hider = next((mask for mask in masks if _touch(span, mask)), None)
        if hider is not None:
            masked.append(Masked(span, hider))
        elif all(not _touch(span, other) or _two_parties(span, other) for other in kept):
            kept.append(span)
    kept.sort(key=lambda span: span.start)


def _rank(span: Span) -> tuple[int, int, int]:
    return span.start - span.end, span.start, -len(span.sense.term.anchor)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _holds(one: Span, other: Span) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _two_parties(one: Span, other: Span) -> bool:
    """Whether one word names two parties at once, as 中美 does."""
    if (one.start, one.end) != (other.start, other.end):
        return False
    groups = one.sense.group, other.sense.group
    return groups[0] != groups[1] and all(group.startswith(PARTY) for group in groups)
