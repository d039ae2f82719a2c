"""Hosts: whose turn it is, what robots.txt said, and what a host cost. One owner of politeness over all workers."""

from __future__ import annotations

import zlib
from datetime import timedelta

from monitor.model import HostRow, RobotsRules
from monitor.store.database import Database, Transaction, instant, moment, stamp

SMOOTHING = 0.2         # of the response time: the last five answers weigh two thirds


def meet(tx: Transaction, host: str) -> None:
    """A host has a row before anybody can lease it."""
    tx.run("INSERT INTO host (host) VALUES (:host) ON CONFLICT (host) DO NOTHING", host=host)


def lease(tx: Transaction, host: str, until: float) -> bool:
    """Whether the host was free and is now ours."""
    return tx.run(
        """UPDATE host SET lease_until = :until, hinted_at = 0
           WHERE host = :host AND next_at <= :now AND lease_until <= :now""",
        host=host, until=until, now=tx.now(),
    ) == 1


def unlease(tx: Transaction, host: str) -> None:
    """Undo a lease of the same transaction: there was nothing to do there."""
    tx.run("UPDATE host SET lease_until = 0 WHERE host = :host", host=host)


class Hosts:
    """The port Pace, over rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, host: str, lease_: timedelta) -> bool:
        """Whether the host is free and now ours until the lease runs out."""
        with self._database.write() as tx:
            meet(tx, host)
            return lease(tx, host, tx.now() + lease_.total_seconds())

    def give_back(
        self,
        host: str,
        gap: timedelta,
        *,
        seconds: float = 0.0,
        size: int = 0,
        status: int | None = None,
        rest: timedelta | None = None,
    ) -> None:
        """The host is free again after its pause; without a status nothing was asked."""
        pause = max(gap, rest or gap)
        with self._database.write() as tx:
            now = tx.now()
            meet(tx, host)
            tx.run(
                """UPDATE host SET lease_until = 0,
                       next_at = CASE WHEN next_at > :next THEN next_at ELSE :next END
                   WHERE host = :host""",
                host=host, next=now + pause.total_seconds(),
            )
            if status is None and not seconds:
                return
            tx.run(
                """UPDATE host SET requests = requests + 1, bytes = bytes + :size,
                       unchanged = unchanged + :unchanged, failures = failures + :failed,
                       response_time = CASE WHEN response_time IS NULL THEN :seconds
                           ELSE response_time + :smoothing * (:seconds - response_time) END,
                       last_status = :status, last_at = :now
                   WHERE host = :host""",
                host=host, size=size, unchanged=int(status == 304),
                failed=int(status is None or status == 429 or status >= 500),
                seconds=float(seconds), smoothing=SMOOTHING, status=status, now=now,
            )

    def hosts(self) -> list[HostRow]:
        """What every host that was asked has cost, the dearest first."""
        with self._database.read() as tx:
            rows = tx.all("SELECT * FROM host WHERE requests > 0 ORDER BY requests DESC, host")
        return [
            HostRow(
                row["host"], row["requests"], row["unchanged"], row["failures"], row["bytes"], row["response_time"],
                row["last_status"], moment(row["last_at"]), instant(row["next_at"]),
            )
            for row in rows
        ]

    def robots(self, host: str) -> RobotsRules | None:
        """What is held of its robots.txt, perhaps too old."""
        with self._database.read() as tx:
            row = tx.one(
                """SELECT robots_status, robots_text, robots_fetched, robots_until FROM host
                   WHERE host = :host AND robots_until IS NOT NULL""",
                host=host,
            )
        if row is None:
            return None
        return RobotsRules(
            host, row["robots_status"], zlib.decompress(row["robots_text"]).decode(),
            instant(row["robots_fetched"]), instant(row["robots_until"]),
        )

    def keep_robots(self, rules: RobotsRules) -> None:
        """Hold these until they are too old."""
        with self._database.write() as tx:
            meet(tx, rules.host)
            tx.run(
                """UPDATE host SET robots_status = :status, robots_text = :text, robots_fetched = :fetched,
                       robots_until = :until
                   WHERE host = :host""",
                host=rules.host, status=rules.status,
                text=zlib.compress(rules.text.encode("utf-8", "replace"), 1),
                fetched=stamp(rules.fetched), until=stamp(rules.until),
            )
