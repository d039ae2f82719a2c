"""
One text under several addresses of one host: an article that stands twice, a wall in place of both, or furniture.

`judge` asks when a page is read, and what is a wall is filed as nobody's; `without_furniture` asks whenever texts are
compared, of whatever was filed, from a feed or from elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.errors import Refused
from monitor.model import Article, Known
from monitor.stages import address
from monitor.stages.fingerprint import UNSPACED, fold, words
from monitor.stages.lines import weigh

LONG = 3_000.0          # weight; a wall's text is shorter (access.py holds the same)
TITLE_WORDS = 3         # a title of fewer telling words proves nothing: «Just a moment»
TOLD = 0.5              # of a title's words that a text must hold to be the text that the title promises
SAME = 0.9              # of the words; walls give every visitor a number
FURNITURE = 3           # pages of one host with the same text to the letter: whatever it is, it is nobody's article
PROOF = 3               # other addresses with one text, from which on a headline of its own saves a page no longer
AGREED = 0.6            # of the shorter title's words that two titles of one article share
AGREED_TEXT = 0.5       # of the fingerprint's keys that a page shares with what stands under its canonical address
_RUN = re.compile(f"[{UNSPACED}]+|[^\\W_{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_SHORT = 3              # letters of a Latin word that tells nothing: «the», «und»


@dataclass(frozen=True, slots=True)
class Served:
    """What one address of the host gave, and what its feed promised."""

    article_id: str
    url: str
    title: str                          # the feed's, where there is a feed: the page's may be the wall's own
    page_title: str = ""
    canonical_url: str | None = None


@dataclass(frozen=True, slots=True)
class Wall:
    """The new address gave no article, why, and which earlier addresses gave none either."""

    reason: str
    others: tuple[str, ...] = ()        # article ids


def judge(new: Served, held: Sequence[Served], text: str) -> Wall | None:
    """
    Whether a text that the host served before, under other addresses, is a wall; None where it is an article.

    That is shown by addresses that mean one page (print and AMP forms, canonical addresses), by a text that tells what
    its title promises, and, at two addresses, by length: a long text under two titles was given a new headline.
    """
    others = [before for before in held if not is_same_page(new, before)]
    if not others:
        return None
    if _is_told(new, others, text):
        return None
    if len(others) < PROOF and _has_own_headline(new, others):
        return None
    if len(others) == 1:
        least = LONG / 2 if agree(new.title, others[0].title) else LONG
        if weigh(text) >= least:
            return None
    addresses = "another address" if len(others) == 1 else f"{len(others)} other addresses"
    walled = tuple(before.article_id for before in others if not _is_told(before, [new], text))
    return Wall(
        f"This host gives the same text under {addresses} ({others[0].url}), and it does not tell what its title says.",
        walled,
    )


def _has_own_headline(new: Served, others: Sequence[Served]) -> bool:
    """Whether the page, and no other, bears the title that its feed promised; then a later page may decide."""
    return agree(new.page_title, new.title) and not any(agree(new.page_title, other.page_title) for other in others)


def _is_told(one: Served, others: Sequence[Served], text: str) -> bool:
    """Whether the text has its feed's title; or the page's, unless that also stands on pages promised otherwise."""
    if tells(one.title, text):
        return True
    return tells(one.page_title, text) and not any(
        agree(one.page_title, other.page_title) and not agree(one.title, other.title) for other in others
    )


def is_same_text(a: str, b: str) -> bool:
    """Whether two texts are the same, except for a visitor's number or a line of their own."""
    if min(len(a), len(b)) < SAME**2 * max(len(a), len(b)):     # so that few need to be counted
        return False
    one, other = Counter(words(a)), Counter(words(b))
    return (one & other).total() >= SAME * max(one.total(), other.total())


def is_same_page(a: Served, b: Served) -> bool:
    """Whether two addresses mean one page, by their form or because one names the other as canonical."""
    one, other = (address.keys(served.url).loose for served in (a, b))
    claims = {address.keys(served.canonical_url).loose for served in (a, b) if served.canonical_url}
    return one == other or (bool(claims) and claims <= {one, other})


def pages(urls: Iterable[str | None]) -> int:
    """How many pages these addresses mean: print and AMP forms of a page count once."""
    return len({_page(url) for url in urls if url})


def _page(url: str) -> str:
    try:
        return address.keys(url).loose
    except Refused:         # an import may name what is no web address
        return url


def without_furniture(article: Article, candidates: Sequence[Known]) -> list[Known]:
    """Those that are articles: what a host serves on three pages is none, and if ours is that it has none."""
    hosts = Counter(known.source for known in candidates)
    served: defaultdict[tuple[str, str], set[str | None]] = defaultdict(set)
    held = [(known.source, known.text, known.url) for known in candidates]
    for source, text, url in ((article.source, article.text, article.url), *held):
        if hosts[source] >= FURNITURE - 1:
            served[source, _plain(text)].add(url)
    furniture = {told for told, urls in served.items() if pages(urls) >= FURNITURE}
    if (article.source, _plain(article.text)) in furniture:
        return []
    return [known for known in candidates if (known.source, _plain(known.text)) not in furniture]


def _plain(text: str) -> str:
    return " ".join(text.split())


def tells(title: str, text: str) -> bool:
    """Whether the text, without its headline, contains most of the words that its title promises."""
    named = _telling(title)
    head = " ".join(fold(title).split())
    lines = (" ".join(fold(line).split()) for line in text.split("\n"))
    folded = "\n".join(line for line in lines if line not in head and (head not in line or len(line) > 2 * len(head)))
    return len(named) >= TITLE_WORDS and sum(word in folded for word in named) >= TOLD * len(named)


def agree(a: str, b: str) -> bool:
    """Whether two titles are of one article: the same, one inside the other, or most words shared."""
    one, other = (" ".join(fold(title).split()) for title in (a, b))
    if not one or not other:
        return False
    if one in other or other in one:
        return True
    shorter, longer = sorted((_telling(a), _telling(b)), key=len)
    return len(shorter) >= TITLE_WORDS and len(shorter & longer) >= AGREED * len(shorter)


def confirms(own: Sequence[int], claimed: Sequence[int]) -> bool:
    """Whether the text under the canonical address is the page's own, by shared fingerprint keys."""
    shorter = min(len(set(own)), len(set(claimed)))
    return shorter == 0 or len(set(own) & set(claimed)) >= AGREED_TEXT * shorter


def _telling(title: str) -> frozenset[str]:
    """The significant words of a title; in scripts without spaces, pairs of characters."""
    found: set[str] = set()
    for run in _RUN.findall(fold(title)):
        if _UNSPACED.match(run):
            found |= {run[n:n + 2] for n in range(len(run) - 1)}
        elif len(run) > _SHORT or not run.isascii():
            found.add(run)
    return frozenset(found)
