"""Passages are whole sentences beyond the lead, at most three, and say where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import passages
from monitor.stages.lead import LEAD_LENGTH, opening

SENTENCE = "The grid operator said that {} new lines are needed before the winter. "
LONG = "".join(SENTENCE.format(n) for n in range(60))


def test_a_long_text_has_three_from_all_over_it() -> None:
    cut = passages.cut(LONG)
    assert len(cut) == passages.MOST
    assert cut[0][0] >= LEAD_LENGTH
    assert cut[-1][0] > len(LONG) / 2
    for start, end in cut:
        assert LONG[start:end].startswith("The grid operator")
        assert LONG[start:end].endswith("winter.")
        assert end - start <= passages.LENGTH


@pytest.mark.parametrize("text", ["", "One line.", LONG[:LEAD_LENGTH], LONG[: LEAD_LENGTH + passages.LEAST]])
def test_a_text_that_is_hardly_longer_than_its_lead_has_none(text: str) -> None:
    assert passages.cut(text) == ()


def test_what_is_a_little_longer_has_one() -> None:
    assert len(passages.cut(LONG[: LEAD_LENGTH + 400])) == 1


def test_a_text_without_spaces_is_cut_by_its_own_stops() -> None:
    text = "政府计划为数据中心重新启动核反应堆。" * 120
    cut = passages.cut(text)
    assert len(cut) == 3
    assert all(text[start:end].startswith("政府") for start, end in cut)
    assert cut[0][0] <= LEAD_LENGTH // 2 + 20
    assert all(end - start <= passages.LENGTH // 2 for start, end in cut)


@given(st.text(alphabet="ab .。\n!é", max_size=3_000))
def test_whatever_the_text_passages_stand_in_it_in_order(text: str) -> None:
    cut = passages.cut(text)
    assert len(cut) <= passages.MOST
    ends = [len(opening(text)), *(end for _, end in cut)]
    for (start, end), before in zip(cut, ends, strict=False):
        assert before <= start < end <= len(text)
