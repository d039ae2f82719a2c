"""Texts of every script broken into lines of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.layout import columns, lines


def broken(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in lines(text, width)]


@pytest.mark.parametrize(("text", "width"), [
    ("abc", 3), ("核反应堆", 8), ("ｆｕｌｌ", 8), ("réacteur", 8), ("re\u0301acteur", 8), ("ที่นี่", 2), ("नमस्ते", 4),
    ("שלום", 4), ("ab\u200dc", 3),
])
def test_columns_are_those_of_a_terminal(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(("text", "width", "expected"), [
    ("one two three", 7, ["one two", "three"]),
    ("one two three", 80, ["one two three"]),
    ("", 10, []),
    ("   ", 10, []),
    ("核反应堆重启流程", 8, ["核反应堆", "重启流程"]),
    ("核反应堆，重启", 8, ["核反应", "堆，重启"]),          # a comma begins no line
    ("使用「核反」应", 6, ["使用", "「核", "反」应"]),       # an opening bracket ends none
    ("OpenAI还建议", 8, ["OpenAI还", "建议"]),
    ("see https://an.example/long/address now", 10, ["see", "https://an.example/long/address", "now"]),
    ("สวัสดีชาวโลก", 5, ["สวัสดีช", "าวโลก"]),
])
def test_a_text_is_broken_where_its_script_breaks(text: str, width: int, expected: list[str]) -> None:
    assert broken(text, width) == expected


@given(st.text(max_size=200), st.integers(2, 40))
def test_no_character_is_lost_and_no_line_too_long(text: str, width: int) -> None:
    found = broken(text, width)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(columns(line) <= width or " " not in line.strip() for line in found if not line.isascii())
