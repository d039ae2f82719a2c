"""What the rows do for the queue: suspects are read alone, fetching waits for reading, a fast clock is mended."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from monitor.model import Fate
from monitor.store import due
from tests.store import make
from tests.store.conftest import SqlitePlace
from tests.store.make import LEASE, HandClock
from tests.store.test_contract import with_entries
from tests.workers.crew import Crew, until

NOTHING = timedelta(0)


def place(tmp_path: Path) -> SqlitePlace:
    return SqlitePlace(tmp_path / "data" / "monitor.db", HandClock())


def test_whoever_was_there_when_a_reader_died_is_read_alone(tmp_path: Path) -> None:
    here = place(tmp_path)
    rows = here.open()
    ids = with_entries(rows, here.clock, *(f"https://h{n}.example/{n}" for n in range(4)))
    for entry_id in ids:
        entry = rows.entries.claim(entry_id, "fetch", LEASE)
        assert entry is not None
        assert rows.entries.fetched(entry, make.page(entry.url, here.clock.now()), make.keys(entry.url))
    for entry_id in ids[:3]:
        assert rows.entries.claim(entry_id, "read", LEASE) is not None
    here.clock.forward(seconds=LEASE.total_seconds() + 1)       # their reader died
    first = rows.entries.due("read", 10)
    assert len(first) == 2                                      # the fresh one and one suspect
    assert ids[3] in first
    (suspect,) = set(first) - {ids[3]}
    assert rows.entries.due("read", 10) == []
    entry = rows.entries.claim(suspect, "read", LEASE)
    assert entry is not None
    here.clock.forward(seconds=11)
    assert rows.entries.due("read", 10) == [ids[3]]             # no second suspect beside the first
    rows.close()


def test_pages_are_fetched_only_as_fast_as_they_are_read(tmp_path: Path) -> None:
    here = place(tmp_path)
    rows = here.open()
    ids = with_entries(rows, here.clock, *(f"https://h{n}.example/{n}" for n in range(due.MOST_UNREAD + 5)))
    for entry_id in ids[:due.MOST_UNREAD]:
        entry = rows.entries.claim(entry_id, "fetch", LEASE)
        assert entry is not None
        assert rows.entries.fetched(entry, make.page(entry.url, here.clock.now()), make.keys(entry.url))
    assert rows.entries.due("fetch", 10) == []
    entry = rows.entries.claim(ids[0], "read", LEASE)
    assert entry is not None
    assert rows.entries.end(entry, Fate.FILED, "filed")
    assert len(rows.entries.due("fetch", 10)) == 5
    rows.close()




def test_leases_and_pauses_of_a_clock_that_ran_ahead_are_set_right(tmp_path: Path) -> None:
    here = place(tmp_path)
    rows = here.open()
    ids = with_entries(rows, here.clock, "https://a.example/1", "https://b.example/2")
    here.clock.forward(hours=1)
    assert rows.entries.claim(ids[0], "fetch", LEASE) is not None
    taken = rows.entries.claim(ids[1], "fetch", LEASE)
    assert taken is not None
    assert rows.entries.postpone(taken, here.clock.now(), "robots.txt came first", failed=False)
    rows.pace.give_back("b.example", timedelta(seconds=1), status=200)
    here.clock.forward(hours=-1)
    here.clock.forward(seconds=LEASE.total_seconds() + 5)
    assert rows.entries.due("fetch", 10, again=NOTHING) == []   # for an hour, it seems
    assert rows.entries.mend(LEASE, thoroughly=True) > 0
    assert rows.entries.mend(LEASE, thoroughly=True) == 0
    here.clock.forward(seconds=LEASE.total_seconds() + 5)
    assert set(rows.entries.due("fetch", 10, again=NOTHING)) == set(ids)
    rows.close()


def test_a_canary_comes_through_every_queue(crew: Crew) -> None:
    crew.start("all")

    def answered() -> bool:
        with crew.rows() as rows:
            return all(queue.answered is not None for queue in rows.canaries.queues())

    until(answered, "the canaries")
    checked = crew.run(["-m", "monitor", "status", "--healthy"])
    assert checked.wait(60) == 0
