"""The second opinion on a page of which the classifier is not sure."""

from __future__ import annotations

from monitor.stages import witness

SENTENCE = "The ministry said on Tuesday that new rules would apply to every data centre above one megawatt. "
PAGE = f"<html><body><article><h1>Rules</h1><p>{SENTENCE * 3}</p><p>{SENTENCE[::-1] * 3}</p></article></body></html>"


def test_the_witness_tells_what_it_would_take() -> None:
    assert SENTENCE.strip() in witness.asked(PAGE, lines=3)


def test_a_page_too_large_to_ask_about_gets_no_second_opinion() -> None:
    assert witness.asked(PAGE, lines=witness.MOST_LINES + 1) == ""
    assert witness.asked(PAGE + " " * witness.MOST_MARKUP, lines=3) == ""


def test_a_page_without_text_gets_an_empty_opinion() -> None:
    assert witness.asked("<html><body></body></html>", lines=0) == ""
