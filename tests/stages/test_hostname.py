"""A host has one spelling, and what looks like a number is one or is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Refused
from monitor.stages import hostname


@pytest.mark.parametrize(
    ("raw", "one"),
    [
        ("Example.ORG", "example.org"),
        ("example.org.", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("１２７.０.０.１", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.0.0.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("example。org", "example.org"),
    ],
)
def test_every_spelling_becomes_one(raw: str, one: str) -> None:
    assert hostname.canonical(raw) == one


@pytest.mark.parametrize("raw", ["", "a b.example", "256.1.1.1", "1.2.3.4.5", "a..b", "x" * 64 + ".example"])
def test_what_names_no_host_is_refused(raw: str) -> None:
    with pytest.raises(Refused):
        hostname.canonical(raw)


@given(st.text(max_size=40))
def test_the_one_spelling_stays_as_it_is(raw: str) -> None:
    try:
        once = hostname.canonical(raw)
    except Refused:
        return
    assert hostname.canonical(once) == once
    assert once.isascii()
