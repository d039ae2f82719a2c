"""Languages as a person names them."""

from __future__ import annotations

import pytest

from monitor.stages import language_names
from monitor.stages.language import _OWN_SCRIPT


@pytest.mark.parametrize(("said", "code"), [
    ("fr", "fr"), (" FR ", "fr"), ("pt-BR", "pt"), ("zh_CN", "zh"), ("french", None), ("cn", None), ("", None),
])
def test_a_code_is_taken_without_its_region(said: str, code: str | None) -> None:
    assert language_names.code_of(said) == code


@pytest.mark.parametrize(("said", "meant"), [
    ("french", "fr"), ("Deutsch", "de"), ("chinois", "zh"), ("中文", "zh"), ("jp", "ja"), ("portugese", "pt"),
    ("ukr", "uk"),
])
def test_who_writes_a_name_is_told_the_code(said: str, meant: str) -> None:
    assert language_names.fault(said).endswith(f"did you mean {meant}?")


def test_whatever_is_named_has_a_code_and_no_name_is_one() -> None:
    codes = set(language_names._CODE_OF.values()) | set(_OWN_SCRIPT)
    assert codes <= language_names.CODES
    assert len(language_names.CODES) > 180
    hidden = {name for name in language_names._CODE_OF if language_names.code_of(name)}
    assert hidden == {"in"} & language_names.CODES
    assert "such as fr" in language_names.fault("klingon")
