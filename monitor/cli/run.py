"""`monitor run`: keep crawling until told to stop."""

from __future__ import annotations

from datetime import timedelta

import click

from monitor.cli import options
from monitor.cli.crawl import end, stop_signals
from monitor.errors import Misused


@click.command(
    epilog="Example: monitor run --broker redis://localhost/0",
    short_help="Keep crawling: schedule, sweeper, workers.",
)
@click.option("--only", type=click.Choice(["schedule", "work"]), help="Only hint what is due, or only work on hints.")
@options.common
@options.fetching
def run(only: str | None) -> None:
    """
    Keep crawling: schedule, sweeper and workers in one process; stops cleanly on Ctrl-C and SIGTERM.

    With --only the two parts run in processes of their own, over a broker that both reach.
    """
    from workers.crawl import without_end
    from workers.service import Service

    settings = options.settings()
    if only is not None and settings.broker.startswith("memory://"):
        raise Misused("--only needs a broker that other processes reach: --broker redis://….")
    with stop_signals() as stopping, Service(settings, works=only != "schedule") as service:
        if only == "work":
            click.echo("Working on hints; Ctrl-C stops.", err=True)
            stopping.wait()
        else:
            listed = service.add_feeds([], all_due=False)
            service.sync_seeds()
            click.echo(f"Following {listed} feeds; Ctrl-C stops.", err=True)
            without_end(service, stopping, timedelta(days=settings.page_days))
    click.echo("Stopped.", err=True)
    end(0, in_time=service.ended_in_time)
