"""Feeds whose terms forbid storing the text: only title, link and a short quote of the feed, and no fetch."""

from __future__ import annotations

from monitor.model import Access, Article, ClaimedEntry, Fate
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import article_id_of, file_article
from monitor.stages import address, clean, language

QUOTE = 300             # code points of the feed's summary: a short quote


def file_headline(desk: Desk, entry: ClaimedEntry) -> None:
    """File the entry as a teaser made of what its feed says, with the fate held_by_terms."""
    feed, item = entry.items[0]
    quote = clean.line(item.summary, QUOTE)
    article = Article(
        article_id=entry.article_id or article_id_of(entry.url), url=entry.url, title=item.title, text=quote,
        source=address.source_of(entry.url), first_seen=entry.first_seen, language=language.of(item.title, quote),
        published=item.published, authors=item.authors, access=Access.TEASER, feeds=tuple(f for f, _ in entry.items),
        origins={"title": "feed", "text": "feed"}, made_by="headline",
    )
    file_article(
        desk, article, entry, fate=Fate.HELD_BY_TERMS,
        reason=f"The terms of {address.source_of(feed)} let us keep the headline alone.",
    )
