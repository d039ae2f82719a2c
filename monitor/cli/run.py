"""`monitor run`: keep crawling until told to stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from monitor import assemble
from monitor.cli import options
from monitor.cli.crawl import end, stop_signals, warn_of_contact
from monitor.cli.in_words import counted
from monitor.errors import Misused

if TYPE_CHECKING:
    from workers.service import Service


FIRST_POLLS = timedelta(minutes=10)     # over which the first polls of the feeds that come with the program are spread


@click.command(
    epilog="Example: monitor run --broker redis://localhost/0",
    short_help="Keep crawling until stopped.",
)
@click.option("--only", type=click.Choice(["schedule", "work"]), help="Run only the scheduler, or only the workers.")
@options.common
@options.fetching
def run(only: str | None) -> None:
    """
    Keep crawling, with scheduler and workers in one process; stops cleanly on Ctrl-C and SIGTERM.

    With --only, scheduler and workers run in processes of their own, over a broker that both reach.
    """
    from workers.crawl import without_end
    from workers.patience import patiently
    from workers.service import Service

    settings = options.settings()
    if only is not None and settings.broker.startswith("memory://"):
        raise Misused("--only needs a broker that other processes reach: --broker redis://….")
    if only != "schedule":
        warn_of_contact(settings.contact, settings.proxy)
    assemble.set_up_log(settings)
    with stop_signals() as stopping:
        service = patiently(lambda: Service(settings, works=only != "schedule", said=_said), stopping, _said)
        if service is None:
            return
        with service:
            if only == "work":
                _said("Working on hints; Ctrl-C stops.")
                stopping.wait()
            elif (listed := patiently(lambda: _prepared(service), stopping, _said)) is not None:
                _said(f"Following {counted(listed, 'feed')}; Ctrl-C stops.")
                without_end(service, stopping, timedelta(days=settings.page_days), _said)
    _said("Stopped.")
    end(0, in_time=service.ended_in_time)


def _prepared(service: Service) -> int:
    """Bring the stored feeds and seeds up to date; returns how many feeds are followed."""
    listed = service.add_feeds([], all_due=False, spread=FIRST_POLLS)
    service.sync_seeds()
    return listed


def _said(sentence: str) -> None:
    click.echo(sentence, err=True)
