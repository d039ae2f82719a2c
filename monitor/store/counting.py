"""How many articles or stories there are of each topic, month, source and language."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Filter
from monitor.stages.query import Node
from monitor.store import asking
from monitor.store.asking import Question
from monitor.store.database import Transaction
from monitor.store.words import WordIndex

_BY = {"month": "a.month", "source": "a.source", "language": "coalesce(a.language, '')", "topic": "tag.topic"}
_IN_TAGS = {"topic": "a.topic", "month": "a.month"}


def count(
    tx: Transaction, words: WordIndex, by: Sequence[str], node: Node | None, filter_: Filter
) -> list[tuple[tuple[str, ...], int]]:
    """With topic among the kinds, only articles that have one are counted, once for each."""
    asked = asking.question(tx, node, filter_, words)
    if asked.hopeless:
        return []
    if "topic" in by and set(by) <= set(_IN_TAGS) and _tags_suffice(node, filter_):
        # tags repeat what they need of their article: 10 ms and not 119 at 100,000 articles
        columns, tables = [_IN_TAGS[name] for name in by], "tag a"
    else:
        columns = [_BY[name] for name in by]
        tables = "article a JOIN tag ON tag.number = a.number" if "topic" in by else "article a"
    return _grouped(tx, words, asked, columns, tables, "count(*)")


def count_stories(
    tx: Transaction, words: WordIndex, by: Sequence[str], node: Node | None, filter_: Filter
) -> list[tuple[tuple[str, ...], int]]:
    """Count stories with a matching article, by the stories' topics; one of two months counts in both."""
    asked = asking.question(tx, node, filter_, words, of_story=True)
    if asked.hopeless:
        return []
    columns = [_BY[name].replace("tag.", "story_tag.") for name in by]
    tables = "article a JOIN story_tag ON story_tag.story_id = a.story_id" if "topic" in by else "article a"
    return _grouped(tx, words, asked, columns, tables, "count(DISTINCT a.story_id)")


def _grouped(
    tx: Transaction, words: WordIndex, asked: Question, columns: Sequence[str], tables: str, counted: str
) -> list[tuple[tuple[str, ...], int]]:
    selected = ", ".join(f"{column} AS c{place}" for place, column in enumerate(columns))
    grouped = ", ".join(columns)
    rows = tx.all(
        f"""SELECT {selected}, {counted} AS n FROM {tables}
            WHERE {asking.where(asked.every_condition(words))} GROUP BY {grouped} ORDER BY {grouped}""",
        **asked.values,
    )
    return [(tuple(str(row[f"c{i}"]) for i in range(len(columns))), int(row["n"])) for row in rows]


def _tags_suffice(node: Node | None, filter_: Filter) -> bool:
    """Whether nothing is asked of the article but its words, topics and relevance."""
    narrowed = (filter_.languages, filter_.sources, filter_.since, filter_.until, filter_.seed_id, not filter_.seeds)
    return not any(narrowed) and (node is None or not asking.has_fields(node))
