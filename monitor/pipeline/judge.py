"""Who may repeat an article, and what it is to each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.model import SEEDS, Access, Article, Fingerprint, Known, Level, Match, Relation, SeedLikeness, Vector
from monitor.pipeline import families
from monitor.pipeline.desk import Desk
from monitor.stages import compare, fingerprint, kin, name_keys, one_host, vectors
from monitor.stages.kin import Kin

NEAR = compare.HINTED   # cosine of those that may tell one story: below it nothing is read
BY_NAMES = 60           # candidates by names and numbers, where no encoder reads both languages
FEW = 3                 # candidates that are all looked at: with more, some may be one text
WHOLE_ARTICLES = (Access.FULL, Access.REMOVED)      # a wall or a teaser is a member of nothing

Watch = Callable[[Sequence[Known]], Iterable[Known]]


class Breadth(NamedTuple):
    """How many candidates are asked for, and how many of them are read sentence by sentence."""

    by_keys: int
    holders: int        # of a key: one that more articles have makes no candidate alone
    by_meaning: int
    closely: int


# Recall@30 of translations is 1.000 (dedup.md, section 2), but a text in 25 languages would leave no room for others.
NORMAL = Breadth(50, 50, 60, compare.CLOSELY)
WHOLE = Breadth(5_000, 5_000, 1_000, 1_000)         # a new seed is held against everything that may repeat it


class Worded(NamedTuple):
    """An article by its words alone, and who has the same: asked once, and needed by whoever judges it."""

    fingerprint: Fingerprint
    twins: Sequence[Known]          # exactly the same text
    sharers: Sequence[Known]        # some of its fingerprint's keys


class Judged(NamedTuple):
    """What is known of an article beside the others."""

    name_keys: tuple[int, ...]
    vector: Vector | None
    matches: tuple[Match, ...]
    seed: SeedLikeness | None
    found: tuple[Match, ...] = ()           # between others
    gone: frozenset[frozenset[str]] = frozenset()


def by_words(desk: Desk, article: Article, breadth: Breadth = NORMAL) -> Worded:
    """Its fingerprint, and the stored articles that share it."""
    mark = fingerprint.of(article.title, article.text, article.language)
    return Worded(mark, *desk.store.articles.by_fingerprint(mark, breadth.by_keys, holders=breadth.holders))


def judge(
    desk: Desk,
    article: Article,
    worded: Worded,
    *,
    vector: Vector | None = None,
    before: int | None = None,
    breadth: Breadth = NORMAL,
    watch: Watch = iter,
) -> Judged:
    """
    Hold an article against what is stored; `before` gives its matches with those filed before this number, and seeds.

    `watch` is given the candidates in the order they are judged, and gives them back.
    """
    rows = desk.store.articles
    mark = worded.fingerprint
    names = name_keys.of(article.title, article.text, article.language, is_read=desk.reads(article.language))
    vector = vector or _vector(desk, article, worded.twins)
    candidates = _candidates(desk, article, worded, names, vector, breadth)
    weights = compare.Weights(rows.key_groups(compare.keys_of(mark, candidates)), rows.groups())
    matches, seed = compare.article(
        article, mark, vector, candidates, desk.encoder, weights, window=desk.limits.story_window,
        closely=breadth.closely, kin=_kin(desk, candidates, breadth), watch=watch,
    )
    kept, found, gone = families.settle(desk, article, candidates, _without_chance(desk, article, candidates, matches))
    seed = _seed_of(seed, matches, kept)
    if before is not None:
        numbers = desk.store.renewals.numbers([match.other_id for match in kept])
        seeds = {known.article_id for known in candidates if known.source == SEEDS}
        kept = tuple(m for m in kept if m.other_id in seeds or numbers.get(m.other_id, before) < before)
    return Judged(names, vector, kept, seed, found, gone)


def _seed_of(seed: SeedLikeness | None, matches: Sequence[Match], kept: Sequence[Match]) -> SeedLikeness | None:
    """The nearest seed, which may have been taken for a translation by chance, or found to be one after all."""
    if seed is None:
        return None
    match = next((match for match in kept if match.other_id == seed.seed_id), None)
    if match is not None:
        return replace(seed, relation=match.relation, score=match.score)
    if any(match.other_id == seed.seed_id for match in matches):
        return replace(seed, relation=Relation.DIFFERENT, score=seed.score / 2)
    return seed


def _kin(desk: Desk, candidates: Sequence[Known], breadth: Breadth) -> Kin:
    """Which candidates are known to hold one text, of those that were found by meaning or by names."""
    near = [known.article_id for known in candidates if known.cosine or known.shared_names]
    if len(near) < FEW or breadth is WHOLE:     # whoever looks at a seed wants to see each passage
        return {}
    return kin.of(desk.store.articles.matches_among(near))


def _without_chance(
    desk: Desk, article: Article, candidates: Sequence[Known], matches: Sequence[Match]
) -> tuple[Match, ...]:
    """Those without translations by names alone of a text that stands in a language which the encoder reads as well."""
    unread = {known.article_id for known in candidates if not desk.reads(known.language)}
    doubtful = {match.other_id for match in matches if match.level is Level.TRANSLATION} & unread
    if not doubtful or not desk.reads(article.language):
        return tuple(matches)
    held = kin.of(desk.store.articles.matches_of(sorted(doubtful), evidence=False))
    others = sorted({other for one in doubtful for other in held.get(one, {})} - {article.article_id})
    read = {known.article_id for known in desk.store.articles.known(others) if desk.reads(known.language)}
    return tuple(kin.without_chance(matches, doubtful, held, read))


def _vector(desk: Desk, article: Article, twins: Sequence[Known]) -> Vector | None:
    """The vector of title and lead; an exact repeat takes its twin's, since making one is the dearest step."""
    if desk.encoder is None:
        return None
    for twin in twins:
        if twin.title == article.title and (held := desk.store.articles.vector(twin.article_id, desk.encoder.name)):
            return held
    return vectors.of_leads(desk.encoder, [(article.title, article.text)])[0]


def _candidates(
    desk: Desk,
    article: Article,
    worded: Worded,
    names: Sequence[int],
    vector: Vector | None,
    breadth: Breadth,
) -> list[Known]:
    """What may be a repeat: twins, sharers of keys, the nearest in meaning, likely translations."""
    rows = desk.store.articles
    if article.access not in WHOLE_ARTICLES:
        return []
    found = {known.article_id: known for known in (*worded.twins, *worded.sharers)}
    near: list[Known] = []
    if vector is not None:
        near = [known for known in rows.by_meaning(vector, breadth.by_meaning, seeds_only=True) if known.cosine]
        if desk.reads(article.language):     # elsewhere a cosine says nothing, and every stranger looks near
            nearest = rows.by_meaning(vector, breadth.by_meaning, least=NEAR)
            near += [known for known in nearest if desk.reads(known.language)]
    wanted = name_keys.wanted(names)
    near += rows.by_names(wanted, article.language, len(article.text), BY_NAMES) if wanted else []
    for known in near:
        before = found.get(known.article_id)
        found[known.article_id] = known if before is None else replace(
            before, cosine=known.cosine or before.cosine, vector=known.vector or before.vector,
            shared_names=known.shared_names,
        )
    found.pop(article.article_id, None)
    served = one_host.without_furniture(article, list(found.values()))
    return [known for known in served if known.access in WHOLE_ARTICLES]
