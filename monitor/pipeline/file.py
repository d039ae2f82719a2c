"""Compare, group and tag one article, and store the outcome in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from monitor.errors import Conflict, Failed
from monitor.model import (
    SEEDS,
    Access,
    Article,
    ClaimedEntry,
    Fate,
    Filing,
    Known,
    Match,
    Member,
    Placement,
    Vector,
)
from monitor.pipeline import one_host
from monitor.pipeline.desk import Desk
from monitor.stages import address, analyse, compare, fingerprint, relevance, stories, topics, vectors

NEAREST = 30            # other articles asked for by meaning: recall@30 of translations is 1.000 (dedup.md, section 2)
NEAR = 0.40             # the same of those that may tell one story: its rule asks for .40 and reads sentences from .45
BY_KEYS = 50            # candidates that share fingerprint keys
MOST_CONFLICTS = 20     # somebody files a repeat in the same moment so often only when something is broken
WALLS = (Access.CONSENT_WALL, Access.BOT_WALL)  # what stood in place of an article repeats nothing
BATCH = 32              # vectors made at once by an import


def article_id_of(url: str) -> str:
    """The id of the article at an address: the same in every store and every run."""
    return hashlib.sha256(f"url:{address.keys(url).safe}".encode()).hexdigest()[:16]


def file_article(
    desk: Desk,
    article: Article,
    entry: ClaimedEntry | None = None,
    *,
    vector: Vector | None = None,
    fate: Fate = Fate.FILED,
    reason: str = "filed",
    again: datetime | None = None,
) -> Filing | None:
    """File one article; None where the entry's lease was lost meanwhile and nothing was written."""
    for _ in range(MOST_CONFLICTS):
        watermark = desk.store.articles.watermark()
        try:
            filing = prepare(desk, article, vector=vector, entry=entry)
            written = desk.store.articles.file(filing, entry, watermark, fate=fate, reason=reason, again=again)
            return filing if written else None
        except Conflict:
            continue    # a repeat was filed since the watermark: it must be among the candidates
        except one_host.Everywhere as wall:
            for filed in wall.filed:
                file_article(desk, filed)
            raise
    raise Failed(f"The article {article.article_id} met a new repeat {MOST_CONFLICTS} times while it was filed.")


def prepare(
    desk: Desk, article: Article, *, vector: Vector | None = None, before: int | None = None,
    entry: ClaimedEntry | None = None,
) -> Filing:
    """
    All that one article adds, computed from what is stored now; raises Walled where its host gives it everywhere.

    `entry` is what led to its page, where it has one. `before` compares a stored one with what was filed before this
    number: what came later was compared with it then.
    """
    mark = fingerprint.of(article.title, article.text, article.language)
    twins = desk.store.articles.by_exact(mark.exact)
    alike = (*twins, *desk.store.articles.by_keys(mark.keys, BY_KEYS))
    if entry is not None:
        one_host.check(desk, article, entry, alike)
        article = one_host.with_true_address(desk, article, mark)
    vector = vector or _vector(desk, article, twins)
    candidates = _candidates(desk, article, vector, alike) if article.access not in WALLS else []
    if before is not None:
        numbers = desk.store.renewals.numbers([known.article_id for known in candidates])
        candidates = [k for k in candidates if k.source == SEEDS or numbers.get(k.article_id, before) < before]
    groups = desk.store.articles.key_groups(compare.keys_of(mark, candidates))
    weights = compare.Weights(groups, desk.store.articles.groups())
    matches, seed = compare.article(
        article, mark, vector, candidates, desk.encoder, weights, window=desk.limits.story_window
    )
    return Filing(
        article=article,
        fingerprint=mark,
        placement=_place(desk, article, matches) if before is None else _place_again(desk, article, matches, before),
        relevance=relevance.verdict(article.title, article.text, desk.gate(), article.language),
        terms=analyse.terms(article.title, article.text, article.language),
        vector=vector,
        matches=matches,
        tags=topics.tag(article.title, article.text, desk.topics(), article.language),
        seed=seed,
    )


def _vector(desk: Desk, article: Article, twins: Sequence[Known]) -> Vector | None:
    """The vector of title and lead; an exact repeat takes its twin's, since making one is the dearest step."""
    if desk.encoder is None:
        return None
    for twin in twins:
        if twin.title == article.title and (held := desk.store.articles.vector(twin.article_id, desk.encoder.name)):
            return held
    return vectors.of_leads(desk.encoder, [(article.title, article.text)])[0]


def _candidates(
    desk: Desk, article: Article, vector: Vector | None, alike: Sequence[Known]
) -> list[Known]:
    """What may be a repeat: exact twins, sharers of fingerprint keys, the nearest in meaning; a teaser never is."""
    rows = desk.store.articles
    found = {known.article_id: known for known in alike}
    if vector is not None:
        nearest = [known for known in rows.by_meaning(vector, NEAREST) if (known.cosine or 0.0) >= NEAR]
        for known in (*nearest, *rows.by_meaning(vector, NEAREST, seeds_only=True)):
            shared = found[known.article_id].shared_keys if known.article_id in found else 0
            found[known.article_id] = replace(known, shared_keys=shared)
        name = vector.encoder
        found = {i: replace(k, vector=rows.vector(i, name)) if k.cosine is not None else k for i, k in found.items()}
    found.pop(article.article_id, None)
    return [known for known in found.values() if known.access in (Access.FULL, Access.REMOVED)]


def _place_again(desk: Desk, article: Article, matches: Sequence[Match], number: int) -> Placement:
    """Judge its stories anew, and those that a match leads to from them: what held them apart may be gone."""
    rows = desk.store.articles
    everything = [*matches, *_later(desk, article, number)]
    own = {known.story_id for known in rows.known([article.article_id])}
    links = rows.matches_of([member.article_id for member in rows.members(sorted(own))])
    near = sorted({end for link in links for end in (link.article_id, link.other_id)})
    return _place(desk, article, everything, [known.story_id for known in rows.known(near)])


def _later(desk: Desk, article: Article, number: int) -> list[Match]:
    """The stored matches of an article with those that were filed after it."""
    held = desk.store.articles.matches_of([article.article_id])
    others = {m.other_id if m.article_id == article.article_id else m.article_id: m for m in held}
    numbers = desk.store.renewals.numbers(list(others))
    return [match for other, match in others.items() if numbers.get(other, 0) > number]


def _place(desk: Desk, article: Article, matches: Sequence[Match], near: Sequence[str] = ()) -> Placement:
    """Judge the stories that the article touches anew, with it among them, and those `near`."""
    rows = desk.store.articles
    touched = {known.story_id for known in rows.known([match.other_id for match in matches])}
    touched |= {*near, *(known.story_id for known in rows.known([article.article_id]))}
    members = rows.members(sorted(touched))
    links = rows.matches_of([member.article_id for member in members])
    me = Member(
        article.article_id, "", article.published.instant if article.published else None, article.first_seen,
        len(article.text), is_seed=article.source == SEEDS,
    )
    before = next((member for member in members if member.article_id == article.article_id), me)
    me = replace(me, story_id=before.story_id, pinned=before.pinned)
    return stories.place(me, matches, members, links)


def import_articles(desk: Desk, articles: Iterable[Article]) -> Iterator[Filing | None]:
    """File articles from elsewhere, in batches, without a message an article."""
    stream = iter(articles)
    while batch := list(islice(stream, BATCH)):
        vectors = _vectors(desk, batch)
        for article, vector in zip(batch, vectors, strict=True):
            yield file_article(desk, article, vector=vector)


def _vectors(desk: Desk, batch: Sequence[Article]) -> Sequence[Vector | None]:
    if desk.encoder is None:
        return [None] * len(batch)
    return vectors.of_leads(desk.encoder, [(article.title, article.text) for article in batch])


def sync_seeds(desk: Desk, seeds: Sequence[Article]) -> int:
    """Make the stored seeds those of the folder: file new and changed ones, remove the missing; how many changed."""
    held = {stored.article.article_id: stored.article for stored in desk.store.articles.seeds()}
    changed = 0
    for seed in seeds:
        before = held.pop(seed.article_id, None)
        if before is None or (before.title, before.text) != (seed.title, seed.text):
            file_article(desk, seed)
            changed += 1
    for seed_id in held:
        desk.store.articles.remove(seed_id)
        changed += 1
    return changed
