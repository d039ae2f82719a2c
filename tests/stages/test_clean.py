"""What is stored and printed holds nothing that steers a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import clean


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("e\u0301te\u0301", "été"),
        ("abc\u202edef", "abcdef"),
        ("a" + "\u0301" * 50, "á\u0301"),
        ("tab\tstays", "tab\tstays"),
        ("\ud800x", "x"),
    ],
)
def test_text_is_cleaned(raw: str, cleaned: str) -> None:
    assert clean.text(raw) == cleaned


def test_a_line_folds_white_space_and_is_cut() -> None:
    assert clean.line("  a\n\tb  ") == "a b"
    assert len(clean.line("x" * 5_000_000)) == clean.TITLE_LENGTH


@given(st.text())
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = clean.text(raw)
    assert clean.text(once) == once


@given(st.text())
def test_no_control_or_direction_character_is_left(raw: str) -> None:
    for char in clean.text(raw):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
        assert unicodedata.bidirectional(char) not in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
