"""Feed lists: reading and writing OPML, and reading plain lists of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from monitor.errors import Misused
from monitor.model import FeedSource, Keep
from monitor.stages import clean, decode, feed_mend, feed_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BETWEEN_GROUPS = " / "
MOST_FEEDS = 50_000


def read(body: bytes) -> list[FeedSource]:
    """Every feed in the list, once, in order; raises Misused if this is not OPML or lists none."""
    sources: dict[str, FeedSource] = {}
    for source in _sources(_root(body)):
        sources.setdefault(source.url, source)
    if not sources:
        raise Misused("This OPML file lists no feeds.")
    return list(sources.values())


def addresses(body: bytes) -> list[FeedSource]:
    """A list of one address a line, with an optional title after it; `#` begins a comment. Also reads OPML."""
    text = decode.text(body)
    if text.lstrip()[:1] == "<":
        return read(body)
    sources: dict[str, FeedSource] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = clean.line(raw, most=4_000)
        if not line or line.startswith("#"):
            continue
        url, _, title = line.partition(" ")
        if not _is_address(url):
            raise Misused(f"Line {number} is no address of the web: {line[:80]!r}.")
        sources.setdefault(url, FeedSource(url, title=title.partition(" #")[0].strip().lstrip("# ")))
    if not sources:
        raise Misused("This list names no feeds.")
    return list(sources.values())


def write(sources: Iterable[FeedSource], title: str = "Feeds") -> str:
    """The list as OPML 2.0, feeds of one group together."""
    groups: dict[str, list[FeedSource]] = {}
    for source in sources:
        groups.setdefault(source.group, []).append(source)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines += [f"    <title>{feed_mend.escape(clean.line(title)).replace('<', '&lt;')}</title>", "  </head>", "  <body>"]
    for group, members in groups.items():
        names = group.split(BETWEEN_GROUPS) if group else []
        for depth, name in enumerate(names, start=2):
            lines.append(f"{'  ' * depth}<outline {_attributes({'text': name, 'title': name})}>")
        lines += [f"{'  ' * (len(names) + 2)}{_outline(source)}" for source in members]
        lines += [f"{'  ' * depth}</outline>" for depth in range(len(names) + 1, 1, -1)]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


# --- in --------------------------------------------------------------------------------------------------------------


def _root(body: bytes) -> Element:
    """The root of a list without entity definitions; hand-made lists with bare ampersands are repaired."""
    from xml.etree import ElementTree

    text = decode.text(body).lstrip("\ufeff \t\r\n")
    text = re.sub(r"^<\?xml[^>]{0,300}\?>", "", text)
    if "<!ENTITY" in text:
        raise Misused("This OPML file defines entities of its own, which are not read.")
    for attempt in (text, feed_mend.escape(text)):
        try:
            root = ElementTree.fromstring(attempt)
        except (ElementTree.ParseError, ValueError) as error:
            fault = str(error)
            continue
        if root.tag.lower() != "opml":
            raise Misused(f"This is not an OPML file: it begins with <{clean.line(root.tag, 40)}>.")
        return root
    raise Misused(f"This is not an OPML file: {fault}.")


def _sources(root: Element) -> Iterator[FeedSource]:
    waiting: list[tuple[Element, str]] = [(root, "")]
    found = 0
    while waiting and found < MOST_FEEDS:
        element, group = waiting.pop()
        values = {name.lower(): value for name, value in element.attrib.items()}
        url = _plain_scheme(values.get("xmlurl", "").strip())
        name = clean.line(values.get("title") or values.get("text") or "")
        if url:
            found += 1
            yield _source(url, name, group, values)
        elif element.tag.lower() == "outline" and name:
            group = f"{group}{BETWEEN_GROUPS}{name}" if group else name
        waiting.extend((child, group) for child in reversed(element))


def _source(url: str, title: str, group: str, values: dict[str, str]) -> FeedSource:
    keep = values.get("keep", Keep.TEXT).strip().lower()
    if keep not in list(Keep):
        raise Misused(f"The feed {clean.line(url, 200)} says keep={keep!r}; it can be text or headline.")
    return FeedSource(
        url=clean.line(url, 4_000), title=title, site_url=values.get("htmlurl", "").strip() or None,
        language=feed_text.language(values.get("language", "")), group=group, keep=Keep(keep),
    )


def _plain_scheme(url: str) -> str:
    """An address without the `feed:` that browsers once put in front (`feed:https://…`, `feed://…`)."""
    found = re.match(r"feed:(?://)?(?=https?:)|feed:(?=//)", url, re.I)
    if not found:
        return url
    rest = url[found.end() :]
    return f"http:{rest}" if rest.startswith("//") else rest


def _is_address(url: str) -> bool:
    return bool(re.match(r"https?://[^\s/]", url, re.I))


# --- out -------------------------------------------------------------------------------------------------------------


def _outline(source: FeedSource) -> str:
    title = source.title or source.url
    values = {
        "text": title, "title": title, "type": "rss", "xmlUrl": source.url, "htmlUrl": source.site_url or "",
        "language": source.language or "", "keep": "" if source.keep is Keep.TEXT else source.keep,
    }
    return f"<outline {_attributes(values)}/>"


def _attributes(values: dict[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(clean.line(value, 4_000))}" for name, value in values.items() if value)
