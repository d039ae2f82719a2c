"""The Accept headers, and what counts as a page: by content type and by its first bytes."""

from __future__ import annotations

from monitor.errors import Refused
from monitor.net.inflate import GZIP_MAGIC

ACCEPT = {
    "page": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "feed": "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    "robots": "text/plain,*/*;q=0.5",
}

_NO_PAGE = frozenset({"text/css", "text/javascript", "text/calendar", "text/csv", "text/vcard", "text/vtt"})
_PAGE = frozenset({"", "application/xhtml+xml", "application/xml", "application/vnd.wap.xhtml+xml"})
_UNTOLD = frozenset({"application/octet-stream", "application/unknown", "unknown/unknown", "content/unknown"})
_MAGIC = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"PK\x03\x04", GZIP_MAGIC, b"RIFF", b"\x7fELF", b"OggS", b"ID3",
    b"\x00\x00\x01\x00", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"wOFF", b"wOF2", b"fLaC", b"BZh", b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd", b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x20ftyp", b"\x00asm", b"SQLite format 3", b"II*\x00",
    b"MM\x00*", b"{\\rtf",
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0c\x1b")
_WINDOW = 4096
# Of random bytes a tenth are control characters, of programs and archives more; of text in any charset hardly one.
MOST_CONTROLS = 0.05


def check_type(content_type: str) -> None:
    """Refuse by its content type what is not a page, before the body is read."""
    media = content_type.partition(";")[0].strip().lower()
    if media in _PAGE or media in _UNTOLD or "/" not in media:
        return
    if not media.startswith("text/") or media in _NO_PAGE:
        raise Refused(f"The answer is {media[:80]}, not a page.")


def check_bytes(body: bytes, content_type: str) -> None:
    """Refuse by its bytes what is not a page, whatever it calls itself."""
    media, _, parameters = content_type.lower().partition(";")
    if body.startswith(GZIP_MAGIC):
        raise Refused("The body is packed twice, or packed and not said to be.")
    if body.startswith(_MAGIC):
        raise Refused("The body is a picture, a document or an archive, not a page.")
    if media.strip() in _UNTOLD and not body.lstrip().startswith((*_BOMS, b"<")):
        raise Refused("The body has no type and does not begin like a page.")
    if "utf-16" in parameters or "utf-32" in parameters or "ucs-2" in parameters or body.startswith(_BOMS[1:]):
        return
    middle = max(0, len(body) // 2 - _WINDOW // 2)
    sample = body[:_WINDOW] + body[max(_WINDOW, middle) : middle + _WINDOW] + body[max(_WINDOW, len(body) - _WINDOW) :]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > MOST_CONTROLS * len(sample):
        raise Refused("The body is noise, not text.")
