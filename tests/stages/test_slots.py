"""The slot veto: forms that were filled in anew are no copies."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import slots

REPORT = "shares of {} closed at {} points on monday after {} of the {} members rose and {} fell said the exchange"


def test_a_form_with_other_figures_is_a_template() -> None:
    a = REPORT.format("acme", 812, 31, 40, 9).split()
    b = REPORT.format("apex", 790, 12, 40, 28).split()
    assert slots.is_template(a, b)


@pytest.mark.parametrize(
    "other",
    [
        REPORT.format("acme", 812, 31, 40, 9),
        REPORT.format("acme", 813, 31, 40, 9),                      # one figure was corrected
        REPORT.format("acme", "8 12", 31, 40, 9),                   # written apart
        REPORT.format("acme", "8l2", 31, 40, 9),                    # read by machine
    ],
)
def test_a_copy_is_no_template(other: str) -> None:
    assert not slots.is_template(REPORT.format("acme", 812, 31, 40, 9).split(), other.split())


def test_digits_of_another_script_are_the_same_figures() -> None:
    text = REPORT.format("acme", 812, 31, 40, 9).split()
    other = [word.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) for word in text]
    assert not slots.is_template(text, other)
    assert slots.is_template(text, [word.translate(str.maketrans("0123456789", "١٢٣٤٥٦٧٨٩٠")) for word in text])


def test_one_sentence_over_and_over_is_compared_quickly() -> None:
    started = time.process_time()
    slots.is_template(("up by 1 point " * 3000).split(), ("up by 2 point " * 3000).split())
    assert time.process_time() - started < 1


def test_numbers_that_changed_are_told_from_those_that_stayed() -> None:
    assert slots.slots(["up", "5", "of", "12", "and", "30"], ["up", "6", "of", "12", "and", "30"]) == (1, 2)


def test_nearly_identical_long_texts_are_compared_quickly() -> None:
    """Every 25th word is another: 900 words of a form took 190 ms of CPU a pair without anchors, and take .3."""
    rng = random.Random(1)
    words = [f"w{int(rng.paretovariate(1)) % 400}" for _ in range(900)]
    texts = [[str(1000 * n + i) if i % 25 == 0 else word for i, word in enumerate(words)] for n in range(40)]
    started = time.process_time()
    assert all(slots.is_template(texts[0], text) for text in texts[1:])
    assert time.process_time() - started < 1


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "1", "2", "30"]), max_size=60)


@given(TEXTS)
def test_a_text_beside_itself_has_no_slot(words: list[str]) -> None:
    assert slots.slots(words, words) == (0, sum(map(str.isdecimal, words)))


@given(TEXTS, TEXTS)
def test_no_more_numbers_stay_than_there_are(a: list[str], b: list[str]) -> None:
    changed, equal = slots.slots(a, b)
    assert equal <= min(sum(map(str.isdecimal, words)) for words in (a, b))
    assert changed >= 0
