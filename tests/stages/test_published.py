"""Which of many dates is the day of publication."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import Published
from monitor.stages import dates, published

FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)


def date(text: str, origin: str = "json-ld") -> Published:
    found = dates.read(text, origin, datetime(2030, 1, 1, tzinfo=UTC))
    assert found is not None
    return found


@pytest.mark.parametrize(("page", "feed", "chosen", "notes"), [
    ([], [], None, 0),
    (["2026-03-08T10:00:00+01:00", "2026-03-07"], [], "2026-03-08T10:00:00+01:00", 0),
    (["2026-03-08"], ["2026-03-09T08:00:00+00:00"], "2026-03-09T08:00:00+00:00", 0),
    (["2025-01-01"], ["2026-03-09T08:00:00+00:00"], "2026-03-09T08:00:00+00:00", 1),
    (["2026-03-09T08:30:00+00:00"], ["2026-03-09"], "2026-03-09T08:30:00+00:00", 0),
    (["2026-03-08T08:30:00+00:00"], ["2026-03-09"], "2026-03-09", 0),
    (["2026-03-12T08:00:00+00:00", "2026-03-01"], [], "2026-03-01", 1),
    (["2026-03-12T08:00:00+00:00"], [], None, 1),
    (["2026-03-11"], [], "2026-03-11", 0),
    (["2026-03-05"], ["2026-05-09T08:00:00+00:00"], "2026-03-05", 0),
])
def test_the_feed_is_believed_and_the_future_is_not(
    page: list[str], feed: list[str], chosen: str | None, notes: int
) -> None:
    found, remarks = published.choose([date(text) for text in page], [date(text, "feed") for text in feed], FETCHED)
    assert (found.text if found else None) == chosen
    assert len(remarks) == notes
