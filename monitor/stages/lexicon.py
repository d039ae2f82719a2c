"""The terms of all topics in automata, one for each language of a text, and where they stand in it.

One automaton over all languages finds "war" (German: was) in every German text and "fon*" (Turkish) in French ones: on
half of the labelled items, all ten topics, that cost 0.06 of F1. So a text of a language is read with the terms of that
language, with the names that are alike everywhere (`any`), and with English ones where they cannot be mistaken: whole
phrases, or any English beside another script. Each language's own terms stand in an automaton of their own, built when
the first text that needs it comes: one for each language of a text, with the shared terms in every one of them, took
1.0 s of a crawl of pages in 29 languages, and these take a tenth.
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
    """Whatever has terms by group and language: a topic, or the relevance gate."""

    @property
    def groups(self) -> Mapping[str, Terms]: ...


@dataclass(frozen=True, slots=True)
class Sense:
    """What a term means: its topic, and the group within it."""

    owner: int
    group: str
    term: Term
    order: int          # the place of its group among the owner's: of two equal spans the earlier group's counts


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
    """Everything that one topic has in a text."""

    terms: list[Span] = field(default_factory=list)     # strong, medium, weak, or the gate's own groups
    pairs: list[Span] = field(default_factory=list)     # acts and parties
    masked: list[Masked] = field(default_factory=list)


class Lexicon:
    """The terms of any number of topics; the only thing that changes is its cache of automata."""

    def __init__(self, owners: Sequence[Grouped]) -> None:
        self._owners = tuple(owners)
        self._keys = tuple(dict.fromkeys(key for owner in owners for terms in owner.groups.values() for key in terms))
        self._automata: dict[tuple[str, bool], ahocorasick.Automaton | None] = {}

    def find(self, given: str, language: str | None) -> dict[int, Spans]:
        """What each topic has in a text of a language; without one, the terms of all languages are used."""
        flat = flatten(given)
        text = flat.text
        found: dict[int, dict[Span, None]] = {}
        for automaton in self._readable(_base(language)):
            for last, senses in automaton.iter(text):
                for sense in senses:
                    term = sense.term
                    span = term.span(text, last + 1 - len(term.anchor))
                    if span is None:
                        continue
                    start, end = flat.place(*span)
                    if term.exact is None or given[start:end] == term.exact:
                        found.setdefault(sense.owner, {})[Span(sense, start, end)] = None
        return {owner: _sorted_out(list(spans)) for owner, spans in found.items()}

    def _readable(self, language: str | None) -> Iterator[ahocorasick.Automaton]:
        """The automata with which a text of this language is read."""
        for key in self._keys:
            own = language is None or key == ANY or key.split("-")[0] == language
            if own or key == ENGLISH:
                automaton = self._automaton(key, not own and language not in OTHER_SCRIPTS)
                if automaton is not None:
                    yield automaton

    def _automaton(self, key: str, phrases_only: bool) -> ahocorasick.Automaton | None:
        if (key, phrases_only) not in self._automata:
            self._automata[key, phrases_only] = _build(self._owners, key, phrases_only)
        return self._automata[key, phrases_only]


def _base(language: str | None) -> str | None:
    if language is None:
        return None
    short = language.replace("_", "-").split("-")[0].lower()
    return TWINS.get(short, short)


def _build(owners: Iterable[Grouped], key: str, phrases_only: bool) -> ahocorasick.Automaton | None:
    """The automaton for one key of the files; None if there is no term."""
    anchors: dict[str, dict[tuple[int, str, str], Sense]] = {}
    for owner, grouped in enumerate(owners):
        for order, (group, by_language) in enumerate(grouped.groups.items()):
            for written in by_language.get(key, ()):
                if " " in written or not phrases_only:
                    term = parse(written)
                    senses = anchors.setdefault(term.anchor, {})
                    senses.setdefault((owner, group, written), Sense(owner, group, term, order))
    if not anchors:
        return None
    automaton = ahocorasick.Automaton()
    for anchor, senses in anchors.items():
        automaton.add_word(anchor, tuple(senses.values()))
    automaton.make_automaton()
    return automaton


def _sorted_out(found: list[Span]) -> Spans:
    """Resolve overlaps: the longest term wins, and if that is a mask, what it covers does not count."""
    spans = Spans()
    terms = [span for span in found if not _is_pair(span)]
    _longest(terms, spans.terms, spans.masked)
    pairs = [span for span in found if _is_pair(span) or span.sense.group == MASK]
    _longest(pairs, spans.pairs, [])
    return spans


def _is_pair(span: Span) -> bool:
    return span.sense.group == ACT or span.sense.group.startswith(PARTY)


def _longest(found: list[Span], kept: list[Span], masked: list[Masked]) -> None:
    """Masks hide what they touch, unless a longer term contains all of it; among terms the longest wins."""
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


def _rank(span: Span) -> tuple[int, int, int, int]:
    return span.start - span.end, span.start, -len(span.sense.term.anchor), span.sense.order


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
