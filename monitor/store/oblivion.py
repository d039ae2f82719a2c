"""Forgetting for good: rows, articles and pages are removed, and never fetched again."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.store import discovery, filing, removal
from monitor.store.database import Transaction, slices
from monitor.store.values import id_of
from monitor.store.words import WordIndex


def entries_of(tx: Transaction, safe_key: str | None, host: str | None) -> list[str]:
    """Ids of the entries at an address, or at a host including its own pages."""
    if host is not None:
        return [row["entry_id"] for row in tx.all(
            "SELECT entry_id FROM entry WHERE host = :host OR safe_key = :host OR safe_key LIKE :within",
            host=host, within=f"{host}/%",
        )]
    entry_id = id_of(safe_key or "")
    return list(discovery.resolve(tx, [entry_id]).values())


def articles_of(tx: Transaction, entries: Sequence[str], safe_key: str | None, host: str | None) -> list[str]:
    """Ids of their articles, and of imported ones from the same place."""
    found = {
        row["article_id"] for some in slices(entries)
        for row in tx.all("SELECT article_id FROM entry WHERE entry_id IN :ids AND article_id IS NOT NULL", ids=some)
    }
    place, values = ("safe_key = :key", {"key": safe_key}) if host is None else (
        "(safe_key = :host OR safe_key LIKE :within)", {"host": host, "within": f"{host}/%"})
    found |= {row["article_id"] for row in tx.all(f"SELECT article_id FROM article WHERE {place}", **values)}
    return sorted(found)


def forget(tx: Transaction, words: WordIndex, entries: Sequence[str], safe_key: str | None, host: str | None) -> int:
    """Remove everything; returns how many articles. A hash, or the host's name, stays as a mark."""
    articles = articles_of(tx, entries, safe_key, host)
    for article_id in articles:
        held = filing.held(tx, article_id)
        if held is not None:
            removal.remove(tx, words, held.indexed, held.indexed.terms())
    for some in slices(sorted(entries)):
        aliases = [r["alias_id"] for r in tx.all("SELECT alias_id FROM entry_alias WHERE entry_id IN :ids", ids=some)]
        for key in [f"safe:{i}" for i in (*some, *aliases)] if host is None else []:
            _mark(tx, key)
        for table in ("entry_alias", "feed_entry", "feed_content", "page", "entry"):
            tx.run(f"DELETE FROM {table} WHERE entry_id IN :ids", ids=some)
    _mark(tx, f"host:{host}" if host is not None else f"safe:{id_of(safe_key or '')}")
    return len(articles)


def _mark(tx: Transaction, key: str) -> None:
    tx.run(
        "INSERT INTO forgotten (key, forgotten_at) VALUES (:key, :now) ON CONFLICT (key) DO NOTHING",
        key=key, now=tx.now(),
    )


def pages_of(tx: Transaction, entries: Sequence[str]) -> list[str]:
    """Ids of their raw pages."""
    return [
        row["page_id"] for some in slices(entries)
        for row in tx.all("SELECT page_id FROM page WHERE entry_id IN :ids", ids=some)
    ]
