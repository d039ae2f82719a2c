"""How long a host is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import pace

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SPANS = st.timedeltas(timedelta(0), timedelta(days=3))


@pytest.mark.parametrize(("gap", "rest", "response_time", "silent", "expected"), [
    (SECOND, None, None, 0, SECOND),
    (SECOND, None, 0.2, 0, SECOND),
    (SECOND, None, 6.0, 0, 6 * SECOND),             # as long as it took to answer
    (SECOND, None, 600.0, 0, MINUTE),
    (7 * SECOND, None, 6.0, 0, 7 * SECOND),         # crawl-delay
    (SECOND, 10 * MINUTE, 6.0, 0, 10 * MINUTE),     # Retry-After
    (timedelta(0), None, 6.0, 0, timedelta(0)),     # a proxy of our own
    (SECOND, None, None, 1, SECOND),                # one bad page
    (SECOND, None, None, 2, 10 * MINUTE),
    (timedelta(0), None, None, 3, 20 * MINUTE),
    (SECOND, None, None, 500, pace.LONGEST_SILENT_REST),
])
def test_the_longest_of_what_is_owed_counts(
    gap: timedelta, rest: timedelta | None, response_time: float | None, silent: int, expected: timedelta
) -> None:
    assert pace.pause(gap, rest, response_time, silent) == expected


@given(SPANS, st.none() | SPANS, st.none() | st.floats(0, 1e5), st.integers(0, 10**6))
def test_a_pause_is_never_shorter_than_what_is_owed_or_asked(
    gap: timedelta, rest: timedelta | None, response_time: float | None, silent: int
) -> None:
    pause = pace.pause(gap, rest, response_time, silent)
    assert max(gap, rest or timedelta(0)) <= pause
    assert pause <= max(gap, rest or timedelta(0), pace.LONGEST_SILENT_REST)


@given(st.lists(st.floats(0, 100), min_size=1))
def test_a_smoothed_time_lies_among_those_that_were_seen(seconds: list[float]) -> None:
    held = None
    for each in seconds:
        held = pace.smoothed(held, each)
    assert held is not None
    assert min(seconds) - 1e-9 <= held <= max(seconds) + 1e-9


@pytest.mark.parametrize(("failures", "response_time", "silent", "requests", "hurried"), [
    (0, None, 0, 0, True),      # a host that nobody asked yet
    (0, 0.3, 0, 100, True),
    (1, 0.3, 0, 100, False),    # what failed before gets its whole time
    (0, 6.0, 0, 5, False),      # always slow, and answers
    (0, 6.0, 0, 2, True),       # too few answers to tell
    (0, 10.0, 1, 5, True),      # the last request was left without an answer: the next row may not wait as long
])
def test_only_a_first_try_at_a_host_that_is_not_always_slow_is_hurried(
    failures: int, response_time: float | None, silent: int, requests: int, hurried: bool
) -> None:
    assert pace.may_hurry(failures, response_time, silent, requests) is hurried
