"""Copies by their words: cut, wrapped, misread; templates and furniture are none."""

from __future__ import annotations

import random

import pytest

from monitor.stages import duplicates, fingerprint, side
from monitor.stages.duplicates import Overlap, Weights

VOCABULARY = [f"{a}{b}" for a in ("ka", "lo", "mi", "ru", "te", "so", "va", "ne") for b in
              ("ban", "del", "fir", "gos", "hul", "jam", "kep", "lin", "mor", "nas", "pid", "qua", "res", "tov", "wex")]


def words(seed: int, length: int = 200) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=length)


def overlap(a: list[str], b: list[str], weights: Weights | None = None) -> Overlap:
    held = weights or Weights()
    return duplicates.overlap(duplicates.shingled(a, held), duplicates.shingled(b, held))


def test_two_texts_of_their_own_share_nothing() -> None:
    assert not duplicates.is_copy(overlap(words(1), words(2)))


def test_a_text_is_a_copy_of_itself() -> None:
    found = overlap(words(1), words(1))
    assert duplicates.is_copy(found)
    assert found.jaccard == found.containment == found.unbroken == pytest.approx(1.0)


@pytest.mark.parametrize("share", [0.15, 0.4])
def test_a_part_is_a_copy_but_not_a_whole_one(share: float) -> None:
    whole = words(1, 400)
    found = overlap(whole, whole[: int(400 * share)])
    assert duplicates.is_copy(found)
    assert found.jaccard < duplicates.WHOLE
    assert found.share_of_b == pytest.approx(1.0)
    assert found.share_of_a < 0.5


def test_a_part_among_other_things_is_a_copy_while_it_is_a_third() -> None:
    assert duplicates.is_copy(overlap(words(1), words(1)[:50] + words(2, 60)))
    assert not duplicates.is_copy(overlap(words(1), words(1)[:20] + words(2, 100)))


def test_a_third_inside_two_texts_that_begin_otherwise_is_background_and_no_copy() -> None:
    note = words(1, 80)
    a, b = words(2, 60) + note + words(3, 40), words(4, 70) + note + words(5, 40)
    found = overlap(a, b)
    assert found.unbroken >= duplicates.UNBROKEN
    assert not duplicates.is_copy(found)
    assert duplicates.is_copy(overlap(a, note + words(5, 110)))     # one begins with it: the rest is the desk's own
    assert duplicates.is_copy(overlap(words(2, 60) + note, words(4, 60) + note))      # more than half: new leads


def test_exchanged_words_leave_a_text_in_shreds() -> None:
    draw = random.Random(3)
    other = [draw.choice(VOCABULARY) if draw.random() < 0.25 else word for word in words(1)]
    found = overlap(words(1), other)
    assert duplicates.is_scattered(found)
    assert found.containment > 0.3
    assert not duplicates.is_copy(found)


def test_quotations_that_two_reports_share_make_no_copy() -> None:
    quotes = [words(10 + n, 14) for n in range(4)]
    a = [word for n, quote in enumerate(quotes) for word in (*words(20 + n, 40), *quote)]
    b = [word for n, quote in enumerate(quotes) for word in (*words(30 + n, 40), *quote)]
    assert not duplicates.is_copy(overlap(a, b))


def test_a_teaser_of_stock_phrases_is_too_short_to_be_a_copy() -> None:
    assert not duplicates.is_copy(overlap(words(1), words(1)[:8]))


def of_group(texts: list[list[str]]) -> Weights:
    return Weights.of(fingerprint.of("", " ".join(text)) for text in texts)


def test_what_many_groups_hold_says_nothing() -> None:
    banner = words(99, 60)
    texts = [banner + words(n, 40) for n in range(12)]
    assert duplicates.is_copy(overlap(texts[0], texts[1]))
    assert not duplicates.is_copy(overlap(texts[0], texts[1], of_group(texts)))


def test_a_story_in_fifty_outlets_does_not_dissolve() -> None:
    story = words(1, 200)
    texts = [story[: 160 + n % 40] + words(100 + n, 30) for n in range(50)] + [words(500 + n) for n in range(20)]
    weights = of_group(texts)
    assert duplicates.is_copy(overlap(texts[3], texts[40], weights))
    assert max(weights.key_groups.values(), default=1) <= 5


def test_an_unknown_key_belongs_to_one_group() -> None:
    assert Weights({7: 4}).of_keys([7, 8]) == [0.25, 1.0]


def test_a_text_without_words_shares_nothing() -> None:
    assert overlap([], words(1)) == duplicates.NOTHING
    assert overlap([], []) == duplicates.NOTHING


@pytest.mark.parametrize("length", [0, 1, 2, 7, 14, 200, 9_000])
def test_the_keys_of_a_text_are_those_of_its_fingerprint(length: int) -> None:
    title, text = "A title of its own", " ".join(f"{word}{n}" for n, word in enumerate(words(1, length)))
    assert tuple(side.keys_of(title, text)) == fingerprint.of(title, text).keys
