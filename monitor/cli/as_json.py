"""The JSON objects of the command line: the same names in every command, and every key always present."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.model import (
    Comparison,
    EntryRow,
    Match,
    Passage,
    Place,
    Published,
    StoredArticle,
    StoryTopic,
    Tag,
    TermHit,
)

Json = dict[str, object]
COLUMNS = (
    "id", "external_id", "story_id", "url", "canonical_url", "title", "snippet", "source", "feeds", "authors",
    "language", "published", "first_seen", "access", "relevant", "topics", "repeats", "match_relation",
    "match_other_id", "match_score", "seed_id", "seed_relation", "seed_score", "score",
)
"""The columns of `flat`: an article without its text."""


def article(stored: StoredArticle, *, text: bool = False, evidence: bool = False, snippet: str | None = None) -> Json:
    """An article; its `text` and the evidence of its topics only on request."""
    held = stored.article
    return {
        "id": held.article_id,
        "external_id": held.external_id,
        "story_id": stored.story_id,
        "url": held.url,
        "canonical_url": held.canonical_url,
        "title": held.title,
        "text": held.text if text else None,
        "snippet": snippet if snippet is not None else stored.snippet or None,
        "source": held.source,
        "feeds": list(held.feeds),
        "authors": list(held.authors),
        "language": held.language,
        "published": published(held.published),
        "first_seen": instant(held.first_seen),
        "access": held.access.value,
        "relevant": stored.relevance.relevant.value,
        "topics": [topic(tag, evidence=evidence) for tag in stored.tags],
        "repeats": stored.repeats,
        "match": match(stored.match),
        "seed": seed(stored),
        "score": None if stored.score is None else round(stored.score, 4),
    }


def match(held: Match | None) -> Json | None:
    """How an article repeats another."""
    if held is None:
        return None
    return {"relation": held.relation.value, "other_id": held.other_id, "score": round(held.score, 4)}


def seed(stored: StoredArticle) -> Json | None:
    """An article's nearest seed, and how it relates to it."""
    if stored.seed is None:
        return None
    held = stored.seed
    return {"seed_id": held.seed_id, "relation": held.relation.value, "score": round(held.score, 4)}


def topic(tag: Tag, *, evidence: bool) -> Json:
    """A topic that the article reached."""
    held: Json = {"topic": tag.topic, "score": round(tag.score, 2)}
    return held | {"evidence": hits(tag.evidence)} if evidence else held


def story_topics(found: Iterable[StoryTopic]) -> list[Json]:
    """The topics of a story, each with the articles that made it."""
    return [
        {**topic(one.tag, evidence=False), "articles": [
            {"id": voice.article_id, "score": round(voice.score, 2)} for voice in one.voices
        ]}
        for one in found
    ]


def hits(found: Iterable[TermHit]) -> list[Json]:
    """The words that earned a topic or a verdict, with their places."""
    return [
        {"term": h.term, "field": h.field, "start": h.start, "end": h.end, "text": h.text, "points": round(h.points, 2)}
        for h in found
    ]


def comparison(held: Comparison) -> Json:
    """The judgement on a pair of articles."""
    return {
        "relation": held.relation.value,
        "score": round(held.score, 4),
        "story_score": round(held.story_score, 4),
        "evidence": passages(held.evidence),
        "level": held.level.value,
        "reason": held.reason,
    }


def passages(found: Iterable[Passage]) -> list[Json]:
    """The passages that two articles share."""
    return [
        {"kind": p.kind, "a": place(p.a), "b": place(p.b), "score": round(p.score, 4)} for p in found
    ]


def place(held: Place) -> Json:
    """A stretch of a field of an article."""
    return {"field": held.field, "start": held.start, "end": held.end, "text": held.text}


def entry(row: EntryRow) -> Json:
    """An address, and what became of it."""
    return {
        "url": row.url,
        "feed": row.feeds[0] if row.feeds else None,
        "title": row.title or None,
        "state": row.state,
        "fate": row.fate.value if row.fate else None,
        "reason": row.reason,
        "attempts": row.attempts,
        "due": instant(row.due),
        "article_id": row.article_id,
    }


def published(held: Published | None) -> str | None:
    """A publication time as it was given, in its own time zone."""
    return held.text if held else None


def instant(moment: datetime | None) -> str | None:
    """A moment in ISO 8601, to the second."""
    return moment.isoformat(timespec="seconds") if moment else None


def flat(value: Mapping[str, object]) -> Json:
    """An article as one row of a table: lists joined, objects spread over columns, no text."""
    row: Json = {}
    for name, held in value.items():
        if name == "text":
            continue
        if name in ("match", "seed"):
            keys = ("relation", "other_id", "score") if name == "match" else ("seed_id", "relation", "score")
            inner = held if isinstance(held, Mapping) else {}
            row |= {key if key.startswith(name) else f"{name}_{key}": inner.get(key) for key in keys}
        elif isinstance(held, list):
            row[name] = "; ".join(str(one["topic"]) if isinstance(one, Mapping) else str(one) for one in held)
        else:
            row[name] = held
    return row
