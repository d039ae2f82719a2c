"""What every store promises of second looks: a filed entry stays filed, waits in its time, and is never lost by it."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import Access, ClaimedEntry, EntryRow, Fate, Look, Looked, Stage
from monitor.ports import Store
from monitor.store import revisits
from tests.store import make
from tests.store.conftest import Place as Where
from tests.store.make import LEASE, HandClock
from tests.store.test_contract import NO_GAP, claimed, with_entries

URL = "https://host1.example/story-1"
DAY = timedelta(days=1)


def filed(rows: Store, clock: HandClock, again: timedelta | None = DAY) -> str:
    """An entry whose article was filed, to be looked at again; gives its id."""
    (entry_id,) = with_entries(rows, clock, URL)
    entry = claimed(rows, entry_id)
    page = make.page(URL, clock.now())
    assert rows.entries.fetched(entry, page, make.keys(URL))
    rows.pace.give_back(entry.host, NO_GAP)
    reading = claimed(rows, entry_id, "read")
    filing = make.filing(make.article(1, page_id=page.page_id))
    due = None if again is None else clock.now() + again
    assert rows.articles.file(filing, reading, rows.articles.watermark(), again=due)
    return entry_id


def looking(rows: Store, clock: HandClock) -> ClaimedEntry:
    """The same a day later, hinted and claimed."""
    entry_id = filed(rows, clock)
    clock.forward(days=1)
    assert rows.entries.due("fetch", 5) == [entry_id]
    return claimed(rows, entry_id)


def the_row(rows: Store) -> EntryRow:
    (row,) = rows.entries.rows()
    return row


def owed(rows: Store, clock: HandClock) -> int:
    return rows.entries.owed(clock.now(), timedelta(minutes=1))["fetch"]


def test_a_filed_entry_is_due_again_in_its_time_and_not_before(rows: Store, clock: HandClock) -> None:
    entry_id = filed(rows, clock)
    assert (rows.entries.due("fetch", 5), owed(rows, clock)) == ([], 0)
    assert rows.entries.claim(entry_id, Stage.FETCH, LEASE) is None
    clock.forward(hours=23)
    assert (rows.entries.due("fetch", 5), owed(rows, clock)) == ([], 0)
    clock.forward(hours=1)
    assert owed(rows, clock) == 1
    assert rows.entries.due("fetch", 5) == [entry_id]
    assert owed(rows, clock) == 1
    entry = claimed(rows, entry_id)
    assert (entry.fate, entry.article_id, entry.url) == (Fate.FILED, "a1", URL)
    assert owed(rows, clock) == 0


def test_without_a_time_it_is_never_due_again(rows: Store, clock: HandClock) -> None:
    filed(rows, clock, None)
    clock.forward(days=400)
    assert (rows.entries.due("fetch", 5), owed(rows, clock)) == ([], 0)


def test_it_stays_filed_for_everybody_who_looks_meanwhile(rows: Store, clock: HandClock) -> None:
    looking(rows, clock)
    row = the_row(rows)
    assert (row.fate, row.article_id) == (Fate.FILED, "a1")
    assert [r.url for r in rows.entries.rows(fate=Fate.FILED)] == [URL]


def test_an_unchanged_page_leaves_nothing_but_a_counter(rows: Store, clock: HandClock) -> None:
    entry = looking(rows, clock)
    before = rows.articles.get("a1")
    assert rows.entries.looked(entry, Looked.UNCHANGED, clock.now() + 2 * DAY)
    row = the_row(rows)
    assert (row.state, row.fate, row.reason) == ("ended", Fate.FILED, "filed")
    assert rows.articles.get("a1") == before
    counted = rows.counters.since(make.START)
    assert (counted["revisit", "unchanged"], counted["end", "filed"]) == (1, 1)
    rows.pace.give_back(entry.host, NO_GAP)
    assert rows.entries.due("fetch", 5) == []
    clock.forward(days=2)
    assert rows.entries.due("fetch", 5) == [entry.entry_id]


def test_a_changed_text_makes_a_version_and_ends_the_look(rows: Store, clock: HandClock) -> None:
    entry = looking(rows, clock)
    page = make.page(URL, clock.now(), b"<p>Another text</p>")
    rows.entries.keep_page(entry, page)
    changed = make.article(1, text="Another text.", page_id=page.page_id)
    assert rows.articles.file(make.filing(changed), entry, rows.articles.watermark())
    first, second = rows.articles.versions("a1")
    assert (first.text, second.text) == (make.article(1).text, "Another text.")
    assert (second.filed - first.filed, second.page_id) == (DAY, page.page_id)
    counted = rows.counters.since(make.START)
    assert (counted["revisit", "changed"], counted["end", "filed"], counted["article", "version"]) == (1, 1, 1)
    assert (the_row(rows).state, the_row(rows).fate) == ("ended", Fate.FILED)
    # both raw pages belong to the entry, and are forgotten with it
    assert len(rows.entries.forget(safe_key=make.keys(URL).safe)[2]) == 2


def test_a_page_that_is_gone_marks_the_article_and_keeps_its_text(rows: Store, clock: HandClock) -> None:
    entry = looking(rows, clock)
    assert rows.entries.looked(entry, Looked.REMOVED, clock.now() + 2 * DAY, "The server answered 410.")
    stored = rows.articles.get("a1")
    assert stored is not None
    assert (stored.article.access, stored.article.text) == (Access.REMOVED, make.article(1).text)
    (version,) = rows.articles.versions("a1")
    assert version.looks == (Look(clock.now(), Looked.REMOVED, "The server answered 410."),)
    assert (the_row(rows).fate, the_row(rows).reason) == (
        Fate.FILED, "filed; looked at again: The server answered 410.")
    rows.pace.give_back(entry.host, NO_GAP)
    clock.forward(days=2)
    assert rows.entries.due("fetch", 5) == [entry.entry_id]
    assert rows.entries.looked(claimed(rows, entry.entry_id), Looked.BACK, None, "There again.")
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.article.access is Access.FULL
    assert [look.found for look in rows.articles.versions("a1")[0].looks] == [Looked.REMOVED, Looked.BACK]


def test_a_page_that_is_still_gone_is_said_once(rows: Store, clock: HandClock) -> None:
    entry = looking(rows, clock)
    assert rows.entries.looked(entry, Looked.REMOVED, clock.now() + DAY, "The server answered 404.")
    rows.pace.give_back(entry.host, NO_GAP)
    clock.forward(days=1)
    assert rows.entries.due("fetch", 5) == [entry.entry_id]
    assert rows.entries.looked(claimed(rows, entry.entry_id), Looked.REMOVED, None, "The server answered 404.")
    assert len(rows.articles.versions("a1")[0].looks) == 1


def test_a_late_look_writes_nothing(rows: Store, clock: HandClock) -> None:
    late = looking(rows, clock)
    clock.forward(seconds=61)
    assert rows.entries.due("fetch", 5) == [late.entry_id]
    now = claimed(rows, late.entry_id)
    assert not rows.entries.looked(late, Looked.REMOVED, None, "gone")
    assert not rows.articles.file(make.filing(make.article(1, text="Late.")), late, rows.articles.watermark())
    assert len(rows.articles.versions("a1")) == 1
    assert rows.entries.looked(now, Looked.UNCHANGED, None)
    assert rows.counters.since(make.START)["revisit", "unchanged"] == 1


def test_a_failed_look_waits_and_a_stop_hands_it_back(rows: Store, clock: HandClock) -> None:
    entry = looking(rows, clock)
    assert rows.entries.postpone(entry, clock.now() + timedelta(minutes=15), "503", failed=True)
    rows.pace.give_back(entry.host, NO_GAP)
    assert (the_row(rows).fate, the_row(rows).state) == (Fate.FILED, "waiting")
    clock.forward(minutes=15)
    again = claimed(rows, entry.entry_id)
    assert (again.failures, again.fate) == (1, Fate.FILED)
    assert rows.entries.hand_back() == 1
    assert not rows.entries.looked(again, Looked.UNCHANGED, None)
    clock.forward(seconds=5)
    assert claimed(rows, entry.entry_id).failures == 1


def test_a_look_that_kills_its_workers_leaves_the_article_filed(rows: Store, clock: HandClock) -> None:
    entry = looking(rows, clock)
    for _ in range(2):
        clock.forward(seconds=61)
        entry = claimed(rows, entry.entry_id)
    clock.forward(seconds=61)
    assert rows.entries.quarantine_spent(3) == 1
    row = the_row(rows)
    assert (row.state, row.fate, row.article_id) == ("ended", Fate.FILED, "a1")
    assert "Came to no end 3 times in fetch" in (row.reason or "")
    counted = rows.counters.since(make.START)
    assert counted["revisit", "quarantined"] == 1
    assert ("end", "quarantined") not in counted
    assert rows.entries.due("fetch", 5) == []


def test_new_pages_come_before_second_looks_and_a_pass_owes_both(rows: Store, clock: HandClock) -> None:
    entry_id = filed(rows, clock)
    clock.forward(days=1)
    assert rows.feeds.make_due() == 1
    (new,) = with_entries(rows, clock, "https://host1.example/new")
    assert owed(rows, clock) == 2
    assert rows.entries.due("fetch", 1) == [new]
    entry = claimed(rows, new)
    assert rows.entries.end(entry, Fate.GONE, "gone")
    rows.pace.give_back(entry.host, NO_GAP)
    assert rows.entries.due("fetch", 1) == [entry_id]


def test_what_is_not_woken_at_once_is_owed_all_the_same(place: Where, rows: Store, clock: HandClock) -> None:
    for number, entry_id in enumerate(with_entries(rows, clock, *(f"https://host1.example/{n}" for n in range(3)))):
        entry = claimed(rows, entry_id)
        rows.pace.give_back(entry.host, NO_GAP)
        article = make.article(number, url=entry.url)
        assert rows.articles.file(make.filing(article), entry, rows.articles.watermark(), again=clock.now() + DAY)
    clock.forward(days=1)
    database = place.database()
    for waiting in (1, 2, 3, 3):
        with database.write() as tx:
            revisits.wake(tx, 1)
        assert owed(rows, clock) == 3
        assert len(list(rows.entries.rows(state="waiting"))) == waiting
    database.close()
