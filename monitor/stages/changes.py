"""What today's code would decide otherwise: a stored article compared with the same one computed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import (
    Article,
    Match,
    Published,
    Relation,
    RelevanceVerdict,
    SeedLikeness,
    StoredArticle,
    Tag,
)
from monitor.stages import clean, versions
from monitor.stages.align import Kind

LONGEST = 200           # code points of an example
_ORDER = {relation: rank for rank, relation in enumerate(Relation)}


class Changed(StrEnum):
    """The kinds of change, by the stage that makes them."""

    READ = "read"                   # no article was found in the page, and now there is one
    UNREAD = "no longer read"       # the other way round: what is stored stays as it is
    TEXT = "text"
    TITLE = "title"
    PUBLISHED = "published"
    LANGUAGE = "language"
    AUTHORS = "authors"
    ACCESS = "access"
    ADDRESS = "canonical address"
    MATCH_FOUND = "match found"
    MATCH_LOST = "match lost"
    RELATION = "relation"
    STORY = "story"
    SEED = "nearest seed"
    TOPIC_GAINED = "topic gained"
    TOPIC_LOST = "topic lost"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about one article that would change, in words."""

    kind: Changed
    article_id: str | None
    title: str
    before: str
    after: str


def of_article(before: Article, after: Article) -> Iterator[Change]:
    """What is read differently from the same page."""
    def change(kind: Changed, old: str | None, new: str | None) -> Change:
        return Change(kind, before.article_id, before.title, _short(old), _short(new))

    if versions.is_changed((before.title, before.text), (before.title, after.text)):
        yield change(Changed.TEXT, *_first_difference(before.text, after.text))
    if before.title != after.title:
        yield change(Changed.TITLE, before.title, after.title)
    if _said(before.published) != _said(after.published):
        yield change(Changed.PUBLISHED, _said(before.published), _said(after.published))
    if before.language != after.language:
        yield change(Changed.LANGUAGE, before.language, after.language)
    if before.authors != after.authors:
        yield change(Changed.AUTHORS, ", ".join(before.authors), ", ".join(after.authors))
    if before.access is not after.access:
        yield change(Changed.ACCESS, before.access.value, after.access.value)
    if before.canonical_url != after.canonical_url:
        yield change(Changed.ADDRESS, before.canonical_url, after.canonical_url)


def of_matches(article: Article, before: Mapping[str, Relation], after: Mapping[str, Relation]) -> Iterator[Change]:
    """Changes in what it repeats; matches are given by the other article's id."""
    for other in sorted({*before, *after}):
        old, new = before.get(other), after.get(other)
        if old is new:
            continue
        kind = Changed.MATCH_FOUND if old is None else Changed.MATCH_LOST if new is None else Changed.RELATION
        yield Change(kind, article.article_id, article.title, _match(old, other), _match(new, other))


def relations(article_id: str, matches: Iterable[Match]) -> dict[str, Relation]:
    """The other article of each match → their relation, the closest if both sides found one."""
    found: dict[str, Relation] = {}
    for match in matches:
        other = match.other_than(article_id)
        if other not in found or _ORDER[match.relation] < _ORDER[found[other]]:
            found[other] = match.relation
    return found


def of_seed(article: Article, before: SeedLikeness | None, after: SeedLikeness | None) -> Iterator[Change]:
    """A change of its nearest seed or of the relation to it; a change of the score alone does not count."""
    old, new = (_match(held.relation, held.seed_id) if held else "" for held in (before, after))
    if old != new:
        yield Change(Changed.SEED, article.article_id, article.title, old, new)


def of_tags(stored: StoredArticle, tags: Iterable[Tag], verdict: RelevanceVerdict) -> Iterator[Change]:
    """Changes of its topics, and of whether it is about the subject at all."""
    article = stored.article
    old, new = {tag.topic: tag for tag in stored.tags}, {tag.topic: tag for tag in tags}
    for topic in sorted(old.keys() ^ new.keys()):
        kind = Changed.TOPIC_GAINED if topic in new else Changed.TOPIC_LOST
        yield Change(kind, article.article_id, article.title, _topic(old.get(topic)), _topic(new.get(topic)))
    if stored.relevance.relevant is not verdict.relevant:
        yield Change(
            Changed.RELEVANCE, article.article_id, article.title,
            f"{stored.relevance.relevant.value}, {stored.relevance.score:g} points",
            f"{verdict.relevant.value}, {verdict.score:g} points",
        )


def _first_difference(before: str, after: str) -> tuple[str, str]:
    """The first paragraph that changed, before and after."""
    found = versions.of_texts(before, after)
    paragraph = next((p for p in found if p.kind not in (Kind.SAME, Kind.MOVED)), None)
    if paragraph is None:
        return "(another order of paragraphs)", "(another order of paragraphs)"
    old, new = (
        "".join(piece.text for piece in paragraph.pieces if piece.kind is not without)
        for without in (Kind.ADDED, Kind.DROPPED)
    )
    start = max(0, len(paragraph.pieces[0].text) - LONGEST // 2) if paragraph.pieces[0].kind is Kind.SAME else 0
    return old[start:], new[start:]


def _said(published: Published | None) -> str | None:
    return published.text if published else None


def _match(relation: Relation | None, other: str) -> str:
    return f"{relation.value.replace('_', ' ')} of {other}" if relation else ""


def _topic(tag: Tag | None) -> str:
    if tag is None:
        return ""
    words = ", ".join(dict.fromkeys(hit.text for hit in tag.evidence))
    return _short(f"{tag.topic}, {tag.score:g} of {tag.threshold:g} points" + (f": {words}" if words else ""))


def _short(text: str | None) -> str:
    return clean.line(text or "", LONGEST)
