"""The conditions of a search beside its words, on the article's own row, `a`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.model import SEEDS, Filter, Relevance
from monitor.store.database import stamp

IsCommon = Callable[[Sequence[str]], bool]      # whether very many articles have one of these topics


def has_topic(name: str, is_common: bool, of_story: bool = False) -> str:
    """
    A condition for the topics in the parameter `name`: that the article has one, or its story.

    Where few articles have them their list drives; where many do, each article that is looked at is asked. Measured at
    100,000: 16 ms and 0.5 ms for the newest of a topic that a sixth of all have.
    """
    if of_story and is_common:
        return f"EXISTS (SELECT 1 FROM story_tag WHERE story_tag.topic IN :{name} AND story_tag.story_id = a.story_id)"
    if of_story:
        return f"a.story_id IN (SELECT story_id FROM story_tag WHERE topic IN :{name})"
    if is_common:
        return f"EXISTS (SELECT 1 FROM tag WHERE tag.topic IN :{name} AND tag.number = a.number)"
    return f"a.number IN (SELECT number FROM tag WHERE topic IN :{name})"


def conditions(filter_: Filter, is_common: IsCommon, *, of_story: bool = False) -> tuple[list[str], dict[str, object]]:
    """(SQL conditions, their values), cheap ones first; empty if nothing is narrowed."""
    found: list[str] = []
    values: dict[str, object] = {}

    def add(condition: str, **bound: object) -> None:
        found.append(condition)
        values.update(bound)

    if filter_.languages:
        add("a.language IN :f_languages", f_languages=filter_.languages)
    if filter_.sources:
        add("a.source IN :f_sources", f_sources=filter_.sources)
    if filter_.since is not None:
        add("a.moment >= :f_since", f_since=stamp(filter_.since))
    if filter_.until is not None:
        add("a.moment < :f_until", f_until=stamp(filter_.until))
    if filter_.seed_id is not None:
        add("a.seed_id = :f_seed AND a.seed_relation <> 'different'", f_seed=filter_.seed_id)
    if not filter_.everything:
        add("a.relevant <> :f_beside", f_beside=Relevance.NO.value)
    if not filter_.seeds:
        add("a.source <> :f_seeds", f_seeds=SEEDS)
    if filter_.topics:
        add(has_topic("f_topics", is_common(filter_.topics), of_story), f_topics=filter_.topics)
    return found, values
