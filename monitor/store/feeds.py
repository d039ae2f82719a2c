"""The feed list, and each feed's state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.errors import Refused
from monitor.model import FeedForPoll, FeedSource, FeedState, Keep, NewEntry, PollOutcome, PollRow, Validators
from monitor.stages import address
from monitor.store import canaries, counters, discovery, hosts, polls, worker
from monitor.store.claims import MOST_ATTEMPTS
from monitor.store.database import Database, Row, Transaction, instant, moment, seconds
from monitor.store.values import hints_in, id_of


class Feeds:
    """The port FeedRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, sources: Iterable[FeedSource], spread: timedelta = timedelta(0)) -> int:
        """Add feeds and return how many are new; two spellings of one address are one feed."""
        unique = {feed_id_of(source.url): source for source in sources}
        with self._database.write() as tx:
            now = tx.now()
            known = {row["feed_id"] for row in tx.all("SELECT feed_id FROM feed WHERE listed = 1")}
            new = [feed_id for feed_id in unique if feed_id not in known]
            step = spread.total_seconds() / max(len(new), 1)
            late = {feed_id: place * step for place, feed_id in enumerate(new)}
            for feed_id, source in unique.items():
                _add(tx, feed_id, source, now, now + late.get(feed_id, 0.0))
        return len(new)

    def remove(self, url: str) -> bool:
        """Take feeds off the list; what they brought stays, and a feed that comes back continues where it was."""
        with self._database.write() as tx:
            return tx.run(
                """UPDATE feed SET listed = 0, due = NULL, lease_until = 0, claims = claims + 1
                   WHERE feed_id = :id AND listed = 1""",
                id=feed_id_of(url),
            ) == 1

    def listed(self) -> list[tuple[FeedSource, str, str | None, datetime | None]]:
        """(source, state, reason, due) of each feed, in the order they were added."""
        with self._database.read() as tx:
            rows = tx.all("SELECT * FROM feed WHERE listed = 1 ORDER BY position")
        return [(_source(row), row["state"], row["reason"], moment(row["due"])) for row in rows]

    def history(self, url: str) -> list[PollRow]:
        """Its last polls, the newest first."""
        with self._database.read() as tx:
            rows = tx.all("SELECT * FROM feed_poll WHERE feed_id = :id ORDER BY poll_id DESC", id=feed_id_of(url))
        return [
            PollRow(
                instant(row["polled_at"]), row["outcome"], row["status"], row["reason"], row["size"], row["seconds"],
                row["entries"],
            )
            for row in rows
        ]

    def make_due(self, urls: Sequence[str] | None = None) -> int:
        """Make every listed feed (or those named) due; a quarantined one only if it is named."""
        with self._database.write() as tx:
            if urls is None:
                return tx.run(
                    "UPDATE feed SET due = :now, hinted_at = 0 WHERE listed = 1 AND state <> 'quarantined'",
                    now=tx.now(),
                )
            return tx.run(
                """UPDATE feed SET due = :now, hinted_at = 0, attempts = 0,
                       state = CASE WHEN state = 'quarantined' THEN 'failing' ELSE state END
                   WHERE listed = 1 AND feed_id IN :named""",
                now=tx.now(), named=tuple(map(feed_id_of, urls)),
            )

    def claim(self, feed_id: str, lease: timedelta) -> FeedForPoll | None:
        """The feed, leased, if it is due and its host was free; the host is then ours too."""
        with self._database.write(durable=False) as tx:
            now = tx.now()
            until = now + lease.total_seconds()
            found = tx.one("SELECT host FROM feed WHERE feed_id = :id", id=feed_id)
            if found is None:
                return None
            leased = hosts.lease(tx, found["host"], until)
            if leased is None:
                tx.run("UPDATE feed SET hinted_at = 0 WHERE feed_id = :id", id=feed_id)
                return None
            row = tx.one(
                """UPDATE feed SET lease_until = :until, hinted_at = 0, claims = claims + 1, attempts = attempts + 1,
                       worker = :worker
                   WHERE feed_id = :id AND host = :host AND listed = 1 AND due <= :now AND lease_until <= :now
                     AND attempts < :most
                   RETURNING *""",
                id=feed_id, host=found["host"], now=now, until=until, most=MOST_ATTEMPTS, worker=worker.name(),
            )
            if row is None:
                hosts.unlease(tx, found["host"])
                return None
            return replace(_for_poll(row), hurry=hosts.may_hurry(leased, row["failures"]))

    def finish(self, outcome: PollOutcome, entries: Sequence[NewEntry], cap: int | None) -> list[str]:
        """Write a poll in one transaction, or nothing if the fence no longer holds."""
        feed = outcome.feed
        with self._database.write("entries") as tx:
            now = tx.now()
            row = tx.one(
                """UPDATE feed SET lease_until = 0, attempts = 0
                   WHERE feed_id = :id AND claims = :fence AND lease_until > 0 AND listed = 1
                   RETURNING *""",
                id=feed.feed_id, fence=feed.attempts,
            )
            if row is None:
                return []
            first_import = row["polled"] is None
            found = discovery.store(tx, feed.feed_id, entries, cap if first_import else None)
            canaries.moved(tx, "poll")
            moved = polls.write(tx, row, outcome, len(found.new), now)
            if outcome.outcome == "offline":
                polls.excuse(tx, outcome, now)
            counts = [(feed.feed_id, "poll", outcome.outcome, 1), *found.counts]
            events = (*outcome.events, "moved") if moved else outcome.events
            counters.add(tx, [*counts, *((feed.feed_id, "poll", event, 1) for event in events)])
            return found.waiting

    def release(self, feed: FeedForPoll, due: datetime | None = None, reason: str | None = None) -> None:
        """Give a lease back unused, perhaps until later; the attempt is not counted."""
        with self._database.write(durable=False) as tx:
            tx.run(
                """UPDATE feed SET lease_until = 0, attempts = attempts - 1, due = coalesce(:due, due),
                       reason = coalesce(:reason, reason)
                   WHERE feed_id = :id AND claims = :fence AND lease_until > 0""",
                id=feed.feed_id, fence=feed.attempts, due=seconds(due), reason=reason,
            )


def feed_id_of(url: str) -> str:
    """The id of an address, however it is spelled; a trailing slash makes no difference."""
    try:
        return id_of(address.keys(url).safe.rstrip("/"))
    except Refused:
        return id_of(f"refused:{url}")


def _host_of(url: str) -> str:
    try:
        return address.host_of(url)
    except Refused:
        return ""       # its poll will fail, and say why


def _add(tx: Transaction, feed_id: str, source: FeedSource, now: float, due: float) -> None:
    host = _host_of(source.url)
    hosts.meet(tx, host)
    place = tx.one("UPDATE sequence SET value = value + 1 WHERE name = 'feed' RETURNING value")
    assert place is not None
    tx.run(
        """INSERT INTO feed (feed_id, position, url, address, host, title, site_url, language, section, keep, wait,
               due, added_at)
           VALUES (:feed_id, :position, :url, :url, :host, :title, :site_url, :language, :section, :keep, :wait,
               :due, :now)
           ON CONFLICT (feed_id) DO UPDATE SET
               title = CASE WHEN excluded.title = '' THEN feed.title ELSE excluded.title END,
               site_url = coalesce(excluded.site_url, feed.site_url),
               language = coalesce(excluded.language, feed.language),
               section = excluded.section, keep = excluded.keep, listed = 1,
               due = CASE WHEN feed.listed = 1 THEN feed.due ELSE excluded.due END""",
        feed_id=feed_id, position=place["value"], url=address.without_password(source.url), host=host,
        title=source.title, site_url=source.site_url, language=source.language, section=source.group,
        keep=source.keep.value, wait=polls.FIRST_WAIT.total_seconds(), due=due, now=now,
    )


def _source(row: Row) -> FeedSource:
    return FeedSource(
        row["url"], row["title"], row["site_url"], row["language"], row["section"], Keep(row["keep"])
    )


def _for_poll(row: Row) -> FeedForPoll:
    validators = None
    if row["validators_url"] is not None:
        validators = Validators(row["validators_url"], row["etag"], row["last_modified"])
    state = FeedState(
        timedelta(seconds=row["wait"]), row["failures"], moment(row["polled"]), moment(row["due"]),
        row["entries_a_week"], row["known_share"], row["unchanged"], hints_in(row["hints"]),
    )
    return FeedForPoll(
        feed_id=row["feed_id"], url=row["url"], target=row["target"] or row["address"], hops=row["hops"],
        attempts=row["claims"], source=_source(row), state=state, validators=validators, body_hash=row["body_hash"],
        moved_to=row["moved_to"],
    )
