"""`monitor search`: find stories by words and meaning, in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import DONE, NOTHING, as_json, choices, in_words, opened, options, output
from monitor.errors import Misused
from monitor.model import SEEDS
from monitor.stages import clean, query, snippet

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
@click.option("--csv", "form", flag_value="csv", help="A table for sheets.")
@click.option("--urls", "form", flag_value="urls", help="The addresses alone.")
@click.option("--ids", "form", flag_value="ids", help="The ids alone.")
@click.option("--null", is_flag=True, help="With --urls or --ids: each ends with NUL, for xargs -0.")
@options.common
def search(sort: str, limit: int, form: str | None, null: bool, **rest: Any) -> int:
    """
    Find stories by words and meaning, in any language.

    QUERY: words (all of them), "a phrase", OR, -not, word*, brackets, NEAR, and the fields topic: lang: source: title:
    date: after: before: seed: story: relation: access: is:
    """
    choice = choices.taken(rest)
    settings = options.settings()
    with opened.store(settings) as store:
        asked = choices.question(choice, settings, store)
        found = store.search.search(asked.node, asked.filter, vector=asked.vector, sort=sort, limit=limit)
        told: Mapping[str, Told] = {}
        if form is None and not choice.everything:
            told = store.search.told([stored.story_id for stored in found.articles], settings.language)
    print_articles(found.articles, asked.node, form, null=null, told=told)
    if found.newest is not None:
        click.echo(f"More than {found.newest:,} articles hold these words: the newest {found.newest:,} were ranked.",
                   err=True)
    return DONE if found.articles else NOTHING


def print_articles(
    found: Sequence[StoredArticle], node: Node | None, form: str | None, *, null: bool = False,
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
            rows = [as_json.flat(one) for one in made]
            output.print_csv(as_json.COLUMNS, [[row[name] for name in as_json.COLUMNS] for row in rows])
    elif form is None:
        with output.paged():
            for number, stored in enumerate(found, 1):
                _print_one(number, stored, wanted, (told or {}).get(stored.story_id))
        if not found:
            click.echo("Nothing found.", err=True)
    else:
        raise Misused(f"There is no form {form}.")


def _written(stored: StoredArticle, wanted: Sequence[query.Word | query.Phrase]) -> str:
    return stored.snippet or snippet.marked(snippet.of(stored.article.text, stored.article.language, wanted))


def _print_one(
    number: int, stored: StoredArticle, wanted: Sequence[query.Word | query.Phrase], told: Told | None
) -> None:
    """Print one article: a title in the reader's language first, if somebody tells the story in it."""
    held = stored.article
    title = clean.printable(held.title) or "(without a title)"
    first = clean.printable(told.title) if told is not None and told.title is not None else title
    click.echo(f"{number:>3} {output.styled(first, bold=True)}")
    if first != title:
        click.echo(output.INDENT + title)
    shown = snippet.of(held.text, held.language, wanted, otherwise=stored.passage)
    click.echo(output.INDENT + in_words.facts(stored) + (" · near in meaning" if stored.is_near and wanted else ""))
    if told is not None and told.articles > 1:
        counts = in_words.told(told.articles, told.outlets, told.languages)
        click.echo(f"{output.INDENT}{counts}; first told by {clean.printable(told.founder_source)}")
    if shown.text:
        click.echo(_with_marks(shown))
    place = clean.printable(held.url) if held.url else f"seed {held.article_id}" if held.source == SEEDS else ""
    click.echo(output.INDENT + output.styled("  ".join(filter(None, (held.article_id, place))), dim=True))


def _with_marks(shown: snippet.Snippet) -> str:
    """The snippet with its matches in bold, or unchanged where nothing can be bold."""
    wrapped = output.wrapped(shown.text)
    if not shown.marks or not output.is_terminal():
        return wrapped
    words = sorted({shown.text[start:end] for start, end in shown.marks}, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in words))
    return pattern.sub(lambda match: output.styled(match[0], bold=True), wrapped)
