"""Hosts: when each may be asked, its robots.txt, and what it has cost. Politeness for all workers lives here."""

from __future__ import annotations

import zlib
from datetime import timedelta

from monitor.model import HostRow, RobotsRules
from monitor.stages import pace
from monitor.store.database import Database, Row, Transaction, instant, moment, stamp


def meet(tx: Transaction, host: str) -> None:
    """Make sure a host has a row, so that it can be leased."""
    tx.run("INSERT INTO host (host) VALUES (:host) ON CONFLICT (host) DO NOTHING", host=host)


def lease(tx: Transaction, host: str, until: float) -> Row | None:
    """Lease the host if it is free; returns its row."""
    return tx.one(
        """UPDATE host SET lease_until = :until, leased_at = :now, hinted_at = 0
           WHERE host = :host AND next_at <= :now AND lease_until <= :now
           RETURNING response_time, silent, requests""",
        host=host, until=until, now=tx.now(),
    )


def may_hurry(leased: Row, failures: int) -> bool:
    """Whether a request with so many failures may be given up early at this host."""
    return pace.may_hurry(failures, leased["response_time"], leased["silent"], leased["requests"])


def lease_of_entry(tx: Transaction, entry_id: str, until: float) -> Row | None:
    """Lease the host of this entry and return its row; None if it was not free, or there is no such entry."""
    return tx.one(
        """UPDATE host SET lease_until = :until, leased_at = :now, hinted_at = 0
           WHERE host = (SELECT entry.host FROM entry WHERE entry_id = :id) AND next_at <= :now AND lease_until <= :now
           RETURNING host, requests, response_time, silent, robots_status, robots_text, robots_fetched, robots_until""",
        id=entry_id, until=until, now=tx.now(),
    )


def unlease(tx: Transaction, host: str) -> None:
    """Undo a lease in the same transaction, if there was nothing to do."""
    tx.run("UPDATE host SET lease_until = 0 WHERE host = :host", host=host)


def rules_in(row: Row) -> RobotsRules | None:
    """The robots.txt kept in a host's row, perhaps outdated."""
    if row["robots_until"] is None:
        return None
    return RobotsRules(
        row["host"], row["robots_status"], zlib.decompress(row["robots_text"]).decode(),
        instant(row["robots_fetched"]), instant(row["robots_until"]),
    )


class Hosts:
    """The port Pace, over rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, host: str, lease_: timedelta) -> bool:
        """Take the host until the lease runs out, if it is free."""
        with self._database.write(durable=False) as tx:
            meet(tx, host)
            return lease(tx, host, tx.now() + lease_.total_seconds()) is not None

    def give_back(
        self,
        host: str,
        gap: timedelta,
        *,
        seconds: float = 0.0,
        size: int = 0,
        status: int | None = None,
        rest: timedelta | None = None,
        silent: bool = False,
        requests: int = 1,
    ) -> None:
        """Free the host after its pause; without a status nothing was asked."""
        with self._database.write(durable=False) as tx:
            now = tx.now()
            # nobody else changes them meanwhile: the host is ours
            row = tx.one(_ITS_PACE, host=host)
            if row is None:
                meet(tx, host)
                row = tx.one(_ITS_PACE, host=host)
            assert row is not None
            response_time, in_a_row = row["response_time"], row["silent"]
            counted: dict[str, object] = {}
            if status is not None:
                response_time = pace.smoothed(response_time, seconds)
                in_a_row = in_a_row + 1 if silent else 0
                counted = _counted(row, now - seconds, requests, size, status)
            pause = pace.pause(gap, rest, response_time, in_a_row if status is not None else 0)
            tx.run(
                f"""UPDATE host SET lease_until = 0, {_COUNT if counted else ""}
                        next_at = CASE WHEN next_at > :next THEN next_at ELSE :next END
                    WHERE host = :host""",
                host=host, next=now + pause.total_seconds(), now=now, response_time=response_time, silent=in_a_row,
                **counted,
            )

    def hosts(self) -> list[HostRow]:
        """What each host has cost so far, the most expensive first."""
        with self._database.read() as tx:
            rows = tx.all("SELECT * FROM host WHERE requests > 0 ORDER BY requests DESC, host")
            refused = tx.all(
                """SELECT host, count(*) AS n FROM entry WHERE state = 'ended' AND fate = 'refused'
                     AND reason LIKE 'The robots.txt of %' GROUP BY host"""
            )
        disallowed = {row["host"]: int(row["n"]) for row in refused}
        return [
            HostRow(
                row["host"], row["requests"], row["unchanged"], row["failures"], row["bytes"], row["response_time"],
                row["last_status"], moment(row["last_at"]), instant(row["next_at"]), moment(row["first_at"]),
                row["shortest_pause"], disallowed.get(row["host"], 0), row["silent"],
            )
            for row in rows
        ]

    def robots(self, host: str) -> RobotsRules | None:
        """The host's robots.txt as it is kept, perhaps outdated."""
        with self._database.read() as tx:
            row = tx.one(
                "SELECT host, robots_status, robots_text, robots_fetched, robots_until FROM host WHERE host = :host",
                host=host,
            )
        return None if row is None else rules_in(row)

    def keep_robots(self, rules: RobotsRules) -> None:
        """Keep these rules until they are outdated."""
        with self._database.write(durable=False) as tx:
            meet(tx, rules.host)
            tx.run(
                """UPDATE host SET robots_status = :status, robots_text = :text, robots_fetched = :fetched,
                       robots_until = :until
                   WHERE host = :host""",
                host=rules.host, status=rules.status,
                text=zlib.compress(rules.text.encode("utf-8", "replace"), 1),
                fetched=stamp(rules.fetched), until=stamp(rules.until),
            )


_ITS_PACE = "SELECT response_time, silent, shortest_pause, last_at FROM host WHERE host = :host"
_COUNT = """requests = requests + :requests, bytes = bytes + :size, unchanged = unchanged + :unchanged,
    failures = failures + :failed, response_time = :response_time, silent = :silent, shortest_pause = :pause,
    last_status = :status, first_at = coalesce(first_at, :began), last_at = :now,"""


def _counted(before: Row, began: float, requests: int, size: int, status: int) -> dict[str, object]:
    """The counters of a visit: when it began, its requests, their size and last status; 0 means no answer."""
    pauses = [before["shortest_pause"], None if before["last_at"] is None else max(0.0, began - before["last_at"])]
    return {
        "requests": requests, "size": size, "unchanged": int(status == 304), "status": status, "began": began,
        "failed": int(status in (0, 429) or status >= 500),
        "pause": min((p for p in pauses if p is not None), default=None),
    }
