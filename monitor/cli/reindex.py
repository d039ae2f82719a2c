"""`monitor reindex`: index every article again after the analyser changed; can be stopped and repeated."""

from __future__ import annotations

import sys

import click

from monitor.cli import DONE, opened, options
from monitor.cli.in_words import counted
from monitor.errors import Misused


@click.command(epilog="Example: monitor reindex")
@click.option("--passages", is_flag=True, help="Make the missing vectors of passages instead.")
@options.common
def reindex(passages: bool) -> int:
    """
    Index again what another version of the analyser indexed; a second run continues a stopped one.

    With --passages, make at once the vectors that `monitor run` makes when it has nothing else to do.
    """
    if passages:
        return _passages()
    done = 0
    with opened.store(options.settings()) as store:
        wanted = store.search.outdated()
        for done in store.search.reindex():
            _tell(f"{done} of {wanted} articles")
    click.echo(f"{counted(done, 'article')} indexed anew.", err=True)
    return DONE


def _passages() -> int:
    from monitor import pipeline

    done = 0
    with opened.desk(options.settings()) as desk:
        if desk.encoder is None:
            raise Misused("There are no vectors without an encoder: see the setting `encoder`.")
        while looked := pipeline.read_passages(desk):
            done += looked
            _tell(f"{done} articles")
    click.echo(f"The passages of {counted(done, 'article')} were read.", err=True)
    return DONE


def _tell(progress: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{progress}", nl=False, err=True)
