"""Feeds that are not well-formed: decoded whatever they say, mended where the damage is common, or cut into items."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator

GUESSED_FROM = 2_000        # bytes in which an encoding is declared
# what the lying name of an encoding usually means; the wider set reads all that the narrow one does
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "iso8859-1": "cp1252", "latin_1": "cp1252", "ascii": "utf-8", "iso8859-9": "cp1254", "iso8859-8": "cp1255",
}
_BY_LANGUAGE = {
    "ru": "cp1251", "uk": "cp1251", "bg": "cp1251", "be": "cp1251", "el": "cp1253", "tr": "cp1254", "he": "cp1255",
    "ar": "cp1256", "fa": "cp1256", "pl": "cp1250", "cs": "cp1250", "sk": "cp1250", "hu": "cp1250", "ja": "cp932",
    "zh": "gb18030", "ko": "cp949", "th": "cp874", "vi": "cp1258",
}
# codecs that turn bytes into other than text, or run over a stranger's escapes
_NOT_FOR_FEEDS = re.compile(r"escape|idna|punycode|utf.?7|undefined|mbcs|oem|rot|hex|base|uu|quopri|zip|bz2|zlib")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._-]{2,40})""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._-]{2,40})""", re.I)
_LANGUAGE = re.compile(rb"""<(?:dc:)?language>\s*([a-z]{2})|xml:lang\s*=\s*["']([a-z]{2})""", re.I)

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:rss|rdf|feed|channel)(?=[\s>])", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#([0-9]{1,9});|#[xX]([0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_XML_NAMES = ("amp", "lt", "gt", "quot", "apos")
_PREFIXES = re.compile(r"""(?:</?|\s)([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]*(?=[\s=/>])""")
_XMLNS = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_ITEM = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry))(?=[\s>])", re.I)
_USUAL = {
    "dc": "http://purl.org/dc/elements/1.1/", "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom", "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}


def declares_encoding(body: bytes) -> bool:
    """Whether the document itself says how it is written, by a mark or in words."""
    return body.startswith(tuple(mark for mark, _ in _BOMS)) or bool(_DECLARED.search(body[:GUESSED_FROM]))


def charset_of(content_type: str) -> str | None:
    """The charset of a Content-Type header, where it names one that Python knows."""
    found = _CHARSET.search(content_type)
    return _codec(found[1]) if found else None


def decode(body: bytes, content_type: str) -> str:
    """The document as text, by what fits its bytes: its mark, its declaration, the header, UTF-8, then a guess."""
    for mark, wide in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(wide, "replace")
    if unmarked := _by_zeros(body):
        return body.decode(unmarked, "replace")
    declared = _DECLARED.search(body[:GUESSED_FROM])
    names = [_codec(declared[1].decode("ascii")) if declared else None, charset_of(content_type), "utf-8"]
    for name in names:
        if name is None or name.startswith(("utf-16", "utf-32")):
            continue        # without a mark and without zeros it is neither
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return _guessed(body, next(filter(None, names)))


def _by_zeros(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of a document's beginning is zero."""
    start = body[:64]
    if start.count(0) < len(start) // 4:
        return None
    return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"


def _guessed(body: bytes, named: str) -> str:
    """UTF-8 with a few bad bytes is still UTF-8; else what its language is usually written in."""
    text = body.decode("utf-8", "replace")
    strange = sum(byte >= 128 for byte in body[:200_000])
    if body[:200_000].decode("utf-8", "replace").count("\ufffd") * 20 < strange:
        return text
    if named.startswith(("gb", "cp9", "big5", "euc", "iso2022")):
        return body.decode(named, "replace")
    found = _LANGUAGE.search(body[:20_000])
    language = (found[1] or found[2]).decode("ascii").lower() if found else ""
    return body.decode(_BY_LANGUAGE.get(language, "cp1252"), "replace")


def _codec(name: str) -> str | None:
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if _NOT_FOR_FEEDS.search(known.name.lower()) or not getattr(known, "_is_text_encoding", True):
        return None
    return _WIDER.get(known.name.lower(), known.name)


# --- mending ---------------------------------------------------------------------------------------------------------


def mend(text: str) -> str | None:
    """The common damage undone; None where there is no root of a feed."""
    found = _ROOT.search(text)
    if not found:
        return None
    text = _CONTROL.sub("", text[found.start() :])
    text = _outside_cdata(text, lambda part: _AMPERSAND.sub(_reference, part))
    return _declared(text)


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Change what is not literal; an unclosed section ends where the next one starts, or with its item."""
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
    """A reference XML knows stays; one of HTML becomes its character; anything else is a bare ampersand."""
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


def _declared(text: str) -> str:
    """Prefixes that no one declared are declared on the root."""
    missing = sorted(set(_PREFIXES.findall(text)) - set(_XMLNS.findall(text)) - {"xml", "xmlns"})[:50]
    if not missing:
        return text
    names = "".join(f' xmlns:{prefix}="{_USUAL.get(prefix, "urn:undeclared:" + prefix)}"' for prefix in missing)
    root = re.match(r"<[^\s>/]+", text)
    return text if root is None else text[: root.end()] + names + text[root.end() :]


def pieces(text: str, most: int) -> tuple[str, list[str]]:
    """
    A mended document cut where its items begin: the head, and each item with a root of its own.

    So one item that cannot be read loses no other. Of more than `most` items the first and the last half are kept.
    """
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts:
        return text, []
    root = re.match(r"<([^\s>/]+)[^>]{0,20000}>", text)
    if root is None:
        return text, []
    opened, closed = root[0].rstrip("/>") + ">", f"</{root[1]}>"
    ends = [*starts[1:], len(text)]
    cuts = list(zip(starts, ends, strict=True))
    if len(cuts) > most:
        cuts = cuts[: most // 2] + cuts[-(most // 2) :]
    return text[: starts[0]] + closed, [f"{opened}{text[start:end]}{closed}" for start, end in cuts]
