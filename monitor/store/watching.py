"""Saved searches, and alarms in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.model import Alarm, Trouble
from monitor.store.database import Database, instant, stamp


class SavedSearches:
    """The port SavedRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Mapping[str, str]:
        """Name → query."""
        with self._database.read() as tx:
            return {row["name"]: row["query"] for row in tx.all("SELECT name, query FROM saved_search ORDER BY name")}

    def save(self, name: str, query: str) -> None:
        """Keep it, replacing one of the same name."""
        with self._database.write() as tx:
            tx.run(
                """INSERT INTO saved_search (name, query, saved_at) VALUES (:name, :query, :now)
                   ON CONFLICT (name) DO UPDATE SET query = excluded.query, saved_at = excluded.saved_at""",
                name=name, query=query, now=tx.now(),
            )

    def remove(self, name: str) -> bool:
        """Remove it with its cursor; returns whether there was one."""
        with self._database.write() as tx:
            for table in ("cursor", "watched"):
                tx.run(f"DELETE FROM {table} WHERE name = :name", name=f"watch:{name}")
            return tx.run("DELETE FROM saved_search WHERE name = :name", name=name) == 1


class Alarms:
    """The port AlarmRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self) -> list[Alarm]:
        """The alarms in force, as far as they were reported."""
        with self._database.read() as tx:
            rows = tx.all("SELECT * FROM alarm ORDER BY since, subject, trouble")
        return [Alarm(row["subject"], Trouble(row["trouble"]), row["text"], instant(row["since"])) for row in rows]

    def change(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """Store new alarms and remove those that are over; returns those that changed anything, to be reported."""
        changed = []
        with self._database.write() as tx:
            for alarm in sorted(alarms, key=lambda one: (one.subject, one.trouble)):
                key = {"subject": alarm.subject, "trouble": alarm.trouble.value}
                if alarm.over:
                    n = tx.run("DELETE FROM alarm WHERE subject = :subject AND trouble = :trouble", **key)
                else:
                    n = tx.run(
                        """INSERT INTO alarm (subject, trouble, text, since) VALUES (:subject, :trouble, :text, :since)
                           ON CONFLICT (subject, trouble) DO NOTHING""",
                        text=alarm.text, since=stamp(alarm.since), **key,
                    )
                if n:
                    changed.append(alarm)
        return changed
