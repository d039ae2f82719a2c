"""Several rankings become one in which what stands high in more of them stands higher."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import fuse


def test_what_both_rankings_hold_goes_before_what_one_holds() -> None:
    assert [item for item, _ in fuse.ranks([["a", "b", "c"], ["c", "d"]])] == ["c", "a", "b", "d"]


def test_the_first_of_all_has_the_score_one() -> None:
    assert fuse.ranks([["a", "b"], ["a", "c"]])[0] == ("a", 1.0)


@given(st.lists(st.lists(st.integers(0, 20)), max_size=4))
def test_nothing_is_lost_doubled_or_out_of_order(rankings: list[list[int]]) -> None:
    fused = fuse.ranks(rankings)
    assert {item for item, _ in fused} == {item for ranking in rankings for item in ranking}
    assert len({item for item, _ in fused}) == len(fused)
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
