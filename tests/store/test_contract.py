"""What every store promises of feeds, entries, hosts and counters: nothing is lost, and nothing done twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import ClaimedEntry, Fate, FeedState, Keep, PollOutcome, RobotsRules, Stage
from monitor.ports import Store
from tests.store import make
from tests.store.make import LEASE, HandClock

NO_GAP = timedelta(0)
SECOND = timedelta(seconds=1)


def with_entries(rows: Store, clock: HandClock, *urls: str, feed: int = 1, cap: int | None = None) -> list[str]:
    """One feed that named these addresses, polled."""
    source = make.feed(feed)
    rows.feeds.add([source])
    claimed = rows.feeds.claim(feed_id(rows, source.url), LEASE)
    assert claimed is not None
    found = rows.feeds.finish(make.polled(claimed, clock.now()), [make.new_entry(url) for url in urls], cap)
    rows.pace.give_back(f"host{feed}.example", NO_GAP)
    return found


def feed_id(rows: Store, url: str) -> str:
    from monitor.store.feeds import feed_id_of

    return feed_id_of(url)


def claimed(rows: Store, entry_id: str, stage: str = "fetch") -> ClaimedEntry:
    entry = rows.entries.claim(entry_id, stage, LEASE)
    assert entry is not None
    return entry


# --- feeds -----------------------------------------------------------------------------------------------------------


def test_a_feed_is_one_however_its_address_is_spelled(rows: Store) -> None:
    assert rows.feeds.add([make.feed(1), replace(make.feed(1), url="HTTP://Host1.example:80/feed.xml#top")]) == 1
    assert rows.feeds.add([make.feed(1), make.feed(2)]) == 1
    assert [source.url for source, *_ in rows.feeds.listed()] == [
        "HTTP://Host1.example:80/feed.xml#top", "https://host2.example/feed.xml"]


def test_a_known_feed_takes_new_title_group_and_terms(rows: Store) -> None:
    rows.feeds.add([make.feed(1)])
    rows.feeds.add([make.feed(1, title="Better", group="think tanks", keep=Keep.HEADLINE)])
    (source, state, reason, due), = rows.feeds.listed()
    assert (source.title, source.group, source.keep) == ("Better", "think tanks", Keep.HEADLINE)
    assert (state, reason, due) == ("new", None, make.START)


def test_first_polls_are_spread(rows: Store) -> None:
    rows.feeds.add([make.feed(n) for n in range(4)], spread=timedelta(hours=1))
    assert [due - make.START for *_, due in rows.feeds.listed() if due] == [timedelta(minutes=15 * n) for n in range(4)]


def test_a_removed_feed_is_asked_no_more_and_comes_back_where_it_was(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://a.example/1")
    assert rows.feeds.remove("https://host1.example/feed.xml")
    assert not rows.feeds.remove("https://host1.example/feed.xml")
    clock.forward(days=1)
    assert rows.feeds.listed() == []
    assert rows.entries.due("poll", 10) == []
    assert rows.feeds.add([make.feed(1)]) == 1
    again = rows.feeds.claim(feed_id(rows, "https://host1.example/feed.xml"), LEASE)
    assert again is not None
    assert again.validators is not None
    assert again.state.polled == make.START


def test_a_claim_knows_whether_it_may_hurry(rows: Store, clock: HandClock) -> None:
    (new,) = with_entries(rows, clock, "https://a.example/1")
    entry = claimed(rows, new)
    assert entry.hurry
    rows.pace.give_back("a.example", timedelta(0), seconds=5.0, status=200, requests=5)
    rows.entries.postpone(entry, clock.now(), "busy", failed=False)
    entry = claimed(rows, new)
    assert not entry.hurry
    rows.pace.give_back("a.example", timedelta(0), seconds=10.0, status=0, silent=True)
    rows.entries.postpone(entry, clock.now(), "slow", failed=False)
    entry = claimed(rows, new)
    assert entry.hurry
    rows.pace.give_back("a.example", timedelta(0))
    rows.entries.postpone(entry, clock.now(), "slow", failed=True)
    assert not claimed(rows, new).hurry


def test_a_feed_is_claimed_once_and_its_host_with_it(rows: Store) -> None:
    other = replace(make.feed(1), url="https://host1.example/other.xml")
    rows.feeds.add([make.feed(1), other])
    assert rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE) is not None
    assert rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE) is None
    assert rows.feeds.claim(feed_id(rows, other.url), LEASE) is None
    rows.pace.give_back("host1.example", NO_GAP)
    assert rows.feeds.claim(feed_id(rows, other.url), LEASE) is not None


def test_a_poll_that_comes_too_late_writes_nothing(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    late = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    clock.forward(seconds=61)
    new = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    assert late is not None
    assert new is not None
    assert rows.feeds.finish(make.polled(late, clock.now()), [make.new_entry("https://a.example/late")], None) == []
    assert list(rows.entries.rows()) == []
    assert len(rows.feeds.finish(make.polled(new, clock.now()), [make.new_entry("https://a.example/new")], None)) == 1
    assert rows.feeds.finish(make.polled(new, clock.now()), [make.new_entry("https://a.example/2")], None) == []


def test_a_poll_keeps_what_it_learned(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://a.example/1")
    clock.forward(hours=2)
    again = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    assert again is not None
    assert again.validators is not None
    assert (again.validators.etag, again.body_hash, again.state.polled) == ('"a"', "b", make.START)
    assert again.source.title == "Feed 1"
    outcome = make.polled(again, clock.now(), outcome="failed", reason="The server answered 500.", status=500)
    outcome = replace(outcome, state=FeedState(timedelta(hours=2), 1, again.state.polled, clock.now() + LEASE))
    rows.feeds.finish(outcome, [], None)
    (_, state, reason, due), = rows.feeds.listed()
    assert (state, reason, due) == ("failing", "The server answered 500.", clock.now() + LEASE)


def test_a_permanent_move_is_kept_after_its_second_sight(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    targets = []
    for _ in range(3):
        feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
        assert feed is not None
        targets.append(feed.target)
        moved = "https://host1.example/new.xml" if feed.target == make.feed(1).url else None
        rows.feeds.finish(make.polled(feed, clock.now(), moved_to=moved), [], None)
        rows.pace.give_back("host1.example", NO_GAP)
        clock.forward(hours=2)
    assert targets == ["https://host1.example/feed.xml"] * 2 + ["https://host1.example/new.xml"]
    assert rows.feeds.listed()[0][0].url == "https://host1.example/feed.xml"


@pytest.mark.parametrize("permanent", [True, False])
def test_a_redirect_to_another_host_is_followed_in_that_host_s_time(
    rows: Store, clock: HandClock, permanent: bool
) -> None:
    rows.feeds.add([make.feed(1)])
    there = "https://elsewhere.example/feed.xml"
    asked = []
    for _ in range(3):
        feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
        assert feed is not None
        asked.append(feed.target)
        if feed.target == make.feed(1).url:
            outcome = make.polled(
                feed, clock.now(), outcome="redirected", target=there, moved_to=there if permanent else None,
                state=replace(feed.state, due=clock.now()), validators=None, body_hash=None,
            )
            rows.feeds.finish(outcome, [], None)
            assert not rows.pace.take("host1.example", LEASE)
            feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
            assert feed is not None
            assert (feed.target, feed.hops) == (there, 1)
        rows.feeds.finish(make.polled(feed, clock.now()), [], None)
        clock.forward(hours=2)
    assert asked[2] == (there if permanent else make.feed(1).url)


# --- entries ---------------------------------------------------------------------------------------------------------


def test_without_a_network_no_feed_is_blamed_not_even_those_that_failed_just_before(
    rows: Store, clock: HandClock
) -> None:
    rows.feeds.add([make.feed(n) for n in (1, 2, 3)])
    failing = FeedState(timedelta(hours=1), failures=1, due=clock.now() + timedelta(hours=1))
    offline = FeedState(timedelta(hours=1), due=clock.now() + timedelta(minutes=5))

    def poll(number: int, state: FeedState, outcome: str, status: int | None) -> None:
        feed = rows.feeds.claim(feed_id(rows, make.feed(number).url), LEASE)
        assert feed is not None
        rows.feeds.finish(PollOutcome(feed, state, outcome, reason=outcome, status=status), [], None)
        rows.pace.give_back(f"host{number}.example", NO_GAP)

    poll(1, failing, "failed", None)
    poll(2, failing, "failed", 500)
    clock.forward(seconds=30)
    poll(3, offline, "offline", None)
    states = [(state, due) for _, state, _, due in rows.feeds.listed()]
    assert states == [("new", offline.due), ("failing", failing.due), ("new", offline.due)]


def test_an_address_is_one_entry_whatever_feeds_name_it(rows: Store, clock: HandClock) -> None:
    new = with_entries(rows, clock, "https://a.example/1", "https://a.example/1#part")
    assert len(new) == 1
    assert with_entries(rows, clock, "http://a.example/1?utm_source=x", feed=2) == []
    (row,) = rows.entries.rows()
    assert row.feeds == (make.feed(1).url, make.feed(2).url)
    assert rows.entries.known([make.keys("https://a.example/1").safe, "b.example/"]) == {"a.example/1"}
    assert [r.url for r in rows.entries.rows(feed=make.feed(2).url)] == ["https://a.example/1"]
    entry = claimed(rows, new[0])
    assert [feed for feed, _ in entry.items] == [make.feed(1).url, make.feed(2).url]


def test_a_first_import_takes_only_the_newest(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    assert feed is not None
    entries = [
        make.new_entry(f"https://a.example/{n}", published=make.START - timedelta(days=n % 5)) for n in range(5)
    ]
    new = rows.feeds.finish(make.polled(feed, clock.now()), entries, 2)
    assert len(new) == 2
    waiting = {row.url for row in rows.entries.rows(state="waiting")}
    assert waiting == {"https://a.example/0", "https://a.example/1"}
    assert {row.reason for row in rows.entries.rows(fate=Fate.OVER_THE_CAP)} == {
        "Older than the newest 2 of the feed's first import."}
    clock.forward(hours=2)
    rows.pace.give_back("host1.example", NO_GAP)
    again = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    assert again is not None
    later = [make.new_entry(f"https://a.example/later{n}") for n in range(3)]
    assert len(rows.feeds.finish(make.polled(again, clock.now()), later, 2)) == 3


def test_a_refused_item_ends_with_its_reason(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
    assert feed is not None
    rows.feeds.finish(make.polled(feed, clock.now()), [make.new_entry("https://a.example/1", refused="No.")], None)
    (row,) = rows.entries.rows(fate=Fate.REFUSED)
    assert (row.state, row.reason, row.due) == ("ended", "No.", None)


def test_a_last_try_runs_alone_among_rows_that_were_tried_before(rows: Store, clock: HandClock) -> None:
    bad, good, fresh = with_entries(rows, clock, *(f"https://a{n}.example/1" for n in range(3)))
    for entry_id in (bad, good, fresh):
        entry = claimed(rows, entry_id)
        assert rows.entries.fetched(entry, make.page(entry.url, clock.now()), make.keys(entry.url))
    for _ in range(2):                              # whoever reads both dies, twice
        claimed(rows, bad, "read")
        claimed(rows, good, "read")
        clock.forward(hours=1)
    claimed(rows, good, "read")
    claimed(rows, fresh, "read")
    assert rows.entries.claim(bad, "read", LEASE) is None
    clock.forward(hours=1)
    assert rows.entries.claim(bad, "read", LEASE) is not None


def test_an_entry_goes_its_way_once(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    entry = claimed(rows, entry_id)
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    assert rows.entries.claim(entry_id, "read", LEASE) is None
    page = make.page("https://a.example/one", clock.now())
    assert rows.entries.fetched(entry, page, make.keys("https://a.example/one"))
    assert not rows.entries.fetched(entry, page, make.keys("https://a.example/one"))
    reading = claimed(rows, entry_id, "read")
    assert reading.page_id == page.page_id
    assert rows.entries.end(reading, Fate.UNREADABLE, "No text.")
    assert not rows.entries.end(reading, Fate.FILED, "filed", "a1")
    row = rows.entries.find(make.keys("https://a.example/one").safe)
    assert row is not None
    assert (row.entry_id, row.fate, row.reason, row.attempts, row.due) == (
        entry_id, Fate.UNREADABLE, "No text.", 1, None)
    assert with_entries(rows, clock, "https://a.example/one", feed=2) == []


def test_a_late_worker_writes_nothing(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    late = claimed(rows, entry_id)
    clock.forward(seconds=61)
    new = claimed(rows, entry_id)
    page = make.page("https://a.example/1", clock.now())
    assert not rows.entries.fetched(late, page, make.keys("https://a.example/1"))
    assert not rows.entries.end(late, Fate.GONE, "gone")
    assert not rows.entries.postpone(late, clock.now(), "later", failed=True)
    assert not rows.entries.redirect(late, "https://b.example/1", "b.example")
    assert not rows.entries.stumble(late, "error")
    rows.entries.release(late)
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    assert rows.entries.end(new, Fate.GONE, "gone")


def test_a_late_worker_is_not_let_in_by_a_failure_that_cleared_the_attempts(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    late = claimed(rows, entry_id)
    clock.forward(seconds=61)
    assert rows.entries.postpone(claimed(rows, entry_id), clock.now(), "503", failed=True)
    rows.pace.give_back("a.example", NO_GAP)
    now = claimed(rows, entry_id)
    assert not rows.entries.end(late, Fate.GONE, "gone")
    assert rows.entries.end(now, Fate.GONE, "gone")


def test_failures_count_and_other_delays_do_not(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    later = clock.now() + timedelta(minutes=5)
    assert rows.entries.postpone(claimed(rows, entry_id), later, "The server answered 503.", failed=True)
    rows.pace.give_back("a.example", NO_GAP)
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    clock.forward(minutes=5)
    entry = claimed(rows, entry_id)
    assert entry.failures == 1
    assert rows.entries.postpone(entry, clock.now(), "robots.txt came first", failed=False)
    rows.pace.give_back("a.example", NO_GAP)
    assert claimed(rows, entry_id).failures == 1
    (row,) = rows.entries.rows()
    assert (row.attempts, row.reason) == (2, "robots.txt came first")
    assert rows.counters.since(make.START)["fetch", "failed"] == 1


def test_a_row_that_kills_its_workers_is_quarantined_with_who_when_where_and_why(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    for _ in range(3):
        claimed(rows, entry_id)
        assert rows.entries.quarantine_spent(3) == 0
        clock.forward(seconds=61)
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    assert rows.entries.quarantine_spent(3) == 1
    assert rows.entries.quarantine_spent(3) == 0
    (row,) = rows.entries.rows(fate=Fate.QUARANTINED)
    assert row.reason is not None
    assert "3 times in fetch" in row.reason
    assert "2026-03-02 08:03:02" in row.reason
    assert rows.entries.retry(Fate.QUARANTINED) == 1
    assert rows.entries.due("fetch", 5) == [entry_id]
    claimed(rows, entry_id)


def test_an_unforeseen_error_is_counted_and_the_last_one_quarantines(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    for _ in range(3):
        assert rows.entries.stumble(claimed(rows, entry_id), "KeyError: 'x'")
        rows.pace.give_back("a.example", NO_GAP)
    (row,) = rows.entries.rows()
    assert row.fate is Fate.QUARANTINED
    assert row.reason is not None
    assert "KeyError: 'x'" in row.reason


def test_a_feed_that_kills_its_workers_is_quarantined_too(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(1)])
    for _ in range(3):
        assert rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE) is not None
        clock.forward(seconds=61)
    assert rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE) is None
    assert rows.entries.quarantine_spent(3) == 1
    assert rows.feeds.listed()[0][1] == "quarantined"
    rows.feeds.make_due()
    assert rows.entries.due("poll", 5) == []
    assert rows.entries.retry(Fate.QUARANTINED) == 1
    assert len(rows.entries.due("poll", 5)) == 1


def test_a_lease_given_back_unused_counts_nothing(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    for _ in range(5):
        rows.entries.release(claimed(rows, entry_id))
        rows.pace.give_back("a.example", NO_GAP)
    (row,) = rows.entries.rows()
    assert (row.state, row.attempts) == ("waiting", 0)
    clock.forward(hours=2)
    for _ in range(5):
        feed = rows.feeds.claim(feed_id(rows, make.feed(1).url), LEASE)
        assert feed is not None
        rows.feeds.release(feed)
        rows.pace.give_back("host1.example", NO_GAP)


def test_a_redirected_entry_waits_for_its_new_host(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    entry = claimed(rows, entry_id)
    assert rows.pace.take("b.example", LEASE)
    assert rows.entries.redirect(entry, "https://b.example/1", "b.example")
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    rows.pace.give_back("b.example", NO_GAP)
    assert rows.entries.due("fetch", 5) == [entry_id]
    again = claimed(rows, entry_id)
    assert (again.url, again.target, again.host, again.hops) == (
        "https://a.example/1", "https://b.example/1", "b.example", 1)


def test_terms_of_one_feed_hold_for_its_articles_whoever_else_names_them(rows: Store, clock: HandClock) -> None:
    rows.feeds.add([make.feed(2, keep=Keep.HEADLINE)])
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    feed = rows.feeds.claim(feed_id(rows, make.feed(2).url), LEASE)
    assert feed is not None
    rows.feeds.finish(make.polled(feed, clock.now()), [make.new_entry("https://a.example/1")], None)
    assert claimed(rows, entry_id).keep is Keep.HEADLINE


# --- hosts -----------------------------------------------------------------------------------------------------------


def test_a_host_is_taken_by_one_and_rests_as_long_as_it_is_owed(rows: Store, clock: HandClock) -> None:
    assert rows.pace.take("a.example", LEASE)
    assert not rows.pace.take("a.example", LEASE)
    rows.pace.give_back("a.example", SECOND, seconds=0.2, size=10, status=200)
    assert not rows.pace.take("a.example", LEASE)
    clock.forward(seconds=1)
    assert rows.pace.take("a.example", LEASE)
    rows.pace.give_back("a.example", SECOND, status=429, rest=timedelta(minutes=10))
    clock.forward(minutes=9)
    assert not rows.pace.take("a.example", LEASE)
    clock.forward(minutes=1)
    assert rows.pace.take("a.example", LEASE)
    clock.forward(seconds=61)
    assert rows.pace.take("a.example", LEASE)


def test_a_host_rests_at_least_as_long_as_it_took_to_answer(rows: Store, clock: HandClock) -> None:
    assert rows.pace.take("slow.example", LEASE)
    clock.forward(seconds=8)
    rows.pace.give_back("slow.example", SECOND, seconds=8.0, status=200)
    clock.forward(seconds=7.9)
    assert not rows.pace.take("slow.example", LEASE)
    clock.forward(seconds=0.2)
    assert rows.pace.take("slow.example", LEASE)
    rows.pace.give_back("slow.example", timedelta(0), seconds=8.0, status=200)
    assert rows.pace.take("slow.example", LEASE)    # a proxy of our own: nobody is eased


def test_a_host_that_keeps_us_waiting_twice_is_skipped_longer_each_time(rows: Store, clock: HandClock) -> None:
    rests = []
    for _ in range(4):
        assert rows.pace.take("a.example", LEASE)
        rows.pace.give_back("a.example", timedelta(0), seconds=20.0, status=0, silent=True)
        rests.append((rows.pace.hosts()[0].next_at - clock.now()) / timedelta(minutes=1))
        clock.forward(hours=9)
    assert rests == [0, 10, 20, 40]
    assert rows.pace.take("a.example", LEASE)
    rows.pace.give_back("a.example", timedelta(0), seconds=0.1, status=200)
    assert rows.pace.take("a.example", LEASE)
    rows.pace.give_back("a.example", timedelta(0), seconds=20.0, status=0, silent=True)
    assert rows.pace.take("a.example", LEASE)
    rows.pace.give_back("a.example", timedelta(0))      # nothing was asked: nothing changes
    (host,) = rows.pace.hosts()
    assert (host.requests, host.failures, host.silent, host.last_status) == (6, 5, 1, 0)


def test_robots_are_kept_as_they_came(rows: Store, clock: HandClock) -> None:
    assert rows.pace.robots("a.example") is None
    rules = RobotsRules("a.example", 200, "User-agent: *\nDisallow: /ü", clock.now(), clock.now() + LEASE)
    rows.pace.keep_robots(rules)
    assert rows.pace.robots("a.example") == rules


# --- what is due -----------------------------------------------------------------------------------------------------


def test_at_most_one_entry_a_host_and_feed_by_feed_in_turn(rows: Store, clock: HandClock) -> None:
    first = with_entries(rows, clock, *(f"https://a.example/{n}" for n in range(4)), feed=1)
    other = with_entries(rows, clock, *(f"https://a.example/other{n}" for n in range(4)), feed=2)
    elsewhere = with_entries(rows, clock, "https://b.example/1", feed=3)
    order = []
    for _ in range(5):
        due = rows.entries.due("fetch", 10)
        assert rows.entries.due("fetch", 10) == []
        for entry_id in due:
            order.append(entry_id)
            entry = claimed(rows, entry_id)
            rows.entries.end(entry, Fate.GONE, "gone")
            rows.pace.give_back(entry.host, NO_GAP)
        clock.forward(seconds=1)
    order.remove(elsewhere[0])
    feeds = ["first" if entry_id in first else "other" for entry_id in order]
    assert sorted(feeds[:4]) == ["first", "first", "other", "other"]
    assert feeds[0] != feeds[1]
    assert [i for i in order if i in first] == first[:len([i for i in order if i in first])]
    assert [i for i in order if i in other] == other[:len([i for i in order if i in other])]


def test_the_newest_of_a_feed_goes_first_also_before_an_older_backlog(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, *(f"https://a.example/{n}" for n in range(4)))
    clock.forward(hours=2)
    (newest,) = with_entries(rows, clock, "https://a.example/new")
    assert rows.entries.due("fetch", 1) == [newest]


def test_a_hint_is_not_sent_again_at_once_but_a_lost_one_is(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    assert rows.entries.due("fetch", 5) == [entry_id]
    clock.forward(seconds=9)
    assert rows.entries.due("fetch", 5) == []
    clock.forward(seconds=2)
    assert rows.entries.due("fetch", 5) == [entry_id]
    assert rows.entries.due("fetch", 5, again=timedelta(0)) == [entry_id]


def test_a_hint_that_found_its_host_busy_may_be_sent_again(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    assert rows.entries.due("fetch", 5) == [entry_id]
    assert rows.pace.take("a.example", LEASE)
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    assert rows.entries.due("fetch", 5) == []
    rows.pace.give_back("a.example", NO_GAP)
    assert rows.entries.due("fetch", 5) == [entry_id]


def test_a_busy_or_resting_host_is_left_alone(rows: Store, clock: HandClock) -> None:
    ids = with_entries(rows, clock, "https://a.example/1", "https://a.example/2")
    entry = claimed(rows, ids[0])
    assert rows.entries.due("fetch", 5) == []
    rows.entries.end(entry, Fate.GONE, "gone")
    rows.pace.give_back("a.example", SECOND)
    assert rows.entries.next_of_host("a.example", 9) is None
    clock.forward(seconds=1)
    assert rows.entries.next_of_host("b.example", 9) is None
    assert rows.entries.next_of_host("a.example", 9) == ("fetch", ids[1])
    assert rows.entries.next_of_host("a.example", 9) is None        # its hint is under way


def test_a_free_host_is_asked_for_its_feed_before_its_pages(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://host1.example/1")
    clock.forward(hours=2)
    feed = feed_id(rows, make.feed(1).url)
    assert rows.entries.next_of_host("host1.example", 9) == ("poll", feed)
    assert rows.feeds.claim(feed, LEASE) is not None
    rows.pace.give_back("host1.example", NO_GAP)
    assert rows.entries.next_of_host("host1.example", 9) == ("fetch", entry_id)


def test_a_slow_host_that_is_free_waits_for_the_share_of_slow_ones(rows: Store, clock: HandClock) -> None:
    ids = with_entries(rows, clock, "https://a.example/1", "https://b.example/1")
    for host in ("a.example", "b.example"):
        assert rows.pace.take(host, LEASE)
        rows.pace.give_back(host, NO_GAP, seconds=5.0, status=200)
    clock.forward(seconds=60)
    assert rows.pace.take("b.example", LEASE)
    assert rows.entries.next_of_host("a.example", 1) is None
    assert rows.entries.next_of_host("a.example", 2) == ("fetch", ids[0])


def test_what_was_fetched_is_left_to_its_own_hint_for_a_while(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    rows.entries.fetched(claimed(rows, entry_id), make.page("https://a.example/1", clock.now()), make.keys("https://a.example/1"))
    assert rows.entries.due("read", 5) == []
    clock.forward(seconds=11)
    assert rows.entries.due("read", 5) == [entry_id]
    assert rows.entries.due("read", 5) == []


def test_a_pass_tries_everything_once(rows: Store, clock: HandClock) -> None:
    ids = with_entries(rows, clock, "https://a.example/1", "https://b.example/1")
    clock.forward(seconds=1)
    started = clock.now()
    assert dict(rows.entries.owed(started, LEASE)) == {"poll": 0, "fetch": 2, "read": 0, "leased": 0, "slow": 0}
    entry = claimed(rows, ids[0])
    assert dict(rows.entries.owed(started, LEASE)) == {"poll": 0, "fetch": 1, "read": 0, "leased": 1, "slow": 0}
    rows.entries.postpone(entry, clock.now(), "503", failed=True)
    rows.pace.give_back(entry.host, NO_GAP)
    assert rows.entries.owed(started, LEASE)["fetch"] == 1
    assert rows.entries.due("fetch", 5, pass_started=started) == [ids[1]]
    rows.pace.give_back("b.example", timedelta(hours=1))
    assert rows.entries.owed(started, LEASE)["fetch"] == 0
    clock.forward(seconds=1)
    assert rows.entries.owed(clock.now(), timedelta(hours=2))["fetch"] == 2


def test_slow_hosts_hold_only_their_share_of_the_workers(
    rows: Store, clock: HandClock
) -> None:
    for n in range(1, 7):
        with_entries(rows, clock, f"https://host{n}.example/1", feed=n)
    for n in range(1, 5):
        assert rows.pace.take(f"host{n}.example", LEASE)
        rows.pace.give_back(f"host{n}.example", NO_GAP, seconds=5.0, status=200)
    slow = {f"https://host{n}.example/1" for n in range(1, 5)}

    def named(ids: list[str]) -> set[str]:
        return {row.url for row in rows.entries.rows() if row.entry_id in ids}

    first = named(rows.entries.due("fetch", 10, most_slow=2))
    assert len(first & slow) == 2
    assert len(first - slow) == 2
    assert rows.entries.due("fetch", 10, most_slow=2) == []     # their hints are under way
    clock.forward(seconds=11)
    assert len(named(rows.entries.due("fetch", 10, most_slow=3)) & slow) == 3
    clock.forward(seconds=11)
    assert len(rows.entries.due("fetch", 10)) == 6


def test_what_is_owed_to_slow_hosts_is_told_apart(rows: Store, clock: HandClock) -> None:
    started = clock.now() + SECOND
    (one,) = with_entries(rows, clock, "https://host1.example/1", feed=1)
    (two,) = with_entries(rows, clock, "https://host2.example/1", feed=2)
    with_entries(rows, clock, "https://host3.example/1", feed=3)
    assert rows.pace.take("host1.example", LEASE)
    rows.pace.give_back("host1.example", NO_GAP, seconds=20.0, status=0, silent=True)
    claimed(rows, two)
    owed = {"poll": 0, "fetch": 2, "read": 0, "leased": 1}
    assert dict(rows.entries.owed(started, LEASE)) == {**owed, "slow": 1}
    clock.forward(seconds=10)               # and the second has been waiting for an answer since then
    assert dict(rows.entries.owed(started, LEASE)) == {**owed, "slow": 2}
    claimed(rows, one)
    assert dict(rows.entries.owed(started, LEASE)) == {**owed, "fetch": 1, "leased": 2, "slow": 2}


def test_a_poll_and_a_fetch_never_meet_at_one_host(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://host1.example/1")
    clock.forward(hours=2)
    assert len(rows.entries.due("poll", 5)) == 1
    assert rows.entries.due("fetch", 5) == []


# --- counters --------------------------------------------------------------------------------------------------------


def test_every_change_is_counted(rows: Store, clock: HandClock) -> None:
    ids = with_entries(rows, clock, "https://a.example/1", "https://b.example/1")
    entry = claimed(rows, ids[0])
    rows.entries.fetched(entry, make.page(entry.url, clock.now()), make.keys(entry.url))
    rows.entries.end(claimed(rows, ids[0], "read"), Fate.WALL, "A wall.")
    rows.counters.add("poll", "offline", n=3)
    assert dict(rows.counters.since(make.START)) == {
        ("poll", "polled"): 1, ("entry", "new"): 2, ("fetch", "page"): 1, ("end", "wall"): 1, ("poll", "offline"): 3}
    assert rows.counters.since(make.START + timedelta(days=1)) == {}
    assert rows.entries.fates(make.START) == {"wall": 1}


def test_health_tells_what_waits_and_for_how_long(rows: Store, clock: HandClock) -> None:
    with_entries(rows, clock, "https://a.example/1", "https://b.example/1")
    clock.forward(seconds=30)
    health = rows.counters.health()
    assert (health["waiting"], health["fetch"], health["read"], health["quarantined"]) == (2, 2, 0, 0)
    assert health["oldest_due_seconds"] == pytest.approx(30)


def test_stages_are_named_by_their_values(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://a.example/1")
    assert claimed(rows, entry_id).stage is Stage.FETCH
