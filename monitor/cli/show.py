"""`monitor show`: one article with the reason for every decision, or the fate of an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, in_words, opened, options, output, passages
from monitor.errors import Refused
from monitor.model import Match, Relation, StoredArticle, TermHit
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.model import EntryRow
    from monitor.ports import Store

MOST_MEMBERS = 20       # articles of a story that are listed
Get = Callable[[str], "StoredArticle | None"]      # an article by its id
FIRST = 2               # passages that are shown of each match but the seed's


@click.command(epilog="Example: monitor show https://example.org/story")
@click.argument("place", metavar="ID|URL")
@click.option("--versions", "every_version", is_flag=True, help="Each version's time, and what changed in it.")
@click.option("--all", "every_passage", is_flag=True, help="Every passage of each match; else the seed's and a few.")
@click.option("--json", "as_line", is_flag=True, help="One JSON object.")
@options.common
def show(place: str, every_version: bool, every_passage: bool, as_line: bool) -> int:
    """
    One article: text, where each field came from, seed, topics with their words, story, matches with their passages.

    An address that was not filed shows its fate and the reason.
    """
    with opened.store(options.settings()) as store:
        stored, entry = _found(place, store)
        if stored is not None and every_version:
            _show_versions(stored, store, as_line=as_line)
            return DONE
        if stored is not None:
            if as_line:
                output.print_json(_object(stored, store))
            else:
                _print(stored, store, every_passage=every_passage)
            return DONE
        if entry is not None:
            if as_line:
                output.print_json(as_json.entry(entry))
            else:
                _print_fate(entry)
            return DONE
    click.echo(f"Nothing is known of {clean.printable(place)}.", err=True)
    return NOTHING


def _show_versions(stored: StoredArticle, store: Store, *, as_line: bool) -> None:
    from monitor.cli import versions

    if as_line:
        output.print_json(versions.as_object(stored, store))
    else:
        versions.print_versions(stored, store)


def _found(place: str, store: Store) -> tuple[StoredArticle | None, EntryRow | None]:
    """The article or the entry that this names; an id takes precedence over an address."""
    from monitor.stages import address

    if (stored := store.articles.get(place)) is not None:
        return stored, None
    if "://" not in place and "." not in place:
        return None, None
    try:
        keys = address.keys(place if "://" in place else f"https://{place}")
    except Refused:
        return None, None
    entry = store.entries.find(keys.safe)
    article_id = store.articles.find(keys.safe) or (entry.article_id if entry else None)
    return (store.articles.get(article_id) if article_id else None), entry


def _print_fate(entry: EntryRow) -> None:
    fate = entry.fate.value.replace("_", " ") if entry.fate else f"waits to be {_verb(entry)}"
    output.print_pairs({
        "address": entry.url, "title": entry.title, "fate": fate, "reason": entry.reason,
        "due": f"{entry.due:%Y-%m-%d %H:%M} UTC" if entry.due and entry.fate is None else None,
        "attempts": entry.attempts or None, "first seen": f"{entry.first_seen:%Y-%m-%d %H:%M} UTC",
        "feeds": ", ".join(entry.feeds),
    })


def _verb(entry: EntryRow) -> str:
    return "fetched" if entry.stage.value == "fetch" else "read"


def _object(stored: StoredArticle, store: Store) -> dict[str, object]:
    """The article as JSON, followed by everything else that is known of it."""
    held = stored.article
    return {
        **as_json.article(stored, text=True, evidence=True),
        "version": held.version,
        "origins": dict(held.origins),
        "notes": list(held.notes),
        "dates": [{"text": date.text, "origin": date.origin} for date in held.dates],
        "relevance": {
            "relevant": stored.relevance.relevant.value, "score": round(stored.relevance.score, 4),
            "evidence": as_json.hits(stored.relevance.evidence),
        },
        "matches": [
            {
                "article_id": match.article_id, "other_id": match.other_id, "relation": match.relation.value,
                "level": match.level.value, "score": round(match.score, 4), "reason": match.reason,
                "evidence": as_json.passages(match.evidence),
            }
            for match in _matches(stored, store)
        ],
        "story": [member.article_id for member in store.articles.members([stored.story_id])],
        "story_topics": as_json.story_topics(store.articles.story_topics([stored.story_id]).get(stored.story_id, ())),
    }


def _matches(stored: StoredArticle, store: Store) -> list[Match]:
    order = list(Relation)
    found = store.articles.matches_of([stored.article.article_id])
    return sorted(found, key=lambda match: (order.index(match.relation), -match.score))


def _print(stored: StoredArticle, store: Store, *, every_passage: bool) -> None:
    held = stored.article
    click.echo(output.styled(clean.printable(held.title) or "(without a title)", bold=True))
    origins = held.origins
    output.print_pairs({
        "id": held.article_id, "address": held.url, "canonical": held.canonical_url,
        "source": held.source, "feeds": ", ".join(held.feeds),
        "language": _with_origin(held.language, origins.get("language")),
        "published": _with_origin(as_json.published(held.published), held.published.origin if held.published else None),
        "authors": _with_origin(", ".join(held.authors), origins.get("authors")),
        "title from": origins.get("title"), "text from": origins.get("text"),
        "first seen": f"{held.first_seen:%Y-%m-%d %H:%M} UTC", "version": held.version if held.version > 1 else None,
        "access": held.access.value.replace("_", " "), "notes": "; ".join(held.notes),
        "read by": held.made_by,
    })
    matches, get = _matches(stored, store), cache(store.articles.get)     # one may be of the story and match, too
    _print_seed(stored, get, matches)
    _print_topics(stored)
    _print_relevance(stored)
    _print_story(stored, store, get, matches)
    for match in matches:
        other_id = match.other_than(held.article_id)
        if stored.seed is None or other_id != stored.seed.seed_id:
            said = f"{in_words.RELATIONS[match.relation].capitalize()} {other_id}"
            _print_match(stored, get, match, said, most=None if every_passage else FIRST)
    click.echo("\n" + in_words.marked(held.text, _in_text(stored)))


def _in_text(stored: StoredArticle) -> list[TermHit]:
    """The words in the text that earned a topic, or its verdict as an article about AI policy."""
    hits = [hit for tag in stored.tags for hit in tag.evidence] + [*stored.relevance.evidence]
    return [hit for hit in hits if hit.field == "text"]


def _with_origin(value: str | None, origin: str | None) -> str | None:
    return f"{value} (from {origin})" if value and origin else value


def _print_relevance(stored: StoredArticle) -> None:
    click.echo(f"\nAbout AI policy: {stored.relevance.relevant.value}, {stored.relevance.score:.2f}")
    in_words.print_hits(stored.relevance.evidence)


def _print_topics(stored: StoredArticle) -> None:
    for tag in stored.tags:
        click.echo(f"\nTopic {output.styled(tag.topic, bold=True)}: {tag.score:g} points, {tag.threshold:g} are needed")
        in_words.print_hits(tag.evidence)


def _print_seed(stored: StoredArticle, get: Get, matches: Sequence[Match]) -> None:
    """The nearest seed; with every passage, where the article repeats it."""
    if stored.seed is None:
        return
    said = f"Seed: {in_words.RELATIONS[stored.seed.relation]} {stored.seed.seed_id}"
    here = stored.article.article_id
    match = next((match for match in matches if match.other_than(here) == stored.seed.seed_id), None)
    if match is not None:
        _print_match(stored, get, match, said, most=None)
    else:
        click.echo("\n" + clean.printable(f"{said}, {stored.seed.score:.2f}"))


def _print_story(stored: StoredArticle, store: Store, get: Get, matches: Sequence[Match]) -> None:
    mine = stored.article.article_id
    relations = {match.other_than(mine): match for match in matches}
    members = store.articles.members([stored.story_id])
    click.echo(f"\nStory {stored.story_id}: {in_words.counted(len(members), 'article')}")
    for member in members[:MOST_MEMBERS]:
        other = get(member.article_id)
        if other is None or member.article_id == mine:
            continue
        match = relations.get(member.article_id)
        said = f"  {in_words.relation(match.relation)}, {match.score:.2f}" if match is not None else ""
        click.echo(f"{output.INDENT}{member.article_id}  {_described(other)}{said}")
    if len(members) > MOST_MEMBERS:
        more = f"and {len(members) - MOST_MEMBERS} more: monitor search story:{stored.story_id} --all"
        click.echo(output.INDENT + clean.printable(more))
    for topic in store.articles.story_topics([stored.story_id]).get(stored.story_id, ()) if len(members) > 1 else ():
        says = ", ".join(f"{voice.article_id} {voice.score:g}" for voice in topic.voices[:MOST_MEMBERS])
        click.echo(f"{output.INDENT}{topic.tag.topic}: {topic.tag.score:g} points, as {len(topic.voices)} of "
                   f"{len(members)} say: {clean.printable(says)}")


def _described(stored: StoredArticle) -> str:
    """`Reactors again  (host2.example, en, 2026-03-03)`."""
    held = stored.article
    facts = clean.printable(", ".join((held.source, held.language or "?", in_words.day_of(stored))))
    return f"{clean.line(held.title, 80) or '(without a title)'}  ({facts})"


def _print_match(stored: StoredArticle, get: Get, match: Match, said: str, *, most: int | None) -> None:
    """What the article is said to be to another, and why; the first `most` passages of each kind, or all."""
    here = stored.article.article_id
    other_id = match.other_than(here)
    click.echo("\n" + clean.printable(f"{said}, {in_words.level(match)}{match.score:.2f}: {match.reason}"))
    if (other := get(other_id)) is not None:
        click.echo(f"{output.INDENT}{_described(other)}")
    ends = ("A, this article", f"B, {other_id}") if match.article_id == here else (f"A, {other_id}", "B, this article")
    shown = match.evidence if most is None else passages.first(match.evidence, most)
    passages.print_passages(shown, ends)
    if left := len(match.evidence) - len(shown):
        click.echo(f"{output.INDENT}and {left} more, which --all shows")
