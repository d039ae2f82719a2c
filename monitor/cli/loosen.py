"""What is said to a person whose question found nothing: which names nobody has, and what could be left out."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from monitor.model import Filter
from monitor.stages import clean, fold, query
from monitor.stages.query import And, Has, Node, Not, Or, Word

if TYPE_CHECKING:
    from monitor.cli.choices import Question
    from monitor.ports import Store

ENOUGH = 10             # stories that are counted: more are «10 or more»
MOST_TRIED = 8          # parts of a question that are left out in turn
LATEST = 300            # articles whose words a mistyped one is held against
LEAD = 600              # letters of their texts
SHORTEST = 4            # letters of a word that may be mistyped
EVERYTHING = Filter(everything=True)


def say_why_nothing(store: Store, asked: Question) -> None:
    """On stderr: that nothing was found, and what would find something."""
    click.echo("Nothing found.", err=True)
    for line in (*_unknown(store, asked), *_mistyped(store, asked.node), *_without(store, asked)):
        click.echo(clean.printable(line), err=True)


def _unknown(store: Store, asked: Question) -> Iterator[str]:
    """Sources and seeds that are not there, each with the nearest name."""
    wanted = {"source": list(asked.filter.sources), "seed": [asked.filter.seed_id] if asked.filter.seed_id else []}
    for has in _fields(asked.node):
        wanted.setdefault(has.field, []).append(has.value)
    if wanted["source"]:
        known = [source for (source,), _ in store.search.count(["source"], None, EVERYTHING)]
        yield from _nobody("source", wanted["source"], known)
    if wanted["seed"]:
        yield from _nobody("seed", wanted["seed"], [seed.article.article_id for seed in store.articles.seeds()])


def _nobody(kind: str, wanted: list[str], known: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(wanted):
        if name not in known:
            close = difflib.get_close_matches(name, known, 1, 0.6)
            yield f"There is no {kind} {name}" + (f", did you mean {close[0]}?" if close else ".")


def _fields(node: Node | None) -> list[Has]:
    if isinstance(node, And | Or):
        return [has for part in node.parts for has in _fields(part)]
    if isinstance(node, Not):
        return _fields(node.part)
    return [node] if isinstance(node, Has) else []


def _mistyped(store: Store, node: Node | None) -> Iterator[str]:
    """Words that stand nowhere, each with the nearest of those that the latest articles use."""
    typed = [word for word in query.words(node) if isinstance(word, Word) and len(word.text) >= SHORTEST]
    lost = [word for word in typed if not fold.holds_paired(word.text) and not _count(store, word, EVERYTHING, 1)]
    if not lost:
        return
    latest = store.search.search(None, EVERYTHING, vector=None, sort="date", limit=LATEST).articles
    texts = (f"{one.article.title} {one.article.text[:LEAD]}" for one in latest)
    words = Counter(word for text in texts for word in fold.words(text) if len(word) >= SHORTEST)
    known = {fold.plain(word): word for word, _ in reversed(words.most_common())}
    for word in lost:
        asked = fold.plain("".join(fold.words(word.text)))
        likely = [one for one in known if abs(len(one) - len(asked)) <= 2]
        close = difflib.get_close_matches(asked, likely, 3, 0.75)
        meant = max((known[one] for one in close), key=words.__getitem__, default=None)
        where = "title" if word.field else "article"
        yield f"No {where} holds {word.text}" + (f", did you mean {meant}?" if meant else ".")


def _without(store: Store, asked: Question) -> Iterator[str]:
    """How much is found without each part of the question."""
    for left_out, node, filter_ in [*_narrower(asked)][:MOST_TRIED]:
        if found := _count(store, node, filter_, ENOUGH):
            many = f"{ENOUGH} or more are" if found == ENOUGH else "1 is" if found == 1 else f"{found} are"
            yield f"{left_out} {many} found."


def _narrower(asked: Question) -> Iterator[tuple[str, Node | None, Filter]]:
    filter_, node = asked.filter, asked.node
    if isinstance(node, And):
        for part in node.parts:
            rest = tuple(other for other in node.parts if other is not part)
            yield f"Without {query.said(part)}", rest[0] if len(rest) == 1 else And(rest), filter_
    none: tuple[str, ...] = ()
    for name, field, empty in (
        ("topic", "topics", none), ("lang", "languages", none), ("source", "sources", none), ("since", "since", None),
        ("until", "until", None), ("seed", "seed_id", None),
    ):
        if getattr(filter_, field) != empty:
            # a field and what is empty for it stand in one row above, which the checker cannot follow
            yield f"Without --{name}", node, replace(filter_, **{field: empty})     # type: ignore[arg-type]
    if not filter_.everything:
        yield "With --all", node, replace(filter_, everything=True)


def _count(store: Store, node: Node | None, filter_: Filter, most: int) -> int:
    return len(store.search.search(node, filter_, vector=None, sort="date", limit=most).articles)


