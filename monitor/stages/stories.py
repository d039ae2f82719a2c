"""Which articles tell one story, and which of them founded it, independent of the order in which they arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from monitor.model import Level, Match, Member, Placement, Relation

_RANK = {Relation.DUPLICATE: 0, Relation.NEAR_DUPLICATE: 1, Relation.TRANSLATION: 2, Relation.SAME_STORY: 3}
WHOLE = (Level.EXACT, Level.NEAR_DUPLICATE, Level.REWRITE, Level.TRANSLATION)
# Of the pairs of voices of two texts, the share that must report one event, and how many are enough in any case: two
# texts in twenty languages have four hundred chances. Of 1,846 pairs labelled different this keeps 20 to 27 more apart;
# the recall of one event falls from a share of .2 on.
SHARE, SEVERAL = 0.1, 5
_LAST = datetime.max.replace(tzinfo=UTC)

_Links = dict[str, dict[str, Match]]


def story_id_of(article_id: str) -> str:
    """The id of a story that begins with this article; it stays if another founder is found."""
    return f"s{article_id}"


def order(member: Member) -> tuple[datetime, int, str]:
    """The sort key of founders: earliest published, then longest, then by id."""
    return (member.published or member.first_seen or _LAST, -member.length, member.article_id)


def place(
    article: Member,
    matches: Sequence[Match],
    members: Iterable[Member] = (),
    links: Iterable[Match] = (),
    choices: Mapping[str, str] | None = None,
) -> Placement:
    """
    Where the article goes, and who moves with it.

    `members` are those of every story that a match touches (and of the article's own), `links` the stored matches of
    these members, `choices` the stories that a person put articles into, by article. Stories are judged anew from
    their matches, so that neither the order of arrival nor an earlier founder decides.
    """
    chosen = dict(choices or {})
    everyone = {member.article_id: member for member in members}
    chosen |= {m.article_id: m.story_id for m in everyone.values() if m.pinned and m.article_id not in chosen}
    everyone[article.article_id] = article
    ordered = sorted(everyone.values(), key=order)
    stored = list(links)
    old = [link for link in stored if article.article_id not in (link.article_id, link.other_id)]
    parted = _parted(stored, everyone, chosen)
    found = (link for link in (*old, *matches) if link.pair not in parted)
    known = _linked(found, everyone)
    stories = _named(_joined(_texts(ordered, known, chosen), known, chosen), everyone, chosen)
    home = {article_id: story for story, held in stories.items() for article_id in held}
    founders = {story: _founder([everyone[i] for i in held], chosen) for story, held in stories.items()}
    story_id = home[article.article_id]
    moves = tuple(
        (member.article_id, home[member.article_id])
        for member in ordered
        if member.article_id != article.article_id and home[member.article_id] != member.story_id
    )
    others = tuple(sorted((story, founder) for story, founder in founders.items()))
    return Placement(story_id, founders[story_id], moves, others)


def _parted(
    links: Iterable[Match], everyone: Mapping[str, Member], chosen: Mapping[str, str]
) -> set[frozenset[str]]:
    """Pairs of repeats of which a person moved one elsewhere: the other does not follow."""
    parted = set()
    for link in links:
        for one, other in ((link.article_id, link.other_id), (link.other_id, link.article_id)):
            if one in chosen and other in everyone and other not in chosen:
                here = everyone[other].story_id
                if here and here != chosen[one]:
                    parted.add(frozenset((one, other)))
    return parted


def _linked(matches: Iterable[Match], everyone: Mapping[str, Member]) -> _Links:
    """Matches by both ends; of several between a pair the strongest."""
    links: _Links = {article_id: {} for article_id in everyone}
    for match in matches:
        a, b = match.article_id, match.other_id
        if match.relation not in _RANK or a not in links or b not in links or a == b:
            continue
        held = links[a].get(b)
        if held is None or _strength(match) < _strength(held):
            links[a][b] = links[b][a] = match
    return links


def _strength(match: Match) -> tuple[int, float]:
    return (_RANK[match.relation], -match.score)


def _texts(ordered: Sequence[Member], links: _Links, chosen: Mapping[str, str]) -> dict[str, list[str]]:
    """Group copies and translations under the first of them: one text, whoever printed it.

    A copy of a copy does not join: a round-up contains two stories and must not tie them. An exact copy goes where its
    original went. An article that a person placed stands for itself.
    """
    under: dict[str, str] = {}
    rank: dict[str, int] = {}
    for member in ordered:
        me = member.article_id
        found = [
            (_RANK[match.relation], rank[other], other)
            for other, match in links[me].items()
            if other in rank and (match.relation is Relation.DUPLICATE or (_is_text(match) and under[other] == other))
        ]
        under[me] = under[min(found)[2]] if found and me not in chosen else me
        rank[me] = len(rank)
    groups: dict[str, list[str]] = {}
    for me, head in under.items():
        groups.setdefault(head, []).append(me)
    return groups


def _is_text(match: Match) -> bool:
    """Whether one is the text of the other, whole or in part, in any language."""
    return match.relation in (Relation.DUPLICATE, Relation.NEAR_DUPLICATE, Relation.TRANSLATION)


def _joined(
    groups: Mapping[str, list[str]], links: _Links, chosen: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    """Join texts to the first text that tells the same: (leader, articles) of each story."""
    voices = {head: _voices(head, held, links) for head, held in groups.items()}
    leaders: dict[str, list[str]] = {}
    for head, held in groups.items():
        found = [
            (_strength(match), rank, leader)
            for rank, leader in enumerate(leaders)
            if (match := _tie(voices[head], voices[leader], links)) is not None
        ]
        if head in chosen or not found:
            leaders[head] = list(held)
        else:
            leaders[min(found)[2]].extend(held)
    return list(leaders.items())


def _voices(head: str, held: Sequence[str], links: _Links) -> list[str]:
    """The articles that contain a whole text and nothing else, and may speak for it in their language.

    One report and a text in nine languages score from .72 to .96, depending on the language: the nearest counts.
    """
    return [head, *(i for i in held if (match := links[head].get(i)) is not None and match.level in WHOLE)]


def _tie(voices: Sequence[str], others: Sequence[str], links: _Links) -> Match | None:
    """The strongest match between two texts; of reports of one event as many as tell it together."""
    found = [match for one in voices for other in others if (match := links[one].get(other)) is not None]
    best = min(found, key=_strength, default=None)
    if best is not None and best.relation is Relation.SAME_STORY:
        return best if len(found) >= min(SEVERAL, SHARE * len(voices) * len(others)) else None
    return best


def _named(
    stories: Sequence[tuple[str, list[str]]], everyone: Mapping[str, Member], chosen: Mapping[str, str]
) -> dict[str, list[str]]:
    """Name the stories: each keeps the id that most of its articles had, and a person's choice keeps its own."""
    named: dict[str, list[str]] = {}
    free = []
    for leader, held in stories:
        if leader in chosen:
            named.setdefault(chosen[leader], []).extend(held)
            continue
        votes = Counter(everyone[i].story_id for i in held if everyone[i].story_id)
        free.append((leader, held, votes))
    opened_by_choice = {chosen[leader] for leader, _ in stories if chosen.get(leader) == story_id_of(leader)}
    taken = set(opened_by_choice)
    for leader, held, votes in sorted(free, key=lambda s: -max(s[2].values(), default=0)):
        wanted = [story for story, _ in votes.most_common() if story not in taken]
        story = wanted[0] if wanted else _fresh(leader, held, taken)
        taken.add(story)
        named.setdefault(story, []).extend(held)
    return named


def _fresh(leader: str, held: Sequence[str], taken: set[str]) -> str:
    """A new id: the leader's, or that of the first article whose own is free."""
    return next((s for s in map(story_id_of, (leader, *held)) if s not in taken), story_id_of(leader) + "-2")


def _founder(members: Sequence[Member], chosen: Mapping[str, str]) -> str:
    """The founder by rule; an article that a person moved here is one only if no other can be."""
    own = [m for m in members if m.article_id not in chosen or chosen[m.article_id] == story_id_of(m.article_id)]
    return min(own or members, key=order).article_id
