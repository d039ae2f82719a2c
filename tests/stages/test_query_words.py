"""A question is cut into words, each with its place; what cannot be read is shown with a caret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misused
from monitor.stages import query_words


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("chips act", ["word", "word", "end"]),
        ('"power grid"', ["phrase", "end"]),
        ("“power grid”", ["phrase", "end"]),
        ("reactor* OR -coal", ["prefix", "OR", "-", "word", "end"]),
        ("topic:energy (a b)", ["field", "word", "(", "word", "word", ")", "end"]),
        ("a NEAR/3 b", ["word", "NEAR", "word", "end"]),
        ("核反应堆", ["word", "end"]),
        (" — ! ", ["end"]),
    ],
)
def test_a_question_is_cut_into_pieces(text: str, kinds: list[str]) -> None:
    assert [token.kind for token in query_words.tokens(text)] == kinds


@pytest.mark.parametrize(("text", "column"), [('a "b', 3), ("re*actor", 3)])
def test_what_is_wrong_is_shown_with_its_column(text: str, column: int) -> None:
    with pytest.raises(Misused, match=f"column {column}") as raised:
        query_words.tokens(text)
    assert str(raised.value).endswith("^")


def test_a_mistyped_name_brings_the_nearest() -> None:
    assert "energy" in query_words.nearest("enrgy", ["chips", "energy"])
    assert query_words.nearest("x", []) == "there are none"


@given(st.text(max_size=80))
def test_pieces_stand_where_they_say(text: str) -> None:
    try:
        found = query_words.tokens(text)
    except Misused:
        return
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert found[-1].kind == "end"
