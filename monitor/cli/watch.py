"""`monitor watch`: what was filed since the last look of a saved search; nothing twice, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from monitor.cli import DONE, NOTHING, choices, opened, options
from monitor.cli.search import print_articles
from monitor.errors import Misused
from monitor.model import Filter
from monitor.stages.query_parser import parse
from monitor.stages.query_words import nearest


@click.command(epilog="Example: monitor watch grid --json")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, metavar="N",
              help="At most so many; the rest waits for the next look.")
@click.option("--json", "form", flag_value="json", help="One object a line.")
@click.option("--csv", "form", flag_value="csv", help="A table for sheets.")
@click.option("--urls", "form", flag_value="urls", help="The addresses alone.")
@click.option("--ids", "form", flag_value="ids", help="The ids alone.")
@options.common
def watch(name: str, limit: int, form: str | None) -> int:
    """The articles that a saved search finds among those filed since its last look, by words, oldest first."""
    settings = options.settings()
    with opened.store(settings) as store:
        held = store.saved.all()
        if name not in held:
            raise Misused(f"There is no saved search {name}: {nearest(name, sorted(held))}.")
        node = parse(held[name], datetime.now(UTC), options.zone(settings), topics=choices.topic_names(settings),
                     saved=held)
        found = store.search.new(node, Filter(), cursor=f"watch:{name}", limit=limit)
    print_articles(found, node, form)
    return DONE if found else NOTHING
