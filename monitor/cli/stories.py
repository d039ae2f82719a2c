"""`monitor stories`: what is going on, a line a story."""

from __future__ import annotations

import click

from monitor.cli import DONE, NOTHING, as_json, in_words, opened, options, output
from monitor.stages import clean

CURSOR = "stories"


@click.command(epilog="Example: monitor stories --new")
@click.option("--new", is_flag=True, help="Only those that began since the last look; the next look begins after them.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def stories(new: bool, limit: int, as_line: bool) -> int:
    """Every story, newest first: who told it first, how many outlets tell it, in how many languages."""
    with opened.store(options.settings()) as store:
        found = store.search.stories(since_cursor=CURSOR if new else None, limit=limit)
    for founder, articles, outlets, languages in found:
        if as_line:
            told = {"articles": articles, "outlets": outlets, "languages": languages}
            output.print_json({**as_json.article(founder), **told})
            continue
        click.echo(output.styled(clean.printable(founder.article.title) or "(without a title)", bold=True))
        click.echo(f"{output.INDENT}{in_words.facts(founder)}")
        count = f"{_n(articles, 'article')}, {_n(outlets, 'outlet')}, {_n(languages, 'language')}"
        click.echo(output.INDENT + output.styled(f"{count}  story {founder.story_id}", dim=True))
    if not found:
        click.echo("Nothing new." if new else "No stories.", err=True)
    return DONE if found else NOTHING


def _n(count: int, name: str) -> str:
    return f"{count} {name}" + ("" if count == 1 else "s")
