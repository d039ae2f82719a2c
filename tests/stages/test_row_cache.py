"""Vectors of texts in memory: the same whether kept or made, as many as fit, and near enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from monitor.stages.row_cache import RowCache


class Counting:
    """Random unit rows, and how often each text was read."""

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.languages = frozenset({"en"})
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        rows = np.array([np.random.default_rng(len(text)).normal(size=512) for text in texts]).reshape(-1, 512)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_rows_are_the_same_kept_or_made() -> None:
    encoder, cache = Counting(), RowCache()
    first = cache.rows(encoder, ["one", "three"])
    assert (cache.rows(encoder, ["one", "three"]) == first).all()
    assert encoder.read == ["one", "three"]
    assert (RowCache().rows(Counting(), ["one", "three"]) == first).all()


def test_cosines_are_hardly_off() -> None:
    texts = ["x" * length for length in range(1, 200)]
    kept, exact = RowCache().rows(Counting(), texts), Counting().encode(texts)
    assert np.abs(kept @ kept.T - exact @ exact.T).max() < 0.0025


@pytest.mark.parametrize(("one", "other"), [(["ab", "c"], ["a", "bc"]), (["a\0b"], ["a", "b"]), ([], [""])])
def test_other_texts_have_other_rows(one: list[str], other: list[str]) -> None:
    encoder, cache = Counting(), RowCache()
    cache.rows(encoder, one)
    assert cache.rows(encoder, other).shape == (len(other), 512)
    assert encoder.read == one + other


def test_the_oldest_go_where_not_all_fit() -> None:
    encoder, cache = Counting(), RowCache(most=2)
    for text in ("one", "three", "one", "seven", "one", "three"):
        cache.rows(encoder, [text])
    assert encoder.read == ["one", "three", "seven", "three"]


def test_two_encoders_do_not_share() -> None:
    one, other, cache = Counting("one"), Counting("other"), RowCache()
    cache.rows(one, ["text"])
    cache.rows(other, ["text"])
    assert (one.read, other.read) == (["text"], ["text"])
