"""`monitor feeds`: the feed list; OPML in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, FAILED, NOTHING, as_json, files, opened, options, output
from monitor.cli.crawl import feeds_of
from monitor.errors import Misused, MonitorError
from monitor.model import FeedSource
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.ports import Store


@click.group(epilog="Example: monitor feeds import my-feeds.opml")
def feeds() -> None:
    """The feed list: which feeds are followed, and how each is doing."""


@feeds.command("list", epilog="Example: monitor feeds list --json")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def list_(as_line: bool) -> int:
    """List every feed with its state, and when it is polled next."""
    with opened.store(options.settings()) as store:
        rows = store.feeds.listed()
    for source, state, reason, due in rows if as_line else ():
        output.print_json({
            "url": source.url, "title": source.title or None, "group": source.group or None,
            "language": source.language, "keep": source.keep.value, "state": state, "reason": reason,
            "due": as_json.instant(due),
        })
    if rows and not as_line:
        output.print_table(
            ("state", "due (UTC)", "title", "address", "reason"),
            [(state, f"{due:%Y-%m-%d %H:%M}" if due else "never", source.title, source.url, reason or "")
             for source, state, reason, due in rows],
        )
    if not rows:
        click.echo("The list is empty: monitor crawl begins with the feeds that come with the program.", err=True)
    return DONE if rows else NOTHING


@feeds.command(epilog="Example: monitor feeds add https://example.org/feed.xml --title Example")
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--title", default="", help="Its title until the feed gives one.")
@click.option("--group", default="", help="The group to put it in.")
@options.common
@options.fetching
def add(urls: tuple[str, ...], title: str, group: str) -> int:
    """
    Follow these feeds; for a home page, the feed that it names.

    An address that looks like a feed is followed as it is; any other is requested first.
    """
    from monitor.cli import finding

    for url in urls:
        try:
            finding.check(url)
        except MonitorError as error:
            raise Misused(f"{clean.printable(url)} cannot be followed: {error}") from error
    sources, missed = _found(urls)
    if not sources:
        return FAILED if missed == len(urls) else NOTHING
    named = [replace(s, title=clean.line(title) or s.title, group=clean.line(group)) for s in sources]
    return _added(named)


def _found(urls: Sequence[str]) -> tuple[list[FeedSource], int]:
    """The feeds to follow, and how many addresses could not be asked."""
    from contextlib import closing

    from monitor import assemble
    from monitor.cli import finding
    from monitor.cli.pages import Web
    from monitor.stages import discover

    settings = options.settings()
    sources, missed = [], 0
    with Web(settings) as web, closing(assemble.parser(settings)) as parser:
        for url in urls:
            if discover.is_feed_address(url):
                sources.append(FeedSource(url))
                continue
            try:
                found = finding.find(url, web, parser)
            except finding.NoFeed as error:
                _say(str(error))
                continue
            except MonitorError as error:
                missed += 1
                _say(f"Not followed: {url}: {error}")
                continue
            sources.append(found.source)
            if found.source.url != url:
                _say(f"{url} names {found.source.url}" + (f" ({found.source.title})" if found.source.title else ""))
            for other in found.others:
                _say(f"It also names {other.url}" + (f" ({other.title})" if other.title else ""))
    return sources, missed


def _say(sentence: str) -> None:
    click.echo(clean.printable(sentence), err=True)


@feeds.command(epilog="Example: monitor feeds remove https://example.org/feed.xml")
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@options.common
def remove(urls: tuple[str, ...]) -> int:
    """Stop following these feeds; their articles stay."""
    missing = 0
    with opened.store(options.settings()) as store:
        for url in urls:
            if store.feeds.remove(url):
                click.echo(f"No longer followed: {clean.printable(url)}", err=True)
            else:
                missing += 1
                click.echo(f"Not on the list: {clean.printable(url)}{_near(url, store)}", err=True)
    return NOTHING if missing == len(urls) else DONE


def _near(url: str, store: Store) -> str:
    from difflib import get_close_matches

    close = get_close_matches(url, [source.url for source, *_ in store.feeds.listed()], 1)
    return f"; did you mean {clean.printable(close[0])}?" if close else ""


@feeds.command("import", epilog="Example: monitor feeds import my-feeds.opml")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@options.common
def import_(files: tuple[str, ...]) -> int:
    """Follow every feed in these OPML files or plain lists of addresses."""
    return _added([source for place in files for source in feeds_of(place)])


def _added(sources: Sequence[FeedSource]) -> int:
    with opened.store(options.settings()) as store:
        new = store.feeds.add(sources)
    click.echo(f"{new} new, {len(sources) - new} known already.", err=True)
    return DONE


@feeds.command(epilog="Example: monitor feeds export --output my-feeds.opml")
@click.option("--output", "target", metavar="FILE", help="Write to this file instead of stdout.")
@options.common
def export(target: str | None) -> int:
    """Write the list as OPML, with groups, languages and terms."""
    from monitor.stages import opml

    with opened.store(options.settings()) as store:
        sources = [source for source, *_ in store.feeds.listed()]
    written = opml.write(sources, "Feeds of Monitor")
    files.write(Path(target or files.STDOUT), [written.rstrip("\n") + "\n"])
    if not sources:
        click.echo("No feed is listed.", err=True)
    return DONE if sources else NOTHING


@feeds.command(epilog="Example: monitor feeds check https://example.org/feed.xml")
@click.argument("places", nargs=-1, metavar="[URL|FILE]…")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
@options.fetching
def check(places: tuple[str, ...], as_line: bool) -> int:
    """Request each feed once and say what it contains; without a name, every feed of the list. Stores nothing."""
    from contextlib import closing

    from monitor import assemble
    from monitor.cli.pages import Web

    settings = options.settings()
    sources = [source for place in places for source in feeds_of(place)]
    if not places:
        with opened.store(settings) as store:
            sources = [source for source, *_ in store.feeds.listed()]
    bad = 0
    with Web(settings) as web, closing(assemble.parser(settings)) as parser:
        for source in sources:
            try:
                parsed = web.feed(source.url, parser)
            except MonitorError as error:
                bad += 1
                _tell(source.url, None, 0, str(error), as_line)
            else:
                bad += not parsed.items
                _tell(source.url, parsed.title, len(parsed.items), parsed.note or "", as_line)
    if not sources:
        click.echo("No feed is listed.", err=True)
        return NOTHING
    if bad == len(sources):
        click.echo("None of these feeds could be read.", err=True)
        return FAILED
    return DONE


def _tell(url: str, title: str | None, items: int, note: str, as_line: bool) -> None:
    if as_line:
        output.print_json({"url": url, "title": title or None, "items": items, "note": note or None})
        return
    state = "ok" if items else "no items" if title is not None else "failed"
    said = clean.printable(f"{title or ''}  {note}".strip())
    click.echo(f"{state:<9} {items:>4} items  {clean.printable(url)}" + (f"  ({said})" if said else ""))
