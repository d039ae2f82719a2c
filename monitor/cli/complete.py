"""What the shell completes after an option or inside a query: names known to this store and this program.

These run while somebody types. They never create a store, and return nothing if anything is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from monitor.ports import Store
    from monitor.settings import Settings

Names = Iterator[tuple[str, str]]       # a name, and what it is


def _settings(context: click.Context) -> Settings:
    from monitor.cli.options import KEY
    from monitor.settings import load

    flags = dict(context.meta.get(KEY, {}))
    config = flags.pop("config", None)
    return load(flags, config=config)


def topics(context: click.Context) -> Names:
    """The installed topics."""
    from monitor.cli.choices import topic_names

    yield from ((name, "topic") for name in topic_names(_settings(context)))


def _in_store(context: click.Context, names: Callable[[Store], Names]) -> Names:
    from monitor.cli import opened

    with opened.store_if_any(_settings(context)) as store:
        if store is not None:
            yield from names(store)


def sources(context: click.Context) -> Names:
    """The hosts that articles came from, and `seeds`."""
    from monitor.cli.in_words import counted
    from monitor.model import Filter

    def named(store: Store) -> Names:
        for (source,), n in store.search.count(["source"], None, Filter(everything=True)):
            yield source, counted(n, "article")

    return _in_store(context, named)


def languages(context: click.Context) -> Names:
    """The languages of the filed articles."""
    from monitor.cli.in_words import counted
    from monitor.model import Filter

    def named(store: Store) -> Names:
        for (language,), n in store.search.count(["language"], None, Filter(everything=True)):
            if language:
                yield language, counted(n, "article")

    return _in_store(context, named)


def seeds(context: click.Context) -> Names:
    """The seed articles."""

    def named(store: Store) -> Names:
        return ((seed.article.article_id, seed.article.title) for seed in store.articles.seeds())

    return _in_store(context, named)


def saved(context: click.Context) -> Names:
    """The names of saved searches."""
    return _in_store(context, lambda store: iter(store.saved.all().items()))


def fields(context: click.Context) -> Names:
    """The fields of the query language."""
    from monitor.stages.query_parser import FIELDS

    yield from ((f"{name}:", "field") for name in FIELDS)


_VALUES: dict[str, Callable[[click.Context], Names]] = {
    "topic": topics, "source": sources, "site": sources, "lang": languages, "seed": seeds, "query": saved,
}


def offering(
    names: Callable[[click.Context], Names],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """A value for `shell_complete` of an option or argument."""

    def offered(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _items(names, context, incomplete, "")

    return offered


def in_query(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Fields, and after a field's colon its values."""
    from monitor.stages.query_parser import CLOSED

    field, colon, value = incomplete.partition(":")
    if not colon:
        return _items(fields, context, incomplete, "") if incomplete else []
    if field in CLOSED:
        return _items(lambda _: ((name, field) for name in CLOSED[field]), context, value, f"{field}:")
    return _items(_VALUES[field], context, value, f"{field}:") if field in _VALUES else []


def _items(
    names: Callable[[click.Context], Names], context: click.Context, incomplete: str, before: str
) -> list[CompletionItem]:
    from monitor.errors import MonitorError
    from monitor.stages import clean

    try:
        found = [(clean.printable(name), clean.line(about, 60)) for name, about in names(context)]
    except (MonitorError, OSError):
        return []
    return [CompletionItem(before + name, help=about) for name, about in found if name.startswith(incomplete)]
