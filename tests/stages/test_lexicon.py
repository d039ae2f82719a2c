"""How a term is written and found: flat texts, marks, boundaries, languages, masks."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stages import terms
from monitor.stages.flatten import flatten
from monitor.stages.lexicon import Lexicon, Spans


@dataclass(frozen=True)
class Words:
    """Groups of terms, as a topic has them."""

    groups: Mapping[str, dict[str, tuple[str, ...]]]


def found(text: str, *written: str, language: str | None = "en", **more: tuple[str, ...]) -> list[str]:
    """The words that terms find in a text, in reading order."""
    groups = {"strong": {"any": written}} | {group: {"any": some} for group, some in more.items()}
    spans = Lexicon([Words(groups)]).find(text, language).get(0, Spans())
    return [text[span.start:span.end] for span in spans.terms]


@pytest.mark.parametrize(("text", "flat"), [
    ("ÉTATS-UNIS", "etats unis"), ("L’Énergie", "l'energie"), ("İstanbul", "istanbul"), ("ＡＩチップ", "aiチップ"),
    ("a\u00a0b\nc", "a b c"), ("Ł", "l"), ("data\u00adcenter", "datacenter"), ("e\u0301nergie", "energie"),
    ("か\u3099", "が"), ("أسعار", "اسعار"), ("电力", "电力"),
])
def test_case_accents_widths_and_hyphens_do_not_count(text: str, flat: str) -> None:
    assert flatten(text).text == flat


@settings(deadline=None)
@given(st.text())
def test_a_flat_text_knows_where_each_character_stood(text: str) -> None:
    flat = flatten(text)
    if flat.places is None:
        assert len(flat.text) == len(text)
    else:
        assert len(flat.places) == len(flat.text) + 1
        assert list(flat.places) == sorted(flat.places)
    assert flat.place(0, len(flat.text))[1] == len(text)


@pytest.mark.parametrize(("text", "term", "expected"), [
    ("the power grid fails", "power grid", ["power grid"]),
    ("the power-grid fails", "power grid", ["power-grid"]),
    ("the grids fail", "grid", []),
    ("the grids fail", "grid*", ["grids"]),
    ("ein Kernkraftwerksbetreiber", "*kraftwerk*", ["Kernkraftwerksbetreiber"]),
    ("Les réacteurs nucléaires", "réacteur* nucléaire*", ["réacteurs nucléaires"]),
    ("Le réacteur à eau, nucléaire", "réacteur* nucléaire*", []),
    ("elle lève 40 millions", "lève * millions", ["lève 40 millions"]),
    ("NVIDIA领投新芯片公司", "nvidia", ["NVIDIA"]),
    ("新AI芯片发布", "芯片", ["芯片"]),
    ("AI芯片与H20芯片", "h20", ["H20"]),
    ("10GW of power", "gw", ["GW"]),
    ("they told us about US rules", "=US", ["US"]),
    ("ポテトチップス", "チップ", []),
    ("AIチップの輸出", "チップ", ["チップ"]),
    ("メモリーチップ", "*チップ", ["メモリーチップ"]),
])
def test_a_term_stands_where_it_is_written(text: str, term: str, expected: list[str]) -> None:
    assert found(text, term) == expected


def test_offsets_point_into_a_text_with_its_marks_apart() -> None:
    text = unicodedata.normalize("NFD", "Le réacteur nucléaire redémarre")
    (span,) = Lexicon([Words({"strong": {"fr": ("réacteur nucléaire",)}})]).find(text, "fr")[0].terms
    assert unicodedata.normalize("NFC", text[span.start:span.end]) == "réacteur nucléaire"


def test_the_longest_term_wins() -> None:
    assert found("an AI chip shortage", "chip", "ai chip", "chip shortage") == ["chip shortage"]


@pytest.mark.parametrize(("text", "expected"), [
    ("blue chip stocks", []),                               # the mask holds the term
    ("blue chips", ["chips"]),                              # not what the mask says
    ("a blue chip and a chip", ["chip"]),
    ("a blue chip designer", ["blue chip designer"]),       # a longer term holds the mask
])
def test_a_mask_hides_what_it_touches_unless_a_longer_term_holds_it(text: str, expected: list[str]) -> None:
    masks = {"not": ("blue chip",)}
    assert found(text, "chip", "chips", "chip stock*", "blue chip designer", **masks) == expected


def test_one_word_may_name_two_parties() -> None:
    words = Words({"party.china": {"zh": ("中美",)}, "party.america": {"zh": ("中美",)}, "act": {"zh": ("谈判",)}})
    spans = Lexicon([words]).find("中美恢复谈判", "zh")[0]
    assert [span.sense.group for span in spans.pairs if span.sense.group != "act"] == ["party.china", "party.america"]


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("de", "Es war kalt.", []),                             # English «war» is no German word
    ("de", "Sie verschärfen export controls.", ["export controls"]),    # an English phrase is one everywhere
    ("zh", "美国 war 报道", ["war"]),                        # beside another script English is English
    ("en", "The war goes on.", ["war"]),
    ("de-AT", "Der Krieg geht weiter.", ["Krieg"]),
    ("nb", "krigen", []),
    (None, "Es war Krieg.", ["war", "Krieg"]),              # an unknown language is read with all
])
def test_a_text_is_read_with_the_terms_of_its_language(language: str | None, text: str, expected: list[str]) -> None:
    words = Words({"strong": {"en": ("war", "export control*"), "de": ("krieg",)}})
    spans = Lexicon([words]).find(text, language).get(0, Spans())
    assert [text[span.start:span.end] for span in spans.terms] == expected


@pytest.mark.parametrize(("term", "fault"), [
    ("", "empty"), ("*", "empty"), ("=", "empty"), ("a", "everything"), ("an*", "everything"), ("的", "everything"),
    ("=a*", "takes no star"), ("* abc", "stands alone"), ("abc *", "stands alone"), (" abc", "space too many"),
    ("a  bc", "space too many"),
])
def test_a_bad_term_is_named(term: str, fault: str) -> None:
    assert fault in (terms.fault(term) or "")


@pytest.mark.parametrize("term", ["ab", "abc*", "*abc*", "=US", "电力", "ガザ*", "réacteur* nucléaire*", "a轮"])
def test_a_good_term_has_no_fault(term: str) -> None:
    assert terms.fault(term) is None


@settings(deadline=None)
@given(
    st.text(alphabet="ab -é*ガ电AI.\u0301", max_size=40),
    st.sampled_from(["ab", "*ab*", "a*b", "é ab", "ガ*", "=AI"]),
)
def test_what_is_found_lies_in_the_text(text: str, term: str) -> None:
    for word in found(text, term, language=None):
        assert word
