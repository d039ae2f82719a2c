"""The part of an article that its vector of meaning is made of."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from monitor.stages.lead import LEAD_LENGTH, lead


def test_a_title_that_the_text_repeats_is_told_once() -> None:
    assert lead("Grid plan", "Grid plan\nThe grid grows.") == "Grid plan\nThe grid grows."
    assert lead("Grid plan", "The grid grows.") == "Grid plan\nThe grid grows."
    assert lead("", "The grid grows.") == "The grid grows."


def test_letters_are_taken_up_to_the_length() -> None:
    assert lead("", "a" * 1000) == "a" * LEAD_LENGTH


def test_signs_count_twice() -> None:
    assert lead("", "\u7535" * 1000) == "\u7535" * (LEAD_LENGTH // 2)
    assert lead("", "\uc804\ub825 " * 400) == ("\uc804\ub825 " * 400)[: LEAD_LENGTH * 3 // 5]


@given(st.text(st.sampled_from("ab \u7535\u30c7\uc804"), min_size=290, max_size=900))
def test_what_is_taken_fills_the_length_and_no_more(text: str) -> None:
    taken = lead("", text)

    def weight(some: str) -> int:
        return sum(2 if unicodedata.east_asian_width(sign) == "W" else 1 for sign in some)

    assert text.startswith(taken)
    assert weight(taken) <= LEAD_LENGTH
    assert taken == text or weight(text[: len(taken) + 1]) > LEAD_LENGTH
