"""Making a filing: what an article repeats, which story it joins, and what it is about, from what is stored now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.model import SEEDS, Article, ClaimedEntry, Filing, Match, Member, Placement, Vector
from monitor.pipeline import one_host
from monitor.pipeline.desk import Desk
from monitor.pipeline.judge import NORMAL, Breadth, Judged, Watch, by_words, judge
from monitor.stages import analyse, relevance, stories, topics

ROUNDS = 3      # stories that are judged again: those that the article touches, their neighbours, and theirs


def prepare(
    desk: Desk,
    article: Article,
    *,
    vector: Vector | None = None,
    before: int | None = None,
    entry: ClaimedEntry | None = None,
    breadth: Breadth = NORMAL,
    watch: Watch = iter,
) -> Filing:
    """
    Judge, place and tag an article by what is stored now; raises Walled where its host gives it everywhere.

    `entry` is what led to its page, where it has one. `before` compares a stored one with what was filed before this
    number: what came later was compared with it then.
    """
    worded = by_words(desk, article, breadth)
    if entry is not None:
        one_host.check(desk, article, entry, (*worded.twins, *worded.sharers))
        article = one_host.with_true_address(desk, article, worded.fingerprint)
    judged = judge(desk, article, worded, vector=vector, before=before, breadth=breadth, watch=watch)
    return Filing(
        article=article,
        fingerprint=worded.fingerprint,
        placement=_place(desk, article, judged) if before is None else _place_again(desk, article, judged, before),
        relevance=relevance.verdict(article.title, article.text, desk.gate(), article.language),
        terms=analyse.terms(article.title, article.text, article.language),
        vector=judged.vector,
        matches=judged.matches,
        found=judged.found,
        gone=judged.gone,
        tags=topics.tag(article.title, article.text, desk.topics(), article.language, judged.vector),
        seed=judged.seed,
        judged_by=relevance.version_of(desk.topics(), desk.gate()),
        name_keys=judged.name_keys,
    )


def _place_again(desk: Desk, article: Article, judged: Judged, number: int) -> Placement:
    """Judge its stories again, and those its matches reach: what kept them apart may be gone."""
    rows = desk.store.articles
    everything = judged._replace(matches=(*judged.matches, *_later(desk, article, number)))
    own = {known.story_id for known in rows.known([article.article_id])}
    links = rows.matches_of([member.article_id for member in rows.members(sorted(own))], evidence=False)
    near = sorted({end for link in links for end in (link.article_id, link.other_id)})
    return _place(desk, article, everything, [known.story_id for known in rows.known(near)])


def _later(desk: Desk, article: Article, number: int) -> list[Match]:
    """The stored matches of an article with those that were filed after it."""
    held = desk.store.articles.matches_of([article.article_id], evidence=False)
    others = {m.other_than(article.article_id): m for m in held}
    numbers = desk.store.renewals.numbers(list(others))
    return [match for other, match in others.items() if numbers.get(other, 0) > number]


def _place(desk: Desk, article: Article, judged: Judged, near: Sequence[str] = ()) -> Placement:
    """Judge the stories that the article touches again, with it among them, and those that are `near`."""
    rows = desk.store.articles
    ends = {match.other_id for match in judged.matches}
    ends |= {end for match in judged.found for end in (match.article_id, match.other_id)}
    ends |= {end for pair in judged.gone for end in pair}
    touched = {known.story_id for known in rows.known(sorted(ends))}
    touched |= {*near, *(known.story_id for known in rows.known([article.article_id]))}
    me = Member(
        article.article_id, "", article.published.instant if article.published else None, article.first_seen,
        len(article.text), is_seed=article.source == SEEDS,
    )
    members: list[Member] = []
    links = list(judged.found)
    reached: set[str] = set()
    for _ in range(ROUNDS):
        new = rows.members(sorted(touched - reached))
        members, reached = [*members, *new], touched | reached
        stored = rows.matches_of([member.article_id for member in new], evidence=False)
        links += [m for m in stored if m.pair not in judged.gone]
        before = next((member for member in members if member.article_id == article.article_id), me)
        me = replace(me, story_id=before.story_id, pinned=before.pinned)
        placement = stories.place(me, judged.matches, members, links)
        touched = _beside(desk, placement, members, links)
        if not touched - reached:
            break
    return placement


def _beside(desk: Desk, placement: Placement, members: Sequence[Member], links: Iterable[Match]) -> set[str]:
    """The stories that tell the same as one of those that change: whoever leads there may now lead here, or be free."""
    moves = dict(placement.moves)
    changed = {m.article_id for m in members if moves.get(m.article_id, m.story_id) == placement.story_id} | set(moves)
    pairs = [link.pair for link in links]
    ends = {end for pair in pairs if pair & changed for end in pair} - {member.article_id for member in members}
    return {known.story_id for known in desk.store.articles.known(sorted(ends))}
