"""`monitor export`: every article that matches, with its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import DONE, NOTHING, choices, formats, opened, options
from monitor.cli.in_words import counted

if TYPE_CHECKING:
    from monitor.model import StoredArticle
    from monitor.ports import Store
    from monitor.settings import Settings

NO_CHOICE = choices.Choice((), (), (), (), None, None, None, False, False)


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Example: monitor export --topic chips --since 2026-01 --output chips.jsonl",
)
@choices.narrowing
@click.option("--sort", type=click.Choice(["relevance", "date", "repeats"]), hidden=True)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many.")
@click.option("--json", is_flag=True, hidden=True)
@click.option("--format", "form", type=click.Choice(formats.NAMES), default="jsonl", show_default=True,
              help="The format of the articles; parquet needs pyarrow, and a file.")
@click.option("--output", "target", metavar="FILE", help="Write to this file instead of stdout.")
@click.option("--warc", metavar="FILE", help="Write the raw pages instead, as a WARC file (FILE.gz: compressed).")
@options.common
def export(
    limit: int | None, form: str, target: str | None, warc: str | None, sort: str | None, json: bool, **rest: Any
) -> int:
    """
    Write every article that matches, one JSON object a line with its text, oldest first.

    Without a QUERY: all but the seeds, on any subject. With --warc and neither query nor options:
    every raw page that is kept, filed or not.
    """
    choice = choices.taken(rest)
    settings = options.settings()
    with opened.store(settings) as store:
        asked = choices.of_every_article(choices.question(choice, settings, store))
        found = _limited(_found(asked, store), limit)
        if warc is not None:
            return _archive(settings, store, None if choice == NO_CHOICE and limit is None else found, warc)
        written = formats.write(form, found, Path(target) if target is not None else None)
    if not written:
        click.echo("Nothing found.", err=True)
    return DONE if written else NOTHING


def _archive(settings: Settings, store: Store, found: Iterable[StoredArticle] | None, target: str) -> int:
    from monitor.cli import archive

    written = archive.write(settings, store, found, target)
    click.echo(f"{counted(written, 'page')} written." if written else "No raw page is kept of these.", err=True)
    return DONE if written else NOTHING


def _found(asked: choices.Question, store: Store) -> Iterator[StoredArticle]:
    if asked.node is None:
        yield from store.articles.every(replace(asked.filter, seeds="seeds" in asked.filter.sources))
        return
    yield from store.search.every(asked.node, asked.filter, vector=asked.vector)


def _limited(found: Iterable[StoredArticle], limit: int | None) -> Iterator[StoredArticle]:
    for number, stored in enumerate(found):
        if limit is not None and number >= limit:
            return
        yield stored
