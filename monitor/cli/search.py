"""`monitor search`: find stories by words and meaning, in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import DONE, NOTHING, as_json, choices, loosen, opened, options, output, rows
from monitor.errors import Misused
from monitor.stages import query, snippet

if TYPE_CHECKING:
    from monitor.model import StoredArticle, Told
    from monitor.stages.query import Node


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog='Example: monitor search "nuclear reactors" topic:energy -chips --since 7d --sort date',
)
@choices.narrowing
@click.option("--sort", type=click.Choice(["relevance", "date", "repeats"]), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N")
@click.option("--json", "form", flag_value="json", help="One object a line.")
@click.option("--csv", "form", flag_value="csv", help="A table for spreadsheets.")
@click.option("--urls", "form", flag_value="urls", help="Only the addresses.")
@click.option("--ids", "form", flag_value="ids", help="Only the ids.")
@click.option("--null", is_flag=True, help="With --urls or --ids: end each with NUL, for xargs -0.")
@options.common
def search(sort: str, limit: int, form: str | None, null: bool, **rest: Any) -> int:
    """
    Find stories by words and meaning, in any language.

    QUERY: words (all of them), "a phrase", OR, -not, word*, brackets, NEAR, and the fields topic: lang: source: title:
    date: after: before: seed: story: relation: access: is:
    """
    choice = choices.taken(rest)
    settings = options.settings()
    zone = options.zone(settings)
    with opened.store(settings) as store:
        asked = choices.question(choice, settings, store)
        found = store.search.search(asked.node, asked.filter, vector=asked.vector, sort=sort, limit=limit)
        told: Mapping[str, Told] = {}
        if form is None and not choice.everything:
            told = store.search.told([stored.story_id for stored in found.articles], settings.language)
        if form is None and not found.articles:
            loosen.say_why_nothing(store, asked)
    print_articles(found.articles, asked.node, form, zone, null=null, told=told)
    if found.newest is not None:
        click.echo(f"More than {found.newest:,} articles hold these words: the newest {found.newest:,} were ranked.",
                   err=True)
    return DONE if found.articles else NOTHING


def print_articles(
    found: Sequence[StoredArticle], node: Node | None, form: str | None, zone: tzinfo, *, null: bool = False,
    told: Mapping[str, Told] | None = None,
) -> None:
    """Articles in the form that was asked for; by default for a person, with who tells their stories where known."""
    wanted = query.words(node)
    if null and form not in ("ids", "urls"):
        raise Misused("--null needs --urls or --ids.")
    if form == "ids":
        output.print_lines((stored.article.article_id for stored in found), null=null)
    elif form == "urls":
        output.print_lines((stored.article.url for stored in found if stored.article.url), null=null)
    elif form in ("json", "csv"):
        made = [as_json.article(stored, snippet=_written(stored, wanted)) for stored in found]
        if form == "json":
            for one in made:
                output.print_json(one)
        else:
            flat = [as_json.flat(one) for one in made]
            output.print_csv(as_json.COLUMNS, [[row[name] for name in as_json.COLUMNS] for row in flat])
    elif form is None:
        with output.paged():
            for number, stored in enumerate(found, 1):
                rows.print_row(number, stored, wanted, zone, (told or {}).get(stored.story_id))
    else:
        raise Misused(f"There is no form {form}.")


def _written(stored: StoredArticle, wanted: Sequence[query.Word | query.Phrase]) -> str:
    return stored.snippet or snippet.marked(snippet.of(stored.article.text, stored.article.language, wanted))
