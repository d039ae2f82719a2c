"""Decisions in words: relations and facts as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

import click

from monitor.cli import output
from monitor.model import Comparison, Level, Match, Published, Relation, StoredArticle, TermHit, Told
from monitor.stages import clean

RELATIONS = {
    Relation.DUPLICATE: "the same text as",
    Relation.NEAR_DUPLICATE: "a copy of",
    Relation.TRANSLATION: "a translation of",
    Relation.SAME_STORY: "the same story as",
    Relation.DIFFERENT: "near to",
}


def relation(held: Relation) -> str:
    """`near_duplicate` as two words."""
    return held.value.replace("_", " ")


def level(held: Comparison | Match) -> str:
    """The level before a score, as `partial copy, `; empty if it only repeats the relation."""
    said = held.level.value.replace("_", " ")
    return "" if held.level is Level.NONE or said == relation(held.relation) else f"{said}, "


def lack(encoder: str) -> str:
    """What could not be searched for, to follow a sentence that nothing was found."""
    return " Without an encoder what says the same in other words is not looked for." if encoder == "none" else ""


def counted(n: object, noun: str) -> str:
    """`1 article`, `3 articles`, `2 entries`."""
    return f"{n} {noun if n == 1 else noun.removesuffix('y') + 'ies' if noun.endswith('y') else noun + 's'}"


def told(articles: int, outlets: int, languages: int) -> str:
    """`3 articles, 2 outlets, 1 language`."""
    return ", ".join((counted(articles, "article"), counted(outlets, "outlet"), counted(languages, "language")))


def day_of(stored: StoredArticle) -> str:
    """The day of publication, or if unknown, the day it was first seen."""
    held = stored.article
    return held.published.text[:10] if held.published else f"seen {held.first_seen:%Y-%m-%d}"


def moment_of(stored: StoredArticle, zone: tzinfo) -> str:
    """The minute of publication in the reader's zone; the day as it was said where nobody says the minute."""
    held = stored.article.published
    return f"seen {stored.article.first_seen.astimezone(zone):%Y-%m-%d %H:%M}" if held is None else moment(held, zone)


def moment(held: Published, zone: tzinfo) -> str:
    """A publication time in the reader's zone."""
    return held.text if len(held.text) == len("2026-11-25") else f"{held.instant.astimezone(zone):%Y-%m-%d %H:%M}"


def facts(stored: StoredArticle, zone: tzinfo, told: Told | None = None) -> str:
    """The line under a title; with `told`, who else tells the story is left to a line of its own."""
    held = stored.article
    found = [moment_of(stored, zone), held.source, held.language or "?"]
    if stored.tags:
        found.append(", ".join(tag.topic for tag in stored.tags))
    if stored.repeats and told is None:
        found.append(f"{stored.repeats} {'other tells' if stored.repeats == 1 else 'others tell'} it")
    if stored.match is not None and not _says_the_seed(stored):
        found.append(f"{RELATIONS[stored.match.relation]} {stored.match.other_id}")
    if stored.seed is not None and stored.seed.relation is not Relation.DIFFERENT:
        found.append(f"seed {stored.seed.seed_id}: {relation(stored.seed.relation)}")
    if held.access.value != "full":
        found.append(held.access.value.replace("_", " "))
    return clean.printable(" · ".join(found))


def _says_the_seed(stored: StoredArticle) -> bool:
    """Whether the match says no more than the likeness to the seed does."""
    match, seed = stored.match, stored.seed
    return match is not None and seed is not None and (match.other_id, match.relation) == (seed.seed_id, seed.relation)


def print_hits(found: Iterable[TermHit], indent: str = output.INDENT) -> None:
    """Print the words that earned a topic, each term once, with its points and its first place."""
    terms: dict[tuple[str, str], list[TermHit]] = {}
    for hit in found:
        terms.setdefault((hit.term, hit.field), []).append(hit)
    for (term, field), hits in terms.items():
        words = ", ".join(dict.fromkeys(clean.printable(hit.text) for hit in hits))
        points = round(sum(hit.points for hit in hits), 2)
        times = f" {len(hits)} times" if len(hits) > 1 else ""
        click.echo(f"{indent}{words}  ({clean.printable(term)}, {points:g} points, {field} at {hits[0].start}{times})")


def marked(text: str, found: Iterable[TermHit]) -> str:
    """A text in which the words that earned something are bold on a terminal, and in double brackets elsewhere."""
    end, pieces = 0, []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if hit.points <= 0 or hit.start < end or text[hit.start:hit.end] != hit.text:
            continue
        plain = clean.text(hit.text)
        styled = output.styled(plain, bold=True, underline=True)
        pieces += [clean.text(text[end:hit.start]), styled if styled != plain else f"[[{plain}]]"]
        end = hit.end
    return "".join([*pieces, clean.text(text[end:])])
