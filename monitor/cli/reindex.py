"""`monitor reindex`: index every article anew, after the analyser changed; safe to stop and to repeat."""

from __future__ import annotations

import sys

import click

from monitor.cli import DONE, opened, options


@click.command(epilog="Example: monitor reindex")
@options.common
def reindex() -> int:
    """Index what another version of the analyser indexed; a second run goes on where one stopped."""
    done = 0
    with opened.store(options.settings()) as store:
        wanted = store.search.outdated()
        for done in store.search.reindex():
            if sys.stderr.isatty():
                click.echo(f"\r{done} of {wanted} articles", nl=False, err=True)
    click.echo(f"{done} articles indexed anew.", err=True)
    return DONE
