"""A page as a tree, with its metadata and data blocks: one parse, shared by all that read from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MOST_DATA = 2_000_000   # code points of one data block that are read
ARTICLES = frozenset({
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle",
    "backgroundnewsarticle", "askpublicnewsarticle", "advertisercontentarticle", "satiricalarticle", "blogposting",
    "liveblogposting", "scholarlyarticle", "techarticle", "report", "socialmediaposting", "review", "claimreview",
})
_GIANT = re.compile(r"<([a-zA-Z][\w:-]{0,40})\s[^<>]{20000,}")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?://\s*\]\]>|/\*\]\]>\*/|\]\]>|-->)\s*;?\s*$")


@dataclass(slots=True)
class Markup:
    """One parsed page."""

    root: HtmlElement
    metas: Mapping[str, str] = field(default_factory=dict)      # name, property or itemprop in lower case -> content
    article: Mapping[str, Json] = field(default_factory=dict)   # the JSON-LD node that describes the article
    nodes: tuple[Mapping[str, Json], ...] = ()                  # all nodes of JSON-LD


def read(text: str) -> Markup | None:
    """The tree, meta elements and data blocks of a page; None if it has no element."""
    root = parse(text)
    if root is None:
        return None
    nodes = tuple(_nodes(root))
    return Markup(root, _metas(root), _article(nodes), nodes)


def _without_giants(text: str) -> str:
    """Strip attributes from oversized tags: parsers take a second for each 30,000 attributes."""
    return _GIANT.sub(r"<\1 ", text)


def parse(text: str) -> HtmlElement | None:
    """The tree of a page, as forgiving as a browser."""
    from lxml.etree import ParserError, XMLSyntaxError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        root = document_fromstring(_without_giants(text).replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (ParserError, XMLSyntaxError, AssertionError):
        return None
    return root


def _metas(root: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = meta.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop"):
            if name := meta.get(attribute):
                metas.setdefault(name.strip().lower(), content.strip())
    return metas


def _nodes(root: HtmlElement) -> Iterator[Mapping[str, Json]]:
    for script in root.iter("script"):
        kind = script.get("type")
        if kind and "ld+json" in kind.lower() and script.text:
            yield from _flat(_loads(script.text[:MOST_DATA]), 0)


def _loads(text: str) -> Json:
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _WRAPPING.sub("", text))):
        try:
            value: Json = json.loads(attempt, strict=False)
            return value
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: Json, depth: int) -> Iterator[Mapping[str, Json]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _flat(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if key in value and not isinstance(value[key], str):
                yield from _flat(value[key], depth + 1)


def kinds(node: Mapping[str, Json]) -> set[str]:
    """The types of a node, in lower case without their vocabulary."""
    kind = node.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return {name.rsplit("/", 1)[-1].lower() for name in names if isinstance(name, str)}


def _article(nodes: tuple[Mapping[str, Json], ...]) -> Mapping[str, Json]:
    """The node of an article's type that says most."""
    articles = [node for node in nodes if kinds(node) & ARTICLES]
    telling = ("headline", "datePublished", "articleBody", "author", "mainEntityOfPage")
    return max(articles, key=lambda node: sum(key in node for key in telling), default={})


def string(value: Json) -> str:
    """The text of a value: itself, the first of a list, or a node's name, value or address."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next((found for item in value if (found := string(item))), "")
    if isinstance(value, dict):
        return next((found for key in ("@value", "name", "@id", "url") if (found := string(value.get(key)))), "")
    return ""
