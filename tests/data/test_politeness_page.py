"""What the page for publishers promises stands in the code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor import assemble
from monitor.settings import Settings
from monitor.stages import gap, pace, schedule

PAGE = (Path(__file__).parents[2] / "docs" / "politeness.md").read_text(encoding="utf-8")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(("promise", "is_kept"), [
    ("at least 1 s (`delay`)", Settings().delay == 1.0),
    ("at most once an hour, at least once a day", (schedule.FLOOR, schedule.CAP) == (HOUR, DAY)),
    ("again after fourteen answers", schedule.PROBE_EVERY == 14),
    ("two days at most", schedule.LONGEST_RETRY_AFTER == 2 * DAY),
    ("ten minutes after a 429", timedelta(minutes=10) == schedule.THROTTLED_REST),
    ("after 1 h, 2 h, 4 h … a week", (schedule.FIRST_WAIT, schedule.LONGEST_WAIT) == (HOUR, 7 * DAY)),
    ("after 15 min, 1 h, 4 h, 16 h", (schedule.ENTRY_WAIT, schedule.MOST_TRIES) == (HOUR / 4, 5)),
    ("| 403 | 6 h", schedule.FORBIDDEN_WAIT == 6 * HOUR),
    ("a feed after a day", schedule.NOT_FOUND_WAIT == DAY),
    ("a minute at most", timedelta(minutes=1) == pace.MOST_EASE),
    ("left alone for ten minutes", (2, timedelta(minutes=10)) == (pace.MOST_SILENT, pace.SILENT_REST)),
    ("up to three archive pages", gap.MOST_PAGES == 3),
    ("one and three days after", Settings().revisit_waits == (DAY, 3 * DAY)),
    ("for 90 days", Settings().page_days == 90),
    ("User-agent: Monitor\n", assemble.AGENT == "Monitor"),
])
def test_a_promise_is_written_and_kept(promise: str, is_kept: bool) -> None:
    assert promise in PAGE
    assert is_kept
