"""Counters by day, feed, stage and outcome, and the health of the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from monitor.model import Reading, day_of
from monitor.store.database import Database, Transaction, instant, stamp

Count = tuple[str, str, str, int]       # feed, stage, outcome, how many
EMPTY = ("refused", "gone", "unreachable", "wall", "unreadable")    # fates of pages that gave nothing


def add(tx: Transaction, counts: Iterable[Count]) -> None:
    """Count, in a fixed order and at the end of a transaction, so that two transactions cannot deadlock."""
    day = day_of(instant(tx.now())).isoformat()
    summed: dict[tuple[str, str, str], int] = {}
    for feed_id, stage, outcome, n in counts:
        summed[feed_id, stage, outcome] = summed.get((feed_id, stage, outcome), 0) + n
    for (feed_id, stage, outcome), n in sorted(summed.items()):
        tx.run(
            """INSERT INTO counter (day, feed_id, stage, outcome, n) VALUES (:day, :feed_id, :stage, :outcome, :n)
               ON CONFLICT (day, feed_id, stage, outcome) DO UPDATE SET n = counter.n + excluded.n""",
            day=day, feed_id=feed_id, stage=stage, outcome=outcome, n=n,
        )


class Counters:
    """The port CounterRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, stage: str, outcome: str, feed_id: str = "", n: int = 1) -> None:
        """Count outside of any other change."""
        with self._database.write() as tx:
            add(tx, [(feed_id, stage, outcome, n)])

    def since(self, since: datetime) -> Mapping[tuple[str, str], int]:
        """(stage, outcome) → the count over all feeds since that day."""
        with self._database.read() as tx:
            rows = tx.all(
                "SELECT stage, outcome, sum(n) AS n FROM counter WHERE day >= :day GROUP BY stage, outcome",
                day=day_of(since.astimezone(UTC)).isoformat(),
            )
        return {(row["stage"], row["outcome"]): int(row["n"]) for row in rows}

    def daily(self, stage: str, outcomes: Sequence[str], since: date) -> Mapping[str, Mapping[date, int]]:
        """Address of each listed feed → day → number of these outcomes; days without any are left out."""
        with self._database.read() as tx:
            rows = tx.all(
                """SELECT url, day, sum(n) AS n FROM counter JOIN feed USING (feed_id)
                   WHERE listed = 1 AND day >= :day AND stage = :stage AND outcome IN :outcomes GROUP BY url, day""",
                day=since.isoformat(), stage=stage, outcomes=tuple(outcomes),
            )
        found: dict[str, dict[date, int]] = {}
        for row in rows:
            found.setdefault(row["url"], {})[date.fromisoformat(row["day"])] = int(row["n"])
        return found

    def readings(self, since: datetime, most: int = 50) -> Mapping[str, list[Reading]]:
        """
        Host → what its last pages came to, the newest first.

        A page that was asked for and gave nothing counts as empty, whatever the reason; copies share a mark.
        """
        with self._database.read() as tx:
            rows = tx.all(
                """SELECT entry.host, entry.fate, length, group_number
                   FROM entry LEFT JOIN article USING (article_id)
                   WHERE state = 'ended' AND ended_at >= :since AND claims > 0 AND fate IN :fates
                   ORDER BY ended_at DESC""",
                since=stamp(since), fates=("filed", *EMPTY),
            )
        found: dict[str, list[Reading]] = {}
        for row in rows:
            held = found.setdefault(row["host"], [])
            if len(held) < most:
                filed = row["fate"] == "filed" and row["length"]
                held.append(Reading(row["length"], str(row["group_number"])) if filed else Reading(0))
        return found

    def health(self) -> Mapping[str, object]:
        """What waits, by stage; how long the oldest due row has waited; what needs a person."""
        with self._database.read() as tx:
            now = tx.now()
            stages = {
                row["stage"]: int(row["n"]) for row in tx.all(
                    "SELECT stage, count(*) AS n FROM entry WHERE state = 'waiting' GROUP BY stage")
            }
            found = tx.one(
                """SELECT
                     (SELECT min(due) FROM entry WHERE state = 'waiting' AND due <= :now AND lease_until <= :now)
                         AS entry_due,
                     (SELECT min(due) FROM feed WHERE listed = 1 AND due <= :now AND lease_until <= :now) AS feed_due,
                     (SELECT count(*) FROM entry WHERE state = 'ended' AND fate = 'quarantined') AS quarantined,
                     (SELECT count(*) FROM feed WHERE listed = 1 AND state = 'quarantined') AS quarantined_feeds,
                     (SELECT count(*) FROM feed WHERE listed = 1 AND failures > 0) AS failing,
                     (SELECT count(*) FROM feed WHERE listed = 1) AS feeds,
                     (SELECT count(*) FROM feed WHERE listed = 1 AND due <= :now) AS due_feeds,
                     (SELECT count(*) FROM entry WHERE state = 'waiting' AND lease_until > :now) AS leased,
                     (SELECT count(*) FROM article WHERE source <> 'seeds') AS articles,
                     (SELECT count(*) FROM story WHERE size > 0) AS stories""",
                now=now,
            )
            assert found is not None
        oldest = [value for value in (found["entry_due"], found["feed_due"]) if value is not None]
        return {
            "waiting": sum(stages.values()), "fetch": stages.get("fetch", 0), "read": stages.get("read", 0),
            "oldest_due_seconds": max(0.0, now - min(oldest)) if oldest else None,
            "leased": found["leased"], "quarantined": found["quarantined"] + found["quarantined_feeds"],
            "feeds": found["feeds"], "due_feeds": found["due_feeds"], "failing_feeds": found["failing"],
            "articles": found["articles"], "stories": found["stories"],
        }
