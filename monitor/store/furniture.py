"""Lines that a host repeats on many of its pages, and which belong to no article."""

from __future__ import annotations

from monitor.model import Article
from monitor.store.database import Transaction

PAGES = 3               # on so many pages of a host a line is furniture
LINES_KEPT = 1000       # of a host, that stood on fewer pages so far: those of about its last thirty articles
LINES_OF_A_PAGE = 100   # from each end: furniture stands around the article
_TIDY_EVERY = 32


def note(tx: Transaction, article: Article, number: int) -> None:
    """Count the lines of one more article of this host; counting the same article again changes nothing."""
    tx.many(
        """INSERT INTO line (source, hash, pages, article_id, number)
           VALUES (:source, :hash, 1, :article_id, :number)
           ON CONFLICT (source, hash) DO UPDATE SET pages = line.pages + 1, article_id = excluded.article_id,
               number = excluded.number
           WHERE line.article_id <> excluded.article_id""",
        [
            {"source": article.source, "hash": hash_, "article_id": article.article_id, "number": number}
            for hash_ in _hashes(article.text)
        ],
    )
    if number % _TIDY_EVERY == 0:
        _tidy(tx, article.source)


def _hashes(text: str) -> list[str]:
    from monitor.stages.extract import line_hashes  # dear to import, and a search needs none of it

    hashes = line_hashes(text)
    if len(hashes) > 2 * LINES_OF_A_PAGE:
        hashes = (*hashes[:LINES_OF_A_PAGE], *hashes[-LINES_OF_A_PAGE:])
    return sorted(set(hashes))


def forget(tx: Transaction, source: str, text: str, article_id: str) -> None:
    """Remove lines that occurred in this article only."""
    tx.many(
        "DELETE FROM line WHERE source = :source AND hash = :hash AND article_id = :article_id AND pages = 1",
        [{"source": source, "hash": hash_, "article_id": article_id} for hash_ in _hashes(text)],
    )


def _tidy(tx: Transaction, source: str) -> None:
    oldest = tx.one(
        """SELECT number FROM line WHERE source = :source AND pages < :pages
           ORDER BY number DESC LIMIT 1 OFFSET :kept""",
        source=source, pages=PAGES, kept=LINES_KEPT,
    )
    if oldest is not None:
        tx.run(
            "DELETE FROM line WHERE source = :source AND pages < :pages AND number <= :number",
            source=source, pages=PAGES, number=oldest["number"],
        )


def of(tx: Transaction, source: str) -> frozenset[str]:
    """Hashes of a host's furniture."""
    rows = tx.all("SELECT hash FROM line WHERE source = :source AND pages >= :pages", source=source, pages=PAGES)
    return frozenset(row["hash"] for row in rows)
