"""The topic files that ship: languages, codes, examples, and that they are read quickly and rightly."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import data
from monitor.stages import topic_file, topic_text
from monitor.stages.terms import parse

FILES = sorted(data.topics_folder().glob("*.toml"))
LANGUAGES = {"en", "fr", "de", "es", "it", "pt", "nl", "pl", "zh", "zh-Hant", "ja", "ko"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_topic_has_terms_in_every_language_and_says_what_it_is(path: Path) -> None:
    file = topic_file.read(path)
    assert file.name == path.stem
    assert set(file.groups["strong"]) >= LANGUAGES
    assert set(file.groups["medium"]) >= LANGUAGES
    assert set(file.label) >= LANGUAGES
    assert file.threshold == topic_file.THRESHOLD     # one for all: tuned ones did worse on unseen items
    assert file.iptc
    assert all(re.fullmatch(r"medtop:\d{8}", code) for code in file.iptc)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_topic_has_examples_of_both_kinds_in_many_languages(path: Path) -> None:
    examples = topic_file.read(path).examples
    assert len({example.language for example in examples if example.tagged}) >= 5
    assert len({example.language for example in examples if not example.tagged}) >= 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_mask_masks_something(path: Path) -> None:
    groups = topic_file.read(path).groups
    anchors = {
        parse(term).anchor
        for group, by_language in groups.items() if group != topic_file.MASK
        for written in by_language.values() for term in written
    }
    masks = {term for written in groups[topic_file.MASK].values() for term in written}
    whole = {mask: " ".join((parse(mask).anchor, *parse(mask).rest)) for mask in masks}
    assert {mask for mask in masks if not any(_touch(whole[mask], anchor) for anchor in anchors)} == set()


def _touch(mask: str, anchor: str) -> bool:
    """Whether an occurrence of the one can overlap the other: where words have no bounds, also by their ends."""
    unbounded = anchor > "\u2e80" and mask > "\u2e80"
    return anchor in mask or (unbounded and (mask[-1] == anchor[0] or anchor[-1] == mask[0]))


@pytest.mark.parametrize("path", [*FILES, data.relevance_file()], ids=lambda path: path.stem)
def test_the_quick_reading_says_what_tomllib_says(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert topic_text._plainly(source) == tomllib.loads(source)


LINE = st.sampled_from([
    "", "# a note", "[strong]", "[party.north]", "[[example]]", 'en = ["a", "b"]', "en = [", '"a",', '"b" # note', "]",
    'name = "x"', "tagged = true", "threshold = 3.0", "threshold = 3", 'fr = ["a" "b"]', "x = 'y'", 'y = """z"""',
    "[not]", "a.b = 1", '"q" = 1', "n = 03", "n = 1.", "en = [1]", "  en = []", 'k = "\\\\"', "[strong] # note",
    "z = []  ", "[example]", "[party]", "party = 1",
])


@settings(deadline=None)
@given(st.lists(LINE, max_size=9).map("\n".join))
def test_any_text_is_read_as_tomllib_reads_it(source: str) -> None:
    try:
        expected = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        with pytest.raises(tomllib.TOMLDecodeError):
            topic_text.tables(source)
    else:
        assert topic_text.tables(source) == expected
