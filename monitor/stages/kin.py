"""What holds one text in several languages: an article repeats most of it, or agreed with one of them by chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.model import Comparison, Known, Level, Match
from monitor.stages import by_names, stories
from monitor.stages.levels import Way
from monitor.stages.side import Side

# Found to be the whole text of so many that hold a candidate's text, an article holds it too and is not read beside it:
# a text in twenty languages would be read twenty times.
ENOUGH = 2
# By so many others must a text be outvoted that seems to be the article's: by those of the same text that have nothing
# in common with the article, or by those of another text that the article repeats.
OUTVOTED = 2

Kin = Mapping[str, Mapping[str, float]]         # candidate → others that hold its whole text → the score of that


def of(links: Iterable[Match]) -> Kin:
    """Who holds whose text, from both sides."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for link in links:
        if link.level in stories.WHOLE:
            found[link.article_id][link.other_id] = found[link.other_id][link.article_id] = link.score
    return found


def of_most(kin: Kin, article_ids: Collection[str]) -> list[str]:
    """Others that hold the text of half of these, and of several."""
    counts = Counter(other for one in article_ids for other in kin.get(one, {}))
    enough = max(ENOUGH, len(article_ids) / 2)
    return sorted(other for other, count in counts.items() if count >= enough and other not in article_ids)


class Unread(NamedTuple):
    """A candidate that no encoder could be asked about."""

    me: Side
    other: Side
    is_within: bool


def ways(kin: Kin, candidate_id: str, found: Mapping[str, float]) -> list[Way]:
    """The others that hold the candidate's text and were found to hold the article's, the surest first."""
    held = kin.get(candidate_id, {})
    both = [Way(other, min(score, held[other])) for other, score in found.items() if other in held]
    return sorted(both, key=lambda way: -way.score)


def is_told(held: Sequence[Way], found: Mapping[str, float]) -> bool:
    """Whether these settle it without reading: several, or one that is the article to the letter."""
    return len(held) >= ENOUGH or any(found[way.article_id] == 1.0 for way in held)


def voted(
    judged: Sequence[tuple[Known, Comparison]], unread: Mapping[str, Unread], kin: Kin
) -> list[tuple[Known, Comparison]]:
    """The same judgements, those on `unread` candidates held against those on others that hold the same text."""
    whole = {known.article_id: one.score for known, one in judged if one.level in stories.WHOLE}
    strangers = {known.article_id for known, one in judged if one.level is Level.NONE}
    texts = [{found, *kin.get(found, {}).keys() & whole.keys()} for found in whole]
    best = max(texts, key=len, default=set())
    return [
        (known, _voted(known.article_id, one, unread[known.article_id], whole, strangers, best, kin))
        if known.article_id in unread and kin else (known, one)
        for known, one in judged
    ]


def _voted(
    candidate_id: str,
    one: Comparison,
    unread: Unread,
    whole: Mapping[str, float],
    strangers: set[str],
    best: set[str],
    kin: Kin,
) -> Comparison:
    held = ways(kin, candidate_id, whole)
    against = len(strangers & kin.get(candidate_id, {}).keys())
    if one.level is Level.TRANSLATION:
        is_another = candidate_id not in best and len(best) >= len(held) + 1 + OUTVOTED
        return by_names.outvoted(one.score) if is_another or against >= len(held) + OUTVOTED else one
    if one.level in (Level.RELATED, Level.NONE) and len(held) > against and unread.is_within:
        return by_names.probable_by_way(unread.me, unread.other, held[0]) or one
    return one


def without_chance(matches: Sequence[Match], doubtful: Collection[str], kin: Kin, read: Collection[str]) -> list[Match]:
    """
    The matches without those `doubtful` ones whose text stands in a language that was `read` and is another there.

    A text in nine languages is found by its names in some of them; where it is in a tenth that the encoder reads as it
    reads the article, that says which texts are one.
    """
    whole = {match.other_id for match in matches if match.level in stories.WHOLE}
    kept = []
    for match in matches:
        witnesses = kin.get(match.other_id, {}).keys() & set(read)
        if match.other_id not in doubtful or not witnesses or witnesses & whole:
            kept.append(match)
    return kept
