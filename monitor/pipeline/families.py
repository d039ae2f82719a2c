"""Asking a text in several languages, all of it at once, which texts belong to it that no encoder reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.model import Article, Known, Match
from monitor.pipeline.desk import Desk
from monitor.stages import by_names, compare, family, kin, stories, translation
from monitor.stages.compare import Weights
from monitor.stages.family import Settled
from monitor.stages.side import Side

MOST = 40       # texts of a family that are looked at, of those that are read and of the others
OF_ONE = 3      # of these in one language: a release in three hundred outlets is one voice
ENTRIES = 12    # texts by which an article that no encoder reads may find its family


def settle(desk: Desk, article: Article, candidates: Sequence[Known], matches: Sequence[Match]) -> Settled:
    """The article's matches, and those of its family, after the whole family was asked."""
    if desk.encoder is None:
        return Settled(tuple(matches))
    known = {one.article_id: one for one in candidates}
    if desk.reads(article.language):
        return _settle(desk, article, known, matches, _whole(desk, known, matches))
    settled = Settled(tuple(matches))
    asked: set[str] = set()
    for one in _likely(desk, article, candidates)[:ENTRIES]:
        if one in asked:
            continue
        near = _known(desk, known, _ends([one], desk.store.articles.matches_of([one], evidence=False)))
        read = _read(desk, known, [one, *near])
        if asked >= set(read):
            continue
        asked |= {one, *read}
        now = _settle(desk, article, known, settled.matches, read)
        settled = Settled(now.matches, (*settled.others, *now.others), settled.gone | now.gone)
    return settled


def _settle(
    desk: Desk, article: Article, known: dict[str, Known], matches: Sequence[Match], read_ids: Sequence[str]
) -> Settled:
    """The same for one family, of which these are read."""
    rows, me, is_read = desk.store.articles, _side(article), desk.reads(article.language)
    read = {one: _side(known[one]) for one in read_ids} | ({article.article_id: me} if is_read else {})
    if len(family.voices(read)) < family.VOICES:
        return Settled(tuple(matches))
    links = rows.matches_of(read_ids, evidence=False)
    more = _read(desk, known, _known(desk, known, kin.of_most(kin.of(links), read_ids)))
    links += rows.matches_of(more, evidence=False)
    read |= {one: _side(known[one]) for one in more if one != article.article_id}
    strangers = [one for one in known.values() if not desk.reads(one.language)] if is_read else []
    likely = _likely(desk, article, strangers, translation.BY_WAY)
    found = dict.fromkeys([*likely, *_unread(desk, known, _ends(list(read), links))])
    links += rows.matches_of(list(found), evidence=False)
    found |= dict.fromkeys(_unread(desk, known, _ends(list(found), links)))
    found.pop(article.article_id, None)     # what is stored of it is its last version
    unread = {one: _side(known[one]) for one in list(found)[:MOST]}
    if not is_read:
        unread[article.article_id] = me
    stored = [link for link in links if article.article_id not in (link.article_id, link.other_id)]
    return family.settled(article.article_id, matches, read, unread, stored, desk.limits.story_window)


def _whole(desk: Desk, known: dict[str, Known], matches: Sequence[Match]) -> list[str]:
    """The texts in languages that the encoder reads of which the article is one, the surest first."""
    return _read(desk, known, [m.other_id for m in matches if m.level in stories.WHOLE and m.other_id in known])


def _read(desk: Desk, known: dict[str, Known], article_ids: Sequence[str]) -> list[str]:
    """Those in languages that the encoder reads, the first few of each."""
    found: list[str] = []
    held: Counter[str | None] = Counter()
    for one in article_ids:
        language = known[one].language
        if desk.reads(known[one].language) and held[language] < OF_ONE:
            held[language] += 1
            found.append(one)
    return found[:MOST]


def _ends(article_ids: Sequence[str], links: Iterable[Match]) -> list[str]:
    """Who holds the text of one of these, and is none of them."""
    held = kin.of(links)
    return sorted({other for one in article_ids for other in held.get(one, {})} - set(article_ids))


def _known(desk: Desk, known: dict[str, Known], article_ids: Sequence[str]) -> list[str]:
    """Those of the ids that are stored; what was not at hand is looked up, and is then."""
    known |= {
        one.article_id: one for one in desk.store.articles.known([one for one in article_ids if one not in known])
    }
    return [one for one in article_ids if one in known]


def _unread(desk: Desk, known: dict[str, Known], article_ids: Sequence[str]) -> list[str]:
    return [one for one in _known(desk, known, article_ids) if not desk.reads(known[one].language)]


def _likely(
    desk: Desk, article: Article, candidates: Sequence[Known], least: float = translation.PROBABLE
) -> list[str]:
    """Those found by names that seem to be the article's text, the likeliest first."""
    me, window = _side(article), desk.limits.story_window
    named = [(one.article_id, _side(one)) for one in candidates if one.shared_names]
    told = [(by_names.probability(me, side), one) for one, side in named if compare.within(me, side, window)]
    return [one for score, one in sorted(told, key=lambda said: (-said[0], said[1])) if score >= least]


def _side(one: Article | Known) -> Side:
    return Side(compare.piece_of(one), None, Weights())
