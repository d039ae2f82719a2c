"""Who repeats a seed, in order of time: each with its relation to the seed and the passages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from monitor.cli import as_json, in_words, output, passages
from monitor.model import Filter, Match, SeedLikeness, StoredArticle
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.ports import Store

PASSAGES = 3            # of each kind: all of them are in `monitor show`


class Repeat(NamedTuple):
    """An article that repeats the seed, its relation, and the match that shows why."""

    stored: StoredArticle
    seed: SeedLikeness
    match: Match | None


def of(store: Store, seed_id: str) -> list[Repeat]:
    """The repeats of a seed, oldest first; an article nearer to another seed is not among them."""
    found = store.articles.matches_of([seed_id])
    matches = {match.other_than(seed_id): match for match in found}
    asked = Filter(seed_id=seed_id, everything=True)
    return [
        Repeat(stored, stored.seed, matches.get(stored.article.article_id))
        for stored in store.articles.every(asked) if stored.seed is not None
    ]


def as_object(repeat: Repeat) -> as_json.Json:
    """One repeat as JSON, with those keys of an article that say who, where and when."""
    held = as_json.article(repeat.stored)
    match = repeat.match
    return {
        **{name: held[name] for name in ("id", "story_id", "url", "title", "source", "language", "published",
                                         "first_seen")},
        "relation": repeat.seed.relation.value, "score": round(repeat.seed.score, 4),
        "level": match.level.value if match else None, "reason": match.reason if match else None,
        "evidence": as_json.passages(match.evidence) if match else [],
    }


def print_repeats(repeats: Sequence[Repeat], seed_id: str) -> None:
    """Print one line each, with the passages on a terminal."""
    if not repeats:
        return
    click.echo()
    if not output.is_terminal():
        names = ("date", "relation", "score", "language", "outlet", "id", "title")
        output.print_table(names, [_row(repeat) for repeat in repeats], right=frozenset(("score",)))
        return
    for repeat in repeats:
        day, relation, score, language, outlet, article_id, title = _row(repeat)
        click.echo(f"{day}  {output.styled(clean.printable(title), bold=True)}")
        level = in_words.level(repeat.match) if repeat.match else ""
        facts = f"{relation}, {level}{score} · {outlet} · {language or '?'} · {article_id}"
        click.echo(output.INDENT + clean.printable(facts))
        if (match := repeat.match) is not None:
            click.echo(output.INDENT + clean.printable(match.reason))
            ends = ("A, the seed", "B") if match.article_id == seed_id else ("A", "B, the seed")
            passages.print_passages(passages.first(match.evidence, PASSAGES), ends)


def _row(repeat: Repeat) -> tuple[str, str, str, str | None, str, str, str]:
    held = repeat.stored.article
    return (
        in_words.day_of(repeat.stored), in_words.relation(repeat.seed.relation), f"{repeat.seed.score:.2f}",
        held.language, held.source, held.article_id, clean.line(held.title, 80) or "(without a title)",
    )
