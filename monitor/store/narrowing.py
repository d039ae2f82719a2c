"""What narrows a search beside its words: conditions on the article's own row, `a`."""

from __future__ import annotations

from monitor.model import SEEDS, Filter, Relevance
from monitor.store.database import stamp


def conditions(filter_: Filter) -> tuple[list[str], dict[str, object]]:
    """(SQL conditions, their values); none where nothing is narrowed."""
    found: list[str] = []
    values: dict[str, object] = {}

    def add(condition: str, **bound: object) -> None:
        found.append(condition)
        values.update(bound)

    if filter_.topics:
        add("a.number IN (SELECT number FROM tag WHERE topic IN :f_topics)", f_topics=filter_.topics)
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
    return found, values
