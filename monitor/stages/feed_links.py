"""The address of an item: relative ones resolved, redirectors unwrapped if they contain the target."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from monitor.stages.feed_raw import RawItem
from monitor.stages.redirectors import unwrap

LONGEST = 2_048

_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s<>]+)""", re.I)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:")
_WEB = re.compile(r"https?://", re.I)
_BREAK = re.compile(r"\s*[\n\r\t]\s*")
# hosts whose links hide the true address, which the id often names
_HIDERS = re.compile(r"(?:^|\.)(?:feedproxy\.google\.com|feeds\.feedburner\.com|feedsportal\.com|pheedo\.com)$")


def choose(item: RawItem, base: str) -> str:
    """
    The item's address, or nothing.

    The first link decides, even one of a scheme that is refused later; without a link an id that is an address, then
    the first link of its text (link blogs of RSS 0.92 write no other), then its enclosure.
    """
    guid = item.guid.strip()
    is_address = bool(_WEB.match(guid)) and len(guid) <= LONGEST
    for link in item.links:
        if url := resolve(link, item.base or base):
            return guid if is_address and item.guid_is_link and _hides(url) else url
    if is_address:
        return resolve(guid, base)
    if item.guid_is_link and guid.startswith("/") and not guid.startswith("//"):
        return resolve(guid, item.base or base)
    for markup in (item.summary, item.content):
        found = _HREF.search(markup[:20_000])
        if found and _WEB.match(found[1]):
            return resolve(found[1], base)
    return resolve(item.enclosure, item.base or base) if item.enclosure else ""


def resolve(link: str, base: str) -> str:
    """An absolute address; if a whole <a> tag stands there, the address in it."""
    link = link.strip()
    if link.startswith("<"):
        found = _HREF.search(link[: LONGEST * 4])
        link = found[1] if found else ""
    if not link or len(link) > LONGEST * 2:
        return link
    if "&amp;" in link:
        link = link.replace("&amp;", "&")
    if not link.isprintable() or " " in link:
        link = _BREAK.sub("", link).replace(" ", "%20")
        link = link if link.isprintable() else "".join(filter(str.isprintable, link))
    if not _WEB.match(link) and not (_SCHEME.match(link) and not _is_host_and_port(link)):
        link = _joined(link, base)
    return unwrap(link)


def _is_host_and_port(link: str) -> bool:
    return bool(re.match(r"[a-z0-9.-]+\.[a-z]{2,}:\d+(?:/|$)", link, re.I))


def _joined(link: str, base: str) -> str:
    if link.startswith("www.") or _is_host_and_port(link):
        link = "//" + link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _hides(url: str) -> bool:
    try:
        return bool(_HIDERS.search(urlsplit(url).hostname or ""))
    except ValueError:
        return False
