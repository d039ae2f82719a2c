"""Names: one skeleton in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import names


@pytest.mark.parametrize(
    "forms",
    [
        ["Trump", "Трамп", "ترامب", "טראמפ", "ट्रम्प"],
        ["Putin", "Путин", "بوتين", "פוטין"],
        ["Merkel", "Меркель", "Merkel"],
        ["Johnson", "Джонсон", "جونسون", "ג'ונסון"],
        ["Catalonia", "Каталония", "كتالونيا"],
    ],
)
def test_a_name_has_one_skeleton_in_every_script(forms: list[str]) -> None:
    assert len({names.skeleton(form) for form in forms}) == 1


def test_words_that_are_also_written_small_are_no_names() -> None:
    found = names.found("The minister met Altman. Later the firm said that Altman left. Firm words.")
    assert found.stems == {"altma"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sam Altman met Ursula Leyen in Brussels", "Sam Altman traf Ursula Leyen in Brüssel (Brussels)"),
        ("Sam Altman met Ursula Leyen in Brussels", "Сэм Альтман встретил Урсулу Ляйен"),
        ("Then Merkel, Trump and Putin spoke", "अब मर्केल ट्रम्प पुतिन"),
    ],
)
def test_a_translation_keeps_the_names(a: str, b: str) -> None:
    one, other = names.found(a), names.found(b)
    assert names.agreement(one, other) >= 0.4
    assert names.agreement(one, other) == names.agreement(other, one)


def test_other_people_are_other_names() -> None:
    a, b = names.found("Then Merkel met Macron"), names.found("Then Biden phoned Kishida")
    assert names.agreement(a, names.found("अब बाइडन किशिदा")) == 0.0
    assert not names.shared(a, b)


def test_two_scripts_without_capitals_tell_nothing() -> None:
    assert names.agreement(names.found("אולפן גדול נפתח"), names.found("استوديو كبير افتتح")) == 0.0


def test_a_shared_name_is_shown_where_it_stands() -> None:
    a, b = "Yesterday Trump spoke", "هنا ترامب قال"
    shared = names.shared(names.found(a), names.found(b))
    (key,) = shared & {names.skeleton("Trump")}
    assert a[slice(*names.places(a, shared)[key])] == "Trump"
    assert b[slice(*names.places(b, shared)[key])] == "ترامب"


@given(st.text(max_size=200))
def test_any_text_has_names_or_none(raw: str) -> None:
    found = names.found(raw)
    assert 0.0 <= names.agreement(found, found) <= 1.0


def test_a_name_inside_a_text_without_spaces_stands_by_itself() -> None:
    text = "据报道Altman周一表示同意。"
    key = names.skeleton("Altman")
    start, end = names.places(text, frozenset([key]))[key]
    assert text[start:end] == "Altman"
