"""`monitor forget`: remove for good, and remember not to fetch again."""

from __future__ import annotations

import click

from monitor.cli import DONE, NOTHING, opened, options
from monitor.cli.in_words import counted
from monitor.errors import Misused, Refused
from monitor.stages import clean


@click.command(epilog="Example: monitor forget https://example.org/story")
@click.argument("url", required=False, metavar="URL")
@click.option("--host", metavar="H", help="Everything of this host, with www. and without.")
@options.common
def forget(url: str | None, host: str | None) -> int:
    """
    Remove an address or a whole host for good: entries, articles, raw pages.

    Only a note stays, so that it is never fetched again.
    """
    from monitor import assemble
    from monitor.stages import address

    if bool(url) == bool(host):
        raise Misused("Give one URL, or --host H.")
    try:
        key = address.keys(url).safe if url else None
        name = address.host_of(host if "://" in host else f"https://{host}") if host else None
    except Refused as error:
        raise Misused(f"{url or host} is no address of the web: {error}") from error
    settings = options.settings()
    with opened.store(settings) as store:
        names = [None] if name is None else [bare := name.removeprefix("www."), f"www.{bare}"]
        gone = [store.entries.forget(safe_key=key, host=one) for one in names]
        entries, articles, page_ids = sum(g[0] for g in gone), sum(g[1] for g in gone), [i for g in gone for i in g[2]]
        pages = assemble.open_pages(settings)
        try:
            pages.remove(page_ids)
        finally:
            pages.close()
    click.echo(
        f"Forgotten: {clean.printable(url or host or '')}, {counted(entries, 'entry')}, "
        f"{counted(articles, 'article')}, {counted(len(page_ids), 'raw page')}. It will not be fetched again.",
        err=True,
    )
    return DONE if entries or articles else NOTHING
