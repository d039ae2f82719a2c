"""`monitor open`: an article's address in the system's browser."""

from __future__ import annotations

import click

from monitor.cli import DONE, NOTHING, opened, options, output
from monitor.errors import Failed, Misused, Unknown
from monitor.stages import clean

WEB = ("http://", "https://")


@click.command("open", epilog="Example: monitor open 3f2a9c0b7d1e4a55")
@click.argument("article_id", metavar="ID")
@click.option("--print", "only_print", is_flag=True, help="Print the address and open nothing.")
@options.common
def open_(article_id: str, only_print: bool) -> int:
    """Open an article's address in the browser; if stdout is no terminal, only print it."""
    with opened.store(options.settings()) as store:
        stored = store.articles.get(article_id)
    if stored is None:
        raise Unknown(f"There is no article {article_id}.")
    url = clean.printable(stored.article.url or "")
    if not url:
        click.echo("This article has no address.", err=True)
        return NOTHING
    if not url.startswith(WEB):
        raise Misused(f"{url} is no address of the web.")
    click.echo(url)
    if output.is_terminal() and not only_print:
        import webbrowser

        if not webbrowser.open(url):
            raise Failed("No browser could be started; the address is printed above.")
    return DONE
