"""A story's topics are those of its articles, weighed: not only the first one's, nor those of an outlier."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stages.story_topics import Voices, weighed


def voices(topic: str, *scores: float) -> Voices:
    return Voices(topic, len(scores), sum(scores), sum(min(score, 6.0) for score in scores), 3.0, "v")


@pytest.mark.parametrize(("said", "articles", "expected"), [
    ([], 0, {}),
    ([], 3, {}),
    ([voices("energy", 12)], 1, {"energy": 12.0}),                          # alone: its own score
    ([voices("energy", 12, 12), voices("chips", 3)], 2, {"energy": 12.0, "chips": 3.0}),
    ([voices("energy", 12)], 4, {"energy": 12.0}),                          # one of four, strongly
    ([voices("energy", 12)], 5, {}),                                        # however strongly: one of five
    ([voices("energy", 3)], 3, {}),                                         # weakly: one of three
    ([voices("energy", 9, 3, 3, 3), voices("chips", 3)], 4, {"energy": 4.5}),
    ([voices("chips", 4), voices("energy", 4)], 1, {"chips": 4.0, "energy": 4.0}),
])
def test_a_storys_topics_are_those_of_its_articles_weighed(
    said: list[Voices], articles: int, expected: dict[str, float]
) -> None:
    assert {one.topic: one.score for one in weighed(said, articles)} == expected


@settings(deadline=None)
@given(st.lists(st.floats(3, 30), min_size=1, max_size=20), st.integers(0, 20))
def test_a_score_is_never_below_the_threshold_and_more_silence_never_makes_a_topic(
    scores: list[float], silent: int
) -> None:
    said = [voices("energy", *scores)]
    found = weighed(said, len(scores) + silent)
    assert all(round(tag.threshold, 2) <= tag.score for tag in found)
    assert len(weighed(said, len(scores))) == 1
    assert len(weighed(said, len(scores) + silent + 1)) <= len(found)
