"""`monitor extract`: the article of one page, read as a crawl would read it; stores nothing."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, batch, opened, options, output
from monitor.errors import Misused, MonitorError, Unreadable
from monitor.model import FeedItem, Page
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.cli.pages import Web
    from monitor.model import Extraction
    from monitor.ports import Parser, Store

FURNITURE_PAGES = 3     # pages of a host in one batch that share a line which is then no part of an article
WORKERS = os.cpu_count() or 1
LARGEST = 10 << 20      # bytes of a file, as of a page that a crawl fetches: /dev/zero has no end
WEB = ("http://", "https://")


@click.command(epilog="Example: monitor extract page.html --url https://example.org/story --json")
@click.argument("place", metavar="FILE|URL", required=False)
@click.option("--url", metavar="URL", help="The address where FILE was published.")
@click.option("--batch", "lines", metavar="FILE",
              help="JSON lines with id, path and url, perhaps feed_title, feed_published, feed_text; - is stdin.")
@click.option("--json", "as_line", is_flag=True, help="One JSON object.")
@options.common
@options.fetching
def extract(place: str | None, url: str | None, lines: str | None, as_line: bool) -> int:
    """Extract the article of one page: title, text, date, language, authors, access. Stores nothing."""
    from monitor import assemble
    from monitor.cli.pages import Web

    if (place is None) == (lines is None):
        raise Misused("Give one FILE or URL, or --batch FILE.")
    settings = options.settings()
    with opened.store_if_any(settings) as store, Web(settings) as web, closing(assemble.parser(settings)) as parser:
        if place is not None:
            return _print_one(place, url, web, parser, store, as_line)
        assert lines is not None
        batch.tell(_answers(lines, web, parser, store))
    return DONE


def _print_one(place: str, url: str | None, web: Web, parser: Parser, store: Store | None, as_line: bool) -> int:
    page = web.get(place) if place.startswith(WEB) else file_page(place, url or "")
    try:
        held = parser.page(page, (), _furniture(page, store))
    except Unreadable as error:
        click.echo(str(error), err=True)
        return NOTHING
    if as_line:
        output.print_json({"id": None, **_made(held)})
        return DONE
    output.print_pairs({
        "title": held.title, "published": as_json.published(held.published), "language": held.language,
        "authors": ", ".join(held.authors), "access": held.access.value, "canonical url": held.canonical_url,
    })
    click.echo()
    click.echo(clean.text(held.text))
    return DONE


def file_page(place: str, url: str) -> Page:
    """A file, treated as the page it was saved from; raises Misused if there is none."""
    try:
        with open(place, "rb") as stream:
            body = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise Misused(f"There is no file {place}.") from None
    except (OSError, ValueError) as error:
        raise Misused(f"The file {place} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(body) > LARGEST:
        raise Misused(f"The file {place} is larger than {LARGEST >> 20} MiB, as no page is that is read.")
    headers = {"content-type": "text/plain" if place.lower().endswith(".txt") else "text/html"}
    return Page("", url, url, 200, headers, body, datetime.now(UTC))


def _furniture(page: Page, store: Store | None) -> frozenset[str]:
    from monitor.stages import address

    if store is None or not page.url:
        return frozenset()
    return store.articles.furniture(address.source_of(page.url))


def _made(held: Extraction) -> batch.Json:
    return {
        "title": held.title,
        "text": held.text,
        "published": as_json.published(held.published),
        "language": held.language,
        "authors": list(held.authors),
        "access": held.access.value,
        "canonical_url": held.canonical_url,
    }


def _answers(
    place: str, web: Web, parser: Parser, store: Store | None
) -> Iterator[tuple[batch.Line, batch.Json | MonitorError]]:
    if store is None or not store.articles.groups():
        return _own_background(place, web, parser)
    held = store
    lock = threading.Lock()

    def judge(line: batch.Line) -> batch.Json:
        page, items = _page(line, web)
        with lock:
            furniture = _furniture(page, held)
        return _made(parser.page(page, items, furniture))

    return batch.judged_ahead(batch.lines(place), judge, WORKERS)


def _own_background(place: str, web: Web, parser: Parser) -> Iterator[tuple[batch.Line, batch.Json | MonitorError]]:
    """Read the batch to its end first: a line that several pages of a host share belongs to no article."""
    from monitor.stages import address
    from monitor.stages.extract import line_hashes

    found = list(batch.lines(place))
    fetched: dict[int, Page] = {}

    def judge(line: batch.Line) -> batch.Json:
        page, items = _page(line, web)
        if "path" not in line.value:
            fetched[line.number] = page
        return _made(parser.page(page, items, frozenset()))

    first = list(batch.judged_ahead(iter(found), judge, WORKERS))
    pages_of: dict[str, Counter[str]] = {}
    for line, made in first:
        if isinstance(made, dict) and (source := address.source_of(str(line.value.get("url") or ""))):
            pages_of.setdefault(source, Counter()).update(set(line_hashes(str(made["text"]))))
    furniture = {
        source: frozenset(hash_ for hash_, pages in counts.items() if pages >= FURNITURE_PAGES)
        for source, counts in pages_of.items()
    }

    def again(line: batch.Line) -> batch.Json:
        page, items = (fetched[line.number], _items(line)) if line.number in fetched else _page(line, web)
        return _made(parser.page(page, items, furniture[address.source_of(str(line.value["url"]))]))

    for line, made in first:
        around = furniture.get(address.source_of(str(line.value.get("url") or "")), frozenset())
        if isinstance(made, dict) and around.intersection(line_hashes(str(made["text"]))):
            yield next(batch.judged(iter([line]), again))
        else:
            yield line, made


def _page(line: batch.Line, web: Web) -> tuple[Page, list[FeedItem]]:
    path, url = batch.text_of(line.value, "path"), batch.text_of(line.value, "url")
    if path:
        return file_page(path, url), _items(line)
    if not url.startswith(WEB):
        raise batch.BadLine("The line has neither a path nor an address of the web.")
    return web.get(url), _items(line)


def _items(line: batch.Line) -> list[FeedItem]:
    """What the feed said of the page, if the line gives it."""
    from monitor.stages import dates

    title, text = batch.text_of(line.value, "feed_title"), batch.text_of(line.value, "feed_text")
    published = batch.text_of(line.value, "feed_published")
    if not (title or text or published):
        return []
    url = batch.text_of(line.value, "url")
    return [FeedItem(url, clean.line(title), published=dates.read(published, "feed"), content=text)]
