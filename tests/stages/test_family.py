"""A text in several languages says what belongs to it: what one of them agrees with by chance does not."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from monitor.model import Level, Match, Relation
from monitor.stages import family
from monitor.stages.duplicates import Weights
from monitor.stages.family import BELONGS, VOICES
from monitor.stages.side import Piece, Side
from tests.pipeline.test_order import CZECH, FRENCH
from tests.stages.test_compare import CHINESE, ENGLISH, GERMAN, NOON, OTHER, SWEDISH

WEEK = timedelta(days=7)


def sides(**pieces: Piece) -> dict[str, Side]:
    return {name: Side(piece, None, Weights()) for name, piece in pieces.items()}


READ = sides(en=ENGLISH, de=GERMAN, zh=CHINESE, fr=FRENCH)
UNREAD = sides(sv=SWEDISH, cs=CZECH)


def link(a: str, b: str, level: Level = Level.TRANSLATION) -> Match:
    return Match(a, b, Relation.TRANSLATION, level, 0.95, "")


BETWEEN_READ = [link(a, b) for a, b in combinations(sorted(READ), 2)]


def pairs(found: tuple[Match, ...]) -> set[frozenset[str]]:
    return {frozenset((match.article_id, match.other_id)) for match in found}


def test_a_translation_belongs_and_a_stranger_with_its_names_and_numbers_does_not() -> None:
    for side in UNREAD.values():
        assert (family.belonging(READ, side, WEEK) or 0.0) >= BELONGS
    stranger = Side(OTHER, None, Weights())
    assert (family.belonging(READ, stranger, WEEK) or 0.0) < BELONGS


def test_two_languages_say_nothing_and_nobody_speaks_outside_the_window() -> None:
    few = {name: READ[name] for name in sorted(READ)[:VOICES - 1]}
    assert family.belonging(few, UNREAD["sv"], WEEK) is None
    early = Side(Piece("", SWEDISH.text, "sv", published=NOON), None, Weights())
    dated = {
        name: Side(Piece("", side.text, side.language, published=NOON + 2 * WEEK), None, Weights())
        for name, side in READ.items()
    }
    assert family.belonging(dated, early, WEEK) is None
    assert family.belonging(dated, early, 3 * WEEK) is not None


def test_edits_of_one_language_are_one_voice() -> None:
    many = sides(en=ENGLISH, en2=ENGLISH, en3=ENGLISH, de=GERMAN)
    assert family.voices(many) == ["de", "en"]
    assert family.belonging(many, UNREAD["sv"], WEEK) is None


@pytest.mark.parametrize("arrived", ["en", "sv"])
def test_whoever_arrives_last_gives_the_same_matches(arrived: str) -> None:
    mine = tuple(match for match in BETWEEN_READ if arrived in (match.article_id, match.other_id))
    links = [match for match in BETWEEN_READ if arrived not in (match.article_id, match.other_id)]
    settled = family.settled(arrived, mine, READ, UNREAD, links, WEEK)
    every = pairs((*settled.matches, *settled.others, *links))
    assert every == {frozenset(pair) for pair in combinations([*READ, *UNREAD], 2)}
    assert settled.gone == frozenset()
    assert {match.article_id for match in settled.matches if match not in mine} <= {arrived}
    assert all(arrived not in (match.article_id, match.other_id) for match in settled.others)
    assert all(match.evidence for match in settled.others)


def test_a_translation_by_chance_is_gone_and_one_that_was_read_stays() -> None:
    links = [*BETWEEN_READ, link("sv", "chance"), link("report", "sv", Level.ABRIDGED_TRANSLATION)]
    settled = family.settled("it", (), READ, UNREAD, links, WEEK)
    assert settled.gone == {frozenset(("sv", "chance"))}
    kept = family.settled("it", (), READ, UNREAD, [*links, link("chance", "de"), link("chance", "fr")], WEEK)
    assert kept.gone == frozenset()         # it holds the text of the family, though the article did not meet it


def test_what_does_not_belong_is_no_translation_of_any_of_them() -> None:
    stranger = sides(cs=Piece("", OTHER.text, "cs"))
    mine = (link("en", "cs"), link("en", "de"))
    settled = family.settled("en", mine, READ, stranger, [link("cs", "fr"), link("cs", "elsewhere")], WEEK)
    assert pairs(settled.matches) == {frozenset(("en", "de"))}
    assert settled.others == ()
    assert settled.gone == {frozenset(("cs", "fr"))}
