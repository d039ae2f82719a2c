"""Comparing a page with what its host gave before: one wall at many addresses, or a canonical address that lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import Walled
from monitor.model import Access, Article, ClaimedEntry, Fingerprint, Known
from monitor.pipeline.desk import Desk
from monitor.stages import address, clean, fingerprint, one_host
from monitor.stages.one_host import Served


class Everywhere(Walled):
    """The text is a wall that the host shows everywhere; `filed` are earlier articles made of it, now marked."""

    def __init__(self, reason: str, filed: Sequence[Article]) -> None:
        super().__init__(reason)
        self.filed = filed


def check(desk: Desk, article: Article, entry: ClaimedEntry, near: Sequence[Known]) -> None:
    """
    Raise Everywhere where the article's text is a wall that its host shows under several addresses.

    What was filed of the same wall before is to stay, as a version marked as one, with which nothing is compared.
    """
    before = [
        known for known in {known.article_id: known for known in near}.values()     # a twin also shares keys
        if known.source == article.source and known.article_id != article.article_id and known.url
        and one_host.is_same_text(known.text, article.text)
    ]
    if not before:
        return
    promised = next((item.title for _, item in entry.items if item.title), article.title)
    url = article.url or entry.url
    new = Served(article.article_id, url, promised, article.title, article.canonical_url)
    wall = one_host.judge(new, [_served(desk, twin) for twin in before], article.text)
    if wall is None:
        return
    marked = (_marked(desk, article_id, url) for article_id in wall.others)
    raise Everywhere(clean.line(wall.reason), [article for article in marked if article is not None])


def _served(desk: Desk, twin: Known) -> Served:
    stored = desk.store.articles.get(twin.article_id)
    if stored is None:
        return Served(twin.article_id, twin.url or twin.article_id, twin.title, twin.title)
    page_id = stored.article.page_id
    url = stored.article.url or twin.article_id
    items = desk.store.fetches.items(page_id) if page_id else ()
    promised = next((item.title for item in items if item.title), twin.title)
    return Served(twin.article_id, url, promised, twin.title, stored.article.canonical_url)


def _marked(desk: Desk, article_id: str, url: str) -> Article | None:
    stored = desk.store.articles.get(article_id)
    if stored is None or stored.article.access is not Access.FULL:
        return None
    note = f"This host gives the same text under another address ({clean.line(url)}): a wall."
    return replace(stored.article, access=Access.BOT_WALL, notes=(*stored.article.notes, note))


def with_true_address(desk: Desk, article: Article, mark: Fingerprint) -> Article:
    """The article, without a canonical address under which the host gave another text."""
    claimed = article.canonical_url
    if not claimed or not article.url or address.keys(claimed).loose == address.keys(article.url).loose:
        return article
    other_id = desk.store.articles.find(address.keys(claimed).safe)
    other = desk.store.articles.get(other_id) if other_id and other_id != article.article_id else None
    if other is None:
        return article
    keys = fingerprint.of(other.article.title, other.article.text, other.article.language).keys
    if one_host.confirms(mark.keys, keys):
        return article
    note = f"It calls {clean.line(claimed)} its address, where another text stands: not believed."
    return replace(article, canonical_url=None, notes=(*article.notes, note))
