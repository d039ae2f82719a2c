"""`monitor entries`: every address ever seen, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from monitor.cli import DONE, NOTHING, as_json, choices, opened, options, output
from monitor.model import EntryRow, Fate
from monitor.stages import clean


@click.command(epilog="Example: monitor entries --fate refused --since 7d")
@click.option("--feed", metavar="URL", help="Only addresses that this feed named.")
@click.option("--fate", type=click.Choice([fate.value for fate in Fate]), metavar="F",
              help="Only addresses with this fate: " + ", ".join(Fate) + ".")
@click.option("--waiting", is_flag=True, help="Only addresses that still wait.")
@click.option("--since", metavar="D", help="First seen since: 7d, yesterday, 2026-03.")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def entries(feed: str | None, fate: str | None, waiting: bool, since: str | None, as_line: bool) -> int:
    """List every address ever seen, with its state, its fate and the reason in words."""
    settings = options.settings()
    start = choices.since(since, datetime.now(UTC), settings)
    found = 0
    with opened.store(settings) as store:
        for row in store.entries.rows(
            feed=feed, fate=Fate(fate) if fate else None, state="waiting" if waiting else None, since=start
        ):
            found += 1
            if as_line:
                output.print_json(as_json.entry(row))
            else:
                click.echo(line(row))
    if not found:
        click.echo("No entries.", err=True)
    return DONE if found else NOTHING


def line(row: EntryRow) -> str:
    """An entry on one line: how it ended, its address, and why."""
    state = row.fate.value.replace("_", " ") if row.fate else "waiting"
    due = f"due {row.due:%Y-%m-%d %H:%M} UTC" if row.due and row.fate is None else ""
    why = " · ".join(filter(None, (row.reason if row.reason != "filed" else "", due, f"{row.attempts} attempts"
                                   if row.attempts > 1 else "")))
    return f"{state:<13} {clean.printable(row.url)}" + (f"  ({clean.printable(why)})" if why else "")
