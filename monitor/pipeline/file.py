"""Filing one article in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from monitor.errors import Conflict, Failed
from monitor.model import Article, ClaimedEntry, Fate, Filing, Vector
from monitor.pipeline import one_host
from monitor.pipeline.desk import Desk
from monitor.pipeline.judge import NORMAL, Breadth, Watch
from monitor.pipeline.prepare import prepare
from monitor.pipeline.recompare import MOST_CONFLICTS, recompare
from monitor.stages import address, vectors
from monitor.stages.one_host import FURNITURE, pages


def article_id_of(url: str) -> str:
    """The id of the article at an address: the same in every store and every run."""
    return hashlib.sha256(f"url:{address.keys(url).safe}".encode()).hexdigest()[:16]


def file_article(
    desk: Desk,
    article: Article,
    entry: ClaimedEntry | None = None,
    *,
    vector: Vector | None = None,
    fate: Fate = Fate.FILED,
    reason: str = "filed",
    again: datetime | None = None,
    breadth: Breadth = NORMAL,
    watch: Watch = iter,
) -> Filing | None:
    """File one article; None if the entry's lease was lost meanwhile, and nothing was written."""
    for _ in range(MOST_CONFLICTS):
        watermark = desk.store.articles.watermark()
        try:
            filing = prepare(desk, article, vector=vector, entry=entry, breadth=breadth, watch=watch)
            if not desk.store.articles.file(filing, entry, watermark, fate=fate, reason=reason, again=again):
                return None
        except Conflict:
            continue    # a repeat was filed since the watermark: it must be among the candidates
        except one_host.Everywhere as wall:
            for filed in wall.filed:
                file_article(desk, filed)
            raise
        _withdraw_furniture(desk, filing)
        return filing
    raise Failed(f"The article {article.article_id} met a new repeat {MOST_CONFLICTS} times while it was filed.")


def _withdraw_furniture(desk: Desk, filing: Filing) -> None:
    """When a text appears on a third page of its host, take the earlier ones out of their stories."""
    article = filing.article
    if article.url is None or filing.matches:
        return
    twins = [k for k in desk.store.articles.by_exact(filing.fingerprint.exact) if k.source == article.source and k.url]
    if pages(known.url for known in twins) != FURNITURE:
        return
    numbers = desk.store.renewals.numbers([known.article_id for known in twins])
    for number in sorted(numbers.values()):
        for filed in desk.store.renewals.filed(number - 1, number, 1):
            recompare(desk, filed, write=True)


def import_articles(desk: Desk, batches: Iterable[Sequence[Article]]) -> Iterator[Filing | None]:
    """File articles from elsewhere in batches; the next batch is asked for when the last one is filed."""
    for batch in batches:
        vectors = _vectors(desk, batch)
        for article, vector in zip(batch, vectors, strict=True):
            yield file_article(desk, article, vector=vector)


def _vectors(desk: Desk, batch: Sequence[Article]) -> Sequence[Vector | None]:
    if desk.encoder is None:
        return [None] * len(batch)
    return vectors.of_leads(desk.encoder, [(article.title, article.text) for article in batch])
