"""`monitor save`: named searches, used as `query:NAME` and by `monitor watch`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import click

from monitor.cli import DONE, NOTHING, choices, opened, options, output
from monitor.errors import Misused
from monitor.stages.query_parser import parse
from monitor.stages.query_words import nearest

NAME = re.compile(r"[\w-]{1,40}")


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog='Example: monitor save grid "topic:energy (grid OR réseau) -opinion"',
)
@click.argument("name", required=False, shell_complete=choices.offered("saved"))
@click.argument("query", nargs=-1, shell_complete=choices.offered("in_query"))
@click.option("--remove", is_flag=True, help="Delete the search of this name.")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def save(name: str | None, query: tuple[str, ...], remove: bool, as_line: bool) -> int:
    """Save a query under a name; with only a name, print its query; with nothing, list all."""
    settings = options.settings()
    with opened.store(settings) as store:
        held = dict(store.saved.all())
        if name is None or not query:
            found = held if name is None else {name: _known(name, held)}
            if remove and name is not None:
                _refuse_if_used(name, held)
                store.saved.remove(name)
            elif as_line:
                for one, text in found.items():
                    output.print_json({"name": one, "query": text})
            else:
                output.print_pairs(found)
            if not found:
                click.echo("No search is saved.", err=True)
            return DONE if found else NOTHING
        if remove or not NAME.fullmatch(name):
            raise Misused("A name is letters, digits, - and _, at most 40 of them; --remove takes a name alone.")
        text = " ".join(query)
        parse(text, datetime.now(UTC), options.zone(settings), topics=choices.topic_names(settings),
              saved={**held, name: f"query:{name}"})
        store.saved.save(name, text)
    click.echo(f"Saved: monitor search query:{name}", err=True)
    return DONE


def _refuse_if_used(name: str, held: dict[str, str]) -> None:
    """Raises Misused where other searches name this one: they could not be read any more."""
    named = re.compile(rf"query:{re.escape(name)}(?![\w-])")
    users = [other for other, text in held.items() if other != name and named.search(text)]
    if users:
        raise Misused(f"The saved search {name} is used by {', '.join(users)}: remove or change that first.")


def _known(name: str, held: dict[str, str]) -> str:
    if name not in held:
        raise Misused(f"There is no saved search {name}: {nearest(name, sorted(held))}.")
    return held[name]
