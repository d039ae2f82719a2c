"""Handing back what a process holds when it stops, so that the next one continues at once."""

from __future__ import annotations

from monitor.store import worker
from monitor.store.database import Transaction

REST = 1.0              # seconds that a host rests whose request was cut off: it may not have noticed yet


def hand_back(tx: Transaction) -> int:
    """End every lease of this process without counting the attempts; a late thread of it then writes nothing."""
    mine, now = f"{worker.process()}:%", tx.now()
    hosts = {row["host"] for row in tx.all(
        """SELECT host FROM entry WHERE state = 'waiting' AND attempts > 0 AND stage = 'fetch' AND lease_until > :now
             AND worker LIKE :mine
           UNION SELECT host FROM feed WHERE lease_until > :now AND worker LIKE :mine""",
        mine=mine, now=now,
    )}
    for host in sorted(hosts):      # hosts before entries, as a claim does: two of them cannot wait for each other
        tx.run("UPDATE host SET lease_until = 0, next_at = :rest WHERE host = :host", host=host, rest=now + REST)
    count = tx.run(
        """UPDATE entry SET lease_until = 0, attempts = attempts - 1, hinted_at = 0
           WHERE state = 'waiting' AND attempts > 0 AND lease_until > :now AND worker LIKE :mine""",
        mine=mine, now=now,
    )
    count += tx.run(
        """UPDATE feed SET lease_until = 0, attempts = attempts - 1, hinted_at = 0
           WHERE attempts > 0 AND lease_until > :now AND worker LIKE :mine""",
        mine=mine, now=now,
    )
    return count


def unhint(tx: Transaction) -> None:
    """Unmark every hint; hosts before entries."""
    tx.run("UPDATE host SET hinted_at = 0 WHERE hinted_at > 0")
    tx.run("UPDATE feed SET hinted_at = 0 WHERE hinted_at > 0")
    tx.run("UPDATE entry SET hinted_at = 0 WHERE state = 'waiting' AND hinted_at > 0")
