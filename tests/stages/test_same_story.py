"""The score of two reports of one event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import same_story
from monitor.stages.same_story import Figures, Signs

UNIT = st.floats(-1, 1)
COUNT = st.integers(0, 200)


@given(UNIT, UNIT, UNIT, UNIT, COUNT, COUNT, COUNT)
def test_the_score_is_a_probability(
    lead: float, title: float, body: float, crossed: float, names: int, confirmed: int, conflicting: int
) -> None:
    assert 0 <= same_story.score(Signs(lead, title, body, crossed, names, confirmed, conflicting)) <= 1


@pytest.mark.parametrize(
    ("signs", "least", "most"),
    [
        (Signs(0.7, 0.6, 0.6, 0.65, 6, 3, 0), 0.9, 1.0),
        (Signs(0.05, 0.0, 0.1, 0.05, 0, 0, 3), 0.0, 0.05),
    ],
)
def test_what_agrees_in_all_scores_high_and_what_agrees_in_nothing_low(
    signs: Signs, least: float, most: float
) -> None:
    assert least <= same_story.score(signs) <= most


def test_shared_names_and_numbers_raise_the_score_and_contradictions_lower_it() -> None:
    plain = Signs(0.3, 0.3, 0.3, 0.3, 2, 1, 1)
    assert same_story.score(plain._replace(names=9)) > same_story.score(plain)
    assert same_story.score(plain._replace(confirmed=5)) > same_story.score(plain)
    assert same_story.score(plain._replace(conflicting=8)) < same_story.score(plain)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Figures(13, 20.0, 0.0, 4), True),          # a wire of results: of another company
        (Figures(6, 90.0, 0.3, 5), True),           # a tally of another day
        (Figures(6, 90.0, 0.6, 5), False),          # the same figures
        (Figures(4, 180.0, 0.0, 1), True),          # a weather report of another town
        (Figures(4, 180.0, 0.0, 6), False),         # two reports of one event that count other things
        (Figures(8, 400.0, 0.0, 0), False),         # few numbers in a long text
        (Figures(2, 50.0, 0.0, 0), False),          # too few to say
    ],
)
def test_reports_full_of_other_numbers_are_of_one_kind_and_not_of_one_event(found: Figures, expected: bool) -> None:
    assert same_story.has_other_figures(found) is expected


def test_a_glance_rises_with_the_cosine() -> None:
    scores = [same_story.glance(cosine / 10) for cosine in range(-10, 11)]
    assert scores == sorted(scores)
    assert same_story.glance(0.38) < same_story.SAME < same_story.glance(0.43)
