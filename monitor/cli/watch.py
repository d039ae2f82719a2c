"""`monitor watch`: what a saved search finds among the articles filed since its last look; nothing twice, nothing lost.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, choices, opened, options, output
from monitor.cli.search import print_articles
from monitor.errors import Misused
from monitor.model import Filter
from monitor.stages.query_parser import parse
from monitor.stages.query_words import nearest

if TYPE_CHECKING:
    from monitor.model import StoredArticle


@click.command(epilog="Example: monitor watch grid --json")
@click.argument("name", shell_complete=choices.offered("saved"))
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, metavar="N",
              help="At most so many; the rest come at the next look.")
@click.option("--json", "form", flag_value="json", help="One object a line.")
@click.option("--csv", "form", flag_value="csv", help="A table for spreadsheets.")
@click.option("--urls", "form", flag_value="urls", help="Only the addresses.")
@click.option("--ids", "form", flag_value="ids", help="Only the ids.")
@click.option("--null", is_flag=True, help="With --urls or --ids: end each with NUL, for xargs -0.")
@click.option("--atom", metavar="FILE", help="Write the newest articles as an Atom feed instead.")
@click.option("--json-file", metavar="FILE",
              help="Write the newest articles as one JSON document instead, which is a JSON Feed too.")
@options.common
def watch(name: str, limit: int, form: str | None, null: bool, atom: str | None, json_file: str | None) -> int:
    """
    Show what a saved search finds, by words, among articles filed since its last look; oldest first.

    With --atom or --json-file, write the newest articles there for a feed reader or web server; the last look
    stays where it is.
    """
    settings = options.settings()
    now = datetime.now(UTC)
    with opened.store(settings) as store:
        held = store.saved.all()
        if name not in held:
            raise Misused(f"There is no saved search {name}: {nearest(name, sorted(held))}.")
        node = parse(held[name], now, options.zone(settings), topics=choices.topic_names(settings),
                     saved=held)
        if atom is not None or json_file is not None:
            newest = store.search.search(node, Filter(), vector=None, sort="date", limit=limit).articles
            _write(name, held[name], now, newest, atom, json_file)
            return DONE if newest else NOTHING
        with store.search.new(node, Filter(), cursor=f"watch:{name}", limit=limit) as found:
            print_articles(found, node, form, options.zone(settings), null=null)
            sys.stdout.flush()      # only what went out was seen
    if not found and form is None:
        click.echo("Nothing new.", err=True)
    return DONE if found else NOTHING


def _write(
    name: str, query: str, now: datetime, found: Sequence[StoredArticle], atom: str | None, json_file: str | None
) -> None:
    """Write files that appear when complete: a reader never sees half of one."""
    from monitor.cli import atom as as_atom
    from monitor.cli import files, json_feed

    title, updated = f"{name}: {query}", as_atom.newest(found, now)
    if atom is not None:
        files.write(Path(atom), as_atom.feed(title, f"search:{name}", updated, found))
    if json_file is not None:
        said = json_feed.feed(title, found) | {
            "name": name, "query": query, "updated": as_json.instant(updated),
            "articles": [as_json.article(stored) for stored in found],
        }
        files.write(Path(json_file), [output.json_line(said) + "\n"])
