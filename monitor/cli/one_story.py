"""One story as a reader sees it: who tells it, in order of time, each with what ties it to the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from monitor.cli import as_json, in_words, output
from monitor.errors import Unknown
from monitor.model import SEEDS, Match, Relation, StoredArticle
from monitor.stages import clean, stories

if TYPE_CHECKING:
    from monitor.model import StoryTopic
    from monitor.ports import Store


class Teller(NamedTuple):
    """An article of a story, the match that ties it to the others, and whether a person put it there."""

    stored: StoredArticle
    match: Match | None
    is_chosen: bool


class Told(NamedTuple):
    """A story: those who tell it, the first published first, and its topics."""

    story_id: str
    tellers: Sequence[Teller]
    topics: Sequence[StoryTopic]

    @property
    def founder(self) -> StoredArticle:
        """Who stands for it: an article before a seed."""
        return next((one.stored for one in self.tellers if one.stored.article.source != SEEDS), self.tellers[0].stored)


def of(store: Store, name: str) -> Told:
    """The story of this id, or the one that the article of this id tells; raises Unknown where there is neither."""
    rows = store.articles
    members = sorted(rows.members([name]), key=stories.order)
    if not members:
        known = rows.known([name])
        if not known:
            raise Unknown(f"There is no story and no article {name}.")
        members = sorted(rows.members([known[0].story_id]), key=stories.order)
    ids = [member.article_id for member in members]
    ties = _ties(ids, rows.matches_among(ids))
    chosen = rows.choices(ids)
    stored = {article_id: rows.get(article_id) for article_id in ids}
    tellers = [Teller(one, ties.get(article_id), article_id in chosen) for article_id, one in stored.items() if one]
    story_id = members[0].story_id
    return Told(story_id, tellers, rows.story_topics([story_id]).get(story_id, ()))


def _ties(ids: Sequence[str], matches: Sequence[Match]) -> dict[str, Match]:
    """Article → its closest match with another one of the story, the earliest of these before later ones."""
    rank = {article_id: n for n, article_id in enumerate(ids)}
    order = list(Relation)
    found: dict[str, tuple[tuple[int, int, float], Match]] = {}
    for match in matches:
        for one, other in ((match.article_id, match.other_id), (match.other_id, match.article_id)):
            place = (order.index(match.relation), rank[other], -match.score)
            if one not in found or place < found[one][0]:
                found[one] = place, match
    return {article_id: match for article_id, (_, match) in found.items()}


def as_object(told: Told) -> as_json.Json:
    """The story's facts, and each teller with the keys of an article."""
    tellers = [one for one in told.tellers if one.stored.article.source != SEEDS]
    return {
        "story_id": told.story_id, "title": told.founder.article.title, "founder_id": told.founder.article.article_id,
        "first_seen": as_json.instant(min((t.stored.article.first_seen for t in tellers), default=None)),
        "articles": len(tellers), "outlets": _counted(tellers, "source"), "languages": _counted(tellers, "language"),
        "story_topics": as_json.story_topics(told.topics),
        "members": [
            {
                **as_json.article(one.stored), "chosen": one.is_chosen,
                "tie": {
                    "relation": one.match.relation.value, "level": one.match.level.value,
                    "other_id": _other(one), "score": round(one.match.score, 4), "reason": one.match.reason,
                } if one.match else None,
            }
            for one in told.tellers
        ],
    }


def print_story(told: Told) -> None:
    """Its facts, and a line or two for each teller."""
    tellers = [one for one in told.tellers if one.stored.article.source != SEEDS]
    founder, first = told.founder.article, min((t.stored.article.first_seen for t in tellers), default=None)
    click.echo(output.styled(clean.printable(founder.title) or "(without a title)", bold=True))
    outlets, languages = _counted(tellers, "source"), _counted(tellers, "language")
    output.print_pairs({
        "story": told.story_id, "founder": founder.article_id,
        "first seen": f"{first:%Y-%m-%d %H:%M} UTC" if first else None,
        "size": in_words.told(len(tellers), len(outlets), len(languages)),
        "outlets": _listed(outlets), "languages": _listed(languages),
        "topics": ", ".join(f"{topic.tag.topic} {topic.tag.score:g}" for topic in told.topics),
    })
    click.echo()
    if not output.is_terminal():
        names = ("date", "language", "outlet", "relation", "score", "to", "id", "title")
        output.print_table(names, [_row(one) for one in told.tellers], right=frozenset(("score",)))
        return
    for one in told.tellers:
        held = one.stored.article
        title = output.styled(clean.line(held.title, 100) or "(without a title)", bold=True)
        click.echo(f"{in_words.day_of(one.stored)}  {title}")
        facts = f"{held.source} · {held.language or '?'} · {held.article_id}"
        click.echo(output.INDENT + clean.printable(facts + (" · put here by a person" if one.is_chosen else "")))
        if one.match is not None:
            said = f"{in_words.RELATIONS[one.match.relation]} {_other(one)}, {one.match.score:.2f}"
            click.echo(output.INDENT + output.styled(clean.printable(said), dim=True))


def _row(one: Teller) -> tuple[object, ...]:
    held, match = one.stored.article, one.match
    relation = in_words.relation(match.relation) if match else "chosen" if one.is_chosen else None
    return (
        in_words.day_of(one.stored), held.language, held.source, relation, f"{match.score:.2f}" if match else None,
        _other(one), held.article_id, clean.line(held.title, 80) or "(without a title)",
    )


def _other(one: Teller) -> str | None:
    return one.match.other_than(one.stored.article.article_id) if one.match is not None else None


def _counted(tellers: Sequence[Teller], name: str) -> dict[str, int]:
    """Outlet or language → articles, most first."""
    counts = Counter(getattr(one.stored.article, name) or "?" for one in tellers)
    return dict(sorted(counts.items(), key=lambda held: (-held[1], held[0])))


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.items())
