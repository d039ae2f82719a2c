"""A second opinion takes tags away where the meaning speaks against them, and never gives one."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import data
from monitor.model import Vector
from monitor.stages import opinion, relevance, topics
from monitor.stages.opinion import Opinion
from monitor.stages.topics import Topics

WORDS = 'name = "water"\nabout = "Water"\n[strong]\nen = ["river*"]\n'


@pytest.fixture
def judge(tmp_path: Path) -> Opinion:
    """Of three dimensions, the first speaks for water and the second against."""
    path = tmp_path / "water.json"
    path.write_text(json.dumps({
        "topic": "water", "languages": ["en"], "encoder": "words", "least": 0.1, "bias": 0.0, "scale": 4 / 127 / 127,
        "weights": b64encode(bytes([127, 256 - 127, 0])).decode(),
    }), encoding="utf-8")
    return opinion.read(path)


@pytest.fixture
def known(tmp_path: Path, judge: Opinion) -> Topics:
    (tmp_path / "water.toml").write_text(WORDS, encoding="utf-8")
    return replace(topics.load([tmp_path]), opinions={"water": judge})


def vector(*values: int, encoder: str = "words-1.2") -> Vector:
    return Vector(encoder, bytes(value % 256 for value in values), b"")


FOR, AGAINST, NEITHER = vector(127, 0, 0), vector(0, 127, 0), vector(0, 0, 127)


@pytest.mark.parametrize(("meaning", "likely"), [(FOR, 0.982), (AGAINST, 0.018), (NEITHER, 0.5)])
def test_the_meaning_makes_a_probability(judge: Opinion, meaning: Vector, likely: float) -> None:
    assert opinion.probability(meaning, judge, "en") == pytest.approx(likely, abs=0.001)
    assert opinion.probability(meaning, judge, None) == pytest.approx(likely, abs=0.001)


def test_what_the_encoder_does_not_read_or_another_made_says_nothing(judge: Opinion) -> None:
    assert opinion.probability(AGAINST, judge, "cs") is None
    assert opinion.probability(vector(0, 127, 0, encoder="others-1"), judge, "en") is None
    assert opinion.probability(vector(0, 127), judge, "en") is None


@pytest.mark.parametrize(("meaning", "language", "tagged"), [
    (None, "en", True), (FOR, "en", True), (NEITHER, "en", True), (AGAINST, "en", False), (AGAINST, "cs", True),
])
def test_it_takes_a_tag_away_where_the_meaning_is_another(
    known: Topics, meaning: Vector | None, language: str, tagged: bool
) -> None:
    plain = topics.tag("", "The river rises.", known, "en")
    assert topics.is_open(plain, known)
    assert topics.heard(plain, known, meaning, language) == (plain if tagged else ())
    if language == "en":
        assert topics.tag("", "The river rises.", known, language, meaning) == (plain if tagged else ())


def test_it_never_gives_a_tag(known: Topics) -> None:
    assert topics.tag("", "A dry season.", known, "en", FOR) == ()
    assert not topics.is_open((), known)


def test_an_explanation_says_what_the_meaning_said(known: Topics) -> None:
    (told,) = topics.explain("", "The river rises.", known, "en", AGAINST)
    assert (told.score, told.tagged, told.doubted) == (3.0, False, True)
    assert told.meaning == pytest.approx(0.018, abs=0.001)
    assert [hit.text for hit in told.evidence] == ["river"]
    (unasked,) = topics.explain("", "A dry season.", known, "en", AGAINST)
    assert (unasked.meaning, unasked.doubted) == (None, False)


def test_what_ships_speaks_of_a_topic_that_ships_and_changes_its_version(known: Topics) -> None:
    shipped = [opinion.read(path) for path in data.opinions_folder().glob("*.json")]
    assert [one.topic for one in shipped] == ["geopolitics"]
    assert len(shipped[0].weights) == 512
    assert {"en", "fr", "de", "es", "zh", "ja"} <= shipped[0].languages
    gate = relevance.load(data.relevance_file())
    without = replace(known, opinions={})
    assert known.versions != without.versions
    assert relevance.version_of(known, gate) != relevance.version_of(without, gate)
