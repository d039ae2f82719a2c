"""Sentences: where they end in each script, and how two texts' sentences answer each other."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One came. Two went! Did three?", ["One came.", "Two went!", "Did three?"]),
        ("Mr. Smith met J. R. Doe. They spoke.", ["Mr. Smith met J. R. Doe.", "They spoke."]),
        ("It rose 3.5 percent. Then it fell.", ["It rose 3.5 percent.", "Then it fell."]),
        ("He said: “Stop.” She left.", ["He said: “Stop.”", "She left."]),
        ("第一句。第二句！第三句", ["第一句。", "第二句！", "第三句"]),
        ("यह पहला है। यह दूसरा है।", ["यह पहला है।", "यह दूसरा है।"]),
        ("هل هذا سؤال؟ نعم هو كذلك.", ["هل هذا سؤال؟", "نعم هو كذلك."]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("… – !", []),
        ("", []),
    ],
)
def test_a_text_is_split_where_its_sentences_end(text: str, parts: list[str]) -> None:
    assert [sentence.text for sentence in sentences.split(text)] == parts


@given(st.text(max_size=300))
def test_places_point_at_the_sentences(raw: str) -> None:
    for sentence in sentences.split(raw):
        assert raw[sentence.start:sentence.end] == sentence.text


def test_a_book_is_split_quickly_and_to_a_bound() -> None:
    started = time.process_time()
    assert len(sentences.split("And so it goes on. " * 300_000)) == sentences.MOST
    assert len(sentences.split("word " * 1_000_000)) == 1
    assert time.process_time() - started < 2


def weights(n: int) -> np.ndarray:
    return np.ones(n)


def test_the_path_is_monotone_and_takes_the_best_answers() -> None:
    cosines = np.array([[0.9, 0.1, 0.2], [0.1, 0.2, 0.8], [0.1, 0.7, 0.1]])
    path = sentences.aligned(cosines, weights(3), weights(3))
    assert [(p.a, p.b) for p in path] == [(0, 0), (1, 2)]
    assert sentences.gain(path) == pytest.approx(0.6 + 0.5)


def test_furniture_weighs_nothing_on_the_path_or_in_the_mean() -> None:
    cosines = np.array([[1.0, 0.0], [0.0, 0.35]])
    none = np.array([0.0, 1.0])
    assert sentences.late(cosines, none, none) == pytest.approx(0.35)
    assert sentences.gain(sentences.aligned(cosines, none, none)) == pytest.approx(0.05)


def test_no_sentences_are_no_likeness() -> None:
    empty = np.zeros((0, 0))
    assert sentences.late(empty, weights(0), weights(0)) == 0.0
    assert sentences.aligned(empty, weights(0), weights(0)) == []


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 99))
def test_a_path_goes_forward_and_is_worth_no_more_than_the_best_of_each_row(rows: int, columns: int, seed: int) -> None:
    cosines = np.random.default_rng(seed).uniform(-0.2, 1.0, (rows, columns))
    path = sentences.aligned(cosines, weights(rows), weights(columns))
    assert all(one.a < two.a and one.b < two.b for one, two in pairwise(path))
    assert sentences.gain(path) <= np.maximum(0, cosines.max(axis=1) - sentences.FLOOR).sum() + 1e-9
