"""How a term is written, and whether it stands at a place of a flat text.

    nuclear power         these words, whole; a space also stands for a hyphen
    reactor*              any ending; `*kraftwerk*` any beginning and any ending: German compounds, Slavic cases
    réacteur* nucléaire*  a star inside: any ending of that word; alone, any one word
    =US                   written exactly so: capitals and accents count

Letters of an alphabet (and katakana) bound a term; the characters of Chinese, Korean and Japanese writing do not, and a
Latin term beside one of them is bounded too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from monitor.stages.flatten import flatten

_COMMON_WORDS = """
    the and for that with this from are was has have not but its of to in is on as by at it be an or
    les des une est que qui dans pour par sur avec aux pas son ses de la le et en du au un ce se
    der die das und ist den dem ein eine von mit für auf im zu sich nicht auch als
    los las por con para una del como más su el al es no lo che per non della di il gli sono come
    com uma não dos os mais ao na do da em het een van dat niet voor met zijn op te
    nie się jest że dla przez oraz для что как это не на по из он bir bu için ile ve
    する した して いる です ます こと これ として から まで など 我们 他们 一个 可以 这个 没有 我們 這個 沒有
    있다 하는 했다 것은 있는
"""
COMMON = frozenset(_COMMON_WORDS.split())   # words that stand in nearly every text of their language
SHORTEST_OPEN = 3       # letters that a term with a star must hold beside it: `*an*` would match nearly everything


@dataclass(frozen=True, slots=True)
class Term:
    """A parsed term."""

    written: str
    anchor: str                 # the flat text that every occurrence holds: what the automaton looks for
    rest: tuple[str, ...]       # what follows after each star inside
    open_left: bool
    open_right: bool
    exact: str | None           # the spelling that the given text must have

    def span(self, text: str, start: int) -> tuple[int, int] | None:
        """The whole words that match, if the term's anchor begins at `start` of a flat text; None if they do not."""
        if start > 0 and joined(text[start - 1], text[start]):
            if not self.open_left:
                return None
            while start > 0 and joined(text[start - 1], text[start]):
                start -= 1
        end = text.index(self.anchor, start) + len(self.anchor)
        for piece in self.rest:
            end = _after(text, end, piece)
            if end < 0:
                return None
        if end < len(text) and joined(text[end - 1], text[end]):
            if not self.open_right:
                return None
            while end < len(text) and joined(text[end - 1], text[end]):
                end += 1
        return start, end


@cache
def parse(written: str) -> Term:
    """Parse a term."""
    exact = written[1:] if written.startswith("=") else None
    body = flatten(exact or written).text
    first, *rest = body.strip("*").split("*")
    return Term(written, first, tuple(rest), body.startswith("*"), body.endswith("*"), exact)


def fault(written: str) -> str | None:
    """What is wrong with a term, in words; None if nothing is."""
    if not written.strip("*= "):
        return "it is empty"
    if written != written.strip() or "  " in written:
        return "it has a space too many"
    if written.startswith("=") and "*" in written:
        return "an exact spelling (=) takes no star"
    term = parse(written)
    if term.anchor.startswith(" ") or (term.anchor, *term.rest)[-1].endswith(" "):
        return "a star that stands alone belongs between two words"
    letters = sum(character.isalnum() for character in term.anchor)
    spelt = _kind(term.anchor[0]) == 1      # by an alphabet, whose letters say little one by one
    if written.lower() in COMMON:
        return "it would match nearly everything"
    if letters < (SHORTEST_OPEN if spelt and (term.open_left or term.open_right) else 2):
        return "it would match nearly everything"
    return None


def joined(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word: 10 and GW in "10GW" do not, H and 20 in "H20" do."""
    kind = _kind(left)
    return kind != 0 and kind == _kind(right) and not (left.isdigit() and not right.isdigit())


@cache
def _kind(character: str) -> int:
    """1: a letter or digit of an alphabet; 2: katakana; 0: anything that bounds a word."""
    if "ァ" <= character <= "ヺ" or character == "ー":
        return 2
    if character >= "\u2e80" or "\u0e00" <= character < "\u1000":   # written without spaces
        return 0
    return 1 if character.isalnum() else 0


def _after(text: str, end: int, piece: str) -> int:
    """The end of `piece` if it follows within the same word, or right after it; -1 if it does not."""
    limit = end
    while limit < len(text) and text[limit] != " ":
        limit += 1
    found = text.find(piece, end, limit + len(piece))
    return -1 if found < 0 else found + len(piece)
