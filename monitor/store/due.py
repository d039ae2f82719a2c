"""What is due: hints go newest first within a feed, fairly between feeds, one at a time to a host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic

from monitor.stages import pace
from monitor.store.database import Database, Transaction, stamp

MOST_UNREAD = 200       # pages that wait to be read, from which on none is fetched: some five seconds of reading
AGAIN = timedelta(seconds=10)   # after which a hint that came to nothing is sent again
LANES_A_HINT = 4        # lanes looked at for each hint wanted: some hold nothing that is due
LANE_IDLE = 3600.0      # seconds after which a lane that holds nothing is dropped
MANY = 2_000            # rows owed, from which on their count may be a little old
SPARED = 20.0           # times the cost of a count, for which it is used again
_NEVER = 1e18


def deal(
    tx: Transaction,
    queue: str,
    limit: int,
    pass_started: datetime | None,
    again: timedelta,
    most_slow: int | None = None,
) -> list[str]:
    """Ids of due rows, marked as hinted; at most `most_slow` slow hosts are in work at a time."""
    now = tx.now()
    before = {
        "now": now, "hinted": now - again.total_seconds(),
        "failed": stamp(pass_started) if pass_started is not None else _NEVER,
    }
    if queue == "read":
        return _deal_reads(tx, limit, before)
    slow = None if most_slow is None else _slow_left(tx, most_slow, before)
    if queue == "poll":
        return _deal_polls(tx, limit, None, slow, before)
    # while reading lags nothing is fetched, but of slow hosts: they bring little, and must not begin last
    return _deal_fetches(tx, limit, None, slow, _reading_lags(tx), before)


def deal_host(tx: Transaction, host: str, again: timedelta, most_slow: int) -> tuple[str, str] | None:
    """(queue, id) of the next row of a host that has become free: its feeds first, or pages would starve them."""
    now = tx.now()
    before = {"now": now, "hinted": now - again.total_seconds(), "failed": _NEVER}
    row = tx.one(
        f"SELECT CASE WHEN {_SLOW} THEN 1 ELSE 0 END AS slow FROM host WHERE host = :host AND {_FREE_HOST}",
        host=host, **before,
    )
    if row is None:
        return None
    slow = _slow_left(tx, most_slow, before) if row["slow"] else 1
    for queue in ("poll", "fetch"):
        ids = _deal_polls(tx, 1, host, slow, before) if queue == "poll" else \
            _deal_fetches(tx, 1, host, slow, _reading_lags(tx), before)
        if ids:
            return queue, ids[0]
    return None


def _slow_left(tx: Transaction, most_slow: int, before: Mapping[str, float]) -> int:
    """How many more slow hosts may be in work."""
    under_way = tx.one(
        f"SELECT count(*) AS n FROM host WHERE {_SLOW} AND (lease_until > :now OR hinted_at > :hinted)", **before
    )
    return max(0, most_slow - int(under_way["n"])) if under_way is not None else most_slow


_SLOW = f"(host.silent > 0 OR host.response_time >= {pace.SLOW})"
_FREE_HOST = "host.next_at <= :now AND host.lease_until <= :now AND host.hinted_at <= :hinted"
_DUE = "due <= :now AND lease_until <= :now AND hinted_at <= :hinted AND failed_at < :failed"


def _reading_lags(tx: Transaction) -> bool:
    """Whether more pages wait to be read than a sweep hints: fetching must not outrun reading."""
    row = tx.one(
        """SELECT count(*) AS n FROM (
               SELECT 1 AS one FROM entry WHERE state = 'waiting' AND stage = 'read' LIMIT :most) AS few""",
        most=MOST_UNREAD,
    )
    return row is not None and row["n"] >= MOST_UNREAD


def _deal_polls(
    tx: Transaction, limit: int, host: str | None, most_slow: int | None, before: Mapping[str, float]
) -> list[str]:
    rows = tx.all(
        f"""SELECT feed_id, feed.host AS host, CASE WHEN {_SLOW} THEN 1 ELSE 0 END AS slow
            FROM feed JOIN host ON host.host = feed.host
            WHERE listed = 1 AND {_qualified("feed", _DUE)} AND state <> 'quarantined' AND {_FREE_HOST}
              {"" if host is None else "AND feed.host = :host"}
            ORDER BY due, position""",
        host=host, **before,
    )
    chosen = _Choice(limit, most_slow)
    for row in rows:
        chosen.take(row["host"], row["feed_id"], row["slow"])
    _mark_hosts(tx, list(chosen.ids), before["now"])
    if chosen.ids:
        tx.run(
            "UPDATE feed SET hinted_at = :now WHERE feed_id IN :ids",
            now=before["now"], ids=tuple(chosen.ids.values()),
        )
    return list(chosen.ids.values())


def _qualified(table: str, condition: str) -> str:
    """The condition with this table's name before each column."""
    return re.sub(r"(?<!:)\b(due|lease_until|hinted_at|failed_at)\b", rf"{table}.\1", condition)


class _Choice:
    """Chooses one row a host, up to a number in all, and up to a number of slow hosts."""

    def __init__(self, limit: int, most_slow: int | None) -> None:
        self.ids: dict[str, str] = {}
        self._left = limit
        self._slow_left = limit if most_slow is None else most_slow

    def take(self, host: str, row_id: str, is_slow: int) -> bool:
        """Choose this row if its host has none yet and there is room left; returns whether it was chosen."""
        if host in self.ids or not self._left or (is_slow and not self._slow_left):
            return False
        self.ids[host] = row_id
        self._left -= 1
        self._slow_left -= bool(is_slow)
        return True


def _deal_fetches(
    tx: Transaction, limit: int, host: str | None, most_slow: int | None, only_slow: bool, before: Mapping[str, float]
) -> list[str]:
    rows = tx.all(
        f"""SELECT lane.host, lane.feed_id, lane.slow, (
                SELECT entry_id FROM entry
                WHERE state = 'waiting' AND stage = 'fetch' AND entry.host = lane.host
                  AND entry.feed_id = lane.feed_id AND {_DUE}
                ORDER BY newest DESC LIMIT 1) AS entry_id
            FROM (
                SELECT lane.host, lane.feed_id, lane.served_at, CASE WHEN {_SLOW} THEN 1 ELSE 0 END AS slow
                FROM lane JOIN host ON host.host = lane.host
                WHERE {_FREE_HOST} {"" if host is None else "AND lane.host = :host"}
                  {f"AND {_SLOW}" if only_slow else ""}
                ORDER BY lane.served_at, lane.host, lane.feed_id LIMIT :lanes) AS lane
            ORDER BY lane.served_at, lane.host, lane.feed_id""",
        host=host, lanes=LANES_A_HINT * limit + 100, **before,
    )
    chosen = _Choice(limit, most_slow)
    passed = []         # lanes that had their turn: served, or with nothing to serve now
    for row in rows:
        if row["entry_id"] is None or chosen.take(row["host"], row["entry_id"], row["slow"]):
            passed.append((row["host"], row["feed_id"]))
    _mark_hosts(tx, list(chosen.ids), before["now"])
    if chosen.ids:
        tx.run(
            "UPDATE entry SET hinted_at = :now WHERE entry_id IN :ids",
            now=before["now"], ids=tuple(sorted(chosen.ids.values())),
        )
    if chosen.ids or len(passed) > limit:
        _pass_lanes(tx, passed, before["now"])
    return list(chosen.ids.values())


def _pass_lanes(tx: Transaction, passed: list[tuple[str, str]], now: float) -> None:
    tx.many(
        "UPDATE lane SET served_at = :now WHERE host = :host AND feed_id = :feed_id",
        [{"now": now, "host": host, "feed_id": feed_id} for host, feed_id in sorted(passed)],
    )
    tx.many(
        """DELETE FROM lane WHERE host = :host AND feed_id = :feed_id AND touched_at < :idle AND NOT EXISTS (
               SELECT 1 FROM entry WHERE state = 'waiting' AND stage = 'fetch' AND entry.host = lane.host
                 AND entry.feed_id = lane.feed_id)""",
        [{"idle": now - LANE_IDLE, "host": host, "feed_id": feed_id} for host, feed_id in sorted(passed)],
    )


def _mark_hosts(tx: Transaction, names: list[str], now: float) -> None:
    """Mark hosts as hinted, so that they get no second hint; the claim removes the mark."""
    if names:
        tx.run("UPDATE host SET hinted_at = :now WHERE host IN :names", now=now, names=tuple(sorted(names)))


def _deal_reads(tx: Transaction, limit: int, before: Mapping[str, float]) -> list[str]:
    rows = tx.all(
        f"""SELECT entry_id FROM entry WHERE state = 'waiting' AND stage = 'read' AND attempts = 0 AND {_DUE}
            ORDER BY newest DESC LIMIT :limit""",
        limit=limit, **before,
    )
    # a page that kills its reader takes its neighbours along: who was there at a death is read alone, one at a time,
    # or the innocent would be quarantined with it
    rows += tx.all(
        f"""SELECT entry_id FROM entry WHERE state = 'waiting' AND stage = 'read' AND attempts > 0 AND {_DUE}
              AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE state = 'waiting' AND stage = 'read'
                AND ((attempts > 1 AND lease_until > :now)
                  OR (attempts > 0 AND lease_until <= :now AND hinted_at > :hinted)))
            ORDER BY lease_until LIMIT 1""",
        **before,
    )
    ids = tuple(sorted(row["entry_id"] for row in rows))
    if ids:
        tx.run("UPDATE entry SET hinted_at = :now WHERE entry_id IN :ids", now=before["now"], ids=ids)
    return [row["entry_id"] for row in rows]


class Debt:
    """
    What a pass owes is asked ten times a second, and costs 46 ms to count where 100,000 entries wait.

    A large count need not be exact: it is taken anew after twenty times what it cost.
    """

    def __init__(self) -> None:
        self._asked: tuple[float, float] | None = None
        self._found: Mapping[str, int] = {}
        self._until = 0.0

    def owed(self, database: Database, pass_started: float, patience: float) -> Mapping[str, int]:
        """What is due and did not fail since the pass began, and whose host does not rest longer than patience."""
        if self._asked == (pass_started, patience) and monotonic() < self._until:
            return self._found
        began = monotonic()
        with database.read() as tx:
            found = owed(tx, pass_started, patience)
        spared = SPARED * (monotonic() - began) if sum(found.values()) >= MANY else 0.0
        self._asked, self._found, self._until = (pass_started, patience), found, monotonic() + spared
        return found


def owed(tx: Transaction, pass_started: float, patience: float) -> Mapping[str, int]:
    """What is due and did not fail since the pass began, and whose host does not rest longer than patience."""
    now = tx.now()
    # a host is slow by what is known of it, or by the time that it has been holding us up
    slow = f"({_SLOW} OR (host.lease_until > :now AND host.leased_at < :now - {pace.SLOW}))"
    row = tx.one(
        f"""SELECT
             (SELECT count(*) FROM feed JOIN host ON host.host = feed.host WHERE {_FEED_OWED}) AS poll,
             (SELECT count(*) FROM entry JOIN host ON host.host = entry.host WHERE {_FETCH_OWED})
               + (SELECT count(*) FROM entry WHERE revisit_at <= :now) AS fetch,
             (SELECT count(*) FROM entry WHERE state = 'waiting' AND stage = 'read' AND due <= :now
                AND lease_until <= :now AND failed_at < :started) AS read,
             (SELECT count(*) FROM feed WHERE listed = 1 AND lease_until > :now)
               + (SELECT count(*) FROM entry WHERE state = 'waiting' AND attempts > 0 AND lease_until > :now)
               AS leased,
             (SELECT count(*) FROM feed JOIN host ON host.host = feed.host
              WHERE {slow} AND (({_FEED_OWED}) OR (listed = 1 AND feed.lease_until > :now)))
               + (SELECT count(*) FROM entry JOIN host ON host.host = entry.host
                  WHERE {slow} AND stage = 'fetch'
                    AND (({_FETCH_OWED}) OR (state = 'waiting' AND attempts > 0 AND entry.lease_until > :now)))
               AS slow""",
        now=now, started=pass_started, patient=now + patience,
    )
    assert row is not None
    return {name: int(row[name]) for name in ("poll", "fetch", "read", "leased", "slow")}


_FEED_OWED = """listed = 1 AND due <= :now AND feed.lease_until <= :now AND failed_at < :started
    AND state <> 'quarantined' AND next_at <= :patient"""
_FETCH_OWED = """state = 'waiting' AND stage = 'fetch' AND due <= :now AND entry.lease_until <= :now
    AND failed_at < :started AND next_at <= :patient"""


def spent(tx: Transaction, most: int) -> list[str]:
    """Ids of entries and feeds whose last attempt ended without a result."""
    now = tx.now()
    rows = tx.all(
        """SELECT entry_id AS id FROM entry WHERE state = 'waiting' AND attempts > 0 AND attempts >= :most
             AND lease_until <= :now
           UNION ALL
           SELECT feed_id FROM feed WHERE listed = 1 AND state <> 'quarantined' AND attempts >= :most
             AND lease_until <= :now""",
        most=most, now=now,
    )
    return [row["id"] for row in rows]


def quarantine_feeds(tx: Transaction, most: int) -> int:
    """Quarantine feeds whose polls ended without a result: `retry` releases them."""
    from monitor.store.claims import spent_reason

    now = tx.now()
    rows = tx.all(
        """SELECT * FROM feed WHERE listed = 1 AND state <> 'quarantined' AND attempts >= :most
             AND lease_until <= :now""",
        most=most, now=now,
    )
    return sum(
        tx.run(
            """UPDATE feed SET state = 'quarantined', due = NULL, lease_until = 0, reason = :reason
               WHERE feed_id = :id AND claims = :claims""",
            id=row["feed_id"], claims=row["claims"], reason=spent_reason(row, "poll", row["attempts"], now),
        )
        for row in rows
    )
