"""RSS 0.90 to 2.0, RDF and Atom, from a tree parsed by lxml: the fast way for well-formed feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from monitor.model import FeedHints
from monitor.stages import feed_hints
from monitor.stages.feed_raw import RawFeed, RawItem

Element = Any                   # lxml's element: the library is imported only where a feed is read
Values = Mapping[str, list[Element]]

MOST_LOOKED_AT = 5_000          # items of one document; of more, the first and the last half of that many

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ATOM = {"www.w3.org/2005/atom": "1.0", "purl.org/atom/ns": "0.3"}
_KNOWN = {
    "": "", "purl.org/rss/1.0": "", "my.netscape.com/rdf/simple/0.9": "", "channel.netscape.com/rdf/simple/0.9": "",
    "backend.userland.com/rss2": "", "backend.userland.com/rss": "", "backend.userland.com/rss091": "",
    "blogs.law.harvard.edu/tech/rss": "", "my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "www.w3.org/2005/atom": "atom:", "purl.org/atom/ns": "atom:",
    "purl.org/dc/elements/1.1": "dc:", "purl.org/dc/elements/1.0": "dc:", "purl.org/dc/terms": "dc:",
    "purl.org/rss/1.0/modules/content": "content:", "purl.org/rss/1.0/modules/syndication": "sy:",
    "search.yahoo.com/mrss": "media:", "www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner:", "www.pheedo.com/namespace/pheedo": "pheedo:",
    "prismstandard.org/namespaces/1.2/basic": "prism:", "prismstandard.org/namespaces/basic/2.0": "prism:",
    "www.sitemaps.org/schemas/sitemap/0.9": "", "www.google.com/schemas/sitemap-news/0.9": "news:",
    "www.w3.org/1999/xhtml": "xhtml:", "www.w3.org/ns/tdmrep": "tdm:",
}
_XMLNS = re.compile(r' xmlns(?::[\w.-]+)?="[^"<>]*"')
ROOTS = ("rss", "rdf", "feed", "channel", "urlset")
_NOT_PERMANENT = ("false", "0", "no")


def read(root: Element) -> RawFeed | None:
    """The feed, or None if the root is not that of a feed."""
    name = _local(root)
    if name not in ROOTS:
        return None
    channel = next((child for child in root if _local(child) == "channel"), root)
    names = ("url",) if name == "urlset" else ("item", "entry")
    parents = dict.fromkeys((root, channel))
    items, found = _few([child for parent in parents for child in parent if _local(child) in names])
    head = _Reader(_namespace(channel.tag), channel)
    atom = name == "feed"
    authors = tuple(_people(head.values, "author")) if atom else ()
    return RawFeed(
        format=_format(name, root, items),
        title=head.text("title", "dc:title"),
        site_url=next(iter(_links(head)), ""),
        language=head.text("language", "dc:language") or root.get(_LANGUAGE, "") or channel.get(_LANGUAGE, ""),
        base=channel.get(_BASE) or root.get(_BASE) or "",
        items=tuple([_item(item, authors) for item in items]),
        hints=_hints(head),
        found=found,
    )


def _few(items: list[Element]) -> tuple[list[Element], int]:
    half = MOST_LOOKED_AT // 2
    return (items if len(items) <= MOST_LOOKED_AT else items[:half] + items[-half:]), len(items)


def _format(name: str, root: Element, items: Sequence[Element]) -> str:
    if name == "feed":
        version = _ATOM.get(_namespace(root.tag)) or root.get("version", "")
        return f"atom {version}".strip()
    if name == "urlset":
        return "sitemap"
    if name == "rdf":
        return "rss 0.90" if items and "netscape" in items[0].tag.lower() else "rss 1.0"
    return f"rss {root.get('version', '')[:8]}".strip()


# --- names -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _split(tag: str) -> tuple[str, str]:
    """(namespace in comparable form, name in lower case); an undeclared prefix is dropped."""
    namespace, _, name = tag.rpartition("}")
    namespace = re.sub(r"^\{?(?:https?://)?", "", namespace.lower()).rstrip("/#")
    return namespace, name.rpartition(":")[2].lower()


@lru_cache(maxsize=4096)
def _key(tag: str, own: str) -> str:
    """The key of a child: its bare name in the item's own namespace, else with its usual prefix."""
    namespace, name = _split(tag)
    if namespace == own:
        return name
    return _KNOWN.get(namespace, "?:") + name


def _namespace(tag: str) -> str:
    return _split(tag)[0]


def _local(element: Element) -> str:
    tag = element.tag
    return _split(tag)[1] if isinstance(tag, str) else ""


class _Reader:
    """The children of one element, by key."""

    __slots__ = ("element", "values")

    def __init__(self, own: str, element: Element) -> None:
        self.element = element
        self.values: dict[str, list[Element]] = {}
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                self.values.setdefault(_key(tag, own), []).append(child)

    def take(self, element: Element) -> None:
        """Also take the children of this child."""
        for child in element:
            if isinstance(child.tag, str):
                self.values.setdefault("news:" + _local(child), []).append(child)

    def text(self, *keys: str) -> str:
        """The first text that is not empty."""
        for key in keys:
            for element in self.values.get(key, ()):
                if text := _text(element):
                    return text
        return ""

    def markup(self, *keys: str) -> str:
        for key in keys:
            for element in self.values.get(key, ()):
                if text := _markup(element):
                    return text
        return ""

    def every(self, *keys: str) -> list[str]:
        return [text for key in keys for element in self.values.get(key, ()) if (text := _text(element))]


def _text(element: Element) -> str:
    if len(element):
        return "".join(element.itertext()).strip()
    return (element.text or "").strip()


def _markup(element: Element) -> str:
    """The text of an element, or its children as markup if they were not escaped (XHTML in Atom)."""
    if not len(element):
        return (element.text or "").strip()
    from lxml import etree

    for child in element.iter():
        if isinstance(child.tag, str):
            child.tag = _split(child.tag)[1]
    parts = [element.text or "", *(etree.tostring(child, encoding="unicode", method="html") for child in element)]
    return _XMLNS.sub("", "".join(parts)).strip()


# --- items -----------------------------------------------------------------------------------------------------------


def _item(element: Element, authors: tuple[str, ...]) -> RawItem:
    own = _namespace(element.tag)
    reader = _Reader(own, element)
    values = reader.values
    if "news:news" in values:           # a news sitemap says it one element deeper
        reader.take(values["news:news"][0])
    guid = values.get("guid")
    summary = reader.markup("description", "summary", "dc:description", "media:description", "itunes:summary")
    content = reader.markup("content:encoded", "content", "atom:content", "xhtml:body", "fullitem", "body")
    return RawItem(
        links=tuple(_links(reader)),
        enclosure=_enclosure(reader),
        guid=reader.text("guid", "id", "atom:id") or _about(element),
        guid_is_link=guid[0].get("isPermaLink", "").strip().lower() not in _NOT_PERMANENT if guid else True,
        title=reader.text("title", "atom:title", "media:title", "dc:title", "itunes:title", "news:title"),
        dates=tuple(_dates(reader)),
        summary=summary,
        content=content,
        authors=tuple(_people(values, "author", "creator", "dc:creator", "atom:author", "itunes:author")) or authors,
        language=element.get(_LANGUAGE) or reader.text("language", "dc:language"),
        base=element.get(_BASE) or "",
    )


_DATES = (
    "pubdate", "published", "issued", "dc:date", "dc:issued", "dc:created", "date", "created", "atom:published",
    "prism:publicationdate", "updated", "modified", "dc:modified", "atom:updated", "lastbuilddate",
    "news:publication_date", "lastmod",
)


def _dates(reader: _Reader) -> Iterator[str]:
    for key in _DATES:
        for element in reader.values.get(key, ()):
            if text := _text(element):
                yield text
    yield from filter(None, [reader.element.get("LASTMOD") or reader.element.get("lastmod")])    # CDF


def _links(reader: _Reader) -> Iterator[str]:
    """Addresses, best first: the original behind a redirector, the plain link, Atom's alternates."""
    yield from reader.every("feedburner:origlink", "pheedo:origlink")
    others: list[str] = []
    for key in ("link", "atom:link"):
        for element in reader.values.get(key, ()):
            relation = element.get("rel", "alternate").strip().lower()
            href = (element.get("href") or element.text or "").strip()
            if not href:
                continue
            if relation.endswith("alternate") and "xml" not in (element.get("type") or "").replace("xhtml+xml", ""):
                yield href
            elif relation in ("related", "via", "alternate"):
                others.append(href)
    yield from others
    yield from reader.every("loc")
    yield from filter(None, [reader.element.get("HREF") or reader.element.get("href")])          # CDF


def _enclosure(reader: _Reader) -> str:
    return next((url for each in reader.values.get("enclosure", ()) if (url := each.get("url", "").strip())), "")


def _about(element: Element) -> str:
    for name, value in element.attrib.items():
        if name.endswith("about"):
            return str(value)
    return ""


def _people(values: Values, *keys: str) -> Iterator[str]:
    for key in keys:
        for element in values.get(key, ()):
            name = next((_text(child) for child in element if _local(child) == "name"), None)
            if text := (_text(element) if name is None else name):
                yield text


# --- hints -----------------------------------------------------------------------------------------------------------


def _hints(head: _Reader) -> FeedHints:
    return FeedHints(
        ttl=feed_hints.longest(head.text("ttl"), head.text("sy:updateperiod"), head.text("sy:updatefrequency")),
        skip_hours=feed_hints.hours(_listed(head, "skiphours")),
        skip_days=feed_hints.days(_listed(head, "skipdays")),
        next_page=_next_page(head),
        reserved=_is_reserved(head),
    )


def _listed(head: _Reader, key: str) -> list[str]:
    return [_text(child) for element in head.values.get(key, ()) for child in element][:100]


def _next_page(head: _Reader) -> str | None:
    """The page with older items (RFC 5005): `next` in paged feeds, `prev-archive` in archives."""
    for key in ("link", "atom:link"):
        for element in head.values.get(key, ()):
            if element.get("rel", "").lower() in ("next", "prev-archive") and element.get("href"):
                return str(element.get("href"))
    return None


def _is_reserved(head: _Reader) -> bool:
    """Whether the feed or its head says `tdm-reservation: 1`."""
    said = head.every("tdm:reservation", "tdm-reservation", "?:reservation", "?:tdm-reservation")
    return "1" in said
