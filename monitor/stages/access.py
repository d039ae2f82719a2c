"""How much of an article a page shows: all of it, its beginning, or a wall, an error or a notice instead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from monitor.errors import Final, Gone, Unreadable, Walled
from monitor.model import Access
from monitor.stages.lines import weigh

if TYPE_CHECKING:
    from ahocorasick import Automaton

ARTICLE = 200.0         # the weight from which a text is an article at all (extraction.md: less is a failure)
WALL = 3000.0           # a wall's own words are fewer; consent walls are the longest
NOTICE = 1000.0         # words of a notice that a page is gone or broken
TEASER = 1500.0         # a text that is cut off is seldom longer
_FIRST = 6000           # code points of a page without an article that are looked at
_FOLLOWING = 8          # lines after the text in which an offer to read on stands

_REASONS = {
    "bot": "A wall against robots stands in place of the article",
    "script": "The page shows nothing without JavaScript",
    "consent": "A wall that asks for consent stands in place of the article",
    "login": "A login stands in place of the article",
    "removed": "The publisher says that the article is no more",
    "error": "An error page stands in place of the article",
}
_ENDS: Mapping[str, type[Final]] = {"removed": Gone, "error": Unreadable}


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader of the page would see, as far as it tells how much of the article is there."""

    titles: Sequence[str]
    kept: Sequence[str]                 # the lines of the article
    following: Sequence[str] = ()       # the lines of the page after the last of them
    visible: Sequence[str] = ()         # all lines of the page
    free: bool | None = None            # the publisher's flag
    told_words: int = 0                 # how many words the publisher says that the article has
    is_article: bool = False            # whether the markup calls the page an article


def judge(sight: Sight) -> Access:
    """Full or teaser; raises Walled, Gone or Unreadable if something else stands in place of the article."""
    weight = sum(map(weigh, sight.kept))
    if (found := _in_its_place(sight, weight)) is not None:
        kind, phrase = found
        raise _ENDS.get(kind, Walled)(f'{_REASONS[kind]} ("{phrase}").')
    return Access.TEASER if _is_cut(sight, weight) else Access.FULL


def _in_its_place(sight: Sight, weight: float) -> tuple[str, str] | None:
    """The kind of wall or notice, and the phrase that gave it away."""
    if weight >= WALL:
        return None
    titled = {kind: phrase for title in sight.titles for kind, phrase in said("title", title[:300])}
    if weight < ARTICLE:
        return _instead(titled, "\n".join(sight.visible)[:_FIRST])
    told: dict[str, set[str]] = {}
    share: dict[str, float] = {}
    for line in sight.kept:
        phrases = said("text", line)
        for kind, phrase in phrases:
            told.setdefault(kind, set()).add(phrase)
        for kind in {kind for kind, _ in phrases}:
            share[kind] = share.get(kind, 0.0) + weigh(line) / weight
    for kind in _REASONS:
        spoken, part = told.get(kind, set()), share.get(kind, 0.0)
        brief = weight < (WALL if kind in ("bot", "consent") else NOTICE)
        if brief and ((kind in titled and part >= 0.2) or (part >= 0.5 and len(spoken) >= 2)):
            return kind, titled.get(kind) or sorted(spoken)[0]
        if kind in titled and kind != "consent" and weight < NOTICE and not sight.is_article:
            return kind, titled[kind]
    return None


def _instead(titled: Mapping[str, str], seen: str) -> tuple[str, str] | None:
    """What a page without an article is: the kind with the most phrases, those in the title counting twice."""
    told: dict[str, set[str]] = {}
    for kind, phrase in said("text", seen):
        told.setdefault(kind, set()).add(phrase)
    score = {kind: len(told.get(kind, ())) + 2 * (kind in titled) for kind in _REASONS}
    # Every page may ask for consent or offer a login beside what it shows: one phrase proves neither.
    score = {kind: points for kind, points in score.items() if points >= (2 if kind in ("consent", "login") else 1)}
    if not score:
        return None
    kind = max(score, key=lambda name: (score[name], -list(_REASONS).index(name)))
    return kind, titled.get(kind) or sorted(told[kind])[0]


def _is_cut(sight: Sight, weight: float) -> bool:
    """Whether only the beginning is there, by the publisher's flag and our own judgement together."""
    if not sight.kept:
        return False
    words = sum(line.count(" ") + 1 for line in sight.kept)
    if weight < WALL and sight.told_words > 2.5 * words + 50 and sight.free is not True:
        return True
    near = (*sight.kept[-2:], *sight.following[:_FOLLOWING])
    offered = any(kind == "paywall" for line in near for kind, _ in said("text", line))
    dangling = sight.kept[-1].rstrip().endswith(("…", "..."))
    if sight.free is False:
        return (weight < TEASER and (offered or dangling or weight < TEASER / 2)) or (offered and dangling)
    return sight.free is None and offered and (weight < TEASER / 2 or (dangling and weight < TEASER))


# --- what is said ----------------------------------------------------------------------------------------------------


def said(field: str, text: str) -> list[tuple[str, str]]:
    """(kind, phrase) for each phrase that occurs as whole words in the field, `title` or `text`."""
    low = " ".join(text.replace("’", "'").lower().split())
    found = []
    for end, (kinds, phrase) in _phrases(field).iter(low):
        before, after = low[max(0, end - len(phrase)): end - len(phrase) + 1], low[end + 1: end + 2]
        if not (_joins(before, phrase[0]) or _joins(phrase[-1], after)):
            found += [(kind, phrase) for kind in kinds]
    return found


def _joins(left: str, right: str) -> bool:
    """Whether two letters belong to one word; in scripts without spaces no two do."""
    return left.isalnum() and right.isalnum() and ord(left) < 0x1100 and ord(right) < 0x1100


@cache
def _phrases(field: str) -> Automaton:
    import ahocorasick

    kinds_of: dict[str, list[str]] = {}
    for kind, fields in _walls().items():
        for phrase in fields[field]:
            kinds_of.setdefault(phrase, []).append(kind)
    automaton = ahocorasick.Automaton()
    for phrase, kinds in kinds_of.items():
        automaton.add_word(phrase, (tuple(kinds), phrase))
    automaton.make_automaton()
    return automaton


@cache
def _walls() -> Mapping[str, Mapping[str, Iterable[str]]]:
    return tomllib.loads((files("monitor.data") / "walls.toml").read_text(encoding="utf-8"))
