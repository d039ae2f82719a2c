"""A feed that stops is noticed; weekends, bank holidays, bursts and days nobody looked are no silence."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.silence import KINDS, Kind, days_until_noticed, false_alarms
from monitor.stages.silence import LEAST_DAYS, LEAST_QUIET, WEEK, fell_silent

WEEKDAYS = [8, 9, 7, 8, 6, 0, 0]
COUNTS = st.lists(st.none() | st.integers(0, 40), max_size=120)
KIND = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("every day", [5] * 56 + [0] * 3),
        ("weekdays alone", WEEKDAYS * 8 + [0] * 5),
        ("much less, not nothing", [10, 12, 9, 11, 10] * 10 + [1, 0, 2, 1, 0]),
        ("one in two days", [1, 0] * 42 + [0] * 25),
        ("a digest a week", [9, 0, 0, 0, 0, 0, 0] * 12 + [0] * 21),
        ("clumps of posts", [0, 0, 0, 0, 12, 0, 1, 0, 0, 0] * 14 + [0] * 60),
        ("after a burst", [3] * 30 + [60] + [3] * 30 + [0] * 9),
    ],
)
def test_a_feed_that_stops_or_nearly_is_silent(name: str, counts: list[int]) -> None:
    fell = fell_silent(counts)
    assert fell is not None, name
    assert fell.items < fell.days * fell.before / 4


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("nothing ever", [0] * 100),
        ("steady", [5] * 100),
        ("a weekend", WEEKDAYS * 8),
        ("two bank holidays beside a weekend", WEEKDAYS * 8 + [8, 9, 7, 8, 0, 0, 0, 0]),
        ("two quiet days", [5] * 56 + [0] * 2),
        ("a rhythm of two weeks", ([4] * 7 + [0] * 7) * 6),
        ("less by half", [8] * 56 + [4] * 14),
        ("a quarter more", [8] * 56 + [10] * 14),
        ("silent once, and back", [5] * 40 + [0] * 20 + [5] * 7),
        ("too young", [9] * (LEAST_DAYS - 4) + [0] * 3),
        ("nobody looked", [5] * 56 + [None] * 14),
        ("few looks, each with something", [5] * 56 + [None, None, 5] * 5),
        ("a first item after months of nothing", [0] * 90 + [1]),
        ("posts once a month", ([10] + [0] * 29) * 6),
    ],
)
def test_what_a_healthy_feed_does_is_no_silence(name: str, counts: list[int | None]) -> None:
    assert fell_silent(counts) is None, name


def test_what_is_said_of_a_silence_can_be_counted() -> None:
    fell = fell_silent([None, *[4] * 48, None, *[0] * 5, 1])
    assert fell is not None
    assert (fell.since, fell.days, fell.items, fell.before) == (50, 6, 1, 4.0)


def test_an_alarm_lasts_until_the_feed_is_back() -> None:
    stopped = [5] * 60 + [0] * 6
    assert fell_silent(stopped) is not None
    assert fell_silent([*stopped, 1], already=True) is not None
    assert fell_silent([*stopped, *[5] * WEEK], already=True) is None
    assert fell_silent([*stopped, *[5] * WEEK]) is None


def test_a_silence_that_outlasts_our_memory_is_a_silence_still() -> None:
    fell = fell_silent([0] * 182, already=True)
    assert fell is not None
    assert fell.items == 0
    assert fell_silent([0] * 181 + [1], already=True) is None


def test_a_feed_that_settles_for_less_is_told_of_once() -> None:
    counts, told, silent = [6] * 60 + [1, 0, 0] * 60, 0, False
    for today in range(LEAST_DAYS, len(counts)):
        now = fell_silent(counts[max(0, today - 100):today], already=silent) is not None
        told += now and not silent
        silent = now
    assert told == 1


@given(COUNTS, st.booleans())
def test_any_counts_are_judged_within_their_days(counts: list[int | None], already: bool) -> None:
    fell = fell_silent(counts, already=already)
    if fell is None:
        return
    since = [n for n in counts[fell.since:] if n is not None]
    assert counts[fell.since] is not None
    assert (fell.days, fell.items) == (len(since), sum(since))
    assert fell.days >= (1 if already else LEAST_QUIET)


@given(COUNTS)
def test_an_alarm_that_may_begin_may_also_last(counts: list[int | None]) -> None:
    if fell_silent(counts) is not None:
        assert fell_silent(counts, already=True) is not None


@given(COUNTS, st.integers(1, 30))
def test_days_on_which_nobody_looked_say_nothing(counts: list[int | None], days: int) -> None:
    """They stand at the end, so that the week's rhythm stays what it was."""
    assert fell_silent([*counts, *[None] * days]) == fell_silent(counts)


@settings(max_examples=30)
@given(st.lists(st.integers(5, 9), min_size=35, max_size=100), st.integers(0, 6))
def test_a_feed_with_a_floor_is_never_silent_and_noticed_within_days(counts: list[int], first: int) -> None:
    weekly = [0 if (first + day) % 7 >= 5 else n for day, n in enumerate(counts)]
    assert fell_silent(weekly) is None
    assert fell_silent([*weekly, *[0] * 8]) is not None


@pytest.mark.parametrize("name", ["2 a week", "1 a day", "8 a weekday", "restless, 5 a weekday"])
def test_a_year_of_a_healthy_feed_raises_no_alarm(name: str) -> None:
    assert false_alarms(KIND[name], random.Random(f"one year of {name}"), 1) == 0


@pytest.mark.parametrize(
    ("name", "most"),
    [("2 a week", 50), ("1 a day", 14), ("5 a day", 5), ("8 a weekday", 6), ("restless, 2 a day", 30)],
)
def test_a_feed_that_stops_is_noticed_in_days(name: str, most: int) -> None:
    chance = random.Random(f"stop of {name}")
    assert sorted(days_until_noticed(KIND[name], chance, 0.0) for _ in range(5))[2] <= most


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_healthy_feeds_raise_at_most_one_alarm_in_five_years(kind: Kind) -> None:
    """The floor of docs/health.md, with a margin for chance; holidays are let off: eight days at a third are a fall."""
    raised = sum(false_alarms(kind, random.Random(f"{kind.name} {n}"), 5) for n in range(2))
    assert raised <= (10 if "holidays" in kind.name else 2)
