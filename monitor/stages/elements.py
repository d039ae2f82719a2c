"""Kinds of elements: which break a line, which are never shown, which give context; table rows; consent dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.stages import furniture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_ROW = 400       # code points of a row of a table; what is longer holds running text

# Elements that stand inside a line; all others, also unknown ones, break it.
_INLINE_WORDS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby rb s samp small "
    "span strike strong sub sup time tt u var wbr o:p"
)
INLINE = frozenset(_INLINE_WORDS.split())
_SILENT_WORDS = (
    "script style noscript template svg iframe object embed canvas video audio select option textarea input "
    "button head title map datalist rt rp applet frame frameset progress meter"
)
SILENT = frozenset(_SILENT_WORDS.split())
APART = frozenset({"nav", "footer"})
_IN_CELL = INLINE | {"p", "br", "img", "picture", "source", "div"}
MEDIA = frozenset({"img", "picture", "video", "audio", "iframe", "embed", "object", "amp-img", "svg"})
ENDING = frozenset({"hr", "section", "article", "header", "footer", "aside", "nav", "form", "figure", "table"})
_TELLING_WORDS = (
    "article main aside nav header footer form figure figcaption li ul ol table td blockquote section dl details "
    "address h1 h2 h3 h4 h5 h6 p pre center"
)
TELLING = frozenset(_TELLING_WORDS.split())


def is_consent(element: HtmlElement) -> bool:
    """Whether an element is the dialog of a consent platform, which is furniture on any site."""
    name = element.get("id")
    return name is not None and name.startswith(furniture.consent_ids())


def row_text(element: HtmlElement) -> str:
    """The text of a table row of short cells; empty if the table is only used for layout.

    A cell by itself is too short to be judged: the rows of the labelled tables were lost.
    """
    cells: list[str] = []
    for cell in element:
        if cell.tag not in ("td", "th"):
            return ""
        if any(inner.tag not in _IN_CELL for inner in cell.iter() if inner is not cell):
            return ""
        if text := " ".join("".join(cell.itertext()).split()):
            cells.append(text)
    return " | ".join(cells) if len(cells) > 1 and sum(map(len, cells)) < LONGEST_ROW else ""
