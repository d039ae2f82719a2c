"""`monitor retry`: release what was quarantined, or ended in another fate that time may mend."""

from __future__ import annotations

import click

from monitor.cli import DONE, NOTHING, opened, options
from monitor.model import Fate
from monitor.stages import clean

MENDED = [Fate.QUARANTINED, Fate.UNREACHABLE, Fate.GONE, Fate.WALL, Fate.UNREADABLE, Fate.REFUSED, Fate.OVER_THE_CAP]


@click.command(epilog="Example: monitor retry --fate unreachable")
@click.option("--fate", type=click.Choice([fate.value for fate in MENDED]), default=Fate.QUARANTINED.value,
              show_default=True, help="Entries with this fate.")
@click.option("--feed", metavar="URL",
              help="Restart this feed instead, whatever stopped it: a 410, failures, quarantine.")
@options.common
def retry(fate: str, feed: str | None) -> int:
    """Let entries of one fate wait again, their counts reset (and quarantined feeds). The next pass tries them."""
    with opened.store(options.settings()) as store:
        if feed is not None:
            restarted = store.feeds.make_due([feed])
            said = f"{feed} is due now." if restarted else f"Not on the list: {feed}"
            click.echo(clean.printable(said), err=True)
            return DONE if restarted else NOTHING
        released = store.entries.retry(Fate(fate))
    click.echo(f"{released} wait again." if released else f"Nothing is {fate.replace('_', ' ')}.", err=True)
    return DONE if released else NOTHING
