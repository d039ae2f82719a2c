"""`monitor backup` and `monitor restore`: every row in one file, while the program runs."""

from __future__ import annotations

from pathlib import Path

import click

from monitor import assemble
from monitor.cli import DONE, options
from monitor.errors import Misused


@click.command(epilog="Example: monitor backup monitor-2026-11-25.backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options.common
def backup(file: Path) -> int:
    """Write every row into a new FILE while the program runs; raw pages are not included."""
    if file.exists():
        raise Misused(f"The file {file} is there already; a backup never writes over one.")
    assemble.backup(options.settings(), file)
    click.echo(f"Written to {file}.", err=True)
    return DONE


@click.command(epilog="Example: monitor restore monitor-2026-11-25.backup --data fresh")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options.common
def restore(file: Path) -> int:
    """Fill an empty store from FILE, a backup of either kind of store."""
    if not file.is_file():
        raise Misused(f"There is no file {file}.")
    if assemble.restore(options.settings(), file):
        click.echo("Restored. Now rebuild the word index: monitor reindex.", err=True)
    else:
        click.echo("Restored.", err=True)
    return DONE
