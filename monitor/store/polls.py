"""What a poll changes in the row of its feed."""

from __future__ import annotations

from datetime import timedelta

from monitor.errors import Refused
from monitor.model import PollOutcome
from monitor.stages import address
from monitor.store import hosts
from monitor.store.database import Row, Transaction, seconds
from monitor.store.values import hints_out

FIRST_WAIT = timedelta(hours=1)     # until the schedule knows better
POLLS_KEPT = 20                     # of each feed, for a person who asks why
FAILED = ("failed", "offline", "gone")
EXCUSED = 120.0                     # seconds before it turned out that the machine was offline


def write(tx: Transaction, row: Row, outcome: PollOutcome, entries: int, now: float) -> bool:
    """Write the new state and a line of history; returns whether the feed has moved for good."""
    redirected = outcome.target is not None and not outcome.looks_back
    moving, moved_to, where = _moves(row, outcome, redirected)
    target, hops = outcome.target, row["hops"] + 1 if redirected else -outcome.looks_back
    host = _host_of(target or where)
    hosts.meet(tx, host)
    validators = outcome.validators
    state = outcome.state
    held = {
        "target": target, "hops": hops, "host": host, "address": where, "moving": moving, "moved_to": moved_to,
        "title": row["title"] or outcome.title or "", "state": _label(row, outcome), "reason": outcome.reason,
        "status": outcome.status, "polled": seconds(state.polled), "due": seconds(state.due),
        "wait": state.interval.total_seconds(), "failures": state.failures,
        "failed_at": now if outcome.outcome in FAILED else row["failed_at"],
        "entries_a_week": state.entries_a_week, "known_share": state.known_share,
        "unchanged": state.unchanged, "hints": hints_out(state.hints), "hinted_at": 0.0,
    }
    if not redirected and row["hops"] >= 0:     # an archive page leaves the feed's own validators alone
        held |= {
            "validators_url": validators.url if validators else None, "etag": validators.etag if validators else None,
            "last_modified": validators.last_modified if validators else None, "body_hash": outcome.body_hash,
        }
    assigned = ", ".join(f"{name} = :{name}" for name in held)
    tx.run(f"UPDATE feed SET {assigned} WHERE feed_id = :feed_id", feed_id=row["feed_id"], **held)
    _log(tx, row["feed_id"], outcome, entries, now)
    return bool(where != row["address"])


def excuse(tx: Transaction, outcome: PollOutcome, now: float) -> None:
    """The machine was offline: forgive feeds that did not answer a moment ago."""
    tx.run(
        """UPDATE feed SET failures = failures - 1, failed_at = 0, due = :due, reason = :reason,
               state = CASE WHEN failures > 1 THEN 'failing' WHEN polled IS NULL THEN 'new' ELSE 'ok' END
           WHERE listed = 1 AND state = 'failing' AND status IS NULL AND failed_at > :since AND failures > 0""",
        due=seconds(outcome.state.due), reason=outcome.reason, since=now - EXCUSED,
    )


def _moves(row: Row, outcome: PollOutcome, redirected: bool) -> tuple[str | None, str | None, str]:
    """(permanent redirect of this poll, that of the last whole poll, the address to ask from now on).

    A move is kept after its second sight, and only where every hop of the way was permanent.
    """
    if row["hops"] < 0:
        return row["moving"], row["moved_to"], row["address"]
    permanent_so_far = row["hops"] == 0 or row["moving"] is not None
    seen = outcome.moved_to if permanent_so_far else None
    if redirected:
        return seen, row["moved_to"], row["address"]
    if outcome.outcome in FAILED:
        return None, row["moved_to"], row["address"]
    seen = seen or row["moving"]
    if seen is not None and seen == row["moved_to"]:
        return None, None, seen
    return None, seen, row["address"]


def _label(row: Row, outcome: PollOutcome) -> str:
    if outcome.target is not None and not outcome.looks_back:
        return str(row["state"])
    if outcome.state.due is None:
        return "gone"
    return "failing" if outcome.state.failures else "ok" if outcome.state.polled else str(row["state"])


def _host_of(url: str) -> str:
    try:
        return address.host_of(url)
    except Refused:
        return ""


def _log(tx: Transaction, feed_id: str, outcome: PollOutcome, entries: int, now: float) -> None:
    tx.run(
        """INSERT INTO feed_poll (feed_id, polled_at, outcome, status, reason, size, seconds, entries)
           VALUES (:feed_id, :now, :outcome, :status, :reason, :size, :seconds, :entries)""",
        feed_id=feed_id, now=now, outcome=outcome.outcome, status=outcome.status, reason=outcome.reason,
        size=outcome.size, seconds=float(outcome.seconds), entries=entries,
    )
    tx.run(
        """DELETE FROM feed_poll WHERE feed_id = :feed_id AND poll_id <=
             (SELECT poll_id FROM feed_poll WHERE feed_id = :feed_id ORDER BY poll_id DESC LIMIT 1 OFFSET :kept)""",
        feed_id=feed_id, kept=POLLS_KEPT,
    )
