"""Fingerprints: equal for what differs in layout alone, alike for what was cut, small for what is short."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import fingerprint

WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, length: int = 220) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The grid «fails», again.", "THE GRID\n\n“fails” – again"),
        ("Ｆｕｌｌ width", "full width"),
        ("核反应堆 重启", "核反应堆重启。"),
        ("Straße", "STRASSE"),
    ],
)
def test_layout_case_and_width_do_not_count(one: str, other: str) -> None:
    assert fingerprint.of("", one) == fingerprint.of("", other)


def test_other_words_have_another_hash_and_share_no_key() -> None:
    a, b = fingerprint.of("", text(1)), fingerprint.of("", text(2))
    assert a.exact != b.exact
    assert not set(a.keys) & set(b.keys)


def test_the_title_takes_part_where_the_text_is_short_and_not_where_it_is_long() -> None:
    assert fingerprint.of("One", "A teaser.").exact != fingerprint.of("Two", "A teaser.").exact
    assert fingerprint.of("One", text(1)).exact == fingerprint.of("Two", text(1)).exact


def test_a_title_without_a_text_stands_in_for_it() -> None:
    assert fingerprint.of("A reactor is cleared to restart", "").keys
    assert fingerprint.of("", "").keys == ()


@pytest.mark.parametrize("share", [0.15, 0.4, 0.8])
def test_what_is_cut_from_a_text_shares_most_of_its_keys(share: float) -> None:
    words = text(3, 300).split()
    whole = fingerprint.of("", " ".join(words))
    part = fingerprint.of("", " ".join(words[: int(len(words) * share)]))
    assert len(set(part.keys) & set(whole.keys)) >= len(part.keys) - 2


def test_there_are_about_two_keys_in_thirteen_words() -> None:
    sizes = [len(fingerprint.of("", text(seed, 224)).keys) for seed in range(30)]
    assert 30 <= sum(sizes) / len(sizes) <= 38


def test_unspaced_scripts_are_read_character_by_character() -> None:
    assert fingerprint.words("核反应堆 GPT-5 が") == ["核", "反", "应", "堆", "gpt", "5", "が"]


def test_the_longest_text_has_a_bounded_fingerprint() -> None:
    mark = fingerprint.of("", " ".join(str(n) for n in range(900_000)))
    assert len(mark.keys) <= fingerprint.MOST_KEYS


def test_one_sentence_over_and_over_has_few_keys() -> None:
    assert len(fingerprint.of("", "The outlook remains changeable for the week. " * 2000).keys) <= 8


@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint_and_places_that_point_at_its_words(raw: str) -> None:
    mark = fingerprint.of("", raw)
    assert mark == fingerprint.of("", raw)
    assert list(mark.keys) == sorted(set(mark.keys))
    for token in fingerprint.tokens(raw):
        assert fingerprint.fold(raw[token.start:token.end]) == token.word
