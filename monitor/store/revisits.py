"""Another look at the pages of filed articles: an entry keeps its fate, and waits once more when its time comes."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Access, ClaimedEntry, Looked
from monitor.store import claims, discovery
from monitor.store.counters import Count
from monitor.store.database import Transaction, seconds
from monitor.store.values import packed, unpacked

MOST_WOKEN = 1000       # entries at once, so that no sweep holds the store for long
FILED = "filed"         # the reason of an entry that nothing more is to be said of
_NOTHING_SAID = (Looked.UNCHANGED, Looked.CHANGED, Looked.BACK)


def is_anything_due(tx: Transaction) -> bool:
    """Whether the time for another look has come for any entry."""
    return tx.one("SELECT 1 AS found FROM entry WHERE revisit_at <= :now LIMIT 1", now=tx.now()) is not None


def wake(tx: Transaction, most: int = MOST_WOKEN) -> None:
    """Let due entries wait to be fetched, with their counts reset and their fate kept."""
    woken = tx.all(
        """UPDATE entry SET state = 'waiting', stage = 'fetch', due = :now, attempts = 0, failures = 0, failed_at = 0,
               hops = 0, hinted_at = 0, lease_until = 0, revisit_at = NULL
           WHERE entry_id IN (
               SELECT entry_id FROM entry WHERE revisit_at <= :now AND state = 'ended'
               ORDER BY revisit_at LIMIT :most)
           RETURNING host, feed_id""",
        now=tx.now(), most=most,
    )
    for host, feed_id in sorted({(row["host"], row["feed_id"]) for row in woken}):
        discovery.open_lane(tx, host, feed_id)


def end(
    tx: Transaction, entry: ClaimedEntry, found: Looked, again: datetime | None, reason: str, page_id: str | None = None
) -> list[Count] | None:
    """End the look; returns what to count, or None if the fence no longer holds."""
    feed_id = claims.change(
        tx, entry,
        """state = 'ended', reason = :reason, revisit_at = :again, page_id = coalesce(:page_id, page_id), attempts = 0,
           failures = 0, hinted_at = 0""",
        again=seconds(again), page_id=page_id,
        reason=FILED if found in _NOTHING_SAID else f"filed; looked at again: {reason}",
    )
    if feed_id is None:
        return None
    if found in (Looked.REMOVED, Looked.BACK):
        _note(tx, entry.article_id, found, reason)
    return [(feed_id, "revisit", found.value, 1)]


def _note(tx: Transaction, article_id: str | None, found: Looked, reason: str) -> None:
    """Note since when the article's page is gone, or that it is back; the text stays."""
    row = tx.one(
        """SELECT text_id, access, facts FROM article JOIN article_version USING (text_id)
           WHERE article.article_id = :id""",
        id=article_id,
    )
    if row is None or (row["access"] == Access.REMOVED.value) == (found is Looked.REMOVED):
        return
    said = unpacked(bytes(row["facts"]))
    access = Access.REMOVED.value if found is Looked.REMOVED else said.get("access", Access.FULL.value)
    said["looks"] = [*said.get("looks", ()), [tx.now(), found.value, reason]]
    tx.run("UPDATE article SET access = :access WHERE article_id = :id", access=access, id=article_id)
    tx.run("UPDATE article_version SET facts = :facts WHERE text_id = :id", facts=packed(said), id=row["text_id"])
