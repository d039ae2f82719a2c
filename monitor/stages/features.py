"""The features of the line classifier: numbers for each line, from itself, its markup, its neighbours and witnesses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from monitor.stages import covered, furniture, line_text
from monitor.stages.lines import Block, Line, Lines, way_up, within

if TYPE_CHECKING:
    import numpy

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")

_TAGS = ("p", "h1", "h2", "h3", "li", "td", "div", "figcaption", "blockquote", "section")
_TAG_OF = {tag: place for place, tag in enumerate(_TAGS)} | {
    "h4": 3, "h5": 3, "h6": 3, "th": 5, "dt": 4, "dd": 4, "article": 9, "main": 9, "pre": 0,
}
_INSIDE = (
    "article", "main", "aside", "nav", "header", "footer", "form", "figure", "li", "table", "blockquote", "section",
    "ul",
)
_PARENTS = 3            # how many elements above a line are described
_CLASSES, _PHRASES = furniture.groups()
_SHIFTED = (
    "weight", "link", "ends", "heading", "prose", "capitals", "own_share", "tag_p", "phrases",
    "media", "rules", "links", "same_parent",
)
_SHIFTS = (-2, -1, 1, 2)


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is known of the article: witnesses that each line is compared with."""

    titles: tuple[str, ...] = ()
    description: str = ""
    body: str = ""                      # JSON-LD's articleBody, or the feed's full text


def squeezed(text: str) -> str:
    """A text without white space and case, in which lines are looked up."""
    return "".join(text.split()).casefold()


def names() -> list[str]:
    """The names of the matrix's columns, in order; a witness's column would follow."""
    own = [
        *line_text.NAMES, "in_title", "of_title", "is_title", "in_description", "of_description", "in_body", "has_body",
        "slanted", "media", "rules", "links", "named", "prose", "heading",
    ]
    own += [f"phrase_{n}" for n in range(_PHRASES)]
    own += [f"tag_{tag}" for tag in _TAGS]
    own += [f"inside_{tag}" for tag in _INSIDE]
    own += [f"class_{n}" for n in range(_CLASSES)]
    own += ["depth", "hidden", "own_share", "best_share"]
    for n in range(_PARENTS):
        own += [f"prose_{n}", f"weight_{n}", f"links_{n}", f"lines_{n}"]
    own += ["in_top", "below_top", "in_core", "below_core", "up_to_best", "down_to_best"]
    own += ["same_count", "same_weight", "same_links", "same_prose", "up_to_title", "down_to_title", "prose_title"]
    own += ["article", "titled_article", "core_article", "rank", "rank_left", "same_parent", "same_signature", "deeper"]
    own += [
        "place", "weight_before", "after_title", "from_title", "from_first", "to_last", "since_heading",
        "heading_phrases", "heading_weight", "page_prose", "page_lines", "prose_before", "prose_after",
    ]
    own += [f"{name}{shift:+d}" for shift in _SHIFTS for name in _SHIFTED]
    return own


_PLACE = {name: n for n, name in enumerate(names())}


def matrix(found: Lines, beside: Beside) -> numpy.ndarray:
    """The features, one row a line, float32."""
    import numpy

    page = _Page(found, beside)
    width = len(_PLACE) - len(_SHIFTS) * len(_SHIFTED)
    rows = [page.row(place, line) for place, line in enumerate(found.lines)]
    plain = numpy.array(rows, dtype=numpy.float32).reshape(len(rows), width)
    shifted = plain[:, [_PLACE[name] for name in _SHIFTED]]
    beside_it = [shift_rows(shifted, shift, -1.0) for shift in _SHIFTS]
    return numpy.concatenate([plain, *beside_it], axis=1)


def with_witness(rows: numpy.ndarray, found: Lines, taken: str) -> numpy.ndarray:
    """The matrix with one more column: how much of a line another extractor took."""
    import numpy

    witness = squeezed(taken)
    column = numpy.array([[_held(squeezed(line.text), witness)] for line in found.lines], dtype=numpy.float32)
    return numpy.concatenate([rows, column.reshape(len(found.lines), 1)], axis=1)


def shift_rows(rows: numpy.ndarray, shift: int, fill: float) -> numpy.ndarray:
    """The rows moved by `shift` places, with `fill` beyond the ends."""
    import numpy

    moved = numpy.full_like(rows, fill)
    if abs(shift) >= len(rows):
        return moved
    if shift > 0:
        moved[:-shift] = rows[shift:]
    else:
        moved[-shift:] = rows[:shift]
    return moved


class _Page:
    """What all rows of a page share."""

    def __init__(self, found: Lines, beside: Beside) -> None:
        self.found = found
        self.title_words = [frozenset(_WORD.findall(title.casefold())) for title in beside.titles if title]
        self.titles = {squeezed(title) for title in beside.titles if title}
        self.description = squeezed(beside.description)
        self.body = squeezed(beside.body)
        self.copies = Counter(line.text for line in found.lines)
        covered.show(found)
        self.prose = [covered.is_prose(line) and not line.block.hidden for line in found.lines]
        self._sum_blocks()
        self._find_containers()
        self._group_signatures()
        self._place_lines()

    def _sum_blocks(self) -> None:
        self.own_prose: dict[int, float] = {}
        for line, prose in zip(self.found.lines, self.prose, strict=True):
            holder = line.block
            holder.link_weight += line.weight * line.linked / len(line.text)
            if prose:
                holder.prose += line.weight
                parent = holder.parent or holder
                self.own_prose[parent.index] = self.own_prose.get(parent.index, 0.0) + line.weight
        for block in reversed(self.found.blocks):
            if (above := block.parent) is not None:
                above.weight += block.weight
                above.link_weight += block.link_weight
                above.prose += block.prose
                above.lines += block.lines
        self.page_prose = self.found.blocks[0].prose or 1.0
        self.page_weight = self.found.blocks[0].weight or 1.0

    def _find_containers(self) -> None:
        """Find the deepest elements with most of the page's prose, and the one with most of it directly inside."""
        self.top = self.core = self.found.blocks[0]
        for block in self.found.blocks:
            if block.prose >= 0.75 * self.page_prose:
                self.top = block
            if block.prose >= 0.5 * self.page_prose:
                self.core = block
        best = max(self.own_prose, key=lambda index: self.own_prose[index], default=0)
        self.best_prose = self.own_prose.get(best, 1.0)
        self.up_from_best = way_up(self.found.blocks[best])

    def _group_signatures(self) -> None:
        self.same: dict[int, list[float]] = {}
        for line, prose in zip(self.found.lines, self.prose, strict=True):
            group = self.same.setdefault(line.block.signature, [0.0, 0.0, 0.0, 0.0])
            group[0] += 1
            group[1] += line.weight
            group[2] += line.weight * line.linked / len(line.text)
            group[3] += line.weight if prose else 0.0

    def _place_lines(self) -> None:
        lines = self.found.lines
        self.title_place = next(
            (n for n, line in enumerate(lines) if line.block.tag == "h1" or squeezed(line.text) in self.titles), 0
        )
        title_block = lines[self.title_place].block if lines else self.found.blocks[0]
        self.up_from_title = way_up(title_block)
        self.title_article = title_block.article
        self.previous = (-1, 0, 0)      # parent, signature and depth of the line before
        held = [n for n, line in enumerate(lines) if self.prose[n] and within(line.block, self.core)]
        self.first, self.last = (held[0], held[-1]) if held else (0, len(lines) - 1)
        self.before = 0.0
        self.prose_before = 0.0
        self.heading: tuple[int, int, float] = (-1, 0, 0.0)     # place, phrases, weight of the last heading

    def row(self, place: int, line: Line) -> list[float]:
        """The features of one line; call it in the order of the lines."""
        block = line.block
        bits = line_text.phrases(line)
        is_heading = block.tag[0] == "h" and block.tag[1:].isdigit()
        numbers = line_text.of(line, self.copies[line.text], bits)
        numbers += self._of_witnesses(line)
        numbers += [
            line.slanted / len(line.text), float(min(5, line.media)), float(min(5, line.rules)),
            float(min(20, line.links)), float(block.own > 0), float(self.prose[place]), float(is_heading),
        ]
        numbers += [float(bits >> n & 1) for n in range(_PHRASES)]
        tag = _TAG_OF.get(block.tag, -1)
        numbers += [float(n == tag) for n in range(len(_TAGS))]
        numbers += [float(name in block.inside) for name in _INSIDE]
        own, near, above = block.own, block.near, block.above
        numbers += [float((own >> n & 1) + (near >> n & 1) + (above >> n & 1)) for n in range(_CLASSES)]
        numbers += self._of_markup(line)
        numbers += self._of_place(place, line)
        self.previous = ((block.parent or block).index, block.signature, block.depth)
        self.before += line.weight
        if self.prose[place]:
            self.prose_before += line.weight
        if is_heading or (line.weight < 60 and line.bold == len(line.text)):
            self.heading = (place, bits.bit_count(), line.weight)
        return numbers

    def _of_witnesses(self, line: Line) -> list[float]:
        in_title = of_title = is_title = 0.0
        if self.title_words and line.weight < 400:
            words = frozenset(_WORD.findall(line.text.casefold()))
            for title in self.title_words:
                shared = len(words & title)
                in_title = max(in_title, shared / (len(words) or 1))
                of_title = max(of_title, shared / (len(title) or 1))
            is_title = float(squeezed(line.text) in self.titles)
        text = squeezed(line.text) if self.description or self.body else ""
        return [
            in_title, of_title, is_title, _held(text, self.description), float(self.description[:40] in text)
            if len(self.description) >= 40 else 0.0, _held(text, self.body), min(3.0, len(self.body) / 1000),
        ]

    def _of_markup(self, line: Line) -> list[float]:
        block = line.block
        parent = block.parent or block
        own = self.own_prose.get(parent.index, 0.0)
        numbers = [float(block.depth), float(block.hidden), own / self.page_prose, own / self.best_prose]
        above: Block = parent
        for _ in range(_PARENTS):
            numbers += [
                above.prose / self.page_prose, above.weight / self.page_weight,
                above.link_weight / (above.weight or 1.0), log(1 + above.lines),
            ]
            above = above.parent or above
        numbers += [
            float(within(block, self.top)), float(block.depth - self.top.depth),
            float(within(block, self.core)), float(block.depth - self.core.depth),
        ]
        steps = 0
        climbing: Block | None = block
        while climbing is not None and climbing.index not in self.up_from_best:
            climbing, steps = climbing.parent, steps + 1
        count, weight, links, prose = self.same[block.signature]
        return [
            *numbers, float(steps), float(self.up_from_best[climbing.index] if climbing else 0), log(count),
            weight / count, links / (weight or 1.0), prose / self.page_prose,
            *self._of_title(block), float(min(5, block.article)), float(block.article == self.title_article),
            float(block.article == self.core.article),
            float(min(20, block.rank)), float(min(20, parent.blocks - block.rank)),
            float(parent.index == self.previous[0]), float(block.signature == self.previous[1]),
            float(block.depth - self.previous[2]),
        ]

    def _of_title(self, block: Block) -> list[float]:
        """How many elements up a line and the title meet, and how much of the page's prose is in there."""
        steps = 0
        climbing: Block | None = block
        while climbing is not None and climbing.index not in self.up_from_title:
            climbing, steps = climbing.parent, steps + 1
        if climbing is None:
            return [float(steps), 0.0, 1.0]
        return [float(steps), float(self.up_from_title[climbing.index]), climbing.prose / self.page_prose]

    def _of_place(self, place: int, line: Line) -> list[float]:
        count = len(self.found.lines)
        at, phrases, weight = self.heading
        return [
            place / count, self.before / self.page_weight, float(place > self.title_place),
            float(max(-50, min(50, place - self.title_place))), float(max(-50, min(50, place - self.first))),
            float(max(-50, min(50, self.last - place))), float(min(30, place - at)), float(phrases), weight,
            log(self.page_prose), log(count), self.prose_before / self.page_prose,
            1.0 - (self.prose_before + (line.weight if self.prose[place] else 0.0)) / self.page_prose,
        ]


def _held(text: str, witness: str) -> float:
    """How much of a line a witness contains: all of it, its beginning or end, or nothing."""
    if not witness or not text:
        return -1.0 if not witness else 0.0
    if text in witness:
        return 1.0
    if len(text) > 40 and (text[:30] in witness or text[-30:] in witness):
        return 0.6
    return 0.0
