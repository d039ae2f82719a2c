"""A host whose pages turn empty, alike or short is a wall; videos, wire copies and briefs are none."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Reading
from monitor.stages.walled import LEAST, RECENT, at_least, judge

Make = Callable[[random.Random, int], Reading]
READINGS = st.lists(st.builds(Reading, st.integers(0, 5000), st.sampled_from(["", "a", "b", "c"])), max_size=70)


def article(chance: random.Random, number: int) -> Reading:
    return Reading(int(3000 * math.exp(chance.gauss(0, 0.8))), f"text {number}")


def brief(chance: random.Random, number: int) -> Reading:
    return Reading(int(700 * math.exp(chance.gauss(0, 0.2))), f"brief {number}")


def mixed(empty: float, repeated: float) -> Make:
    def make(chance: random.Random, number: int) -> Reading:
        kind = chance.random()
        if kind < empty:
            return Reading(0)
        return Reading(2222, "wire") if kind < empty + repeated else article(chance, number)

    return make


def host(make: Make, pages: int, seed: str) -> list[Reading]:
    chance = random.Random(seed)
    return [make(chance, number) for number in range(pages)]


@pytest.mark.parametrize(
    ("said", "wall"),
    [
        ("nothing could be read out of 10 of the last 10", [Reading(0)] * 10),
        ("of the last 8 texts are the same", [Reading(180, "cookies")] * 7),
        ("of the last 9 texts are alike in length", [Reading(2400 + n % 9, f"id {n}") for n in range(9)]),
        ("much shorter", [Reading(150 + 41 * number, f"teaser {number}") for number in range(9)]),
    ],
)
def test_a_wall_is_noticed_within_ten_pages_and_named(said: str, wall: list[Reading]) -> None:
    before = host(article, 40, "before")
    verdict = judge([*before, *wall])
    assert verdict is not None
    assert said in verdict
    assert judge(before) is None


def test_a_host_that_was_never_readable_is_a_wall_too() -> None:
    assert judge([Reading(0)] * 10) is not None


@pytest.mark.parametrize(
    "make", [article, brief, mixed(0.3, 0.0), mixed(0.1, 0.1)], ids=["articles", "briefs", "a third videos", "wire"]
)
def test_a_healthy_host_is_no_wall_in_four_hundred_pages(make: Make) -> None:
    pages = host(make, 400, "healthy")
    assert [end for end in range(LEAST, len(pages), 4) if judge(pages[max(0, end - 60):end]) is not None] == []


def test_a_few_pages_say_nothing() -> None:
    assert judge([Reading(0)] * (LEAST - 1)) is None


def test_an_alarm_lasts_until_most_pages_can_be_read_again() -> None:
    wall, good = [Reading(0)] * 15, host(article, RECENT, "after")
    assert judge([*wall, *good[:3]], already=True) is not None
    assert judge([*wall, *good], already=True) is None


@given(READINGS)
def test_an_alarm_that_may_begin_may_also_last(readings: list[Reading]) -> None:
    if judge(readings) is not None:
        assert judge(readings, already=True) is not None


@given(READINGS, st.booleans())
def test_any_pages_are_judged(readings: list[Reading], already: bool) -> None:
    verdict = judge(readings, already=already)
    assert verdict is None or "of the last" in verdict


@given(st.integers(0, 20), st.floats(0, 1))
def test_the_tail_of_a_binomial_is_a_probability(of: int, chance: float) -> None:
    tails = [at_least(n, of, chance) for n in range(of + 2)]
    assert tails[0] == pytest.approx(1)
    assert tails[-1] == 0
    assert tails == sorted(tails, reverse=True)
