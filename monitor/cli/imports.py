"""`monitor import`: articles from elsewhere, through every stage after extraction, in this process."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, batch, opened, options, output
from monitor.cli.in_words import counted
from monitor.errors import MonitorError
from monitor.model import SEEDS, Article, Relation
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.ports import Store

SHOWN = 20              # bad lines that are named one by one
BATCH = 4               # articles whose vectors are made at once: 4.7 ms each, of one 5.9, of fifty 4.4


@click.command("import", epilog="Example: monitor import articles.jsonl")
@click.argument("place", metavar="FILE.jsonl")
@click.option("--json", "as_line", is_flag=True, help="Print the summary as one JSON object.")
@options.common
def import_(place: str, as_line: bool) -> int:
    """
    File articles from elsewhere: JSON lines with title and text, perhaps id, url, published, language, source.

    The same id or address again becomes a new version. - is stdin. Bad lines are reported on stderr and skipped.
    """
    lines = batch.lines(place)
    from monitor import pipeline

    started = time.monotonic()
    counts: Counter[str] = Counter(read=0, filed=0, unchanged=0, repeats=0, bad=0)
    with opened.desk(options.settings()) as desk:
        for filing in pipeline.import_articles(desk, _batches(lines, desk.store, desk.clock.now(), counts)):
            counts["unchanged" if filing is None else "filed"] += 1
            if filing is not None and any(match.relation is not Relation.SAME_STORY for match in filing.matches):
                counts["repeats"] += 1
            if sys.stderr.isatty():
                click.echo(f"\r{counts['filed']} filed", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    seconds = time.monotonic() - started
    if as_line:
        output.print_json({**counts, "seconds": round(seconds, 3)})
    else:
        click.echo(
            f"{counted(counts['read'], 'article')} read, {counts['filed']} filed, {counts['repeats']} of them repeats, "
            f"{counts['unchanged']} unchanged, {counted(counts['bad'], 'bad line')}; {seconds:.1f} seconds."
        )
    return DONE


def _batches(
    lines: Iterator[batch.Line], store: Store, now: datetime, counts: Counter[str]
) -> Iterator[Sequence[Article]]:
    """Articles in batches; a line about an article of the current batch waits for the next, as its new version."""
    held: list[Article] = []
    named: set[str] = set()
    for line in lines:
        names = _names(line)
        if len(held) == BATCH or not named.isdisjoint(names):
            yield held
            held, named = [], set()
        article = _article(line, store, now, counts)
        held += [] if article is None else [article]
        named |= names
    if held:
        yield held


def _names(line: batch.Line) -> set[str]:
    """By what a line names its article: its id and its address."""
    from monitor.stages import address

    names = {f"import:{line.line_id}"} if isinstance(line.line_id, str | int) else set()
    with contextlib.suppress(MonitorError):
        names.add(address.keys(batch.text_of(line.value, "url", needed=True).strip()).safe)
    return names


def _article(line: batch.Line, store: Store, now: datetime, counts: Counter[str]) -> Article | None:
    """The article of a line; none if the line is bad, or already stored exactly so."""
    try:
        made = article_of(line, store, now)
    except MonitorError as error:
        counts["bad"] += 1
        if counts["bad"] <= SHOWN:
            said = clean.printable(str(error))
            click.echo(said if line.error else f"Line {line.number}: {said}", err=True)
        return None
    counts["read"] += 1
    before = store.articles.get(made.article_id)
    if before is not None and _same(before.article, made):
        counts["unchanged"] += 1
        return None
    return made


def _same(before: Article, now: Article) -> bool:
    """Whether an import says nothing new; when it was first seen and its version do not count."""
    told = ("title", "text", "published", "language", "source", "url", "external_id")
    return all(getattr(before, name) == getattr(now, name) for name in told)


def article_of(line: batch.Line, store: Store, now: datetime) -> Article:
    """The article of a line; raises BadLine with what is wrong."""
    from monitor.stages import dates, language

    if line.error is not None:
        raise batch.BadLine(line.error)
    value = line.value
    title = clean.line(batch.text_of(value, "title"))
    text = clean.text(batch.text_of(value, "text", needed=True)).strip()
    source = clean.line(batch.text_of(value, "source"))
    if not text:
        raise batch.BadLine("It has no text.")
    if source == SEEDS:
        raise batch.BadLine("The source seeds is kept for the seed folder.")
    name = _name(line)
    article_id, url, host = _identity(line, name, store)
    published = None
    if said := batch.text_of(value, "published"):
        published = dates.read(said, "import", now)
        if published is None:
            raise batch.BadLine(f"Its date cannot be read: {said[:40]!r}.")
    tongue = batch.text_of(value, "language").strip().lower()[:2]
    given = [name for name in ("title", "text", "published", "language", "source", "url") if value.get(name)]
    return Article(
        article_id=article_id or hashlib.sha256(f"text:{title}\n{text}".encode()).hexdigest()[:16],
        url=url, title=title, text=text, source=source or host or "import",
        first_seen=now, language=tongue or language.of(title, text), published=published,
        external_id=None if name is None else clean.line(name),
        origins=dict.fromkeys(given, "import"), made_by="import",
    )


def _name(line: batch.Line) -> str | None:
    """What the line calls its article; raises BadLine if that is neither text nor a number."""
    held = line.line_id
    if isinstance(held, str):
        return batch.text_of(line.value, "id")
    if held is not None and type(held) is not int:      # true is one, too, to isinstance
        raise batch.BadLine("Its id is neither text nor a number.")
    return None if held is None else str(held)


def _identity(line: batch.Line, name: str | None, store: Store) -> tuple[str | None, str | None, str]:
    """(id, address, host): of the article stored at this address, else of one with the line's id, else new."""
    from monitor.pipeline.file import article_id_of
    from monitor.stages import address

    said = batch.text_of(line.value, "url").strip()
    url, host, article_id = None, "", None
    if said:
        keys = address.keys(said)
        url, host = keys.url, address.source_of(keys.url)
        article_id = store.articles.find(keys.safe)
    if article_id is None and name is not None:
        article_id = hashlib.sha256(f"import:{name}".encode()).hexdigest()[:16]
    if article_id is None and url is not None:
        article_id = article_id_of(url)
    return article_id, url, host
