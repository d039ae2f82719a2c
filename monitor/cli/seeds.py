"""`monitor seeds`: the seed articles, each with how many articles repeat it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, opened, options, output
from monitor.errors import Misused
from monitor.model import Relation
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.model import StoredArticle
    from monitor.ports import Store
    from monitor.settings import Settings

REPEATS = tuple(r.value for r in Relation if r is not Relation.DIFFERENT)


@click.group(epilog="Example: monitor seeds list")
def seeds() -> None:
    """The seed articles: what every new article is held against."""


@seeds.command("list", epilog="Example: monitor seeds list --json")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def list_(as_line: bool) -> int:
    """Every seed, with how many articles copy it, translate it, report the same story."""
    with opened.desk(options.settings()) as desk:
        articles = desk.store.articles
        rows = [(seed, articles.seed_counts(seed.article.article_id)) for seed in articles.seeds()]
    if as_line:
        for seed, counts in rows:
            output.print_json(_object(seed, counts))
    elif rows:
        output.print_table(
            ("id", "language", "published", "same text", "copies", "translations", "same story", "outlets", "title"),
            [(seed.article.article_id, seed.article.language, as_json.published(seed.article.published),
              *(counts[relation] for relation in REPEATS), counts["outlets"], clean.line(seed.article.title, 80))
             for seed, counts in rows],
            right=frozenset(("same text", "copies", "translations", "same story", "outlets")),
        )
    else:
        click.echo("There are no seeds: monitor seeds add FILE", err=True)
    return DONE if rows else NOTHING


@seeds.command(epilog="Example: monitor seeds show 000_593f141771f8a783")
@click.argument("seed_id", metavar="ID")
@click.option("--json", "as_line", is_flag=True, help="One object.")
@options.common
def show(seed_id: str, as_line: bool) -> int:
    """One seed: its text, and who repeats it, by relation and language."""
    with opened.desk(options.settings()) as desk:
        seed = _found(desk.store, seed_id)
        counts = desk.store.articles.seed_counts(seed_id)
    if as_line:
        output.print_json({**_object(seed, counts), "text": seed.article.text})
        return DONE
    click.echo(output.styled(clean.printable(seed.article.title), bold=True))
    output.print_pairs({
        "id": seed.article.article_id, "language": seed.article.language,
        "published": as_json.published(seed.article.published), "story": seed.story_id,
        "topics": ", ".join(tag.topic for tag in seed.tags), "outlets": counts["outlets"],
        "first repeated": _day(counts["first_seen"]), "last repeated": _day(counts["last_seen"]),
    })
    languages = counts["languages"]
    for relation in REPEATS:
        by_language = languages.get(relation, {}) if isinstance(languages, Mapping) else {}
        parts = ", ".join(f"{language or '?'} {n}" for language, n in sorted(by_language.items()))
        click.echo(f"{relation.replace('_', ' '):<15} {counts[relation]}" + (f"  ({parts})" if parts else ""))
    click.echo("\n" + clean.text(seed.article.text))
    return DONE


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
        raise Misused(f"There is no seed {seed_id}: {nearest(seed_id, sorted(held))}.")
    return held[seed_id]


@seeds.command(epilog="Example: monitor seeds add article.txt")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@options.common
def add(files: tuple[str, ...]) -> int:
    """Copy these files (plain text, HTML or JSON) into the seed folder."""
    from monitor.cli import documents
    from monitor.seeds import KINDS

    settings = options.settings()
    folder = _own_folder(settings)
    sources = [Path(place) for place in files]
    for source in sources:
        if source.suffix.lower() not in KINDS:
            raise Misused(f"{source} is no seed: it ends in none of {', '.join(KINDS)}.")
        documents.read(str(source), settings)
        if (folder / source.name).exists():
            raise Misused(f"There is a seed {source.name} already; remove it first, or use another name.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sources:
            shutil.copyfile(source, folder / source.name)
    except OSError as error:
        raise Misused(f"The seed folder {folder} cannot be written: {error.strerror}.") from error
    with opened.desk(settings) as desk:
        held = {seed.article.article_id for seed in desk.store.articles.seeds()}
    click.echo(f"{len(sources)} added to {folder}; there are {len(held)} seeds.", err=True)
    return DONE


@seeds.command(epilog="Example: monitor seeds remove 000_593f141771f8a783")
@click.argument("seed_id", metavar="ID")
@options.common
def remove(seed_id: str) -> int:
    """Delete a seed's file; what repeated it stays, no longer as its repeat."""
    settings = options.settings()
    with opened.desk(settings) as desk:
        _found(desk.store, seed_id)
    folder = _own_folder(settings)
    doomed = [path for path in folder.iterdir() if path.stem == seed_id] if folder.is_dir() else []
    if not doomed:
        raise Misused(f"The seed {seed_id} came with the program; name a folder of your own with --seeds.")
    try:
        for path in doomed:
            path.unlink()
    except OSError as error:
        raise Misused(f"The seed {seed_id} cannot be removed: {error.strerror}.") from error
    with opened.desk(settings):
        click.echo(f"Removed: {', '.join(path.name for path in doomed)}", err=True)
    return DONE


def _own_folder(settings: Settings) -> Path:
    """The folder that a person's seeds are in: never the one inside the program."""
    return settings.seeds if settings.seeds is not None else Path("seeds")
