"""Titles and summaries as plain text: markup removed, entities decoded, twice if they were escaped twice."""

from __future__ import annotations

import html
import re

from monitor.stages import clean

LOOKED_AT = 20_000          # of a summary's markup, code points
SUMMARY_LENGTH = 4_000
CONTENT_BYTES = 200_000

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# a title may speak of List<String>: only what HTML knows goes
_INLINE = re.compile(
    r"</?(?:a|abbr|applet|area|b|bdi|bdo|big|blink|br|button|center|cite|code|del|div|em|embed|font|form|frame|frameset"
    r"|h[1-6]|i|iframe|img|input|ins|kbd|label|link|map|mark|meta|nobr|object|p|param|q|s|script|small|source|span"
    r"|strike|strong|style|sub|sup|svg|time|tt|u|video|wbr)(?:\s[^<>]*)?/?>",
    re.I,
)
_BLOCK = re.compile(
    r"<(?:/?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote|section|article|figure|figcaption|pre|dd|dt|dl)|br|hr)"
    r"(?:[\s/][^<>]*)?>",
    re.I,
)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
COMMENT = (re.compile("<!--"), re.compile("-->"))
_UNREAD = [
    COMMENT,
    (re.compile(r"<script\b", re.I), re.compile(r"</script\s*>", re.I)),
    (re.compile(r"<style\b", re.I), re.compile(r"</style\s*>", re.I)),
]
_BLANK = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_AUTHOR = re.compile(r"[^\s@()<>]+@[^\s@()<>]+")


def title(raw: str) -> str:
    """One line, as a reader would see it."""
    raw = _untagged(raw[: clean.TITLE_LENGTH * 20])
    if "&" in raw:
        raw = _ENTITY.sub(_character, raw)
        if "&" in raw:
            raw = _ENTITY.sub(_character, raw)
        raw = _untagged(raw)
    return clean.line(raw)


def _untagged(text: str) -> str:
    return _INLINE.sub("", _readable(text)) if "<" in text else text


def _readable(markup: str) -> str:
    """The markup without what no reader sees."""
    for start, end in _UNREAD:
        markup = without(markup, start, end)
    return markup


def plain(markup: str) -> str:
    """The text of a summary, paragraphs as lines, cut at a few thousand characters."""
    markup = markup[:LOOKED_AT]
    if "<" in markup:
        markup = _TAG.sub("", _BLOCK.sub("\n", _readable(markup)))
    if "&" in markup:
        markup = _ENTITY.sub(_character, markup)
    text = clean.text(_BLANK.sub(" ", markup))
    return _LINES.sub("\n", text).strip()[:SUMMARY_LENGTH]


def content(markup: str) -> str:
    """The feed's own full text as markup, cut if it is too long to keep."""
    encoded = markup.encode("utf-8", "replace")
    if len(encoded) > CONTENT_BYTES or "\x00" in markup:
        return encoded[:CONTENT_BYTES].replace(b"\x00", b"").decode("utf-8", "ignore")
    return markup if markup.isascii() else encoded.decode("utf-8")


def author(raw: str) -> str:
    """A name; RSS writes `mail (name)`, and a mail address alone is no name."""
    raw = title(raw[:500])
    if "@" in raw:
        inside = re.search(r"\(([^()]+)\)", raw)
        raw = inside[1] if inside else _AUTHOR.sub("", raw).replace("mailto:", "")
    return raw.strip(" \t<>\"'()[],;:-")[:200]


def language(raw: str) -> str | None:
    """Only the language of a tag, in lower case: `en` for `en-GB`."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", raw)
    return found[1].lower() if found else None


def _character(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def without(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """Remove each stretch from start to end, or to the end of the text if unclosed; linear in time."""
    parts: list[str] = []
    place = 0
    while begin := start.search(text, place):
        parts.append(text[place : begin.start()])
        stop = end.search(text, begin.end())
        if stop is None:
            return "".join(parts)
        place = stop.end()
    return "".join([*parts, text[place:]]) if place else text
