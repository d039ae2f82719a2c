"""A feed that refuses us, is gone or has not answered for a day is told of; a bad hour is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import PollRow, Trouble
from monitor.stages import failing

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def polls(*newest_first: tuple[float, str, int | None]) -> list[PollRow]:
    return [
        PollRow(NOW - timedelta(hours=hours), outcome, status, f"The server answered {status}.", 0, 0.1, 0)
        for hours, outcome, status in newest_first
    ]


def refused(*hours: float) -> list[tuple[float, str, int | None]]:
    return [(hour, "failed", 403) for hour in hours]


@pytest.mark.parametrize(
    ("name", "history", "trouble"),
    [
        ("never asked", [], None),
        ("well", [(1, "polled", 200)], None),
        ("back", [(1, "unchanged", 304), *refused(7, 13, 25)], None),
        ("refused twice", refused(1, 7), None),
        ("refused three times", [*refused(1, 7, 13), (14, "polled", 200)], Trouble.HELD_BACK),
        ("refused, throttled between", [*refused(1, 7), (8, "failed", 429), *refused(13)], Trouble.HELD_BACK),
        ("refused and broken", [*refused(1, 7), (9, "failed", 500), *refused(13)], None),
        ("three failures in an hour", [(0.1, "failed", 500), (0.4, "failed", None), (1, "failed", 500)], None),
        ("three in two days", [(1, "failed", 500), (20, "failed", None), (48, "failed", 404)], Trouble.FAILING),
        ("one failure long ago, then offline", [(1, "offline", None), (60, "failed", 500)], None),
        ("offline for days", [(hour, "offline", None) for hour in range(1, 80, 6)], None),
        ("on its way elsewhere", [(1, "redirected", 301), (2, "polled", 200)], None),
        ("gone", [(1, "failed", 410), (2, "polled", 200)], Trouble.FAILING),
    ],
)
def test_what_keeps_a_feed_from_answering(
    name: str, history: list[tuple[float, str, int | None]], trouble: Trouble | None
) -> None:
    found = failing.trouble(polls(*history), NOW)
    assert (None if found is None else found[0]) is trouble, name


def test_the_reason_is_in_the_sentence() -> None:
    found = failing.trouble(polls((1, "failed", 500), (20, "failed", 500), (48, "failed", 500)), NOW)
    assert found == (Trouble.FAILING, "has not answered since 2026-02-28: The server answered 500.")
