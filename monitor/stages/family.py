"""One text in several languages: those that an encoder reads say together which others belong to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from statistics import median_high
from typing import NamedTuple

from monitor.model import Level, Match
from monitor.stages import by_names, compare, kin, translation
from monitor.stages.side import Side

# Languages that must speak, and the median likeness that they must tell. Of 144 texts that no encoder reads, in 18
# families of 15 languages that it does, the median to their own is .75 at least, and to another family .03 at most; by
# any three of the languages the limit keeps 97 in a hundred of them and lets in none of the others.
VOICES, BELONGS = 3, translation.BY_WAY

Sides = Mapping[str, Side]      # article → what is compared of it
Pair = frozenset[str]


class Settled(NamedTuple):
    """What follows from a judgement on a whole family."""

    matches: tuple[Match, ...]          # of the article in hand
    others: tuple[Match, ...] = ()      # found between others
    gone: frozenset[Pair] = frozenset()     # pairs of others that are none


def voices(read: Sides) -> list[str]:
    """One article of each language, the first by id: an edit says nothing that its original does not say."""
    first: dict[str | None, str] = {}
    for article_id in sorted(read):
        first.setdefault(read[article_id].language, article_id)
    return sorted(first.values())


def belonging(read: Sides, other: Side, window: timedelta) -> float | None:
    """The median likeness to the voices of a family; None where too few of them can speak."""
    said = [
        by_names.probability(other, read[voice]) for voice in voices(read)
        if read[voice].language != other.language and compare.within(read[voice], other, window)
    ]
    return median_high(said) if len(said) >= VOICES else None


def settled(
    article_id: str,
    matches: Sequence[Match],
    read: Sides,
    unread: Sides,
    links: Iterable[Match],
    window: timedelta,
) -> Settled:
    """
    The article's `matches`, and what changes in the stored `links`, once a family has said who belongs to it.

    `read` holds the texts of the family in languages that the encoder reads, `unread` those that may be of it, the
    article among either. Which translations these have does not depend on who arrived first.
    """
    likely = {one: belonging(read, side, window) for one, side in unread.items()}
    asked = {one: score for one, score in likely.items() if score is not None}
    inside = {one: score for one, score in asked.items() if score >= BELONGS}
    held = {link.pair: link for link in (*links, *matches)}
    wrong = _strangers(held.values(), read, asked.keys() - inside.keys(), inside.keys(), kin.of(links))
    sides, languages = {**read, **unread}, len(voices(read))
    found = [
        _match(article_id, one, other, sides, min(inside[one], inside.get(other, 1.0)), languages)
        for one, other in _couples(read, inside)
        if frozenset((one, other)) not in held and sides[one].language != sides[other].language
    ]
    mine = [match for match in matches if match.pair not in wrong]
    mine += [match for match in found if match.article_id == article_id]
    others = tuple(match for match in found if match.article_id != article_id)
    return Settled(tuple(mine), others, frozenset(pair for pair in wrong if article_id not in pair))


def _couples(read: Sides, inside: Mapping[str, float]) -> list[tuple[str, str]]:
    """Those that belong to a family, each with every text of it that is read, and with each other."""
    return [*((one, other) for one in sorted(inside) for other in sorted(read)), *combinations(sorted(inside), 2)]


def _strangers(
    links: Iterable[Match], read: Sides, outside: Collection[str], inside: Collection[str], known: kin.Kin
) -> set[Pair]:
    """Translations by names of one that does not belong to the family in it, and of one that does outside of it."""
    found = set()
    for link in links:
        if link.level is not Level.TRANSLATION:
            continue
        for one, other in ((link.article_id, link.other_id), (link.other_id, link.article_id)):
            is_away = other not in read and other not in inside and not known.get(other, {}).keys() & read.keys()
            if (one in outside and other in read) or (one in inside and is_away):
                found.add(link.pair)
    return found


def _match(article_id: str, one: str, other: str, sides: Sides, score: float, languages: int) -> Match:
    """A match of the article in hand, or of one of two others."""
    if other == article_id:
        one, other = other, one
    told = by_names.by_family(sides[one], sides[other], score, languages)
    return Match(one, other, told.relation, told.level, told.score, told.reason, told.evidence, compare.VERSION)
