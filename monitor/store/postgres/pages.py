"""Raw pages in a table of the server, partitioned by month; expiry drops a partition."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.model import Page
from monitor.store import packing
from monitor.store.database import Database, Transaction

_PARTITION = re.compile(r"raw_page_(\d{4})_(\d{2})")


class PostgresPages:
    """The port Pages, over a partitioned table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._months: set[str] = set()

    def put(self, page: Page) -> None:
        """Keep a page in the partition of its month."""
        fetched = page.fetched.astimezone(UTC)
        month = fetched.strftime("%Y-%m-01")
        if month not in self._months:
            self._open(fetched)
        with self._database.write(durable=False) as tx:
            tx.run(
                """INSERT INTO raw_page (page_id, month, url, requested_url, status, headers, fetched, body)
                   VALUES (:page_id, :month, :url, :requested_url, :status, :headers, :fetched, :body)
                   ON CONFLICT (page_id, month) DO UPDATE SET body = excluded.body""",
                page_id=page.page_id, month=month, url=page.url, requested_url=page.requested_url,
                status=page.status, headers=json.dumps(dict(page.headers)), fetched=page.fetched.isoformat(),
                body=packing.packed(page),
            )
        self._months.add(month)

    def _open(self, fetched: datetime) -> None:
        after = fetched.replace(year=fetched.year + fetched.month // 12, month=fetched.month % 12 + 1, day=1)
        with self._database.write("migrate") as tx:
            tx.run(
                f"""CREATE TABLE IF NOT EXISTS raw_page_{fetched:%Y_%m} PARTITION OF raw_page
                    FOR VALUES FROM ('{fetched:%Y-%m}-01') TO ('{after:%Y-%m}-01')"""
            )

    def get(self, page_id: str) -> Page | None:
        """The page, if it is still kept."""
        with self._database.read() as tx:
            row = tx.one("SELECT * FROM raw_page WHERE page_id = :page_id ORDER BY month DESC LIMIT 1", page_id=page_id)
        if row is None:
            return None
        return Page(
            row["page_id"], row["url"], row["requested_url"], row["status"], json.loads(row["headers"]),
            packing.unpacked(row["body"]), datetime.fromisoformat(row["fetched"]),
        )

    def remove(self, page_ids: Sequence[str]) -> None:
        """Delete these pages."""
        with self._database.write() as tx:
            tx.run("DELETE FROM raw_page WHERE page_id IN :ids", ids=tuple(page_ids))

    def expire(self, before: datetime, most_bytes: int | None) -> int:
        """Drop months that ended before then, and the oldest while all are too large together; returns how many."""
        oldest_kept = before.astimezone(UTC).strftime("%Y-%m")
        dropped = 0
        kept = 0
        with self._database.write("migrate") as tx:
            for place, (month, name, size) in enumerate(_partitions(tx)):
                kept += size
                if month < oldest_kept or (most_bytes is not None and kept > most_bytes and place > 0):
                    tx.run(f"DROP TABLE {name}")
                    dropped += 1
        self._months.clear()
        return dropped

    def close(self) -> None:
        """Close every connection."""
        self._database.close()


def _partitions(tx: Transaction) -> list[tuple[str, str, int]]:
    """(month, table, bytes), the newest first."""
    rows = tx.all(
        """SELECT relname AS name, pg_total_relation_size(pg_class.oid) AS size
           FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = to_regclass('raw_page')"""
    )
    found = [(match, row) for row in rows if (match := _PARTITION.fullmatch(row["name"]))]
    return sorted(((f"{match[1]}-{match[2]}", row["name"], int(row["size"])) for match, row in found), reverse=True)
