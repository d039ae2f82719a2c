"""Reading a feed document, in whatever format and however broken, as long as it yields items."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from monitor.model import FeedItem, ParsedFeed, Published
from monitor.stages import clean, dates, decode, feed_broken, feed_json, feed_links, feed_mend, feed_text, feed_xml
from monitor.stages.feed_raw import RawFeed, RawItem

MOST_ITEMS = 500                # at one poll (reliability.md, rule 5)
MOST_GUID = 500
MOST_AUTHORS = 20
NO_ADDRESS = "urn:no-address:"
TOO_LONG = "urn:address-too-long:"
NOT_A_FEED = "This is not a feed."
WEB_PAGE = "This is a web page, not a feed."
EMPTY = "The answer is empty."
NO_LIST = "This JSON holds no list of items."


def read(body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed:
    """The feed; if it has no items, its note says what is wrong."""
    return _finished(_raw(body, url, content_type), url, now)


def salvage(body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed:
    """The same, without the readers that a hostile document can stall: each item is cut out and read alone."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    raw = _json(body, content_type) if start in (b"{", b"[") else _cut(decode.text(body, content_type))
    return _finished(raw, url, now)


def warm() -> None:
    """Import what every feed needs."""
    from lxml import etree

    assert etree is not None


# --- readers, fastest first ------------------------------------------------------------------------------------------


def _raw(body: bytes, url: str, content_type: str) -> RawFeed:
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return RawFeed("", note=EMPTY)
    if start[:1] in (b"{", b"["):
        return _json(body, content_type)
    raw, fault = _well_formed(body, content_type)
    if raw is not None:
        return raw
    return _broken(body, url, content_type, fault)


def _json(body: bytes, content_type: str) -> RawFeed:
    try:
        raw = feed_json.read(decode.text(body, content_type))
    except (ValueError, RecursionError):
        return RawFeed("json", note="This is neither a feed nor readable JSON.")
    return raw or RawFeed("json", note=NO_LIST)


def _well_formed(body: bytes, content_type: str) -> tuple[RawFeed | None, str]:
    """The feed, or what is wrong. Documents that define entities are not read here: none is ever expanded."""
    if b"<!ENTITY" in body:
        return None, "It defines entities of its own."
    root, fault = _tree(feed_mend.as_utf8(body, content_type))
    return (None, fault) if root is None else (feed_xml.read(root), NOT_A_FEED)


def _tree(body: bytes, *, recover: bool = False) -> tuple[Any, str]:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, recover=recover,
    )
    try:
        return etree.fromstring(body, parser), ""
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        return None, str(error)


def _broken(body: bytes, url: str, content_type: str, fault: str) -> RawFeed:
    text = decode.text(body, content_type)
    mended = feed_mend.mend(text)
    if mended is None:
        head = text[:2000].lower()
        return RawFeed("", note=WEB_PAGE if "<html" in head or "<!doctype html" in head else NOT_A_FEED)
    root, _ = _tree(mended.encode("utf-8"))
    if root is not None and (raw := feed_xml.read(root)) is not None:
        if raw.items:
            return replace(raw, note=f"Mended: {fault}")
        if not feed_mend.holds_items(mended):
            return raw
    parsed = RawFeed("", note=fault)
    if feed_broken.is_affordable(body):
        try:
            parsed = feed_broken.read(body, url, content_type)
        except Exception as error:      # feedparser raises what it likes on damage; the next reader is plainer
            parsed = RawFeed("", note=f"{type(error).__name__}: {error}")
    cut = _cut(text)
    best = max(parsed, cut, key=lambda raw: len(raw.items))
    return replace(best, note=f"Malformed: {fault or best.note}")


def _cut(text: str) -> RawFeed:
    """The items of a document that cannot be read as a whole, each read alone."""
    mended = feed_mend.mend(text)
    if mended is None:
        return RawFeed("", note=NOT_A_FEED)
    head, parts = feed_mend.pieces(mended, MOST_ITEMS)
    root, _ = _tree(head.encode("utf-8"), recover=True)
    feed = (feed_xml.read(root) if root is not None else None) or RawFeed("")
    items: list[RawItem] = []
    for part in parts:
        root, _ = _tree(part.encode("utf-8"))
        if root is None:
            root, _ = _tree(feed_mend.quoted(part).encode("utf-8"), recover=True)
        read_alone = feed_xml.read(root) if root is not None else None
        items.extend(read_alone.items[:1] if read_alone is not None else ())
    return replace(feed, items=tuple(items), found=len(items), note="It was cut into items, each read alone.")


# --- items -----------------------------------------------------------------------------------------------------------


def _finished(raw: RawFeed, url: str, now: datetime) -> ParsedFeed:
    site = feed_links.resolve(raw.site_url, url) if raw.site_url.strip() else ""
    base = feed_links.resolve(raw.base, url) if raw.base else url
    published = _published(raw.items, now)
    items: list[FeedItem] = []
    seen: set[tuple[str, str | None]] = set()
    for item, moment in _newest(list(zip(raw.items, published, strict=True))):
        made = _item(item, _address(item, base, url), moment)
        address = made.url
        if (address, made.guid) in seen:
            continue
        seen.add((address, made.guid))
        items.append(made)
        if len(items) == MOST_ITEMS:
            break
    left = max(raw.found, len(raw.items)) - MOST_ITEMS
    skipped = (f"{left} more items than are taken at one poll",) if len(items) == MOST_ITEMS and left > 0 else ()
    hints = raw.hints
    if hints.next_page:
        hints = replace(hints, next_page=feed_links.resolve(hints.next_page, base)[: feed_links.LONGEST])
    return ParsedFeed(
        title=feed_text.title(raw.title), language=feed_text.language(raw.language), format=raw.format,
        site_url=site if 0 < len(site) <= feed_links.LONGEST else None, items=tuple(items), hints=hints,
        skipped=skipped, note=clean.line(raw.note) if raw.note else None,
    )


def _item(item: RawItem, address: str, moment: Published | None) -> FeedItem:
    guid = clean.line(item.guid, most=MOST_GUID + 1)
    if len(item.guid) > MOST_GUID:
        guid = "sha256:" + hashlib.sha256(item.guid.encode("utf-8", "replace")).hexdigest()
    authors = dict.fromkeys(filter(None, map(feed_text.author, item.authors[:MOST_AUTHORS])))
    content = item.content or (item.summary if "<" in item.summary else "")
    return FeedItem(
        url=address, title=feed_text.title(item.title), guid=guid or None, published=moment,
        summary=feed_text.plain(item.summary or item.content), content=feed_text.content(content),
        authors=tuple(authors), language=feed_text.language(item.language),
    )


def _address(item: RawItem, base: str, url: str) -> str:
    """The item's address; if it has none, a placeholder that no fetcher accepts, so that it is recorded."""
    address = feed_links.choose(item, base)
    if address and len(address) <= feed_links.LONGEST:
        return address
    what = "\n".join([item.guid, item.title, *item.dates[:1], item.summary]).strip() or url
    mark = hashlib.sha256((address or what).encode("utf-8", "replace")).hexdigest()[:32]
    return f"{TOO_LONG if address else NO_ADDRESS}{mark}"


def _published(items: Sequence[RawItem], now: datetime) -> list[Published | None]:
    """Each item's first readable date; 03/04/2024 is read as the feed's other dates suggest."""
    moments = [_first_date(item, now, None) for item in items]
    unread = [place for place, moment in enumerate(moments) if moment is None and items[place].dates]
    if unread:
        order = dates.order_of([text for item in items for text in item.dates])
        if order is not None:
            for place in unread:
                moments[place] = _first_date(items[place], now, order)
    return moments


def _first_date(item: RawItem, now: datetime, day_first: bool | None) -> Published | None:
    for text in item.dates:
        if found := dates.read(text, "feed", now, day_first=day_first):
            return found
    return None


def _newest(pairs: list[tuple[RawItem, Published | None]]) -> list[tuple[RawItem, Published | None]]:
    """The items in document order; if too many, the newest, and undated ones from both ends."""
    if len(pairs) <= MOST_ITEMS:
        return pairs
    last = len(pairs) - 1

    def rank(place: int) -> tuple[float, int]:
        moment = pairs[place][1]
        return (-moment.instant.timestamp() if moment else 0.0, min(place, last - place))

    return [pairs[place] for place in sorted(range(len(pairs)), key=rank)]


# --- identity --------------------------------------------------------------------------------------------------------


def identities(items: Sequence[FeedItem]) -> list[str]:
    """
    One identity an item: its id, else its address, else its title and date.

    A source whose ids are bad (missing, or one id for two addresses) in more than one of twenty items falls back to
    addresses for all of them.
    """
    by_guid: dict[str, set[str]] = {}
    for item in items:
        if item.guid:
            by_guid.setdefault(item.guid, set()).add(item.url)
    bad = sum(not item.guid or len(by_guid[item.guid]) > 1 for item in items)
    trusted = bad * 20 <= len(items)
    return [
        f"id:{item.guid}" if trusted and item.guid and len(by_guid[item.guid]) == 1 else _identity_without_id(item)
        for item in items
    ]


def _identity_without_id(item: FeedItem) -> str:
    if item.url:
        return f"url:{item.url}"
    when = item.published.text if item.published else ""
    return "title:" + hashlib.sha256(f"{item.title}\n{when}".encode("utf-8", "replace")).hexdigest()
