"""When a page is looked at again: in its first days, never at once, never twice for one wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Access
from monitor.stages import revisits

SEEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WAITS = (DAY, 3 * DAY)


@pytest.mark.parametrize(("waits", "published", "now", "look"), [
    (WAITS, None, SEEN, SEEN + DAY),
    (WAITS, None, SEEN + 1.1 * DAY, SEEN + 3 * DAY),            # after the first look
    (WAITS, None, SEEN + 2.9 * DAY, SEEN + 3 * DAY),            # a machine that slept does not catch up
    (WAITS, None, SEEN + 4 * DAY, None),
    (WAITS, SEEN - 0.5 * DAY, SEEN, SEEN + 0.5 * DAY),          # counted from publication
    (WAITS, SEEN - 2 * DAY, SEEN, SEEN + DAY),
    (WAITS, SEEN - 10 * DAY, SEEN, None),                       # its first days are over
    (WAITS, SEEN - DAY, SEEN, SEEN + 2 * DAY),                  # not at once
    (WAITS, SEEN + 5 * DAY, SEEN, SEEN + DAY),                  # a date from the future is not believed
    ((3 * DAY, DAY), None, SEEN, SEEN + DAY),
    ((), None, SEEN, None),
])
def test_the_next_look_is_the_first_wait_that_lies_ahead(
    waits: tuple[timedelta, ...], published: datetime | None, now: datetime, look: datetime | None
) -> None:
    assert revisits.next_look(waits, SEEN, published, now, 0.0) == look


@given(
    st.lists(st.timedeltas(timedelta(0), 9 * DAY), max_size=4), st.timedeltas(-9 * DAY, 9 * DAY), st.floats(0, 1),
)
def test_there_are_never_more_looks_than_waits_and_each_is_an_hour_off(
    waits: list[timedelta], published: timedelta, jitter: float
) -> None:
    now, looks = SEEN, 0
    while (look := revisits.next_look(waits, SEEN, SEEN + published, now, jitter)) is not None:
        assert look >= now + revisits.SOONEST
        now, looks = look, looks + 1
    assert looks <= len(waits)


@pytest.mark.parametrize(("access", "worth"), [
    (Access.FULL, True), (Access.REMOVED, True), (Access.TEASER, False), (Access.BOT_WALL, False),
])
def test_only_whole_texts_are_worth_a_second_look(access: Access, worth: bool) -> None:
    assert revisits.is_worth_it(access) is worth
