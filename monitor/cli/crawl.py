"""`monitor crawl`: one pass over every due row."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import assemble
from monitor.cli import options
from monitor.cli.in_words import counted
from monitor.errors import Misused

if TYPE_CHECKING:
    from monitor.model import FeedSource
    from workers.crawl import Summary

Progress = Callable[[Counter[tuple[str, str]], Mapping[str, int]], None]


@click.command(
    epilog="Example: monitor crawl --feeds my-feeds.opml --all --json",
    short_help="Make one pass: try every feed and article that is due, once.",
)
@click.option("--feeds", "places", multiple=True, metavar="FILE|URL", help="An OPML file, a list, or a feed.")
@click.option("--all", "everything", is_flag=True, help="Poll every feed now, due or not.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Fetch at most N pages.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@options.common
@options.fetching
def crawl(places: tuple[str, ...], everything: bool, limit: int | None, as_json: bool) -> None:
    """
    Make one pass: try every row that is due, once. A failed one waits for a later pass.

    Without --feeds the stored list is crawled. If it is empty, the feeds that ship with the program are added.
    """
    from workers.crawl import one_pass
    from workers.service import Service

    sources = [source for place in places for source in feeds_of(place)]
    settings = options.settings()
    warn_of_contact(settings.contact, settings.proxy)
    assemble.set_up_log(settings)
    with stop_signals() as stopping, Service(settings, limit) as service:
        service.add_feeds(sources, all_due=everything)
        service.sync_seeds()
        with progress_bar() as progress:
            done = one_pass(service, stopping, progress)
    if as_json:
        click.echo(json.dumps(done.as_json()))
    else:
        click.echo(described(done, settings.proxy is not None))
    end(130 if stopping.is_set() else 3 if done.nothing_reached else 0, in_time=service.ended_in_time)


def feeds_of(place: str) -> list[FeedSource]:
    """The feeds that a file or address names."""
    from monitor.model import FeedSource
    from monitor.stages import opml

    if place.startswith(("http://", "https://")):
        return [FeedSource(place)]
    path = Path(place)
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise Misused(f"There is no file {place}.") from None
    except OSError as error:
        raise Misused(f"The file {place} cannot be read: {error.strerror}.") from error
    return opml.addresses(body) if path.suffix.lower() == ".txt" else opml.read(body)


def warn_of_contact(contact: str, proxy: str | None) -> None:
    """Remind the person to set a contact address; behind a proxy of their own nobody would complain."""
    if not contact and proxy is None:
        click.echo("No contact address is set: publishers cannot reach you. Set contact in monitor.toml.", err=True)


@contextlib.contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM set the event; a second one ends the process at once."""
    stopping = threading.Event()

    def stop(number: int, _frame: object) -> None:
        if stopping.is_set():
            os._exit(128 + number)
        stopping.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A progress line on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    text = TextColumn("{task.description}")
    columns = (SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("polling feeds", total=None)

        def show(counted: Counter[tuple[str, str]], owed: Mapping[str, int]) -> None:
            ended = sum(n for (stage, _), n in counted.items() if stage == "end")
            left = owed.get("fetch", 0) + owed.get("read", 0)
            polling = owed.get("poll", 0)
            name = f"polling {polling} feeds" if polling else "reading articles"
            bar.update(task, description=name, completed=ended, total=ended + left)

        yield show


def described(done: Summary, proxied: bool = False) -> str:
    """The summary in words."""
    if done.offline and not (done.polled or done.unchanged or done.failed):
        cause = "The proxy does not answer" if proxied else "This machine seems to have no network"
        return f"{cause}: none of {counted(done.offline, 'feed')} could be asked, and nothing is counted against them."
    feeds = f"{counted(done.polled, 'feed')} polled, {done.unchanged} unchanged, {done.failed} failed"
    lines = [f"{feeds}; {counted(done.entries, 'new entry')}, {counted(done.filed, 'article')} filed, "
             f"{done.repeats} of them repeats."]
    others = {fate: n for fate, n in done.outcomes.items() if fate != "filed"}
    if others:
        lines.append("Not filed: " + ", ".join(f"{n} {fate.replace('_', ' ')}" for fate, n in others.items()) + ".")
    if done.waiting:
        lines.append(f"{counted(done.waiting, 'entry')} left for a later pass.")
    if done.offline:
        lines.append(
            f"{'The proxy went away' if proxied else 'This machine lost its network'}: "
            f"{counted(done.offline, 'feed')} could not be asked, and nothing is counted against them."
        )
    lines.append(f"{done.seconds:.1f} seconds.")
    return "\n".join(lines)


def end(code: int, *, in_time: bool) -> None:
    """Exit with this code without waiting for threads that still hang on slow servers: their leases will run out."""
    if in_time:
        sys.exit(code)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
