"""Decoding the bytes of a page, whatever the server and the page say about their encoding."""

from __future__ import annotations

import codecs
import re

_HEAD = 4096            # how far in a declaration may stand; HTML asks for it in the first 1024 bytes, pages are late
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages call one thing and mean another: the supersets that browsers read instead (WHATWG Encoding).
_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso8859-1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "uhc": "cp949", "big5": "big5hkscs",
    "x-euc-jp": "euc-jp", "utf8": "utf-8", "unicode": "utf-16-le",
}
_EBCDIC = "cp037"       # what all code pages of EBCDIC write a declaration in
EBCDIC_XML = "<?xml".encode(_EBCDIC)
# Python's own, beside those that turn bytes into bytes; some can be made to compute for long.
_NO_CHARACTER_SETS = frozenset({"idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape",
                                "raw-unicode-escape", "undefined", "utf-7"})
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.+-]{2,40})", re.I)
_META = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.+-]{2,40})", re.I)
# Cyrillic, Greek or CJK bytes read as Western: words made of accented letters alone, which no Western language has.
_MOJIBAKE = re.compile("[\u00a1-\u024f\u0192\u2013-\u203a\u20ac\u2122]{4}")
_ACCENTED = re.compile("[\u00a1-\u024f]")
_FEW_ERRORS = 0.02      # of the non-ASCII bytes: a page in UTF-8 with a wound, not a page in another encoding


def text(body: bytes, content_type: str = "") -> str:
    """The characters of a page: by byte order mark, as UTF-8 if valid, as declared, or as likely, in that order."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark):].decode(name, "replace")
    if (wide := _wide(body) or _ebcdic(body)) is not None:
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = [name for name in (_from_header(content_type), _from_markup(body)) if name]
    if "utf-8" in declared or not declared:
        wounded = body.decode("utf-8", "replace")
        high = len(body) - len(body.translate(None, bytes(range(128, 256))))
        if wounded.count("\ufffd") <= max(2, _FEW_ERRORS * high):
            return wounded
    return _likeliest(body, declared)


def _wide(body: bytes) -> str | None:
    """Whether this is UTF-16 without a mark: every other byte of its ASCII is zero."""
    head = body[:_HEAD]
    if head.count(0) < len(head) // 4:
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _ebcdic(body: bytes) -> str | None:
    """The code page of a document whose XML declaration is in EBCDIC (XML 1.0, appendix F)."""
    if not body.startswith(EBCDIC_XML):
        return None
    declared = _META.search(body[:400].decode(_EBCDIC).encode("ascii", "replace"))
    name = declared[1].decode().lower() if declared else ""
    known = _known(name) or _known(name.replace("ibm0", "cp"))      # IBM01140 is Python's cp1140
    return known if known and "<?xml".encode(known, "replace") == EBCDIC_XML else _EBCDIC


def _known(name: str) -> str | None:
    name = name.strip().lower()
    name = _MEANT.get(name, name)
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return name if codec._is_text_encoding and codec.name not in _NO_CHARACTER_SETS else None


def _from_header(content_type: str) -> str | None:
    found = _HEADER.search(content_type)
    return _known(found[1]) if found else None


def _from_markup(body: bytes) -> str | None:
    found = _META.search(body[:_HEAD])
    name = _known(found[1].decode("ascii", "replace")) if found else None
    # A declaration that could be read as ASCII is not in UTF-16.
    return "utf-8" if name and name.startswith(("utf-16", "utf-32")) else name


def _likeliest(body: bytes, declared: list[str]) -> str:
    candidates = [*declared]
    if (guess := _guess(body)) and guess not in candidates:
        candidates.append(guess)
    candidates.append("cp1252")
    best, best_harm = "", float("inf")
    for name in candidates:
        decoded = body.decode(name, "replace")
        if (harm := _harm(decoded)) < best_harm:
            best, best_harm = decoded, harm
    return best


def _guess(body: bytes) -> str | None:
    from resiliparse.parse.encoding import detect_encoding

    # Markup is ASCII and says nothing: the detector sees the lines that hold other bytes.
    telling = b"\n".join(line for line in re.findall(rb"[^<>]{1,2000}", body[:2_000_000]) if not line.isascii())[:65536]
    name = detect_encoding(telling or body[:65536], html5_compatible=False)
    return _known(name) if name else None


def _harm(decoded: str) -> float:
    """How little it looks like text: undecodable characters, and words that no language has."""
    sample = decoded[:2_000_000]
    odd = sample.count("\ufffd") * 4 + sum(len(run) for run in re.findall("[\x80-\x9f\ue000-\uf8ff]+", sample)) * 4
    accented = len(_ACCENTED.findall(sample))
    mojibake = 4 * len(_MOJIBAKE.findall(sample))
    return odd + (mojibake if mojibake > accented * 0.2 else 0)
