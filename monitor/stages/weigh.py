"""What a topic's words in a text are worth, by the places where they stand.

A different word counts its weight, twice where the title has it, and a little more where it comes again (0.5·log2 of
how often). One word that is not strong stays at its bare weight, however often and wherever it stands: in the feeds of
the replay, single middling words in titles ("fuel", "strike", "policy") were the largest class of false tags. Singular
and plural are one word. An act counts a point, and so do two of its parties, where one sentence names both; without an
act two parties of title and lead count half a point each, beside a word of weight.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

from monitor.model import TermHit
from monitor.stages.lexicon import Span
from monitor.stages.topic_file import ACT, PARTY, POINTS

TITLE_FACTOR = 2.0
AGAIN = 0.5
PAIR_POINT = 1.0
MOST_PARTIES = MOST_ACTS = 2    # that count of one topic: lists of countries add up to nothing
PASSAGE = 1000                  # code points of the rest that are weighed together
PASSAGE_WORDS, PASSAGE_STRONG = 3, 2    # different words that a passage of the rest must hold, and strong ones of them
PASSAGE_SHARE = 0.5             # what it counts: it must reach twice the threshold

Family = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A term's occurrence, and its field."""

    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class Weight:
    """A score, and the words that make it."""

    score: float
    hits: tuple[TermHit, ...] = ()


def words(placed: Sequence[Placed], given: dict[str, str]) -> Weight:
    """The points of a topic's words in title and lead."""
    families: dict[Family, list[Placed]] = {}
    for place in placed:
        families.setdefault(family(place.span), []).append(place)
    score, hits = 0.0, []
    for (group, _), places in families.items():
        points = POINTS[group]
        if len(families) > 1 or group == "strong":
            doubled = places[0].field == "title" and group != "weak"
            points = points * (TITLE_FACTOR if doubled else 1) + AGAIN * log2(len(places))
        score += points
        hits += [hit(place, given, points if place is places[0] else 0.0) for place in places]
    return Weight(score, tuple(hits))


def pairs(
    title: Sequence[Span], text: Sequence[Span], given: dict[str, str], starts: Sequence[int], least: int
) -> Weight:
    """The worth of acts and parties, by the sentences, of these starts in the text, that name both.

    Whom the title names is meant in every sentence that names another.
    """
    headline = [Placed("title", span) for span in title]
    subjects = [place for place in headline if place.span.sense.group != ACT]
    credit: dict[str, tuple[float, Placed]] = {}
    for factor, places in [(TITLE_FACTOR, headline), *((1.0, some) for some in _by_sentence(text, starts))]:
        parties = {place.span.sense.group for place in places if place.span.sense.group != ACT}
        if not parties or all(place.span.sense.group != ACT for place in places):
            continue
        meant = places if len(parties) >= least else [*places, *subjects]
        if len({place.span.sense.group for place in meant} - {ACT}) < least:
            continue
        for place in meant:
            if factor > credit.get(_key(place), (0.0, place))[0]:
                credit[_key(place)] = factor, place
    acts = _best((credit[key] for key in credit if not key.startswith(PARTY)), MOST_ACTS)
    named = _best((credit[key] for key in credit if key.startswith(PARTY)), MOST_PARTIES)
    hits = tuple(hit(place, given, PAIR_POINT * factor) for factor, place in [*named, *acts])
    return Weight(sum(one.points for one in hits), hits)


def beside(
    worth: Weight, title: Sequence[Span], text: Sequence[Span], given: dict[str, str], least: int
) -> Weight:
    """If the words do not suffice: half a point for each of two parties named in title and lead."""
    places: dict[str, Placed] = {}
    for place in (*(Placed("title", span) for span in title), *(Placed("text", span) for span in text)):
        if place.span.sense.group != ACT:
            places.setdefault(place.span.sense.group, place)
    if worth.score < POINTS["medium"] or len(places) < least:
        return worth
    named = [hit(place, given, PAIR_POINT / MOST_PARTIES) for place in list(places.values())[:MOST_PARTIES]]
    return Weight(worth.score + PAIR_POINT, (*worth.hits, *named))


def passage(rest: Sequence[Span], given: dict[str, str]) -> Weight:
    """The points of the best passage after the lead: a subject that comes late must come densely."""
    best = Weight(0.0)
    for number, first in enumerate(rest):
        near = [Placed("text", span) for span in rest[number:] if span.start < first.start + PASSAGE]
        known = {family(place.span) for place in near}
        if len(known) < PASSAGE_WORDS or sum(group == "strong" for group, _ in known) < PASSAGE_STRONG:
            continue
        weight = words(near, given)
        if weight.score * PASSAGE_SHARE > best.score:
            hits = tuple(
                TermHit(one.term, one.field, one.start, one.end, one.text, one.points * PASSAGE_SHARE)
                for one in weight.hits
            )
            best = Weight(weight.score * PASSAGE_SHARE, hits)
    return best


def family(span: Span) -> Family:
    """What makes two terms one word: their weight and stem, up to an ending of two letters."""
    anchor = span.sense.term.anchor
    return span.sense.group, anchor[:max(4, len(anchor) - 2)]


def hit(place: Placed, given: dict[str, str], points: float) -> TermHit:
    """An occurrence as evidence."""
    span = place.span
    text = given[place.field][span.start:span.end]
    return TermHit(span.sense.term.written, place.field, span.start, span.end, text, round(points, 2))


def _by_sentence(spans: Sequence[Span], starts: Sequence[int]) -> list[list[Placed]]:
    found: dict[int, list[Placed]] = {}
    for span in spans:
        found.setdefault(bisect_right(starts, span.start), []).append(Placed("text", span))
    return list(found.values())


def _key(place: Placed) -> str:
    sense = place.span.sense
    return sense.term.anchor if sense.group == ACT else sense.group


def _best(earned: Iterable[tuple[float, Placed]], most: int) -> list[tuple[float, Placed]]:
    return sorted(earned, key=lambda credit: -credit[0])[:most]
