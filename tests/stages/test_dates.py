"""Dates as they are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import dates, months

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("text", "expected"), [
    # ISO 8601 and its neighbours
    ("2024-05-01", "2024-05-01"),
    ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+00:00"),
    ("2024-05-01T10:00:00.123456+02:00", "2024-05-01T10:00:00+02:00"),
    ("2024-05-01T10:00:00+0200", "2024-05-01T10:00:00+02:00"),
    ("2024-05-01 10:00", "2024-05-01T10:00:00"),
    ("2024-5-1 9:05:00 UTC", "2024-05-01T09:05:00+00:00"),
    ("2024-05-01T10:00:00 +0200", "2024-05-01T10:00:00+02:00"),
    ("2024/05/01", "2024-05-01"),
    ("2024.05.01.", "2024-05-01"),
    ("20240501", "2024-05-01"),
    ("20240501T100000Z", "2024-05-01T10:00:00+00:00"),
    ("2024-05-01T24:00:00Z", "2024-05-02T00:00:00+00:00"),
    ("1714557600", "2024-05-01T10:00:00+00:00"),
    ("1714557600000", "2024-05-01T10:00:00+00:00"),
    # RFC 822 and what feeds make of it
    ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00+00:00"),
    ("Wed, 01 May 2024 10:00:00 +0000", "2024-05-01T10:00:00+00:00"),
    ("Wed, 1 May 2024 10:00:00 EST", "2024-05-01T10:00:00-05:00"),
    ("Wed, 01 May 2024 10:00:00 -03:00", "2024-05-01T10:00:00-03:00"),
    ("Wed, 01 May 2024 10:00:00 Z", "2024-05-01T10:00:00+00:00"),
    ("Wed, 01 May 2024 10:00:00 XYZ", "2024-05-01T10:00:00"),
    ("Wed,01 May 2024 4:35:5 GMT+9", "2024-05-01T04:35:05+09:00"),
    ("01 May 24 10:00 +0000", "2024-05-01T10:00:00+00:00"),
    ("Wed, 01 May 2024 23:59:60 +0000", "2024-05-01T23:59:59+00:00"),
    ("Wed, 01 May 2024 10:00:00 +9999", "2024-05-01T10:00:00"),
    ("Wed, 01 May 2024", "2024-05-01"),
    ("Wed May  1 10:00:00 2024", "2024-05-01T10:00:00"),
    ("Wed May 01 10:00:00 EST 2024", "2024-05-01T10:00:00-05:00"),
    ("Wed May 01 2024 10:00:00 GMT+0100 (CET)", "2024-05-01T10:00:00+01:00"),
    ("Wednesday, May 1st, 2024 at 3:05 PM EDT", "2024-05-01T15:05:00-04:00"),
    ("May 1, 2024, 12:05 a.m.", "2024-05-01T00:05:00"),
    ("1-May-2024", "2024-05-01"),
    ("May 5, 2024 by Marta", "2024-05-05"),
    # other languages
    ("mer, 16 nov 2022", "2022-11-16"),
    ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T19:42:40-03:00"),
    ("mar. 5 mars 2024", "2024-03-05"),
    ("mardi 5 mars 2024 à 10h30", "2024-03-05T10:30:00"),
    ("1er août 2024", "2024-08-01"),
    ("Dienstag, 5. März 2024, 10:30 Uhr", "2024-03-05T10:30:00"),
    ("martes, 5 de marzo de 2024", "2024-03-05"),
    ("martedì 5 maggio 2024", "2024-05-05"),
    ("5 mei 2024", "2024-05-05"),
    ("tisdag 5 oktober 2021", "2021-10-05"),
    ("keskiviikko 6. marraskuuta 2024 10:30", "2024-11-06T10:30:00"),
    ("6 października 2024", "2024-10-06"),
    ("5. července 2024", "2024-07-05"),
    ("5. června 2024", "2024-06-05"),
    ("2022. november 16.", "2022-11-16"),
    ("16 noiembrie 2022", "2022-11-16"),
    ("16 Kasım 2022 Çarşamba", "2022-11-16"),
    ("12 апреля 2024 г., 10:30", "2024-04-12T10:30:00"),
    ("6 серпня 2024", "2024-08-06"),
    ("16 Νοεμβρίου 2022", "2022-11-16"),
    ("١٦ نوفمبر ٢٠٢٢", "2022-11-16"),
    ("16 בנובמבר 2022", "2022-11-16"),
    ("16 नवंबर 2022", "2022-11-16"),
    ("16 พ.ย. 2565", "2022-11-16"),
    ("16 November 2022, 10.30 WIB", "2022-11-16"),
    ("16 tháng 11, 2022", "2022-11-16"),
    ("Thứ tư, 16/11/2022 15:04 (GMT+7)", "2022-11-16T15:04:00+07:00"),
    ("2024年5月1日 下午3:05", "2024-05-01T15:05:00"),
    ("2024年05月01日 10時30分", "2024-05-01T10:30:00"),
    ("2024년 5월 1일 오후 3:05", "2024-05-01T15:05:00"),
    # numbers alone
    ("23/11/2024", "2024-11-23"),
    ("11/23/2024 4:05 PM", "2024-11-23T16:05:00"),
    ("11/03/2024 4:05 PM", "2024-11-03T16:05:00"),
    ("03.11.2024 16:05", "2024-11-03T16:05:00"),
    ("03/03/2024", "2024-03-03"),
])
def test_a_date_is_read_in_the_zone_it_was_given_in(text: str, expected: str) -> None:
    found = dates.read(text, "feed", NOW)
    assert found is not None
    assert found.text == expected
    assert found.origin == "feed"
    written = datetime.fromisoformat(expected)
    assert found.instant == (written if written.tzinfo else written.replace(tzinfo=UTC))


@pytest.mark.parametrize("text", [
    "", " ", "soon", "0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 +0000", "1970-01-01", "0000-00-00 00:00:00",
    "2024-13-01", "2024-02-30", "Sun, 31 Feb 2023 10:00:00 GMT", "2024-05-01T25:00:00Z", "2024-05-01T10:61:00Z",
    "9999-12-31", "2026-12-25", "2003", "2003-12", "November 2022", "24:00", "03/04/2024", "1/2/3", "99999999",
    "2024-05-01" * 20, "٣" * 50, "9" * 100, "item 5 of 2024",
])
def test_what_is_no_date_or_cannot_be_one_is_unknown(text: str) -> None:
    assert dates.read(text, "feed", NOW) is None


def test_the_feeds_other_dates_settle_an_ambiguous_one() -> None:
    assert dates.order_of(["03/04/2024", "23/04/2024"]) is True
    assert dates.order_of(["03/04/2024", "04/23/2024"]) is False
    assert dates.order_of(["03/04/2024", "soon", ""]) is None
    first, second = (dates.read("03/04/2024", "feed", NOW, day_first=order) for order in (True, False))
    assert first is not None
    assert second is not None
    assert (first.text, second.text) == ("2024-04-03", "2024-03-04")


def test_without_a_now_the_future_is_not_judged() -> None:
    assert dates.read("2031-01-01", "import") is not None
    assert dates.read("2031-01-01", "feed", NOW) is None


def test_tomorrow_elsewhere_is_not_the_future() -> None:
    assert dates.read("2026-12-01", "feed", NOW) is not None
    assert dates.read("2026-12-02", "feed", NOW) is None


moments = st.datetimes(datetime(1996, 1, 1), datetime(2026, 11, 1)).map(lambda moment: moment.replace(microsecond=0))
zones = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(moments, zones, st.sampled_from(["%a, %d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%d %B %Y %H:%M:%S %z"]))
def test_what_is_written_by_the_standards_comes_back(moment: datetime, zone: timezone, form: str) -> None:
    aware = moment.replace(tzinfo=zone)
    found = dates.read(aware.strftime(form), "feed")
    assert found is not None
    assert datetime.fromisoformat(found.text) == aware == found.instant
    assert found.instant.tzinfo is UTC


@given(st.text() | st.from_regex(r"[\d/.:, \-+TZ]{1,40}", fullmatch=True))
def test_no_text_raises_and_what_is_read_can_be_true(text: str) -> None:
    found = dates.read(text, "feed", NOW)
    if found is not None:
        assert dates.EARLIEST <= found.instant <= NOW + dates.TOLERANCE
        again = dates.read(found.text, "feed", NOW)
        assert again is not None
        assert (again.text, again.instant) == (found.text, found.instant)


@pytest.mark.parametrize(("word", "number"), [
    ("sept", 9), ("september", 9), ("ma", None), ("x", None), ("marraskuuta", 11), ("marzo", 3), ("май", 5), ("", None),
])
def test_a_month_is_known_by_its_longest_beginning(word: str, number: int | None) -> None:
    assert months.number(word) == number


@pytest.mark.parametrize("text", [
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "Fri, 31 Dec 9999 23:00 -0500",
])
def test_the_ends_of_time_are_no_dates(text: str) -> None:
    assert dates.read(text, "feed", None) is None
