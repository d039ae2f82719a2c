"""The topics of a story: those that its articles reach, weighed over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Tag

MOST = 2.0              # times the threshold: more than that no article counts
SHARE = 0.5             # of the threshold, that all articles must reach on average: those without the tag count nothing


@dataclass(frozen=True, slots=True)
class Voices:
    """What the articles of a story that reach a topic say of it together."""

    topic: str
    articles: int                           # that reach it
    points: float                           # of all of them
    counted: float                          # the same, none of them with more than `MOST` thresholds
    threshold: float
    version: str


def weighed(voices: Iterable[Voices], articles: int) -> tuple[Tag, ...]:
    """The topics of a story with so many articles, strongest first; a score is the mean of those that reach it."""
    found = [
        Tag(one.topic, round(one.points / one.articles, 2), one.threshold, one.version)
        for one in voices if one.counted >= SHARE * one.threshold * articles
    ]
    return tuple(sorted(found, key=lambda tag: (-tag.score, tag.topic)))


def of_articles(articles: Sequence[Sequence[Tag]]) -> tuple[Tag, ...]:
    """The topics of a story whose articles have these tags."""
    tags: dict[str, list[Tag]] = {}
    for one in articles:
        for tag in one:
            tags.setdefault(tag.topic, []).append(tag)
    return weighed((_together(some) for some in tags.values()), len(articles))


def _together(some: Sequence[Tag]) -> Voices:
    threshold = max(tag.threshold for tag in some)
    return Voices(
        some[0].topic, len(some), sum(tag.score for tag in some),
        sum(min(tag.score, MOST * tag.threshold) for tag in some), threshold, max(tag.version for tag in some),
    )
