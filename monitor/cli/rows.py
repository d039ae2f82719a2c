"""One found article as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from monitor.cli import in_words, layout, output
from monitor.model import SEEDS
from monitor.stages import clean, snippet
from monitor.stages.query import Phrase, Word

if TYPE_CHECKING:
    from monitor.model import StoredArticle, Told


def print_row(
    number: int, stored: StoredArticle, wanted: Sequence[Word | Phrase], zone: tzinfo, told: Told | None = None
) -> None:
    """Print one article: a title in the reader's language first, if somebody tells the story in it."""
    held = stored.article
    title = clean.printable(held.title) or "(without a title)"
    first = clean.printable(told.title) if told is not None and told.title is not None else title
    click.echo(f"{number:>3} " + output.wrapped(first, bold=True).removeprefix(output.INDENT))
    if first != title:
        click.echo(output.wrapped(title))
    near = " · near in meaning" if stored.is_near and wanted else ""
    click.echo(output.wrapped(in_words.facts(stored, zone, told) + near))
    if told is not None and told.articles > 1:
        click.echo(output.wrapped(_who_tells(told, zone)))
    shown = snippet.of(held.text, held.language, wanted, otherwise=stored.passage)
    if shown.text:
        click.echo(output.wrapped(shown.text, marks=shown.marks))
    _print_place(stored)


def _who_tells(told: Told, zone: tzinfo) -> str:
    counts = in_words.told(told.articles, told.outlets, told.languages)
    began = "" if told.began is None else f", {in_words.moment(told.began, zone)}"
    return f"{counts}; first told by {clean.printable(told.founder_source)}{began}"


def _print_place(stored: StoredArticle) -> None:
    """Its id and address, on lines of their own where one does not hold both: a terminal follows a whole address."""
    held = stored.article
    place = clean.printable(held.url) if held.url else f"seed {held.article_id}" if held.source == SEEDS else ""
    both = [held.article_id, place] if place else [held.article_id]
    line = "  ".join(both)
    apart = output.is_terminal() and layout.columns(output.INDENT + line) > output.width()
    for said in both if apart else [line]:
        click.echo(output.INDENT + output.styled(said, dim=True))
