"""Stretches of time as people type them, in the reader's zone, over the edges of months, years and clocks."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misused
from monitor.stages import period

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(("text", "zone", "start", "end"), [
    ("7d", UTC, "2026-03-24T22:30", None),
    ("24h", UTC, "2026-03-30T22:30", None),
    ("2w", UTC, "2026-03-17T22:30", None),
    ("1m", UTC, "2026-02-28T22:30", None),
    ("1y", UTC, "2025-03-31T22:30", None),
    ("today", UTC, "2026-03-31T00:00", "2026-04-01T00:00"),
    ("today", PARIS, "2026-03-31T22:00", "2026-04-01T22:00"),
    ("Yesterday", UTC, "2026-03-30T00:00", "2026-03-31T00:00"),
    ("2026", UTC, "2026-01-01T00:00", "2027-01-01T00:00"),
    ("2026-12", UTC, "2026-12-01T00:00", "2027-01-01T00:00"),
    ("2026-3-9", UTC, "2026-03-09T00:00", "2026-03-10T00:00"),
    ("2026-03-29", PARIS, "2026-03-28T23:00", "2026-03-29T22:00"),      # the day that loses an hour
    ("2026-03-09T18:00", PARIS, "2026-03-09T17:00", "2026-03-09T17:00"),
    ("2026-03-09T18:00Z", PARIS, "2026-03-09T18:00", "2026-03-09T18:00"),
    ("2026-01..2026-02", UTC, "2026-01-01T00:00", "2026-03-01T00:00"),
    ("..2026-02", UTC, None, "2026-03-01T00:00"),
    ("2w..yesterday", UTC, "2026-03-17T22:30", "2026-03-31T00:00"),
])
def test_a_period_is_read(text: str, zone: tzinfo, start: str | None, end: str | None) -> None:
    found = period.read(text, NOW, zone)
    assert [f"{moment:%Y-%m-%dT%H:%M}" if moment else None for moment in (found.start, found.end)] == [start, end]


@pytest.mark.parametrize("text", [
    "", "..", "soon", "7", "d7", "-7d", "2026-00", "2026-02-30", "0000", "9999-12-31", "999999d", "9999999d", "99999y",
    "2026-03..2026-01", "2026-03-09T25:00", "today..yesterday", "१२d", "2026_03",
])
def test_what_is_no_period_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Misused):
        period.read(text, NOW, UTC)


@given(st.text(alphabet="0123456789-.:dwmyhTZ+today yesterday", max_size=25))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    try:
        found = period.read(text, NOW, PARIS)
    except Misused:
        return
    assert found.start is not None or found.end is not None
