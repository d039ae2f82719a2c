"""Entries: every address that was ever seen, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.model import AddressKeys, ClaimedEntry, EntryRow, Fate, Looked, Page, Stage
from monitor.store import claims, counters, discovery, due, mending, oblivion, revisits, stop
from monitor.store.database import Database, Row, Transaction, instant, moment, seconds, slices, stamp
from monitor.store.due import AGAIN
from monitor.store.feeds import feed_id_of
from monitor.store.values import id_of
from monitor.store.words import WordIndex

BATCH = 500             # rows read at once: no read transaction stays open while a reader thinks


class Entries:
    """The port EntryRows."""

    def __init__(self, database: Database, words: WordIndex) -> None:
        self._database = database
        self._words = words
        self._debt = due.Debt()

    def claim(self, entry_id: str, stage: str, lease: timedelta) -> ClaimedEntry | None:
        """The entry, leased, if it is due; for a fetch only where its host was free, and the host is then ours too."""
        with self._database.write(durable=False) as tx:
            return claims.claim(tx, entry_id, Stage(stage), lease)

    def fetched(self, entry: ClaimedEntry, page: Page, keys: AddressKeys) -> bool:
        """Note that its raw page is kept, so that it waits to be read."""
        with self._database.write(durable=False) as tx:
            # whoever kept the page hints it himself: the sweeper need not, for a while
            feed_id = claims.change(
                tx, entry,
                """stage = 'read', page_id = :page_id, attempts = 0, failures = 0, due = :now, hinted_at = :now,
                   reason = NULL""",
                page_id=page.page_id, now=tx.now(),
            )
            if feed_id is None:
                return False
            _keep_page(tx, entry, page)
            alias_id = id_of(keys.safe)
            if alias_id != entry.entry_id:
                tx.run(
                    """INSERT INTO entry_alias (alias_id, entry_id) VALUES (:alias_id, :entry_id)
                       ON CONFLICT (alias_id) DO NOTHING""",
                    alias_id=alias_id, entry_id=entry.entry_id,
                )
            counters.add(tx, [(feed_id, "fetch", "page", 1)])
            return True

    def end(self, entry: ClaimedEntry, fate: Fate, reason: str, article_id: str | None = None) -> bool:
        """End it with its fate; returns whether the fence held."""
        with self._database.write(durable=False) as tx:
            counts = claims.end(tx, entry, fate, reason, article_id)
            counters.add(tx, counts or ())
            return counts is not None

    def postpone(self, entry: ClaimedEntry, due: datetime, reason: str, *, failed: bool) -> bool:
        """Let it wait again. A failure raises `failures` and clears the attempts; otherwise the attempt is given back.
        """
        now_failed = "attempts = 0, failures = failures + 1, failed_at = :now"
        with self._database.write(durable=False) as tx:
            feed_id = claims.change(
                tx, entry,
                "due = :due, reason = :reason, hinted_at = 0, " + (now_failed if failed else "attempts = attempts - 1"),
                due=stamp(due), reason=reason, **({"now": tx.now()} if failed else {}),
            )
            if feed_id is not None and entry.stage is Stage.FETCH:
                counters.add(tx, [(feed_id, "fetch", "failed" if failed else "robots", 1)])
            return feed_id is not None

    def redirect(self, entry: ClaimedEntry, target: str, host: str) -> bool:
        """Let it be asked at another host, in that host's own time."""
        with self._database.write(durable=False) as tx:
            return claims.redirect(tx, entry, target, host)

    def stumble(self, entry: ClaimedEntry, reason: str) -> bool:
        """An unexpected error: the lease ends, the attempt stays counted, and the last one quarantines."""
        with self._database.write(durable=False) as tx:
            counts = claims.stumble(tx, entry, reason)
            counters.add(tx, counts or ())
            return counts is not None

    def release(self, entry: ClaimedEntry, due: datetime | None = None, reason: str | None = None) -> None:
        """Give a lease back unused, perhaps until later; the attempt is not counted."""
        with self._database.write(durable=False) as tx:
            claims.change(
                tx, entry,
                "attempts = attempts - 1, hinted_at = 0, due = coalesce(:due, due), reason = coalesce(:reason, reason)",
                due=seconds(due), reason=reason,
            )

    def hand_back(self) -> int:
        """End every lease of this process, feeds included: for a stop."""
        with self._database.write(durable=False) as tx:
            return stop.hand_back(tx)

    def mend(self, lease: timedelta, *, thoroughly: bool) -> int:
        """Correct times written by a clock that ran ahead; returns how many rows."""
        with self._database.write("due", durable=False) as tx:
            return mending.mend(tx, lease, thoroughly=thoroughly)

    def unhint(self) -> None:
        """Forget all hints, since they are lost: the next sweep sends them again."""
        with self._database.write("due", durable=False) as tx:
            stop.unhint(tx)

    def due(
        self,
        queue: str,
        limit: int,
        *,
        pass_started: datetime | None = None,
        again: timedelta = AGAIN,
        most_slow: int | None = None,
    ) -> list[str]:
        """Ids of rows that are due and not leased, marked as hinted."""
        if queue == "fetch":
            self._wake()
        with self._database.write("due", durable=False) as tx:
            return due.deal(tx, queue, limit, pass_started, again, most_slow)

    def next_of_host(self, host: str, most_slow: int, again: timedelta = AGAIN) -> tuple[str, str] | None:
        """(queue, id) of what a host that has just become free may be asked now, marked as hinted."""
        with self._database.write("due", durable=False) as tx:
            return due.deal_host(tx, host, again, most_slow)

    def _wake(self) -> None:
        """Let entries wait whose time for another look has come; in a transaction of its own, before any host's."""
        with self._database.read() as tx:
            if not revisits.is_anything_due(tx):
                return
        with self._database.write("due", durable=False) as tx:
            revisits.wake(tx)

    def looked(self, entry: ClaimedEntry, found: Looked, again: datetime | None, reason: str = "") -> bool:
        """Note that another look is over and the entry unchanged; returns whether the fence held."""
        with self._database.write("articles", durable=False) as tx:
            counts = revisits.end(tx, entry, found, again, reason)
            counters.add(tx, counts or ())
            return counts is not None

    def keep_page(self, entry: ClaimedEntry, page: Page) -> None:
        """Note that a page with another text was kept; filing that text makes it the entry's page."""
        with self._database.write(durable=False) as tx:
            if tx.one("SELECT 1 AS found FROM entry WHERE entry_id = :id", id=entry.entry_id) is not None:
                _keep_page(tx, entry, page)

    def owed(self, pass_started: datetime, patience: timedelta) -> Mapping[str, int]:
        """How many rows this pass still owes a try, by queue, and how many are leased."""
        return self._debt.owed(self._database, stamp(pass_started), patience.total_seconds())

    def quarantine_spent(self, most_attempts: int) -> int:
        """Quarantine rows whose last attempt ran out, feeds included; returns how many."""
        with self._database.read() as tx:
            spent = due.spent(tx, most_attempts)
        if not spent:
            return 0
        with self._database.write(durable=False) as tx:
            counts = [count for entry_id in sorted(spent) for count in claims.end_spent(tx, entry_id, most_attempts)]
            feeds = due.quarantine_feeds(tx, most_attempts)
            counters.add(tx, counts)
            return len(counts) + feeds

    def rows(
        self,
        *,
        feed: str | None = None,
        fate: Fate | None = None,
        state: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[EntryRow]:
        """Entries, oldest first, read in batches."""
        wanted = ["(first_seen, entry_id) > (:seen, :id)"]
        if feed is not None:
            wanted.append("entry_id IN (SELECT entry_id FROM feed_entry WHERE feed_id = :feed_id)")
        wanted += [f"{name} = :{name}" for name, value in (("fate", fate), ("state", state)) if value is not None]
        values = {
            "feed_id": feed_id_of(feed) if feed is not None else None, "fate": fate.value if fate else None,
            "state": state,
        }
        seen, last = stamp(since) - 1e-6 if since else -1e18, ""
        while True:
            with self._database.read() as tx:
                rows = tx.all(
                    f"SELECT * FROM entry WHERE {' AND '.join(wanted)} ORDER BY first_seen, entry_id LIMIT {BATCH}",
                    seen=seen, id=last, **values,
                )
                found = _rows(tx, rows)
            yield from found
            if len(rows) < BATCH:
                return
            seen, last = rows[-1]["first_seen"], rows[-1]["entry_id"]

    def find(self, safe_key: str) -> EntryRow | None:
        """The entry of an address, or of one that its page answered from."""
        entry_id = id_of(safe_key)
        with self._database.read() as tx:
            found = discovery.resolve(tx, [entry_id]).get(entry_id)
            rows = tx.all("SELECT * FROM entry WHERE entry_id = :id", id=found) if found else []
            return next(iter(_rows(tx, rows)), None)

    def known(self, safe_keys: Sequence[str]) -> set[str]:
        """Which of these addresses were seen before; a forgotten one counts as seen."""
        ids = {id_of(key): key for key in safe_keys}
        with self._database.read() as tx:
            seen = set(discovery.resolve(tx, list(ids))) | (discovery.forgotten(tx, list(ids), ()) & set(ids))
        return {ids[entry_id] for entry_id in seen}

    def retry(self, fate: Fate) -> int:
        """Let rows of this fate wait again, with their counts reset; for quarantined ones, feeds too."""
        with self._database.write() as tx:
            now = tx.now()
            for lane in tx.all(
                "SELECT DISTINCT host, feed_id FROM entry WHERE state = 'ended' AND fate = :fate AND stage = 'fetch'",
                fate=fate.value,
            ):
                discovery.open_lane(tx, lane["host"], lane["feed_id"])
            retried = tx.run(
                """UPDATE entry SET state = 'waiting', fate = NULL, reason = NULL, due = :now, attempts = 0,
                       failures = 0, failed_at = 0, hinted_at = 0, lease_until = 0, ended_at = NULL
                   WHERE state = 'ended' AND fate = :fate""",
                fate=fate.value, now=now,
            )
            if fate is Fate.QUARANTINED:
                retried += tx.run(
                    """UPDATE feed SET state = 'failing', due = :now, attempts = 0, hinted_at = 0
                       WHERE listed = 1 AND state = 'quarantined'""",
                    now=now,
                )
            return retried

    def forget(self, *, safe_key: str | None = None, host: str | None = None) -> tuple[int, int, list[str]]:
        """
        One address, or all of a host, is taken out for good and never fetched again.

        Gives (entries, articles, ids of raw pages, for `Pages.remove`). Filings under way of what is forgotten lose
        their entry, and so write nothing.
        """
        with self._database.write("articles") as tx:
            entries = oblivion.entries_of(tx, safe_key, host)
            pages = oblivion.pages_of(tx, entries)
            articles = oblivion.forget(tx, self._words, entries, safe_key, host)
            return len(entries), articles, pages

    def drop_raw(self, before: datetime) -> int:
        """Forget the pages and full texts of that time, as `Pages.expire` does; returns how many rows."""
        with self._database.write() as tx:
            dropped = tx.run("DELETE FROM page WHERE fetched < :before", before=stamp(before))
            return dropped + tx.run("DELETE FROM feed_content WHERE first_seen < :before", before=stamp(before))

    def fates(self, since: datetime) -> Mapping[str, int]:
        """How many entries ended in each fate since then."""
        with self._database.read() as tx:
            rows = tx.all(
                "SELECT fate, count(*) AS n FROM entry WHERE state = 'ended' AND ended_at >= :since GROUP BY fate",
                since=stamp(since),
            )
        return {row["fate"]: row["n"] for row in rows}


def _keep_page(tx: Transaction, entry: ClaimedEntry, page: Page) -> None:
    tx.run(
        """INSERT INTO page (page_id, entry_id, url, status, sha256, size, fetched)
           VALUES (:page_id, :entry_id, :url, :status, :sha256, :size, :fetched)
           ON CONFLICT (page_id) DO NOTHING""",
        page_id=page.page_id, entry_id=entry.entry_id, url=page.url, status=page.status,
        sha256=hashlib.sha256(page.body).hexdigest(), size=len(page.body), fetched=stamp(page.fetched),
    )


def _rows(tx: Transaction, rows: Sequence[Row]) -> list[EntryRow]:
    feeds: dict[str, list[str]] = {}
    for some in slices([row["entry_id"] for row in rows]):
        for tie in tx.all(
            """SELECT entry_id, url FROM feed_entry JOIN feed USING (feed_id) WHERE entry_id IN :ids
               ORDER BY entry_id, feed_entry.first_seen, position""",
            ids=some,
        ):
            feeds.setdefault(tie["entry_id"], []).append(tie["url"])
    return [_row(row, tuple(feeds.get(row["entry_id"], ()))) for row in rows]


def _row(row: Row, feeds: tuple[str, ...]) -> EntryRow:
    waiting = row["state"] == "waiting"
    return EntryRow(
        entry_id=row["entry_id"], url=row["url"], feeds=feeds, title=row["title"], state=row["state"],
        stage=Stage(row["stage"]), fate=Fate(row["fate"]) if row["fate"] else None, reason=row["reason"],
        attempts=row["failures"] + row["attempts"], due=moment(row["due"]) if waiting else None,
        article_id=row["article_id"], first_seen=instant(row["first_seen"]),
    )
