"""Feeds that are not well-formed: common damage is repaired, or the document is cut into its items."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator

from monitor.stages import decode

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._-]{2,40})""")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:rss|rdf|feed|channel|urlset)(?=[\s>])", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#([0-9]{1,9});|#[xX]([0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_XML_NAMES = ("amp", "lt", "gt", "quot", "apos")
_PREFIXES = re.compile(r"""(?:</?|\s)([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]*(?=[\s=/>])""")
_XMLNS = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_BARE_VALUES = re.compile(r"""<[A-Za-z_][^<>"']*=[^\s"'<>][^<>]*>""")
_BARE_VALUE = re.compile(r"""(\s[A-Za-z_][\w:.-]*)=([^\s"'<>]+)""")
_NAMESPACES = re.compile(r"""\sxmlns(?::[A-Za-z_][\w.-]*)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_ITEM = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry))(?=[\s>])", re.I)
_USUAL = {
    "dc": "http://purl.org/dc/elements/1.1/", "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom", "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}


def as_utf8(body: bytes, content_type: str) -> bytes:
    """
    The document for a parser that believes what is declared: in UTF-8 where it says that it is written otherwise.

    Many that declare ISO-8859-1 are UTF-8 or windows-1252; `decode` looks at the bytes first.
    """
    declared = _DECLARED.match(body, 0, 300)
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, decode.EBCDIC_XML))
    if not wide and (declared is None or declared[1].lower() in (b"utf-8", b"utf8")):
        return body
    text = decode.text(body, content_type).lstrip()
    if text.startswith("<?xml"):
        text = text[text.find("?>") + 2 :]
    return text.encode("utf-8", "replace")


# --- mending ---------------------------------------------------------------------------------------------------------


def mend(text: str) -> str | None:
    """The document with common damage repaired; None if there is no root element of a feed."""
    found = _ROOT.search(text)
    if not found:
        return None
    text = _CONTROL.sub("", text[found.start() :])
    return _declared(_outside_cdata(text, escape))


def escape(text: str) -> str:
    """Escape bare ampersands, replace entities that only HTML knows, drop invalid character numbers."""
    return _AMPERSAND.sub(_reference, text)


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Apply a change outside CDATA; an unclosed section ends where the next starts, or with its item."""
    parts: list[str] = []
    place = 0
    while (start := text.find("<![CDATA[", place)) >= 0:
        parts.append(change(text[place:start]))
        end = text.find("]]>", start)
        if end < 0:
            return "".join([*parts, *_unclosed(text[start:], change)])
        parts.append(text[start : end + 3])
        place = end + 3
    return "".join([*parts, change(text[place:])])


def _unclosed(text: str, change: Callable[[str], str]) -> Iterator[str]:
    found = re.search(r"</[A-Za-z_:][\w.:-]*>\s*</|</(?:item|entry|channel|rss|feed)\s*>", text, re.I)
    end = found.start() if found else len(text)
    yield text[:end].replace("]]", "") + "]]>"
    yield change(text[end:].replace("<![CDATA[", ""))


def _reference(found: re.Match[str]) -> str:
    """Keep what XML knows, replace what HTML knows by its character; any other ampersand is a bare one."""
    decimal, hexadecimal, name = found.groups()
    if name:
        if name in _XML_NAMES:
            return found[0]
        character = html.unescape(found[0])
        return character if character != found[0] else "&amp;" + found[0][1:]
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        allowed = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000
        allowed = allowed and number not in (0xFFFE, 0xFFFF)
        return found[0] if allowed else ""
    return "&amp;"


def quoted(text: str) -> str:
    """Put quotation marks around attributes that have none."""
    return _BARE_VALUES.sub(lambda tag: _BARE_VALUE.sub(r'\1="\2"', tag[0]), text)


def _declared(text: str) -> str:
    """Declare on the root the prefixes that nobody declared."""
    missing = sorted(set(_PREFIXES.findall(text)) - set(_XMLNS.findall(text)) - {"xml", "xmlns"})[:50]
    if not missing:
        return text
    names = "".join(f' xmlns:{prefix}="{_USUAL.get(prefix, "urn:undeclared:" + prefix)}"' for prefix in missing)
    root = re.match(r"<[^\s>/]+", text)
    return text if root is None else text[: root.end()] + names + text[root.end() :]


def holds_items(text: str) -> bool:
    """Whether anything in the document looks like an item."""
    return bool(_ITEM.search(text))


def pieces(text: str, most: int) -> tuple[str, list[str]]:
    """
    A mended document cut where its items begin: the head, and each item with a root of its own.

    So one item that cannot be read loses no other. Of more than `most` items the first and the last half are kept.
    """
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts:
        return text, []
    root = re.match(r"<([^\s>/]+)([^>]{0,20000})>", text)
    if root is None:
        return text, []
    # only what names mean is kept of the root: its own attributes may be what cannot be read
    opened, closed = f"<{root[1]}{''.join(_NAMESPACES.findall(root[2]))}>", f"</{root[1]}>"
    ends = [*starts[1:], len(text)]
    cuts = list(zip(starts, ends, strict=True))
    if len(cuts) > most:
        cuts = cuts[: most // 2] + cuts[-(most // 2) :]
    return opened + text[root.end() : starts[0]] + closed, [f"{opened}{text[start:end]}{closed}" for start, end in cuts]
