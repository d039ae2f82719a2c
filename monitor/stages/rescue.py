"""Other places of the article's text, if the markup shows none: data blocks, scripts, the feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from monitor.model import FeedItem
from monitor.stages import lines, markup
from monitor.stages.lines import weigh

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_SCRIPT = 4_000_000     # code points of scripts that are searched
MOST_STRINGS = 4_000
# Whole, or to the end where it is never closed: so that a script is read once, whatever stands in it.
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)("?)', re.S)
_SHORTEST = 80
_TAG = re.compile(r"</?(?:p|div|br|h[1-6]|ul|li|blockquote|figure|span|strong|em|a)\b[^>]{0,500}>", re.I)
_CODE = re.compile(r"[{};=]\s*(?:function|var |return|const |let )|=>|\$\{|\.prototype|;\}")
_ENDS = re.compile(r"[.!?…。！？][\"”»’'」』)]*\s*$")
_PROSE = 60.0
_UNBROKEN = re.compile(r"(?<=[.!?。！？”»\"])\s*\n+\s*|\n{2,}|\r\n?")


def from_body(body: str) -> list[str]:
    """The lines of JSON-LD's articleBody, which may be markup, escaped markup, or one long line."""
    if "&lt;" in body or "&amp;" in body or "&#" in body or "&quot;" in body:
        body = unescape(body)
    if _TAG.search(body):
        return from_markup(body)
    return [line for piece in _UNBROKEN.split(body) if (line := " ".join(piece.split()))]


def from_feed(items: Sequence[FeedItem]) -> list[str]:
    """The lines of the longest text that a feed gives for the article, or of its summary."""
    told = max((item.content for item in items), key=len, default="")
    found = from_markup(told) if told else []
    if sum(map(weigh, found)) >= _PROSE:
        return found
    return [line for item in items if item.summary for line in item.summary.split("\n") if line.strip()][:50]


def from_markup(fragment: str) -> list[str]:
    """The lines of a piece of markup, without captions."""
    root = markup.parse(f"<html><body>{fragment}</body></html>")
    if root is None:
        return []
    return [
        line.text for line in lines.of(root).lines
        if not line.block.inside & {"figure", "figcaption"} and not line.block.near & _CAPTION
    ]


_CAPTION = lines.bit("caption")


def from_scripts(root: HtmlElement) -> list[str]:
    """
    The lines that a page's scripts hold for a browser to show: `__NEXT_DATA__`, `self.__next_f`, states of all kinds.

    Of the markup in their strings the one piece with most prose; of plain strings all that read as sentences.
    """
    best: list[str] = []
    plain: dict[str, None] = {}
    for text in _strings(root):
        if _TAG.search(text):
            found = [line for line in from_markup(text) if weigh(line) >= _PROSE or _ENDS.search(line)]
            if sum(map(weigh, found)) > sum(map(weigh, best)):
                best = found
        elif weigh(text) >= _PROSE and _ENDS.search(text) and not _CODE.search(text):
            plain.update(dict.fromkeys(line for line in from_body(text) if weigh(line) >= _PROSE))
    return max(best, list(plain), key=lambda found: sum(map(weigh, found)))


def _strings(root: HtmlElement) -> Iterator[str]:
    """The string literals in scripts that are as long as sentences, including nested ones."""
    left = MOST_SCRIPT
    count = 0
    for script in root.iter("script"):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if "ld+json" in kind or len(text) < 100:
            continue
        left -= len(text)
        if left < 0:
            return
        for string in _literals(text, 0):
            count += 1
            if count > MOST_STRINGS:
                return
            yield string


def _literals(text: str, depth: int) -> Iterator[str]:
    for found in _LITERAL.finditer(text):
        if len(found[1]) < _SHORTEST or not found[2]:
            continue
        try:
            string: str = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        if depth < 2 and '"' in string and string.count('":') > 3:
            yield from _literals(string, depth + 1)
        else:
            yield string
