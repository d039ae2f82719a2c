"""The rules of translation, by tables of what sentences have in common."""

from __future__ import annotations

import pytest

from monitor.stages import translation
from monitor.stages.translation import Likeness

CLEAR = Likeness(
    late=0.7, aligned=0.35, form=0.35, shorter=0.4, covered=0.75, sentences=10, counted=6, numbers=0.9, conflicts=0,
    confirmed=6, names=0.6, size=0.1,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"late": 0.45}, False),
        ({"aligned": 0.10}, False),                         # the same things in another order: another report
        ({"size": 0.9}, False),
        ({"numbers": 0.1}, False),                          # other facts
        ({"numbers": 0.0, "counted": 1}, True),             # too few numbers to contradict
        ({"conflicts": 3, "confirmed": 1}, False),          # a form with other figures
        ({"conflicts": 2, "confirmed": 2}, True),           # some misread
    ],
)
def test_a_translation_is_likeness_in_order_with_the_same_facts(change: dict[str, float], expected: bool) -> None:
    assert translation.is_translation(CLEAR._replace(**change)) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"size": 1.2}, True),
        ({"size": 0.3}, False),                             # not cut: the whole rule decides
        ({"size": 1.2, "covered": 0.5}, False),
        ({"size": 1.2, "shorter": 0.2}, False),
        ({"size": 1.2, "sentences": 2}, False),             # too short to tell
    ],
)
def test_a_cut_translation_is_judged_by_its_shorter_side(change: dict[str, float], expected: bool) -> None:
    assert translation.is_abridged(CLEAR._replace(late=0.4, aligned=0.1, **change)) is expected


def test_a_rewrite_asks_for_more_unless_words_are_shared_too() -> None:
    weak = CLEAR._replace(late=0.62, aligned=0.27)
    assert translation.is_rewrite(CLEAR, is_scattered=False)
    assert not translation.is_rewrite(weak, is_scattered=False)
    assert translation.is_rewrite(weak, is_scattered=True)


def test_a_template_is_a_form_whose_figures_contradict() -> None:
    assert translation.is_template(CLEAR._replace(conflicts=4, confirmed=1))
    assert not translation.is_template(CLEAR._replace(conflicts=4, confirmed=1, form=0.1))
    assert translation.is_template(CLEAR._replace(numbers=0.1, names=0.1))
    assert not translation.is_template(CLEAR._replace(numbers=0.1))     # one event, new figures, the same people
    assert not translation.is_template(CLEAR)


def test_one_character_of_chinese_says_as_much_as_three_letters() -> None:
    assert translation.size_ratio(translation.size_of(100, "zh"), translation.size_of(320, "en")) < 0.01
    assert translation.size_ratio(0, 0) == 0


@pytest.mark.parametrize(
    ("confirmed", "lacking", "beyond", "shared", "missing", "size", "least", "most"),
    [
        (4, 0, 1, 5, 3, 0.1, 0.95, 1.0),
        (0, 0, 0, 5, 4, 0.1, 0.7, 1.0),         # no numbers: names alone may do
        (0, 3, 4, 2, 8, 0.1, 0.0, 0.1),         # other numbers: names alone may not
        (0, 0, 0, 0, 5, 0.1, 0.0, 0.7),
        (3, 2, 2, 3, 5, 1.0, 0.0, 0.2),         # twice as long
    ],
)
def test_without_an_encoder_names_and_numbers_decide(
    confirmed: int, lacking: int, beyond: int, shared: int, missing: int, size: float, least: float, most: float
) -> None:
    every = confirmed + lacking + beyond
    facts = translation.Facts(
        confirmed / every if every else translation.UNTOLD, shared / (shared + missing), size, size,
        confirmed, lacking, beyond, shared, missing,
    )
    assert least <= translation.unread(facts) <= most
