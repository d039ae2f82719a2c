"""The place of an article that answers a question, with its words marked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import query, snippet
from monitor.stages.query_parser import parse

NOW = datetime(2026, 3, 9, tzinfo=UTC)
FILLER = "Nothing is said here about it at all. " * 12


def marked(text: str, question: str, language: str | None = "en") -> list[str]:
    shown = snippet.of(text, language, query.words(parse(question, NOW, UTC)))
    return [shown.text[start:end] for start, end in shown.marks]


@pytest.mark.parametrize(("text", "question", "language", "words"), [
    ("New reactors, and an old reactor.", "reactor", "en", ["reactors", "reactor"]),
    ("Les RÉACTEURS nucléaires", "reacteur", "fr", ["RÉACTEURS"]),
    ("Die Bundesregierung tagt", "Regierung", "de", ["Bundesregierung"]),
    ("The men left", "land", "en", []),
    ("nuclear  power plants", '"nuclear power"', "en", ["nuclear  power"]),
    ("power, nuclear", '"nuclear power"', "en", []),
    ("the microchips", "micro*", "en", ["microchips"]),
    ("核反应堆和反应", "反应", "zh", ["反应", "反应"]),
    ("美国限制AI芯片出口", "AI芯片", "zh", ["AI芯片"]),
    ("Исследование правительства", "правительство", "ru", ["правительства"]),
    ("chips here and reactors there", "chips NEAR/5 there", "en", ["chips", "there"]),
    ("chips and reactors", "chips -reactors", "en", ["chips"]),
    ("GPT-4o is out", "GPT-4o", "en", ["GPT-4o"]),
])
def test_what_matched_is_marked(text: str, question: str, language: str, words: list[str]) -> None:
    assert marked(text, question, language) == words


def test_the_stretch_that_holds_most_of_the_words_is_shown() -> None:
    text = f"A reactor. {FILLER} A reactor with chips and energy. {FILLER} Chips."
    shown = snippet.of(text, "en", query.words(parse("reactor chips energy", NOW, UTC)))
    assert "reactor with chips and energy" in shown.text
    assert len(shown.marks) == 3
    assert shown.text.startswith("…")
    assert shown.text.endswith("…")
    assert len(shown.text) < snippet.WIDTH + 40


def test_where_nothing_matches_the_beginning_is_shown() -> None:
    shown = snippet.of(f"The lead.\n{FILLER}", "en", query.words(parse("zebra", NOW, UTC)))
    assert shown.text.startswith("The lead. Nothing")
    assert shown.marks == ()


def test_marks_are_written_around_the_words() -> None:
    shown = snippet.of("Old chips, new chips", "en", query.words(parse("chip", NOW, UTC)))
    assert snippet.marked(shown) == "Old **chips**, new **chips**"
    assert snippet.marked(shown, "[", "]") == "Old [chips], new [chips]"


@pytest.mark.parametrize(("text", "language", "asked", "marked"), [
    ("They took over.", "en", "take", ["took"]), ("Der Rat verbot es, es ist verboten.", "de", "verbieten",
                                                  ["verbot", "verboten"]),
    ("Il a pris la loi.", "fr", "prendre", ["pris"]), ("El juez dijo que no.", "es", "decir", ["dijo"]),
])
def test_forms_that_begin_otherwise_are_marked_too(text: str, language: str, asked: str, marked: list[str]) -> None:
    shown = snippet.of(text, language, query.words(parse(asked, NOW, UTC)))
    assert [shown.text[start:end] for start, end in shown.marks] == marked


def test_a_snippet_is_one_line_without_anything_that_steers_a_terminal() -> None:
    text = "Red\x1b[7m chips\x9b\x1b[0m\n\tand \u202emore\u2069 chips"
    shown = snippet.of(text, "en", query.words(parse("chips", NOW, UTC)))
    assert shown.text.isprintable()
    assert [shown.text[start:end] for start, end in shown.marks] == ["chips", "chips"]


@given(st.text(max_size=400), st.sampled_from(["chips", "核", "反应", '"a b"', "a NEAR b", "ab*", "ß", "नि"]))
def test_any_text_has_a_snippet_whose_marks_lie_in_it(text: str, question: str) -> None:
    shown = snippet.of(text, None, query.words(parse(question, NOW, UTC)))
    last = 0
    for start, end in shown.marks:
        assert last <= start < end <= len(shown.text)
        last = end
    assert "\n" not in shown.text
