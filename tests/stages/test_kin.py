"""What holds one text in several languages speaks for and against the likeness of each."""

from __future__ import annotations

import pytest

from monitor.model import Comparison, Level, Match, Relation
from monitor.stages import kin, levels
from monitor.stages.duplicates import Weights
from monitor.stages.kin import Unread
from monitor.stages.side import Side
from tests.stages.test_compare import ENGLISH, GERMAN, OTHER, SWEDISH, Piece, stored

NINE = ("cs", "fa", "fi", "he", "hi", "sv", "uk", "vi", "ro")
ONE_TEXT = kin.of(
    Match(a, b, Relation.TRANSLATION, Level.TRANSLATION, 0.9, "") for a in NINE for b in NINE if a < b
)
YES = Comparison(Relation.TRANSLATION, Level.TRANSLATION, 0.95, 1.0, "")
NO = levels.nothing()
DOUBTFUL = levels.related(0.4)


def voted(said: dict[str, Comparison], piece: Piece = SWEDISH, *, is_within: bool = True) -> dict[str, Level]:
    me, other = Side(ENGLISH, None, Weights()), Side(piece, None, Weights())
    judged = [(stored(piece, name), one) for name, one in said.items()]
    unread = {name: Unread(me, other, is_within) for name in said}
    return {known.article_id: one.level for known, one in kin.voted(judged, unread, ONE_TEXT)}


def test_a_text_that_is_repeated_in_most_languages_is_repeated_in_the_doubtful_one() -> None:
    assert voted({"cs": YES, "fa": YES, "fi": DOUBTFUL, "he": NO})["fi"] is Level.TRANSLATION
    assert voted({"cs": YES, "fa": YES, "fi": DOUBTFUL}, is_within=False)["fi"] is Level.RELATED
    assert voted({"cs": YES, "fi": DOUBTFUL, "he": NO})["fi"] is Level.RELATED
    stranger = Piece("", OTHER.text[::-1], "sv")
    assert voted({"cs": YES, "fa": YES, "fi": DOUBTFUL}, stranger)["fi"] is Level.RELATED


def test_a_text_that_is_repeated_in_one_language_of_many_met_it_by_chance() -> None:
    assert voted({"cs": YES, "fa": NO, "fi": NO})["cs"] is Level.RELATED
    assert voted({"cs": YES, "fa": NO})["cs"] is Level.TRANSLATION          # one language alone proves nothing
    assert voted({"cs": YES, "fa": YES, "fi": NO, "he": NO})["cs"] is Level.TRANSLATION
    assert voted({"cs": YES, "fa": DOUBTFUL, "fi": DOUBTFUL, "he": DOUBTFUL})["cs"] is Level.TRANSLATION


def test_an_article_is_the_translation_of_one_text_and_not_of_another_beside_it() -> None:
    assert voted({"cs": YES, "fa": YES, "fi": YES, "stranger": YES})["stranger"] is Level.RELATED
    assert voted({"cs": YES, "fa": YES, "stranger": YES})["stranger"] is Level.TRANSLATION      # two may be mistaken


def test_what_the_encoder_read_is_not_voted_on() -> None:
    judged = [(stored(GERMAN, "cs"), YES), (stored(OTHER, "fa"), NO), (stored(OTHER, "fi"), NO)]
    assert kin.voted(judged, {}, ONE_TEXT) == judged


@pytest.mark.parametrize(("found", "expected"), [
    ({}, False), ({"fa": 0.9}, False), ({"fa": 0.9, "fi": 0.8}, True), ({"fa": 1.0}, True), ({"elsewhere": 1.0}, False),
])
def test_two_others_or_a_twin_settle_it_without_reading(found: dict[str, float], expected: bool) -> None:
    assert kin.is_told(kin.ways(ONE_TEXT, "cs", found), found) is expected


def test_the_surest_way_goes_first_and_is_as_sure_as_its_weaker_half() -> None:
    assert [(way.article_id, way.score) for way in kin.ways(ONE_TEXT, "cs", {"fa": 0.6, "fi": 0.99})] == [
        ("fi", 0.9), ("fa", 0.6),
    ]


def test_parts_of_a_text_do_not_hold_it() -> None:
    assert kin.of([Match("a", "b", Relation.NEAR_DUPLICATE, Level.PARTIAL_COPY, 0.9, "")]) == {}
    assert kin.of([Match("a", "b", Relation.SAME_STORY, Level.SAME_STORY, 0.9, "")]) == {}


def test_a_translation_by_names_of_what_was_read_and_is_another_text_met_by_chance() -> None:
    by_names, read = (Match("me", name, Relation.TRANSLATION, Level.TRANSLATION, 0.95, "") for name in ("fa", "de"))
    held = kin.of([Match("fa", "de", Relation.TRANSLATION, Level.TRANSLATION, 0.9, "")])
    assert kin.without_chance([by_names], {"fa"}, held, {"de"}) == []
    assert kin.without_chance([by_names, read], {"fa"}, held, {"de"}) == [by_names, read]
    assert kin.without_chance([by_names], {"fa"}, held, set()) == [by_names]       # no encoder reads that one either
    assert kin.without_chance([by_names], {"fa"}, {}, {"de"}) == [by_names]
