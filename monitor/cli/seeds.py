"""`monitor seeds`: the seed articles, each with how many articles repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, opened, options, output, seed_folder, seed_repeats
from monitor.errors import Unknown
from monitor.model import Relation
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.model import StoredArticle
    from monitor.ports import Store

REPEATS = tuple(r.value for r in Relation if r is not Relation.DIFFERENT)


@click.group(epilog="Example: monitor seeds list")
def seeds() -> None:
    """The seed articles: every new article is compared with them."""


@seeds.command("list", epilog="Example: monitor seeds list --json")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def list_(as_line: bool) -> int:
    """List every seed, with how many articles copy it, translate it or report the same story."""
    with opened.desk(options.settings()) as desk:
        articles = desk.store.articles
        rows = [(seed, articles.seed_counts(seed.article.article_id)) for seed in articles.seeds()]
    if as_line:
        for seed, counts in rows:
            output.print_json(_object(seed, counts))
    elif rows:
        output.print_table(
            ("id", "same text", "copies", "translations", "same story", "outlets", "first seen", "last seen", "title"),
            [(seed.article.article_id, counts["duplicate"], counts["near_duplicate"], _translations(counts),
              counts["same_story"], counts["outlets"], _day(counts["first_seen"]), _day(counts["last_seen"]),
              clean.line(seed.article.title, 80))
             for seed, counts in rows],
            right=frozenset(("same text", "copies", "same story", "outlets")),
        )
    else:
        click.echo("There are no seeds: monitor seeds add FILE", err=True)
    return DONE if rows else NOTHING


@seeds.command(epilog="Example: monitor seeds show 000_593f141771f8a783")
@click.argument("seed_id", metavar="ID")
@click.option("--json", "as_line", is_flag=True, help="One object.")
@options.common
def show(seed_id: str, as_line: bool) -> int:
    """Show one seed: who repeats it, in order of time and with the relation, and its text."""
    with opened.desk(options.settings()) as desk:
        seed = _found(desk.store, seed_id)
        counts = desk.store.articles.seed_counts(seed_id)
        repeats = seed_repeats.of(desk.store, seed_id)
    if as_line:
        articles = [seed_repeats.as_object(repeat) for repeat in repeats]
        output.print_json({**_object(seed, counts), "text": seed.article.text, "articles": articles})
        return DONE
    with output.paged():
        _print_seed(seed, counts)
        seed_repeats.print_repeats(repeats, seed_id)
        click.echo("\n" + clean.text(seed.article.text))
    return DONE


def _print_seed(seed: StoredArticle, counts: Mapping[str, object]) -> None:
    click.echo(output.styled(clean.printable(seed.article.title), bold=True))
    output.print_pairs({
        "id": seed.article.article_id, "language": seed.article.language,
        "published": as_json.published(seed.article.published), "story": seed.story_id,
        "topics": ", ".join(tag.topic for tag in seed.tags), "outlets": counts["outlets"],
        "first repeated": _day(counts["first_seen"]), "last repeated": _day(counts["last_seen"]),
    })
    for relation in REPEATS:
        parts = _by_language(counts, relation)
        click.echo(f"{relation.replace('_', ' '):<15} {counts[relation]}" + (f"  ({parts})" if parts else ""))


def _translations(counts: Mapping[str, object]) -> str:
    """Translations by language, as `3: de 2, fr 1`."""
    parts = _by_language(counts, Relation.TRANSLATION)
    return f"{counts['translation']}: {parts}" if parts else "0"


def _by_language(counts: Mapping[str, object], relation: str) -> str:
    languages = counts["languages"]
    by_language = languages.get(relation, {}) if isinstance(languages, Mapping) else {}
    return ", ".join(f"{clean.printable(language) or '?'} {n}" for language, n in sorted(by_language.items()))


def _object(seed: StoredArticle, counts: Mapping[str, object]) -> dict[str, object]:
    held = seed.article
    return {
        "id": held.article_id, "title": held.title, "language": held.language,
        "published": as_json.published(held.published), "story_id": seed.story_id,
        "topics": [as_json.topic(tag, evidence=False) for tag in seed.tags],
        **{name: as_json.instant(value) if isinstance(value, datetime) else value for name, value in counts.items()},
    }


def _day(moment: object) -> str | None:
    return f"{moment:%Y-%m-%d}" if isinstance(moment, datetime) else None


def _found(store: Store, seed_id: str) -> StoredArticle:
    from monitor.stages.query_words import nearest

    held = {seed.article.article_id: seed for seed in store.articles.seeds()}
    if seed_id not in held:
        raise Unknown(f"There is no seed {seed_id}: {nearest(seed_id, sorted(held))}.")
    return held[seed_id]


@seeds.command(epilog="Example: monitor seeds add article.txt")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@options.common
def add(files: tuple[str, ...]) -> int:
    """Copy these files (plain text, HTML or JSON) into the seed folder, and compare each with everything collected."""
    settings = options.settings()
    lost = seed_folder.add(files, settings)
    settings = seed_folder.with_own(settings)
    with seed_folder.progress() as watch, opened.desk(settings, watch=watch) as desk:
        held = desk.store.articles.seeds()
        added = {seed_folder.id_of(name) for name in files}
        ids = [seed.article.article_id for seed in held if seed.article.article_id in added]
        said = [f"{clean.printable(seed_id)}: {_said(desk.store.articles.seed_counts(seed_id))}." for seed_id in ids]
    for line in said:       # not before: the bar stands on the line
        click.echo(line, err=True)
    click.echo(f"There {'is 1 seed' if len(held) == 1 else f'are {len(held)} seeds'} in {settings.seeds}.", err=True)
    if lost:
        click.echo(f"No longer used: what came with the program ({', '.join(lost)}).", err=True)
    return DONE


def _said(counts: Mapping[str, object]) -> str:
    """Counts in words, as `2 copies, 1 translation, 1 outlet`."""
    n = {name: int(str(counts[name])) for name in (*REPEATS, "outlets")}
    parts = [
        (n["duplicate"] + n["near_duplicate"], "copy", "copies"), (n["translation"], "translation", "translations"),
        (n["same_story"], "report of the same story", "reports of the same story"), (n["outlets"], "outlet", "outlets"),
    ]
    said = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)
    return said or "nothing collected repeats it"


@seeds.command(epilog="Example: monitor seeds remove 000_593f141771f8a783")
@click.argument("seed_id", metavar="ID")
@options.common
def remove(seed_id: str) -> int:
    """Delete a seed's file; the articles that repeated it stay, but no longer as its repeats."""
    settings = options.settings()
    with opened.desk(settings) as desk:
        _found(desk.store, seed_id)
    names = seed_folder.remove(seed_id, settings)
    with opened.desk(seed_folder.with_own(settings)):
        click.echo(f"Removed: {', '.join(names)}", err=True)
    return DONE
