"""Vectors as they are packed, and what questions are held against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.stages import vectors


class Letters:
    """Reads how often each letter of the alphabet stands in a text."""

    name = "letters"
    languages = frozenset(("en",))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.array([[text.count(letter) for letter in "abcdefgh"] for text in texts], np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def test_the_title_weighs_more_in_the_subject_than_in_the_lead() -> None:
    (held,) = vectors.of_leads(Letters(), [("aaa", "b" * 500)])
    asked = vectors.to_vector(np.eye(8, dtype=np.float32)[0], "letters")
    assert held.subject is not None
    assert vectors.cosine(held, asked) < 0.02
    assert 0.5 < vectors.cosine(held.subject, asked) < 0.6


def test_a_subject_has_unit_length_and_without_a_title_it_is_the_lead() -> None:
    (held,) = vectors.of_leads(Letters(), [("", "abab")])
    assert held.subject is not None
    assert held.subject.values == held.values
    rows = vectors.subjects(np.eye(8, dtype=np.float32)[:2], np.eye(8, dtype=np.float32)[2:4])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0)


def test_of_no_vectors_there_are_no_rows() -> None:
    assert len(vectors.values_of([])) == 0


def test_copies_have_one_cosine_in_any_company() -> None:
    rows = np.random.default_rng(1).normal(size=(900, 512))
    one, *others = (vectors.to_vector(row / np.linalg.norm(row), "any").values for row in rows)
    assert vectors.cosines([one], one).tolist() == [1.0]
    for count in (2, 3, 7, 500):
        assert len({*vectors.cosines([others[0]] * count, one).tolist(), vectors.cosines(others, one)[0]}) == 1
    exact = vectors.rows_of(others) @ vectors.rows_of([one])[0]
    assert np.abs(vectors.cosines(others, one) - exact).max() < 1e-6
    assert vectors.cosines([], one).tolist() == []
