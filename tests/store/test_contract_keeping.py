"""What every store promises of keeping and forgetting: backups, reindexing, raw pages, what a person saved."""

from __future__ import annotations

import gzip
import zlib
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest

from monitor.errors import Failed, Misused
from monitor.model import (
    Alarm,
    Fate,
    FeedItem,
    Filter,
    NewEntry,
    Published,
    Reading,
    Relevance,
    RelevanceVerdict,
    StoredArticle,
    Trouble,
)
from monitor.ports import Store
from monitor.stages.query import Word
from monitor.store import backups, packing
from monitor.store.rows import Rows
from tests.store import make
from tests.store.conftest import Place, SqlitePlace
from tests.store.make import LEASE, HandClock
from tests.store.test_contract import claimed, feed_id, with_entries
from tests.store.test_contract_articles import file, found

BODY = b"<p>The committee met on Monday.</p>" * 50

# --- raw pages -------------------------------------------------------------------------------------------------------


def test_a_page_comes_back_as_it_was_kept(place: Place) -> None:
    pages = place.pages()
    page = make.page("https://a.example/1", make.START, bytes(range(256)) * 10)
    pages.put(page)
    pages.put(page)
    assert pages.get(page.page_id) == page
    assert pages.get("nobody") is None
    pages.remove([page.page_id])
    assert pages.get(page.page_id) is None
    pages.close()


@pytest.mark.parametrize("packed", [gzip.compress(BODY, mtime=0), zlib.compress(BODY), zlib.compress(BODY, 0), None])
def test_a_page_comes_back_whoever_packed_it(place: Place, packed: bytes | None) -> None:
    pages = place.pages()
    page = replace(make.page("https://a.example/1", make.START, BODY), packed=packed)
    pages.put(page)
    held = pages.get(page.page_id)
    assert held is not None
    assert held.body == BODY
    pages.close()


def test_what_a_server_packed_is_kept_unless_it_saves_little() -> None:
    page = make.page("https://a.example/1", make.START, BODY)
    well, badly = gzip.compress(BODY), zlib.compress(BODY, 0)
    assert packing.packed(replace(page, packed=well)) == well
    assert len(packing.packed(replace(page, packed=badly))) < len(BODY) / 2


def test_pages_expire_by_month_and_by_size(place: Place) -> None:
    pages = place.pages()
    kept = [make.page(f"https://a.example/{n}", make.START - timedelta(days=31 * n)) for n in range(6)]
    for page in kept:
        pages.put(page)
    assert pages.expire(make.START - timedelta(days=93), None) == 2
    assert [pages.get(page.page_id) is not None for page in kept] == [True] * 4 + [False] * 2
    assert pages.expire(make.START - timedelta(days=93), 1) == 3
    assert [pages.get(page.page_id) is not None for page in kept] == [True] + [False] * 5
    pages.put(kept[4])
    assert pages.get(kept[4].page_id) == kept[4]
    pages.close()


def test_a_feed_s_own_text_is_kept_as_long_as_raw_pages_are(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    (feed_id,) = rows.entries.due("poll", 1)
    feed = rows.feeds.claim(feed_id, LEASE)
    assert feed is not None
    item = FeedItem("https://a.example/1", "T", content="<p>all of it</p>", authors=("A",), summary="s")
    (entry_id,) = rows.feeds.finish(make.polled(feed, clock.now()), [NewEntry(item, make.keys(item.url))], None)
    entry = claimed(rows, entry_id)
    assert entry.items == ((make.feed(1).url, item),)
    rows.entries.fetched(entry, make.page(item.url, clock.now()), make.keys(item.url))
    assert rows.entries.drop_raw(clock.now()) == 0
    assert rows.entries.drop_raw(clock.now() + timedelta(seconds=1)) == 2
    assert claimed(rows, entry_id, "read").items[0][1].content == ""


# --- forgetting ------------------------------------------------------------------------------------------------------


def filed(rows: Store, clock: HandClock, url: str, number: int) -> str:
    (entry_id,) = with_entries(rows, clock, url, feed=number)
    entry = claimed(rows, entry_id)
    rows.entries.fetched(entry, make.page(url, clock.now()), make.keys(url + "/answered"))
    rows.pace.give_back(entry.host, timedelta(0))
    reading = claimed(rows, entry_id, "read")
    article = make.article(number, url=url + "/answered")
    assert rows.articles.file(make.filing(article, vector_=make.vector(number)), reading, rows.articles.watermark())
    return entry_id


def test_a_forgotten_address_is_gone_and_never_comes_back(rows: Store, clock: HandClock) -> None:
    filed(rows, clock, "https://a.example/1", 1)
    filed(rows, clock, "https://a.example/2", 2)
    entries, articles, pages = rows.entries.forget(safe_key=make.keys("https://a.example/1/answered").safe)
    assert (entries, articles, len(pages)) == (1, 1, 1)
    assert [row.article_id for row in rows.entries.rows()] == ["a2"]
    assert rows.articles.get("a1") is None
    assert rows.articles.versions("a1") == []
    for url in ("https://a.example/1", "https://a.example/1/answered"):
        assert rows.entries.known([make.keys(url).safe]) == {make.keys(url).safe}
        assert with_entries(rows, clock, url, feed=9 if url.endswith("1") else 8) == []
    assert rows.entries.forget(safe_key="b.example/never-seen") == (0, 0, [])
    assert with_entries(rows, clock, "https://b.example/never-seen", feed=7) == []


def test_a_forgotten_host_takes_all_its_pages_along(rows: Store, clock: HandClock) -> None:
    filed(rows, clock, "https://a.example/1", 1)
    filed(rows, clock, "https://b.example/1", 2)
    assert rows.entries.forget(host="a.example")[:2] == (1, 1)
    assert with_entries(rows, clock, "https://a.example/other", "https://b.example/other", feed=8) != []
    assert sorted(row.url for row in rows.entries.rows()) == ["https://b.example/1", "https://b.example/other"]


def test_a_filing_of_what_was_just_forgotten_writes_nothing(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://host1.example/story-1")
    entry = claimed(rows, entry_id)
    rows.entries.fetched(entry, make.page(entry.url, clock.now()), make.keys(entry.url))
    reading = claimed(rows, entry_id, "read")
    rows.entries.forget(safe_key=make.keys(entry.url).safe)
    assert not rows.articles.file(make.filing(make.article(1)), reading, rows.articles.watermark())
    assert rows.articles.get("a1") is None


# --- backups ---------------------------------------------------------------------------------------------------------


def backed_up(place: Place, to: Path) -> None:
    with closing(place.database()) as database:
        backups.backup(database, to, place.clock)


def test_a_backup_restores_everything(place: Place, sqlite: SqlitePlace, tmp_path: Path, clock: HandClock) -> None:
    rows = place.open()
    filed(rows, clock, "https://a.example/1", 1)
    waiting = with_entries(rows, clock, "https://c.example/1", feed=3)
    claimed(rows, waiting[0])
    file(rows, make.filing(make.article(5), tags=[make.tag("chips")], matches=[make.match("a5", "a1")]))
    before = [rows.articles.get("a1"), rows.articles.get("a5"), list(rows.entries.rows()), rows.feeds.listed()]
    backed_up(place, tmp_path / "backup.db")
    file(rows, make.filing(make.article(6)))
    rows.close()
    other = SqlitePlace(tmp_path / "other" / "monitor.db", clock)
    backups.restore(tmp_path / "backup.db", other.path, "other", clock)
    again = other.open()
    after = [again.articles.get("a1"), again.articles.get("a5"), list(again.entries.rows()), again.feeds.listed()]
    assert after[:2] == before[:2]
    assert after[3] == before[3]
    if again.search.outdated():
        assert list(again.search.reindex()) == [2]
    assert found(again, "number1") == ["a1"]
    assert again.articles.get("a6") is None
    file(again, make.filing(make.article(7), vector_=make.vector(7)))
    assert found(again, "number7") == ["a7"]
    again.close()
    with pytest.raises(Misused, match="already there"):
        backed_up(place, tmp_path / "backup.db")
    with pytest.raises(Misused, match="not empty"):
        backups.restore(tmp_path / "backup.db", other.path, "other", clock)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("backup")) == ["backup.db"]


def test_a_backup_of_one_kind_can_be_restored_into_another(place: Place, tmp_path: Path, clock: HandClock) -> None:
    laptop = SqlitePlace(tmp_path / "laptop.db", clock)
    rows = laptop.open()
    filed(rows, clock, "https://a.example/1", 1)
    entry_ids = with_entries(rows, clock, "https://c.example/1", feed=3)
    claimed(rows, entry_ids[0])
    rows.close()
    backed_up(laptop, tmp_path / "backup.db")
    target = place.database()
    backups.restore(tmp_path / "backup.db", target, "there", clock)
    target.close()
    again = place.open()
    assert sum(again.search.reindex()) == 1
    assert found(again, "number1") == ["a1"]
    assert [known.article_id for known in again.articles.by_meaning(make.vector(1), 1)] == ["a1"]
    claimed(again, entry_ids[0])
    file(again, make.filing(make.article(2, text="New."), vector_=make.vector(2)))
    clock.forward(hours=2)
    with_entries(again, clock, "https://c.example/9", feed=3)
    again.close()


@pytest.mark.parametrize("content", [b"", b"not a database", None])
def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path: Path, content: bytes | None, clock: HandClock) -> None:
    backup = tmp_path / "backup.db"
    if content is not None:
        backup.write_bytes(content)
    with pytest.raises((Failed, Misused), match=r"backup\.db"):
        backups.restore(backup, tmp_path / "new.db", "new", clock)
    assert not (tmp_path / "new.db").exists()


# --- the word index --------------------------------------------------------------------------------------------------


def test_reindexing_can_be_stopped_and_goes_on_and_nothing_filed_meanwhile_is_lost(place: Place) -> None:
    rows = place.open()
    file(rows, *(make.filing(make.article(n)) for n in range(6)))
    steps = rows.search.reindex(step=2)
    assert [next(steps), next(steps)] == [2, 4]
    file(rows, make.filing(make.article(9)), make.filing(make.article(0, text="Another text of words0.")))
    rows.articles.remove("a1")
    rows.articles.remove("a5")
    rows.close()
    again = place.open()
    assert sum(1 for _ in again.search.reindex()) >= 1
    assert again.search.outdated() == 0
    assert found(again, "title") == ["a0", "a2", "a3", "a4", "a9"]
    assert (found(again, "words0"), found(again, "thing0"), found(again, "number9")) == (["a0"], [], ["a9"])
    again.close()


# --- what a person keeps ---------------------------------------------------------------------------------------------


def test_what_is_new_is_shown_once_and_nothing_is_lost(rows: Store) -> None:
    def look(limit: int = 10) -> list[str]:
        with rows.search.new(Word("title"), Filter(), cursor="search:mine", limit=limit) as hits:
            return [stored.article.article_id for stored in hits]

    file(rows, *(make.filing(make.article(n)) for n in range(3)), make.filing(make.article(8), relevant=Relevance.NO))
    assert look(2) == ["a0", "a1"]
    assert look() == ["a2"]
    assert look() == []
    file(rows, make.filing(make.article(4)))
    assert look() == ["a4"]


def test_who_dies_before_the_end_of_a_look_has_seen_nothing(rows: Store) -> None:
    def look() -> AbstractContextManager[list[StoredArticle]]:
        return rows.search.new(Word("title"), Filter(), cursor="search:mine", limit=2)

    file(rows, *(make.filing(make.article(n)) for n in range(3)))
    with pytest.raises(BrokenPipeError), look() as found:
        raise BrokenPipeError
    with look() as again:
        assert [one.article.article_id for one in again] == [one.article.article_id for one in found] == ["a0", "a1"]
    with look() as rest:
        assert [one.article.article_id for one in rest] == ["a2"]


def test_two_looks_at_once_show_each_article_to_one(place: Place) -> None:
    first, second = place.open(), place.open()
    shown: list[str] = []

    def look(rows: Store, limit: int) -> None:
        with rows.search.new(Word("title"), Filter(), cursor="search:mine", limit=limit) as found:
            shown.extend(one.article.article_id for one in found)

    file(first, *(make.filing(make.article(n)) for n in range(3)))
    with first.search.new(Word("title"), Filter(), cursor="search:mine", limit=2) as found:
        beside = Thread(target=look, args=(second, 9))
        beside.start()
        with first.search.new(Word("title"), Filter(), cursor="search:other", limit=9) as other:
            assert len(other) == 3              # of another name: nobody waits
        shown.extend(one.article.article_id for one in found)
    beside.join(20)
    assert shown == ["a0", "a1", "a2"]
    assert isinstance(second, Rows)
    second.database.patience = 0.1              # type: ignore[attr-defined]  # of both databases
    with (
        first.search.new(Word("title"), Filter(), cursor="search:mine", limit=2),
        pytest.raises(Failed, match="not over yet"),
    ):
        look(second, 9)
    look(second, 9)
    first.close()
    second.close()


def test_saved_searches_are_kept_by_name(rows: Store) -> None:
    rows.saved.save("chips", "topic:chips")
    rows.saved.save("chips", "topic:chips lang:fr")
    assert rows.saved.all() == {"chips": "topic:chips lang:fr"}
    assert rows.saved.remove("chips")
    assert not rows.saved.remove("chips")


def test_an_alarm_is_told_once_and_once_when_it_is_over(rows: Store) -> None:
    alarm = Alarm("https://a.example/f", Trouble.SILENT, "Silent.", make.START)
    over = Alarm(alarm.subject, alarm.trouble, "Back.", make.START, over=True)
    assert rows.alarms.change([alarm]) == [alarm]
    assert rows.alarms.change([alarm]) == []
    assert rows.alarms.standing() == [alarm]
    assert rows.alarms.change([over, over]) == [over]
    assert rows.alarms.standing() == []


def test_new_tags_take_the_place_of_the_old(rows: Store) -> None:
    file(rows, make.filing(make.article(1), tags=[make.tag("chips")]))
    verdict = RelevanceVerdict(Relevance.NO, 0.1)
    assert rows.articles.retag("a1", [make.tag("energy")], verdict)
    assert not rows.articles.retag("nobody", [], verdict)
    stored = rows.articles.get("a1")
    assert stored is not None
    assert (stored.tags, stored.relevance) == ((make.tag("energy"),), verdict)
    assert rows.search.count(["topic"], None, Filter(everything=True)) == [(("energy",), 1)]


def test_every_text_an_article_had_can_be_read(rows: Store) -> None:
    file(rows, make.filing(make.article(1, text="one")), make.filing(make.article(1, text="two")))
    assert [(v.version, v.text) for v in rows.articles.versions("a1")] == [(1, "one"), (2, "two")]


def test_a_queue_that_moves_can_be_told_from_one_that_does_not(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://a.example/1", "https://a.example/2")
    assert rows.canaries.ask("fetch") == 1
    rows.pace.give_back("a.example", timedelta(seconds=10))
    clock.forward(seconds=30)
    poll, fetch, read = rows.canaries.queues()
    assert (poll.queue, fetch.queue, read.queue) == ("poll", "fetch", "read")
    assert (poll.due, poll.finished, poll.answered) == (None, timedelta(seconds=30), None)
    assert (fetch.due, fetch.finished, fetch.unanswered) == (timedelta(seconds=20), None, timedelta(seconds=30))
    rows.canaries.ask("fetch")
    assert rows.canaries.queues()[1].unanswered == timedelta(seconds=30)
    rows.canaries.answer("fetch", "one")
    rows.canaries.answer("fetch", "two")
    clock.forward(seconds=5)
    assert rows.canaries.ask("fetch") == 3           # both, and one that may be new
    rows.canaries.answer("fetch", "two")
    fetch = rows.canaries.queues()[1]
    assert (fetch.answered, fetch.unanswered) == (timedelta(0), None)
    assert rows.canaries.queues("one")[1].unanswered == timedelta(0)
    assert rows.canaries.queues("one")[1].answered == timedelta(seconds=5)


# --- reports ---------------------------------------------------------------------------------------------------------


def test_a_feed_has_a_history_and_a_host_a_bill(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://a.example/1")
    (poll,) = rows.feeds.history(make.feed(1).url)
    assert (poll.polled, poll.outcome, poll.status, poll.entries) == (make.START, "polled", 200, 1)
    rows.pace.give_back("a.example", timedelta(0), seconds=0.5, size=100, status=200)
    rows.pace.give_back("a.example", timedelta(0), seconds=1.5, size=50, status=304)
    (host,) = rows.pace.hosts()
    assert (host.host, host.requests, host.unchanged, host.size, host.failures) == ("a.example", 2, 1, 150, 0)
    assert host.response_time == pytest.approx(0.7)
    assert host.shortest_pause == 0.0       # the second answer took longer than the time between the two
    clock.forward(seconds=5)
    rows.pace.give_back("a.example", timedelta(0), seconds=1.0, status=200, requests=2)
    (host,) = rows.pace.hosts()
    assert (host.requests, host.last_asked) == (4, clock.now())
    (entry_id,) = with_entries(rows, clock, "https://a.example/2", feed=2)
    rows.entries.end(claimed(rows, entry_id), Fate.REFUSED, "The robots.txt of a.example disallows it.")
    assert rows.pace.hosts()[0].disallowed == 1


def test_counts_by_feed_and_day_and_readings_by_host(rows: Store, clock: HandClock) -> None:
    filed(rows, clock, "https://a.example/1", 1)
    clock.forward(days=1)
    (entry_id,) = with_entries(rows, clock, "https://a.example/2")
    rows.entries.end(claimed(rows, entry_id), Fate.WALL, "A wall.")
    daily = rows.counters.daily("entry", ["new"], date(2026, 3, 1))
    assert daily == {make.feed(1).url: {date(2026, 3, 2): 1, date(2026, 3, 3): 1}}
    clock.forward(days=1)
    (entry_id,) = with_entries(rows, clock, "https://a.example/3", "https://a.example/1")
    rows.entries.end(claimed(rows, entry_id), Fate.GONE, "404")
    (first, last) = rows.counters.readings(make.START)["a.example"][::2]
    assert first == Reading(0)
    assert last.length == len(make.article(1).text)
    assert last.mark


def test_a_page_that_was_never_asked_for_is_no_reading(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    assert feed is not None
    rows.feeds.finish(make.polled(feed, clock.now()), [make.new_entry("https://a.example/1", refused="no")], None)
    assert rows.counters.readings(make.START) == {}


def test_copies_of_one_text_are_alike_as_readings(rows: Store, clock: HandClock) -> None:
    filed(rows, clock, "https://a.example/1", 1)
    first, = rows.counters.readings(make.START)["a.example"]
    (entry_id,) = with_entries(rows, clock, "https://a.example/2", feed=2)
    copy = make.filing(make.article(2, text=make.article(1).text), matches=[make.match("a2", "a1")])
    assert rows.articles.file(copy, claimed(rows, entry_id), rows.articles.watermark())
    assert [reading.mark for reading in rows.counters.readings(make.START)["a.example"]] == [first.mark] * 2


def test_an_item_that_another_feed_named_first_is_counted_once_for_each_feed(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://a.example/1", "https://a.example/2", feed=1)
    with_entries(rows, clock, "https://a.example/2", "https://a.example/3", feed=2)
    clock.forward(days=1)
    rows.feeds.make_due()
    with_entries(rows, clock, "https://a.example/2", "https://a.example/3", feed=2)
    seen, new = (rows.counters.daily("entry", [outcome], date(2026, 3, 1)) for outcome in ("seen", "new"))
    assert seen == {make.feed(2).url: {date(2026, 3, 2): 1}}
    assert {url: sum(days.values()) for url, days in new.items()} == {make.feed(1).url: 2, make.feed(2).url: 1}


def test_a_published_day_far_away_is_kept(rows: Store) -> None:
    old = Published("0001-01-01", make.START.replace(year=1, month=1, day=1), "text")
    file(rows, make.filing(make.article(1, published=old)))
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.article.published == old
    assert rows.search.count(["month"], None, Filter()) == [(("0001-01",), 1)]
