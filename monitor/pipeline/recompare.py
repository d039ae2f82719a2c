"""Comparing stored texts again with today's code, each with those that were filed before it."""

from __future__ import annotations

from dataclasses import replace

from monitor.errors import Conflict, Failed
from monitor.model import SEEDS, Article, FiledArticle, Filing, Match, Relation, StoredArticle
from monitor.pipeline.desk import Desk
from monitor.pipeline.judge import NORMAL, WHOLE
from monitor.pipeline.prepare import prepare
from monitor.stages import changes, compare, vectors
from monitor.stages.changes import Change, Changed

MOST_CONFLICTS = 20     # somebody files a repeat in the same moment so often only when something is broken
BATCH = 32              # articles that the encoder reads at once


def give_vectors(desk: Desk, *, write: bool) -> int:
    """
    How many articles the encoder has not read yet; where it is to be written, it reads them now.

    All of them before any is compared: a process holds what it scans, and would not see those that come behind.
    """
    if desk.encoder is None:
        return 0
    after, count = 0, 0
    while batch := desk.store.renewals.without_vector(desk.encoder.name, after, BATCH):
        after, count = batch[-1].number, count + len(batch)
        if write:
            _encode(desk, [one.article_id for one in batch])
    return count


def _encode(desk: Desk, article_ids: list[str]) -> None:
    assert desk.encoder is not None
    known = desk.store.articles.known(article_ids)
    made = vectors.of_leads(desk.encoder, [(one.title, one.text) for one in known])
    for one, vector in zip(known, made, strict=True):
        desk.store.renewals.put_vector(one.article_id, vector)


def recompare(desk: Desk, filed: FiledArticle, *, write: bool) -> tuple[Change, ...]:
    """What an article would be to others, and where it would belong; written where that is wanted."""
    for _ in range(MOST_CONFLICTS):
        stored = desk.store.articles.get(filed.article_id)
        if stored is None:
            return ()
        watermark = desk.store.articles.watermark()
        filing = _compared(desk, stored.article, filed.number)
        numbers = desk.store.renewals.numbers([match.other_id for match in filing.matches])
        # a match is the later one's of the two: of a seed that came later too
        earlier = tuple(m for m in filing.matches if numbers.get(m.other_id, filed.number) < filed.number)
        found = tuple(_changes(desk, stored, filing, earlier, filed))
        if not write or not (found or _is_made_otherwise(desk, filed, filing)):
            return found
        try:
            desk.store.renewals.compare_again(replace(filing, matches=earlier), watermark)
            return found
        except Conflict:
            continue
    raise Failed(f"The article {filed.article_id} met a new repeat {MOST_CONFLICTS} times while it was compared.")


def _compared(desk: Desk, article: Article, number: int) -> Filing:
    vector = None
    if desk.encoder is not None:
        vector = desk.store.articles.vector(article.article_id, desk.encoder.name)
    breadth = WHOLE if article.source == SEEDS else NORMAL
    return prepare(desk, article, vector=vector, before=number, breadth=breadth)


def _changes(
    desk: Desk, stored: StoredArticle, filing: Filing, earlier: tuple[Match, ...], filed: FiledArticle
) -> list[Change]:
    article = stored.article
    before = _before(desk, filed)
    after = changes.relations(article.article_id, earlier)
    found = [*changes.of_matches(article, before, after), *changes.of_seed(article, stored.seed, filing.seed)]
    if filing.placement.story_id != stored.story_id:
        found.append(_move(article.article_id, article.title, stored.story_id, filing.placement.story_id))
    moved = dict(filing.placement.moves)
    found += [
        _move(known.article_id, known.title, known.story_id, moved[known.article_id])
        for known in desk.store.articles.known(sorted(moved))
    ]
    return found


def _before(desk: Desk, filed: FiledArticle) -> dict[str, Relation]:
    """What the article was to those filed before it, whichever side found the match."""
    held = changes.relations(filed.article_id, desk.store.articles.matches_of([filed.article_id], evidence=False))
    numbers = desk.store.renewals.numbers(list(held))
    return {other: relation for other, relation in held.items() if numbers.get(other, filed.number) < filed.number}


def _move(article_id: str, title: str, before: str, after: str) -> Change:
    return Change(Changed.STORY, article_id, title, before, after)


def _is_made_otherwise(desk: Desk, filed: FiledArticle, filing: Filing) -> bool:
    """Whether the same judgement comes from other keys, or another version, than the stored one."""
    held = desk.store.articles.version(filed.article_id)
    matches = desk.store.articles.matches_of([filed.article_id], evidence=False)
    return (
        (filed.fingerprint_version, filed.name_keys) != (filing.fingerprint.version, filing.name_keys)
        or (held is not None and held[1] != filing.fingerprint.exact)
        or any(m.made_by != compare.VERSION for m in matches if m.article_id == filed.article_id)
    )
