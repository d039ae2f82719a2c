"""The lines of a page: every run of text that the markup sets apart, with the elements around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.stages import furniture
from monitor.stages.elements import APART, ENDING, INLINE, MEDIA, SILENT, TELLING, is_consent, row_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEEPEST = 150           # nested elements that are told apart; what lies deeper counts as the text of the one above
MOST_LINES = 6_000      # of one page; 60,000 paragraphs are no article
# A line that is one short link, but no paragraph, is judged with its neighbours, not by itself: 9,700 of the 22,500
# lines of the labelled pages are such, and 260 of the 177,574 true words.
SHORT_LINK = 60.0
_ALL_LINK = 0.95
LONGEST_LINE = 200_000  # code points; the rest of it is dropped

_HIDDEN = re.compile(r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader"
                     r"(?:-text)?|d-none|noprint)(?:$|[\s_-])", re.I)
_NAMING = ("id", "itemprop", "property", "data-testid", "data-component", "role")
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

# How class names and ids come to words: `-` is where a word begins or ends.
_NO_LETTER = str.maketrans(dict.fromkeys(" _\t\n\r\f.:/", "-"))
_MOST_CACHED = 20_000
_bits_of: dict[str, int] = {}


def bit(group: str) -> int:
    """The bit of a group of class words, by its name in furniture.toml."""
    return 1 << furniture.class_names().index(group)


def _bits(attributes: str) -> int:
    known = _bits_of.get(attributes)
    if known is None:
        known = 0
        for _, bits in furniture.classes().iter(f"-{attributes[:300].lower().translate(_NO_LETTER)}-"):
            known |= bits
        if len(_bits_of) > _MOST_CACHED:
            _bits_of.clear()
        _bits_of[attributes] = known
    return known


@dataclass(slots=True)
class Block:
    """An element that breaks lines, and what is known of the elements above it."""

    index: int
    tag: str
    parent: Block | None
    depth: int
    rank: int = 0                       # among the blocks of its parent
    own: int = 0                        # bits of GROUPS that its own attributes name
    near: int = 0                       # those of its parent and grandparent too
    above: int = 0                      # those of all above it
    inside: frozenset[str] = frozenset()    # telling elements it stands in: article, aside, nav, figure …
    hidden: bool = False
    signature: int = 0                  # of its way through the markup: tags and classes
    prose: float = 0.0                  # weight of the long lines beneath it
    link_weight: float = 0.0
    weight: float = 0.0
    lines: int = 0
    blocks: int = 0                     # directly beneath it
    article: int = 0                    # number of the innermost <article> it stands in; 0: in none
    story: int = 0                      # number of the outermost


@dataclass(slots=True)
class Line:
    """One run of text, as a reader sees it standing alone."""

    text: str
    block: Block
    weight: float                       # its length; a character of Chinese, Japanese or Korean weighs more
    linked: int                         # code points of it that are links
    bold: int
    slanted: int
    anchors: int                        # links that it touches
    whole: bool                         # the only line of its block
    broken: bool                        # ended by <br>
    media: int                          # pictures and players between the line before and this one
    rules: int                          # ends of sections and thematic breaks since then
    links: int                          # short links since then, which are no lines of their own


@dataclass(slots=True)
class Lines:
    """All lines of a page in order, and the elements around them."""

    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    links: list[str] = field(default_factory=list)      # what short links say: menus, buttons, tags


_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
CJK_WEIGHT = 2.0        # a Han or kana character says about as much as three Latin letters


def weigh(text: str) -> float:
    """The length of a text in Latin letters: an East Asian character counts as three."""
    if text.isascii():
        return float(len(text))
    return len(text) + CJK_WEIGHT * len(_CJK.findall(text))


def of(root: HtmlElement, everything: bool = False) -> Lines:
    """
    The lines of a parsed page.

    Navigation and footers are left out unless `everything` is wanted: of the 177,574 true words of the labelled pages
    9 stand there, and 45 % of all lines.
    """
    reading = _Reading(everything)
    top = Block(0, "body", None, 0)
    reading.found.blocks.append(top)
    body = root.find(".//body") if root.tag != "body" else root
    reading.enter(root if body is None else body, top)
    reading.flush(top)
    return reading.found


def way_up(block: Block) -> dict[int, int]:
    """A block and the elements above it, each with the number of steps up."""
    way: dict[int, int] = {}
    climbing: Block | None = block
    while climbing is not None:
        way[climbing.index] = len(way)
        climbing = climbing.parent
    return way


def within(block: Block, container: Block) -> bool:
    """Whether an element is the other one, or inside it."""
    climbing: Block | None = block
    while climbing is not None and climbing.index >= container.index:
        if climbing is container:
            return True
        climbing = climbing.parent
    return False


class _Reading:
    """The walk through one page."""

    def __init__(self, everything: bool) -> None:
        self.found = Lines()
        self.everything = everything
        self.parts: list[str] = []
        self.linked = self.bold = self.slanted = self.anchors = 0
        self.in_link = self.in_bold = self.in_slant = 0
        self.media = self.rules = self.links = self.articles = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        if self.in_link:
            self.linked += len(text.strip())
        if self.in_bold:
            self.bold += len(text.strip())
        if self.in_slant:
            self.slanted += len(text.strip())

    def flush(self, block: Block, broken: bool = False) -> None:
        parts = self.parts
        if not parts:
            return
        text = " ".join("".join(parts).split())[:LONGEST_LINE]
        if text and len(self.found.lines) < MOST_LINES:
            weight = weigh(text)
            if weight < SHORT_LINK and self.linked >= _ALL_LINK * len(text) and block.tag != "p":
                self.links += 1
                self.found.links.append(text)
                block.link_weight += weight
            else:
                self.found.lines.append(Line(
                    text, block, weight, min(self.linked, len(text)), min(self.bold, len(text)),
                    min(self.slanted, len(text)), self.anchors + (self.in_link > 0), block.lines == 0, broken,
                    self.media, self.rules, self.links))
                self.media = self.rules = self.links = 0
            block.weight += weight
            block.lines += 1
        self.parts = []
        self.linked = self.bold = self.slanted = self.anchors = 0

    def enter(self, element: HtmlElement, block: Block, depth: int = 0) -> None:
        if depth > DEEPEST:
            self.add(" ".join(element.itertext()))
            return
        if element.text:
            self.add(element.text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                if tag == "br":
                    self.flush(block, broken=True)
                elif tag in MEDIA:
                    self.media += 1
                    self.parts.append(" ")
                elif tag in SILENT:
                    if tag not in ("rt", "rp"):
                        self.parts.append(" ")
                elif tag in INLINE:
                    self._inline(child, tag, block, depth)
                else:
                    self._block(child, tag, block, depth)
            if child.tail:
                self.add(child.tail)

    def _inline(self, element: HtmlElement, tag: str, block: Block, depth: int) -> None:
        attributes = element.get("class")
        if attributes and _HIDDEN.search(attributes):
            return
        link, bold, slant = tag == "a", tag in ("b", "strong"), tag in ("i", "em")
        if link:
            self.anchors += 1
        self.in_link += link
        self.in_bold += bold
        self.in_slant += slant
        self.enter(element, block, depth + 1)
        self.in_link -= link
        self.in_bold -= bold
        self.in_slant -= slant

    def _row(self, text: str, element: HtmlElement, above: Block) -> None:
        """One table row as one line."""
        above.blocks += 1
        block = Block(
            len(self.found.blocks), "tr", above, above.depth + 1, above.blocks, 0, above.own, above.above,
            above.inside | {"tr"}, above.hidden, hash((above.signature, "tr", element.get("class"))),
            article=above.article, story=above.story,
        )
        self.found.blocks.append(block)
        self.parts.append(text)
        self.linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
        self.flush(block)

    def _block(self, element: HtmlElement, tag: str, above: Block, depth: int) -> None:
        self.flush(above)
        if len(self.found.lines) >= MOST_LINES:
            return
        get = element.get
        if not self.everything and (tag in APART or is_consent(element)):
            self.rules += 1
            return
        if tag == "tr" and (row := row_text(element)):
            self._row(row, element, above)
            return
        classes = get("class")
        attributes = classes or ""
        for name in _NAMING:
            if value := get(name):
                attributes = f"{attributes} {value}"
        if attributes and _HIDDEN.search(attributes):
            return
        own = _bits(attributes) if attributes else 0
        parent = above.parent
        style = get("style")
        above.blocks += 1
        block = Block(
            len(self.found.blocks), tag, above, above.depth + 1, above.blocks, own,
            own | above.own | (parent.own if parent else 0), above.above | own,
            above.inside | {tag} if tag in TELLING else above.inside,
            above.hidden or get("hidden") is not None or bool(style and _STYLE.search(style))
            or get("aria-hidden") == "true",
            hash((above.signature, tag, classes)),
        )
        if tag == "article":
            self.articles += 1
        block.article = self.articles if tag == "article" else above.article
        block.story = above.story or block.article
        self.found.blocks.append(block)
        self.enter(element, block, depth + 1)
        self.flush(block)
        if tag in ENDING:
            self.rules += 1
