"""Every status has one meaning for an entry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import Gone, MonitorError, Refused, Transient, Unreachable, Walled
from monitor.model import Response
from monitor.stages import answer


def _answered(status: int) -> Response:
    return Response("https://a.example/x", status, {}, b"", 0.1)


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, Gone), (410, Gone), (401, Walled), (451, Refused), (500, Transient), (503, Transient), (429, Transient),
     (403, Transient), (400, Unreachable), (204, Unreachable), (304, Unreachable), (999, Unreachable)],
)
def test_a_status_that_is_no_page_is_raised_as_what_comes_next(status: int, error: type[MonitorError]) -> None:
    with pytest.raises(error, match=str(status)):
        answer.page(_answered(status), 0, None)


def test_a_page_is_let_through() -> None:
    answer.page(_answered(200), 0, None)


def test_the_wait_that_a_server_asks_for_is_passed_on() -> None:
    with pytest.raises(Transient) as raised:
        answer.page(_answered(429), 0, timedelta(minutes=7))
    assert raised.value.after == timedelta(minutes=7)


def test_a_403_is_a_wall_only_after_several_tries() -> None:
    with pytest.raises(Walled):
        answer.page(_answered(403), answer.MOST_FORBIDDEN - 1, None)
