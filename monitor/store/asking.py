"""The parsed query as SQL: words go to the word index, everything else becomes conditions on the article's row, `a`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.errors import Misused
from monitor.model import SEEDS, Filter, Relation, Relevance
from monitor.stages.query import And, Has, Node, Not, Or
from monitor.store import narrowing, tags
from monitor.store.database import Transaction, stamp
from monitor.store.narrowing import IsCommon, has_topic
from monitor.store.words import WordIndex

_IS = {
    "seed": f"a.source = '{SEEDS}'",
    "repeat": f"a.relation IN ('{Relation.DUPLICATE}', '{Relation.NEAR_DUPLICATE}', '{Relation.TRANSLATION}')",
    "founder": "a.article_id = (SELECT founder_id FROM story WHERE story.story_id = a.story_id)",
    "relevant": f"a.relevant = '{Relevance.YES}'",
    "unsure": f"a.relevant = '{Relevance.UNSURE}'",
    "irrelevant": f"a.relevant = '{Relevance.NO}'",
}
_COLUMNS = {"lang": "language", "source": "source", "story": "story_id", "access": "access", "relation": "relation"}


@dataclass(slots=True)
class Question:
    """`match` drives and ranks; `conditions` narrow; `unwanted` are words that a hit by meaning may not contain."""

    is_common: IsCommon
    match: str = ""
    conditions: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    of_story: bool = False          # topics are asked of stories
    topics: set[str] = field(default_factory=set)       # all that are asked for
    hopeless: bool = False          # words were asked for, and none of them holds anything to look for

    def every_condition(self, words: WordIndex) -> list[str]:
        """All conditions, and that the words match."""
        if not self.match:
            return list(self.conditions)
        self.values["match"] = self.match
        return [*self.conditions, f"a.number IN ({words.numbers('match', self.match)})"]

    def bind(self, value: object) -> str:
        """Add a parameter, and return its name."""
        name = f"q{len(self.values)}"
        # half a character comes from a shell that speaks another encoding: no store takes it, and nothing holds it
        self.values[name] = value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        return name


def question(
    tx: Transaction, node: Node | None, filter_: Filter, words: WordIndex, *, of_story: bool = False
) -> Question:
    """The SQL of a query; `of_story` asks for the topics of stories instead of those of articles."""
    def is_common(topics: Sequence[str]) -> bool:
        return tags.is_common(tx, topics)

    if node is not None:
        words.prepare(tx)
    asked = Question(is_common=is_common, of_story=of_story)
    if node is not None:
        _split(node, words, asked)
    if _asks_for_irrelevant(node):
        filter_ = _with_everything(filter_)
    conditions, values = narrowing.conditions(filter_, is_common, of_story=of_story)
    asked.conditions += conditions
    asked.values |= values
    asked.topics |= set(filter_.topics)
    return asked


def _split(node: Node, words: WordIndex, asked: Question) -> None:
    """Put wanted and unwanted words into one expression, since the index ranks by all of them together."""
    wanted: list[str] = []
    unwanted: list[str] = []
    others: list[Node] = []
    empty = 0
    for part in _parts(node):
        inner = part.part if isinstance(part, Not) else part
        said = words.expression(inner) if not has_fields(inner) else None
        if said is None:
            others.append(part)
        elif not said:
            empty += not isinstance(part, Not)
        elif isinstance(part, Not):
            unwanted.append(said)
        else:
            wanted.append(said)
    if wanted:
        asked.match = words.all_of(wanted, unwanted)
    asked.hopeless = bool(empty and not wanted and not others)
    asked.unwanted = [f"a.number NOT IN ({words.numbers(asked.bind(said), said)})" for said in unwanted]
    if not wanted:
        asked.conditions += asked.unwanted
    asked.conditions += [condition for part in others if (condition := _condition(part, words, asked)) is not None]


def _parts(node: Node) -> list[Node]:
    if isinstance(node, And):
        return [inner for part in node.parts for inner in _parts(part)]
    return [node]


def has_fields(node: Node) -> bool:
    """Whether anything but words is asked for."""
    if isinstance(node, And | Or):
        return any(map(has_fields, node.parts))
    return has_fields(node.part) if isinstance(node, Not) else isinstance(node, Has)


def _asks_for_irrelevant(node: Node | None) -> bool:
    if isinstance(node, And | Or):
        return any(map(_asks_for_irrelevant, node.parts))
    return isinstance(node, Has) and (node.field, node.value) == ("is", "irrelevant")


def _with_everything(filter_: Filter) -> Filter:
    from dataclasses import replace

    return replace(filter_, everything=True)


def _condition(node: Node, words: WordIndex, asked: Question) -> str | None:
    """A part of the query as a condition; None for a word with nothing to look for."""
    if isinstance(node, And | Or):
        parts = [said for part in node.parts if (said := _condition(part, words, asked)) is not None]
        return "(" + (" AND " if isinstance(node, And) else " OR ").join(parts) + ")" if parts else None
    if isinstance(node, Not):
        inner = _condition(node.part, words, asked)
        return None if inner is None else f"NOT coalesce({inner}, FALSE)"
    if isinstance(node, Has):
        return _has(node, asked)
    said = words.expression(node)
    return f"a.number IN ({words.numbers(asked.bind(said), said)})" if said else None


def _has(node: Has, asked: Question) -> str:
    if node.field == "is":
        return _IS[node.value]
    if node.field in ("after", "before"):
        name = asked.bind(stamp(datetime.fromisoformat(node.value)))
        return f"a.moment {'>=' if node.field == 'after' else '<'} :{name}"
    if node.field not in ("topic", "seed", *_COLUMNS):
        raise Misused(f"The store cannot search by the field {node.field}.")
    name = asked.bind(node.value)
    if node.field == "topic":
        asked.values[name] = (asked.values[name],)
        asked.topics.add(node.value)
        return has_topic(name, asked.is_common((node.value,)), asked.of_story)
    if node.field == "seed":
        return f"((a.seed_id = :{name} AND a.seed_relation <> '{Relation.DIFFERENT}') OR a.article_id = :{name})"
    return f"a.{_COLUMNS[node.field]} = :{name}"


def where(conditions: Sequence[str]) -> str:
    """All conditions as one."""
    return " AND ".join(conditions) if conditions else "1 = 1"
