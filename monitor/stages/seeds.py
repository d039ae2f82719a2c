"""The nearest seed of an article, and how the article relates to it."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model import SEEDS, Comparison, Known, Relation, SeedLikeness

_ORDER = (Relation.DUPLICATE, Relation.NEAR_DUPLICATE, Relation.TRANSLATION, Relation.SAME_STORY, Relation.DIFFERENT)


def nearest(judged: Iterable[tuple[Known, Comparison]]) -> SeedLikeness | None:
    """The seed that the article repeats most closely; if it repeats none, the most similar one."""
    found = [
        SeedLikeness(known.article_id, comparison.relation, likeness(comparison))
        for known, comparison in judged
        if known.source == SEEDS
    ]
    return min(found, key=lambda seed: (_ORDER.index(seed.relation), -seed.score, seed.seed_id), default=None)


def likeness(comparison: Comparison) -> float:
    """The score of the relation; for an unrelated one, how near it is to telling the same story."""
    return comparison.story_score if comparison.relation is Relation.DIFFERENT else comparison.score
