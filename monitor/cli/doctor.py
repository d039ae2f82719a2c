"""`monitor doctor`: checks the installation, part by part."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import __version__
from monitor.cli import DONE, FAILED, opened, options, output
from monitor.errors import Failed, MonitorError
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.settings import Settings

LEAST_FREE = 50_000_000     # bytes: the raw pages of 1,000 articles
PAGE = b"<html><body><article><h1>Test</h1><p>" + b"A sentence about nothing in particular. " * 20 + b"</p></article>"


@click.command(epilog="Example: monitor doctor")
@click.option("--json", "as_line", is_flag=True, help="One object a line: part, ok, said.")
@options.common
def doctor(as_line: bool) -> int:
    """Check each part that a crawl needs: settings, disk, store, parser, encoder, topics, seeds, broker. No network."""
    settings = options.settings()
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("program", _program), ("settings", _settings), ("disk", _disk), ("store", _store), ("parser", _parser),
        ("encoder", _encoder), ("topics", _topics), ("seeds", _seeds), ("broker", _broker),
    ]
    failed = 0
    for part, check in checks:
        try:
            ok, said = True, check(settings)
        except (MonitorError, OSError, ImportError) as error:
            ok, said = False, str(error)
        failed += not ok
        if as_line:
            output.print_json({"part": part, "ok": ok, "said": said})
        else:
            state = output.styled("ok    ", fg="green") if ok else output.styled("FAILED", fg="red")
            click.echo(f"{state}  {part:<9} {clean.printable(said)}")
    return FAILED if failed else DONE


def _program(_: Settings) -> str:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    except sqlite3.Error as error:
        raise Failed(f"This SQLite has no full text search: {error}.") from error
    finally:
        connection.close()
    return f"Monitor {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version} with FTS5"


def _settings(settings: Settings) -> str:
    zone = options.zone(settings)
    contact = settings.contact or "no contact address: publishers cannot reach you"
    return f"data in {settings.data}, time zone {zone}, {contact}"


def _disk(settings: Settings) -> str:
    import shutil

    place = settings.data.absolute()
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())
    return room(shutil.disk_usage(there).free, place)


def room(free: int, place: Path) -> str:
    """A sentence about this many free bytes; raises Failed if they are too few to go on."""
    if free < LEAST_FREE:
        raise Failed(f"The disk is full: {free // 1_000_000} MB are free for {place}.")
    return f"{free / 1e9:.1f} GB free for {place}"


def _store(settings: Settings) -> str:
    from monitor.stages import address

    with opened.store(settings) as store:
        health = store.counters.health()
    return f"{address.of_server(settings.database_url)} opens; {health.get('articles', 0)} articles"


def _parser(settings: Settings) -> str:
    from monitor import assemble
    from monitor.model import Page

    page = Page("", "https://example.org/", "https://example.org/", 200, {"content-type": "text/html"}, PAGE,
                datetime.now(UTC))
    with closing(assemble.parser(settings)) as parser:
        text = parser.page(page, (), frozenset()).text
    return f"a child process read {len(text)} characters of a test page"


def _encoder(settings: Settings) -> str:
    from monitor import assemble

    encoder = assemble.encoder(settings)
    if encoder is None:
        return "none: questions are answered by words alone, and translations found only by names and numbers"
    row = encoder.encode(["one sentence"])[0]
    return f"{encoder.name}: {len(row)} dimensions, {len(encoder.languages)} languages"


def _topics(settings: Settings) -> str:
    from monitor import assemble
    from monitor.cli.choices import topic_names

    assemble.topics(settings)
    return ", ".join(topic_names(settings)) or "none"


def _seeds(settings: Settings) -> str:
    from monitor import assemble

    with closing(assemble.parser(settings)) as parser:
        found = assemble.seeds(settings, parser)
    return f"{len(found)} in {assemble.seed_folder(settings)}"


def _broker(settings: Settings) -> str:
    from monitor.stages import address

    shown = address.of_server(settings.broker)
    if settings.broker.startswith("memory://"):
        return f"{shown}: the queue lives inside the process"
    from workers import broker

    broker.of(settings.broker_url).check()
    return f"{shown} answers"
