"""Turning the items of a feed document into new entries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import Refused
from monitor.model import AddressKeys, FeedItem, NewEntry
from monitor.stages import address, clean, poll


def entries_of(items: Sequence[FeedItem], base: str) -> list[NewEntry]:
    """The entries of one document; item ids are kept only if the document's ids are good."""
    return [
        replace(entry_of(item, base), identity=identity if identity.startswith("id:") else None)
        for item, identity in zip(items, poll.identities(items), strict=True)
    ]


def entry_of(item: FeedItem, base: str) -> NewEntry:
    """One entry; an item without a usable address becomes one too, which ends at once with the reason."""
    try:
        keys = address.keys(item.url, base)
    except Refused as error:
        shown = address.without_password(clean.line(item.url, 2048))
        mark = hashlib.sha256(item.url.encode("utf-8", "replace")).hexdigest()[:32]
        return NewEntry(item, AddressKeys(shown, f"refused:{mark}", f"refused:{mark}", ""), _why(item.url, error))
    refused = address.GOOGLE_NEWS if address.is_google_news(keys.url) else None
    return NewEntry(replace(item, url=keys.url), keys, refused)


def _why(url: str, error: Refused) -> str:
    if url.startswith(poll.NO_ADDRESS):
        return "The item has no address."
    if url.startswith(poll.TOO_LONG):
        return "The item's address is too long."
    return str(error)
