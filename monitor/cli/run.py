"""`monitor run`: keep crawling until told to stop."""

from __future__ import annotations

from datetime import timedelta

import click

from monitor.cli import options
from monitor.cli.crawl import end, stop_signals


@click.command(
    epilog="Example: monitor run --broker redis://localhost/0",
    short_help="Keep crawling: schedule, sweeper, workers.",
)
@options.common
@options.fetching
def run() -> None:
    """Keep crawling: schedule, sweeper and workers in one process; stops cleanly on Ctrl-C and SIGTERM."""
    from workers.crawl import without_end
    from workers.service import Service

    settings = options.settings()
    with stop_signals() as stopping, Service(settings) as service:
        listed = service.add_feeds([], all_due=False)
        service.sync_seeds()
        click.echo(f"Following {listed} feeds; Ctrl-C stops.", err=True)
        without_end(service, stopping, timedelta(days=settings.page_days))
    click.echo("Stopped.", err=True)
    end(0, in_time=service.ended_in_time)
