"""The options that search, export and count share, and how they become a question to the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli import options
from monitor.errors import Misused
from monitor.model import Filter
from monitor.stages import language_names, period, query
from monitor.stages.query_parser import parse, source_of
from monitor.stages.query_words import nearest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from monitor.model import Vector
    from monitor.ports import Store
    from monitor.settings import Settings
    from monitor.stages.query import Node

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Choice:
    """The options as typed on the command line."""

    query: tuple[str, ...]
    topic: tuple[str, ...]
    lang: tuple[str, ...]
    source: tuple[str, ...]
    since: str | None
    until: str | None
    seed: str | None
    everything: bool
    words: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What the store is asked."""

    node: Node | None
    filter: Filter
    vector: Vector | None


def narrowing(command: Command) -> Command:
    """A decorator for the query and the options that narrow it; the command gets one `Choice` named `choice`."""
    made: list[Callable[[Any], Any]] = [
        click.argument("query", nargs=-1, shell_complete=offered("in_query")),
        click.option("--topic", multiple=True, metavar="T", shell_complete=offered("topics"),
                     help="Only this topic (repeatable: any of them)."),
        click.option("--lang", multiple=True, metavar="L", shell_complete=offered("languages"),
                     help="Only this language, as two letters (repeatable)."),
        click.option("--source", multiple=True, metavar="S", shell_complete=offered("sources"),
                     help="Only this host, or `seeds` (repeatable)."),
        click.option("--since", metavar="D", help="Published since: 7d, yesterday, 2026-03, 2026-03-09."),
        click.option("--until", metavar="D", help="Published until, that day or month included."),
        click.option("--seed", metavar="ID", shell_complete=offered("seeds"),
                     help="Only what repeats this seed or reports the same story."),
        click.option("--all", "everything", is_flag=True,
                     help="One row an article, including articles that are not about AI policy."),
        click.option("--words", is_flag=True, help="Search by words only, not by meaning."),
    ]
    for option in reversed(made):
        command = option(command)
    return command


def offered(what: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """What the shell completes, imported only when it asks."""

    def offer(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from monitor.cli import complete

        if what == "in_query":
            return complete.in_query(context, parameter, incomplete)
        return complete.offering(getattr(complete, what))(context, parameter, incomplete)

    return offer


def taken(values: dict[str, Any]) -> Choice:
    """Take the options of `narrowing` out of a command's arguments."""
    return Choice(**{name: values.pop(name) for name in Choice.__slots__})


def question(choice: Choice, settings: Settings, store: Store) -> Question:
    """Turn a choice into a question; raises Misused with what is wrong and the nearest valid name."""
    now = datetime.now(UTC)
    text = " ".join(_without_options(choice.query))
    zone = options.zone(settings)
    known = topic_names(settings)
    node = parse(text, now, zone, topics=known, saved=store.saved.all() if "query:" in text else None)
    filter_ = Filter(
        topics=tuple(checked_topic(topic, known) for topic in choice.topic),
        languages=tuple(_language(lang) for lang in choice.lang),
        sources=tuple(source_of(source) for source in choice.source),
        since=since(choice.since, now, settings),
        until=None if choice.until is None else period.read(choice.until, now, zone).end,
        seed_id=choice.seed,
        everything=choice.everything,
    )
    return Question(node, filter_, None if choice.words else _meaning(node, settings))


def since(text: str | None, now: datetime, settings: Settings) -> datetime | None:
    """The beginning of a period as a person types it."""
    return None if text is None else period.read(text, now, options.zone(settings)).start


def of_every_article(held: Question) -> Question:
    """The same question, about single articles instead of stories."""
    return replace(held, filter=replace(held.filter, everything=True))


def topic_names(settings: Settings) -> list[str]:
    """The names of the installed topics, taken from their file names without reading them."""
    from monitor import data

    folders = [data.topics_folder(), *([settings.topics] if settings.topics else [])]
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def checked_topic(name: str, known: list[str]) -> str:
    """The topic of this name; raises Misused with the nearest one."""
    if name.lower() not in known:
        raise Misused(f"There is no topic {name}: {nearest(name, known)}.")
    return name.lower()


def _language(code: str) -> str:
    found = language_names.code_of(code)
    if found is None:
        said = language_names.fault(code)
        raise Misused(said[:1].upper() + said[1:] + "." * (not said.endswith("?")))
    return found


def _without_options(words: tuple[str, ...]) -> tuple[str, ...]:
    """A query may contain -excluded words, but a word with two dashes was meant as an option."""
    for word in words:
        if word.startswith("--") and len(word) > 2:
            context = click.get_current_context()
            known = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
            raise Misused(f"There is no option {word}: {nearest(word, known)}.")
    return words


def _meaning(node: Node | None, settings: Settings) -> Vector | None:
    """The vector of the query's words; None if it has none, or no encoder is wanted."""
    asked = " ".join(
        word.text if isinstance(word, query.Word) else " ".join(word.words)
        for word in query.words(node)
        if not (isinstance(word, query.Word) and word.prefix)
    )
    if not asked:
        return None
    from monitor import assemble
    from monitor.stages import vectors

    encoder = assemble.encoder(settings)
    return None if encoder is None else vectors.to_vector(encoder.encode([asked])[0], encoder.name)
