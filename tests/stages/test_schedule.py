"""When feeds and entries are asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FeedHints, FeedItem, FeedState, ParsedFeed, Published
from monitor.stages import schedule

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)      # a Monday
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
POLLED = FeedState(2 * HOUR, polled=NOW - 2 * HOUR, due=NOW, known_share=0.5)

jitters = st.floats(0, 1, allow_nan=False)
spans = st.timedeltas(timedelta(0), timedelta(days=4000))
headers = st.dictionaries(
    st.sampled_from(["cache-control", "expires", "date", "retry-after"]),
    st.one_of(
        st.text(max_size=30), st.integers(-10, 10**20).map(lambda n: f"max-age={n}"), st.integers(-9, 10**20).map(str),
        st.datetimes().map(lambda moment: f"{moment:%a, %d %b %Y %H:%M:%S} GMT"),
    ),
)
hints = st.builds(
    FeedHints, ttl=st.none() | spans, skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
states = st.builds(
    FeedState, interval=spans, failures=st.integers(0, 10**6), polled=st.none() | st.just(NOW - DAY),
    unchanged=st.integers(0, 1000), hints=st.none() | hints,
)


def feed(every: timedelta | None, count: int = 10, asks: FeedHints | None = None) -> ParsedFeed:
    """A feed whose items came in this rhythm, the last one just now."""
    moments = [None if every is None else Published("", NOW - every * place, "feed") for place in range(count)]
    items = tuple(FeedItem(f"http://a.example/{n}", published=moment) for n, moment in enumerate(moments))
    return ParsedFeed(items=items, hints=asks or FeedHints())


def wait(state: FeedState) -> timedelta:
    assert state.due is not None
    return state.due - NOW


# --- rhythm ----------------------------------------------------------------------------------------------------------


@given(states, hints, st.none() | st.floats(0, 1), headers, jitters, st.none() | spans)
def test_a_poll_lies_between_an_hour_and_a_few_days(
    state: FeedState, asks: FeedHints, share: float | None, given_headers: dict[str, str], jitter: float,
    every: timedelta | None,
) -> None:
    answered = schedule.after_success(state, NOW, feed(every, asks=asks), share, given_headers, jitter)
    unchanged = schedule.after_unchanged(state, NOW, given_headers, jitter)
    for after in (answered, unchanged):
        assert HOUR <= wait(after) <= DAY * 1.1 + HOUR + schedule.LONGEST_REST
        assert HOUR <= after.interval <= DAY
        assert after.failures == 0
        assert after.polled == NOW


@pytest.mark.parametrize(("every", "least", "most"), [
    (timedelta(minutes=10), HOUR, HOUR), (timedelta(hours=6), 2 * HOUR, 4 * HOUR), (7 * DAY, DAY, DAY),
    (400 * DAY, DAY, DAY), (None, 2 * HOUR, 2 * HOUR),
])
def test_a_feed_is_asked_in_its_own_rhythm(every: timedelta | None, least: timedelta, most: timedelta) -> None:
    after = schedule.after_success(replace(POLLED, polled=None), NOW, feed(every), None, {}, 0)
    assert least <= after.interval <= most


def test_a_quiet_feed_settles_at_a_day_and_a_busy_one_at_an_hour() -> None:
    quiet = busy = POLLED
    for _ in range(20):
        quiet = schedule.after_unchanged(quiet, NOW, {}, 0)
        busy = schedule.after_success(busy, NOW, feed(timedelta(minutes=5)), 0.1, {}, 0)
    assert quiet.interval == DAY
    assert busy.interval == HOUR


def test_known_items_lengthen_new_ones_shorten_and_a_gap_shortens_most() -> None:
    state = replace(POLLED, interval=8 * HOUR)
    waits = [
        schedule.after_success(state, NOW, feed(None), share, {}, 0).interval for share in (0.9, 0.5, 0.2, 0.0)
    ]
    assert waits == [10 * HOUR, 8 * HOUR, 4 * HOUR, 2 * HOUR]


def test_only_a_feed_that_was_read_before_can_have_rolled_past() -> None:
    assert schedule.rolled_past(POLLED, 0.0)
    assert not schedule.rolled_past(POLLED, 0.1)
    assert not schedule.rolled_past(POLLED, None)
    assert not schedule.rolled_past(replace(POLLED, polled=None), 0.0)
    assert not schedule.rolled_past(replace(POLLED, known_share=None), 0.0)     # the last poll saw no item


def test_the_first_answers_of_an_import_are_spread() -> None:
    fresh = replace(POLLED, polled=None)
    answered = [schedule.after_success(fresh, NOW, feed(DAY), None, {}, n / 200) for n in range(200)]
    in_each_quarter = {int(wait(state) / answered[-1].interval * 4) for state in answered}
    assert len(in_each_quarter) >= 3
    assert len({state.due for state in answered}) == 200


def test_a_machine_that_slept_asks_once() -> None:
    overdue = replace(POLLED, due=NOW - 30 * DAY)
    assert wait(schedule.after_unchanged(overdue, NOW, {}, 0)) >= HOUR


def test_first_polls_can_be_spread() -> None:
    assert schedule.first(NOW).due == NOW
    assert schedule.first(NOW, 0.5, HOUR).due == NOW + HOUR / 2


@pytest.mark.parametrize(("every", "rate"), [(None, None), (timedelta(days=1), 10 / 9 * 7), (100 * DAY, 1 / 8)])
def test_entries_a_week_counts_what_is_dated(every: timedelta | None, rate: float | None) -> None:
    assert schedule.entries_a_week(feed(every), NOW) == pytest.approx(rate)


def test_a_feed_of_old_items_has_no_entries_a_week() -> None:
    old = ParsedFeed(items=(FeedItem("http://a.example/", published=Published("", NOW - 400 * DAY, "feed")),))
    assert schedule.entries_a_week(old, NOW) == 0.0


# --- what the publisher asks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", [FeedHints(ttl=12 * HOUR), FeedHints()])
def test_a_ttl_holds_over_answers_without_a_body(asks: FeedHints) -> None:
    read = schedule.after_success(POLLED, NOW, feed(None, asks=asks), 0.5, {}, 0)
    unchanged = schedule.after_unchanged(read, NOW, {}, 0)
    assert (wait(read) >= 12 * HOUR) == (wait(unchanged) >= 12 * HOUR) == (asks.ttl is not None)


@pytest.mark.parametrize(("given_headers", "expected"), [
    ({"cache-control": "max-age=43200"}, 12 * HOUR),
    ({"cache-control": "public, max-age = 31536000"}, DAY),
    ({"cache-control": 'max-age="7200"'}, 2 * HOUR),
    ({"cache-control": "max-age=0"}, 2 * HOUR),
    ({"cache-control": "no-cache, max-age=43200"}, 2 * HOUR),
    ({"cache-control": "s-maxage=43200"}, 2 * HOUR),
    ({"expires": "Tue, 03 Mar 2026 00:00:00 GMT"}, 12 * HOUR),
    ({"expires": "Tue, 03 Mar 2026 00:00:00 GMT", "date": "Mon, 02 Mar 2026 18:00:00 GMT"}, 6 * HOUR),
    ({"expires": "Tue, 03 Mar 2020 00:00:00 GMT"}, 2 * HOUR),
    ({"expires": "0"}, 2 * HOUR),
    ({"expires": "Thu, 31 Dec 9999 23:59:59 GMT"}, DAY),
    ({"cache-control": "max-age=7200", "expires": "Tue, 03 Mar 2026 12:00:00 GMT"}, 2 * HOUR),
])
def test_what_stays_fresh_is_not_asked_for(given_headers: dict[str, str], expected: timedelta) -> None:
    assert wait(schedule.after_success(POLLED, NOW, feed(None), 0.5, given_headers, 0)) == expected


@pytest.mark.parametrize(("hours", "days", "expected"), [
    ({14}, set(), NOW + 3 * HOUR),
    ({14, 15, 16}, set(), NOW + 5 * HOUR),
    (set(), {0}, datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
    (set(), {0, 1, 2, 3, 4, 5, 6}, NOW + 2 * HOUR),
    (set(range(24)), set(), NOW + 2 * HOUR),
])
def test_hours_and_days_to_skip_are_skipped_unless_they_are_all(
    hours: set[int], days: set[int], expected: datetime
) -> None:
    asks = FeedHints(skip_hours=frozenset(hours), skip_days=frozenset(days))
    assert schedule.after_success(POLLED, NOW, feed(None, asks=asks), 0.5, {}, 0).due == expected


def test_unconditional_requests_are_rare_but_come() -> None:
    state, whole = POLLED, 0
    for poll in range(100):
        wants = schedule.wants_whole(state)
        assert not (wants and poll <= 10)
        whole += wants
        state = schedule.after_unchanged(state, NOW, {}, 0)
    assert 3 <= whole <= 10
    assert not schedule.wants_whole(schedule.after_success(state, NOW, feed(None), 1.0, {}, 0))


# --- failures --------------------------------------------------------------------------------------------------------


@given(states, jitters, st.none() | st.timedeltas())
def test_a_failure_never_gives_up_and_never_hurries(state: FeedState, jitter: float, after: timedelta | None) -> None:
    failed = schedule.after_failure(state, NOW, jitter, after)
    assert HOUR <= wait(failed) <= WEEK * 1.25
    assert failed.failures == state.failures + 1
    assert failed.interval == state.interval


def test_failures_double_the_wait_up_to_a_week() -> None:
    state, waits = POLLED, []
    for _ in range(10):
        state = schedule.after_failure(state, NOW, 0)
        waits.append(wait(state) / HOUR)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 168, 168]
    assert schedule.after_failure(POLLED, NOW, 1.0).due != schedule.after_failure(POLLED, NOW, 0.5).due


@pytest.mark.parametrize(("status", "given_headers", "least", "most"), [
    (404, {}, DAY, DAY), (403, {}, 6 * HOUR, 6 * HOUR), (500, {}, HOUR, HOUR), (503, {}, HOUR, HOUR),
    (429, {"retry-after": "7200"}, 2 * HOUR, 2 * HOUR), (429, {"retry-after": "1"}, HOUR, HOUR),
    (503, {"retry-after": "Mon, 02 Mar 2026 15:00:00 GMT"}, 3 * HOUR, 3 * HOUR),
    (429, {"retry-after": "317100"}, 2 * DAY, 2 * DAY), (429, {"retry-after": "9" * 400}, 2 * DAY, 2 * DAY),
    (429, {"retry-after": "-5"}, HOUR, HOUR), (429, {"retry-after": "soon"}, HOUR, HOUR),
])
def test_an_answer_that_is_no_feed(
    status: int, given_headers: dict[str, str], least: timedelta, most: timedelta
) -> None:
    assert least <= wait(schedule.after_status(POLLED, status, given_headers, NOW, 0)) <= most


def test_404_slows_to_a_week_and_410_stops() -> None:
    state = POLLED
    for _ in range(5):
        state = schedule.after_status(state, 404, {}, NOW, 0)
    assert wait(state) == WEEK
    assert schedule.after_status(POLLED, 410, {}, NOW, 0).due is None


def test_without_a_network_no_feed_is_blamed() -> None:
    offline = schedule.after_offline(POLLED, NOW, 0.5)
    assert (offline.failures, offline.interval, offline.polled) == (0, POLLED.interval, POLLED.polled)
    assert timedelta(0) < wait(offline) < HOUR


@pytest.mark.parametrize(("value", "expected"), [
    (None, None), ("", None), ("120", timedelta(minutes=2)), ("0", None), ("-1", None), ("1.5", timedelta(seconds=1.5)),
    ("1e9", None), ("٣", None), ("Mon, 02 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
    ("Monday, 02-Mar-26 12:10:00 GMT", timedelta(minutes=10)), ("Mon, 02 Mar 2026 11:00:00 GMT", None),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 2 * DAY), ("Mon, 99 Foo", None), ("a while", None), ("999999999", 2 * DAY),
])
def test_retry_after_in_all_its_forms(value: str | None, expected: timedelta | None) -> None:
    assert schedule.retry_after(value, NOW) == expected


@given(st.text())
def test_no_header_raises(value: str) -> None:
    wait_for = schedule.retry_after(value, NOW)
    assert wait_for is None or timedelta(0) < wait_for <= schedule.LONGEST_RETRY_AFTER
    assert (schedule.max_age({"cache-control": value, "expires": value}, NOW) or HOUR) > timedelta(0)


@pytest.mark.parametrize(("status", "asked", "expected"), [
    (429, None, schedule.THROTTLED_REST), (429, "30", timedelta(seconds=30)), (503, "30", timedelta(seconds=30)),
    (503, None, None), (200, "30", None), (429, "-1", schedule.THROTTLED_REST),
])
def test_a_host_rests_as_long_as_it_asks(status: int, asked: str | None, expected: timedelta | None) -> None:
    assert schedule.host_rest(status, asked, NOW) == expected


# --- entries ---------------------------------------------------------------------------------------------------------


def test_an_entry_is_tried_a_few_times_ever_later_then_it_is_unreachable() -> None:
    dues = [schedule.entry_after_failure(failures, NOW, None, 0) for failures in range(7)]
    waits = [due - NOW for due in dues if due is not None]
    assert len(waits) == schedule.MOST_TRIES - 1
    assert waits == sorted(waits)
    assert dues[schedule.MOST_TRIES - 1 :] == [None] * 3


@given(st.integers(0, 10**6), st.none() | st.timedeltas(), jitters)
def test_an_entry_waits_at_least_as_long_as_it_was_asked_to(
    failures: int, after: timedelta | None, jitter: float
) -> None:
    due = schedule.entry_after_failure(failures, NOW, after, jitter)
    if due is not None:
        asked = min(after or timedelta(0), schedule.LONGEST_RETRY_AFTER)
        assert max(asked, schedule.ENTRY_WAIT) <= due - NOW <= 3 * DAY
