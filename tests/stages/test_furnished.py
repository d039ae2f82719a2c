"""Furniture: what two pages of a house both hold is not what they tell."""

from __future__ import annotations

import pytest

from monitor.model import Relation
from monitor.stages import compare, furnished
from monitor.stages.compare import Piece, Weights
from monitor.stages.side import Side
from tests.stages.test_compare import ENGLISH, OTHER, encoder

BANNER = (
    "We value your privacy and use trackers with our partners to show you advertisements and to count visits. "
    "You can change your choice at any time in the settings at the foot of the page. "
    "Become a member today and read every story without limits. "
    "Get the news of the day in your inbox each morning, and follow us on all channels. "
)
PAYWALL = " This story is for members only. Log in or choose a plan that suits you."


def side(piece: Piece) -> Side:
    return Side(piece, encoder(), Weights())


def under(banner: str, piece: Piece, length: int) -> Piece:
    return Piece(piece.title, banner + piece.text[:length], piece.language)


def test_two_reports_under_one_banner_are_no_copies() -> None:
    a, b = under(BANNER, ENGLISH, 300), under(BANNER, OTHER, 300)
    assert compare.pair(a, b, encoder=encoder()).relation is Relation.DIFFERENT
    assert compare.pair(b, a, encoder=encoder()).relation is Relation.DIFFERENT


@pytest.mark.parametrize("length", [115, 240])
def test_two_reports_before_one_notice_are_no_copies(length: int) -> None:
    a, b = (Piece(piece.title, piece.text[:length] + " " + BANNER, "en") for piece in (ENGLISH, OTHER))
    assert compare.pair(a, b, encoder=encoder()).relation is Relation.DIFFERENT


@pytest.mark.parametrize("length", [115, 200, 300])
def test_a_cut_copy_with_what_its_page_adds_is_one(length: int) -> None:
    cut = Piece(ENGLISH.title, ENGLISH.text[:length] + PAYWALL, "en")
    assert compare.pair(ENGLISH, cut, encoder=encoder()).relation is Relation.NEAR_DUPLICATE
    assert compare.pair(ENGLISH, under(BANNER, ENGLISH, 400), encoder=encoder()).relation is Relation.NEAR_DUPLICATE


def test_a_report_under_two_new_leads_is_a_copy() -> None:
    leads = ("Officials spoke late on Monday, and observers waited. ", "Agencies had the news first, in the evening. ")
    a, b = (Piece(ENGLISH.title, lead + ENGLISH.text[130:], "en") for lead in leads)
    assert compare.pair(a, b, encoder=encoder()).relation is Relation.NEAR_DUPLICATE


def test_what_both_begin_with_bears_on_the_rest_or_does_not() -> None:
    assert furnished.bears(side(ENGLISH), side(Piece("", ENGLISH.text[:200] + PAYWALL, "en")))
    assert not furnished.bears(side(under(BANNER, ENGLISH, 500)), side(under(BANNER, OTHER, 500)))
    under_one_title = Piece(ENGLISH.title.upper(), BANNER + OTHER.text, "en")
    assert furnished.bears(side(under(BANNER, ENGLISH, 500)), side(under_one_title))


def test_what_is_ones_own_is_what_the_other_lacks() -> None:
    a, b = furnished.own(side(under(BANNER, ENGLISH, 500)), side(under(BANNER, OTHER, 500)))
    assert "trackers" not in a.text + b.text
    assert a.text.startswith("The ministers of Norway")
    assert b.text.startswith("The city orchestra")


def test_where_one_has_nothing_else_both_stay_whole() -> None:
    banner, report = side(Piece("", BANNER, "en")), side(under(BANNER, ENGLISH, 500))
    assert furnished.own(banner, report) == (banner, report)
    assert furnished.bears(banner, banner)
