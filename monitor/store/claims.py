"""Claiming an entry and writing its result, which requires that the fence still holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import ClaimedEntry, Fate, Keep, Stage
from monitor.store import canaries, counters, discovery, hosts, worker
from monitor.store.counters import Count
from monitor.store.database import Row, Transaction, instant, seconds
from monitor.store.values import item_in

MOST_ATTEMPTS = 3       # claims that came to no end; one more could kill one more process


def claim(tx: Transaction, entry_id: str, stage: Stage, lease: timedelta) -> ClaimedEntry | None:
    """One UPDATE that leases the row and raises its attempts; for a fetch its host must be leased first."""
    now = tx.now()
    until = now + lease.total_seconds()
    leased = hosts.lease_of_entry(tx, entry_id, until) if stage is Stage.FETCH else None
    if stage is Stage.FETCH and leased is None:
        tx.run("UPDATE entry SET hinted_at = 0 WHERE entry_id = :id AND state = 'waiting'", id=entry_id)
        return None
    host = None if leased is None else leased["host"]
    row = tx.one(
        f"""UPDATE entry SET lease_until = :until, claims = claims + 1, attempts = attempts + 1, hinted_at = 0,
               worker = :worker
           WHERE entry_id = :id {"" if host is None else "AND host = :host"} AND state = 'waiting' AND stage = :stage
             AND due <= :now AND lease_until <= :now AND attempts < :most
           RETURNING *""",
        id=entry_id, host=host, stage=stage.value, now=now, until=until, most=MOST_ATTEMPTS, worker=worker.name(),
    )
    if row is None or (row["attempts"] > 1 and not _is_alone(tx, row)):
        if host is not None:
            hosts.unlease(tx, host)
        return None
    entry = _claimed(tx, row)
    if leased is None:
        return entry
    return replace(entry, hurry=hosts.may_hurry(leased, entry.failures), rules=hosts.rules_in(leased))


def _is_alone(tx: Transaction, row: Row) -> bool:
    """
    No last try runs beside another row that was tried before, or the claim is undone.

    A page that kills its process takes with it what is fetched and read beside it, and an innocent one must not share
    that fate for the third time.
    """
    tx.run("UPDATE queue SET asked_at = asked_at WHERE queue = 'read'")     # those who ask this go one after the other
    other = tx.one(
        """SELECT 1 AS found FROM entry WHERE state = 'waiting' AND attempts > 0 AND attempts >= :tries
             AND lease_until > :now AND entry_id <> :id LIMIT 1""",
        tries=2 if row["attempts"] == MOST_ATTEMPTS else MOST_ATTEMPTS, now=tx.now(), id=row["entry_id"],
    )
    if other is not None:
        tx.run(
            "UPDATE entry SET lease_until = 0, attempts = attempts - 1 WHERE entry_id = :id", id=row["entry_id"]
        )
    return other is None


def _claimed(tx: Transaction, row: Row) -> ClaimedEntry:
    ties = tx.all(
        """SELECT feed.url, feed.keep, item, content
           FROM feed_entry JOIN feed USING (feed_id) LEFT JOIN feed_content USING (entry_id, feed_id)
           WHERE entry_id = :id ORDER BY feed_entry.first_seen, feed.position""",
        id=row["entry_id"],
    )
    # the terms are the publisher's: one feed of his that forbids the text is enough
    keep = Keep.HEADLINE if any(tie["keep"] == Keep.HEADLINE.value for tie in ties) else Keep.TEXT
    return ClaimedEntry(
        entry_id=row["entry_id"], url=row["url"], target=row["target"] or row["url"], host=row["host"],
        hops=row["hops"], stage=Stage(row["stage"]), attempts=row["claims"], failures=row["failures"],
        first_seen=instant(row["first_seen"]), keep=keep,
        items=tuple((tie["url"], item_in(tie["item"], tie["content"])) for tie in ties), page_id=row["page_id"],
        article_id=row["article_id"], fate=Fate(row["fate"]) if row["fate"] else None,
    )


def change(tx: Transaction, entry: ClaimedEntry, assigned: str, **values: object) -> str | None:
    """Change the row and end its lease if the fence still holds; returns the first feed's id, for counting."""
    row = tx.one(
        f"""UPDATE entry SET lease_until = 0, {assigned}
            WHERE entry_id = :entry_id AND claims = :fence AND state = 'waiting' AND lease_until > 0
            RETURNING feed_id""",
        entry_id=entry.entry_id, fence=entry.attempts, **values,
    )
    if row is None:
        return None
    canaries.moved(tx, entry.stage.value)
    return str(row["feed_id"])


def end(
    tx: Transaction,
    entry: ClaimedEntry,
    fate: Fate,
    reason: str,
    article_id: str | None,
    again: datetime | None = None,
) -> list[Count] | None:
    """End the entry with its fate; returns what to count, or None if the fence is broken."""
    feed_id = change(
        tx, entry,
        """state = 'ended', fate = :fate, reason = :reason, article_id = coalesce(:article_id, article_id),
           ended_at = :now, hinted_at = 0, revisit_at = :again""",
        fate=fate.value, reason=reason, article_id=article_id, now=tx.now(), again=seconds(again),
    )
    return None if feed_id is None else [(feed_id, "end", fate.value, 1)]


def end_spent(tx: Transaction, entry_id: str, most: int) -> list[Count]:
    """Quarantine one row whose last attempt was used up; returns what to count."""
    now = tx.now()
    row = tx.one(
        """SELECT * FROM entry WHERE entry_id = :id AND state = 'waiting' AND attempts >= :most
             AND lease_until <= :now""",
        id=entry_id, most=most, now=now,
    )
    if row is None:
        return []
    changed = tx.run(
        """UPDATE entry SET state = 'ended', fate = coalesce(fate, 'quarantined'), reason = :reason,
               ended_at = coalesce(ended_at, :now), lease_until = 0
           WHERE entry_id = :id AND claims = :claims AND state = 'waiting'""",
        id=entry_id, claims=row["claims"], now=now, reason=spent_reason(row, row["stage"], row["attempts"], now),
    )
    # what was filed before stays so: only its second look came to no end
    return [(row["feed_id"], "revisit" if row["fate"] else "end", Fate.QUARANTINED.value, 1)] * changed


def spent_reason(row: Row, stage: str, attempts: int, now: float) -> str:
    """A reason that says who, when, where and why."""
    when = instant(row["lease_until"] or now).strftime("%Y-%m-%d %H:%M:%S UTC")
    why = row["reason"] if not row["lease_until"] and row["reason"] else "the worker did not come back"
    return f"Came to no end {attempts} times in {stage}, last on {row['worker']} at {when}: {why}"


def stumble(tx: Transaction, entry: ClaimedEntry, reason: str) -> list[Count] | None:
    """End the lease and keep the attempt counted; the last one quarantines at once."""
    feed_id = change(tx, entry, "reason = :reason, hinted_at = 0", reason=reason)
    return None if feed_id is None else end_spent(tx, entry.entry_id, MOST_ATTEMPTS)


def redirect(tx: Transaction, entry: ClaimedEntry, target: str, host: str) -> bool:
    """Let it be asked at another host, in that host's own time."""
    hosts.meet(tx, host)
    feed_id = change(
        tx, entry, "target = :target, host = :host, hops = hops + 1, attempts = 0, due = :now, hinted_at = 0",
        target=target, host=host, now=tx.now(),
    )
    if feed_id is None:
        return False
    discovery.open_lane(tx, host, feed_id)
    counters.add(tx, [(feed_id, "fetch", "redirected", 1)])
    return True
