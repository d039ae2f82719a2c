"""Whether each queue moves: canaries sent through it, and the last time that work came out of it."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import QueueHealth
from monitor.store.database import Database, Transaction

LATELY = 600.0          # seconds within which a machine answered that is still expected to
_EXACT = 1.0            # seconds: the time is written no oftener, or all workers would meet at this row
_HELD_UP = {
    "poll": """SELECT min(CASE WHEN due > next_at THEN due ELSE next_at END) AS since
               FROM feed JOIN host ON host.host = feed.host
               WHERE listed = 1 AND state <> 'quarantined' AND due <= :now AND feed.lease_until <= :now
                 AND next_at <= :now AND host.lease_until <= :now""",
    "fetch": """SELECT min(CASE WHEN due > next_at THEN due ELSE next_at END) AS since
                FROM entry JOIN host ON host.host = entry.host
                WHERE state = 'waiting' AND stage = 'fetch' AND due <= :now AND entry.lease_until <= :now
                  AND next_at <= :now AND host.lease_until <= :now""",
    "read": """SELECT min(due) AS since FROM entry
               WHERE state = 'waiting' AND stage = 'read' AND due <= :now AND lease_until <= :now""",
}


def moved(tx: Transaction, queue: str) -> None:
    """Note that work came out of this queue."""
    now = tx.now()
    tx.run(
        "UPDATE queue SET finished_at = :now WHERE queue = :queue AND finished_at < :before",
        queue=queue, now=now, before=now - _EXACT,
    )


class Canaries:
    """The port CanaryRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queues(self, machine: str | None = None) -> list[QueueHealth]:
        """The health of poll, fetch and read; with `machine`, by canaries that this machine answered."""
        with self._database.read() as tx:
            return [_health(tx, queue, machine) for queue in _HELD_UP]

    def ask(self, queue: str) -> int:
        """Note outgoing canaries, and return how many to send: one for each recent machine, and one for a new one."""
        with self._database.write(durable=False) as tx:
            now = tx.now()
            tx.run(
                """UPDATE queue SET asked_at = :now WHERE queue = :queue AND asked_at <=
                     (SELECT coalesce(max(answered_at), 0) FROM canary WHERE canary.queue = queue.queue)""",
                queue=queue, now=now,
            )
            row = tx.one(
                "SELECT count(*) AS n FROM canary WHERE queue = :queue AND answered_at > :lately",
                queue=queue, lately=now - LATELY,
            )
            return 1 + (int(row["n"]) if row else 0)

    def answer(self, queue: str, machine: str) -> None:
        """Note that a canary arrived."""
        with self._database.write(durable=False) as tx:
            tx.run(
                """INSERT INTO canary (queue, machine, answered_at) VALUES (:queue, :machine, :now)
                   ON CONFLICT (queue, machine) DO UPDATE SET answered_at = excluded.answered_at""",
                queue=queue, machine=machine, now=tx.now(),
            )


def _health(tx: Transaction, queue: str, machine: str | None) -> QueueHealth:
    now = tx.now()
    held = tx.one(_HELD_UP[queue], now=now)
    row = tx.one(
        f"""SELECT finished_at, asked_at, (
                SELECT max(answered_at) FROM canary WHERE canary.queue = queue.queue
                {"" if machine is None else "AND machine = :machine"}) AS answered_at
            FROM queue WHERE queue = :queue""",
        queue=queue, machine=machine,
    )
    assert held is not None
    assert row is not None
    is_out = row["asked_at"] > (row["answered_at"] or 0)
    return QueueHealth(
        queue, _age(now, held["since"]), _age(now, row["finished_at"] or None), _age(now, row["answered_at"]),
        _age(now, row["asked_at"] if is_out else None),
    )


def _age(now: float, since: float | None) -> timedelta | None:
    return None if since is None else timedelta(seconds=max(0.0, now - since))
