"""What an HTTP answer means for an entry: a page to read, a later try, or an end."""

from __future__ import annotations

from datetime import timedelta

from monitor.errors import Gone, Refused, Transient, Unreachable, Walled
from monitor.model import Response

# A 403 is no proof of death: some hosts answer so to whole clouds, or to the hundredth request (feeds.md, peers.md);
# it is tried again before it counts as a wall.
FORBIDDEN_PAUSE = timedelta(hours=6)
MOST_FORBIDDEN = 3

_FINAL: dict[int, type[Refused] | type[Gone] | type[Walled] | type[Unreachable]] = {
    401: Walled, 402: Walled, 407: Walled, 404: Gone, 410: Gone, 451: Refused,
}


def page(response: Response, failures: int, rest: timedelta | None) -> None:
    """Return if the answer is a page; raise what it is otherwise.

    `failures` are the entry's transient failures so far, `rest` the Retry-After that came with the answer.
    """
    status = response.status
    if 200 <= status < 300 and status not in (204, 205, 206):
        return
    if status in _FINAL:
        raise _FINAL[status](f"The server answered {status}.")
    if status == 403:
        if failures + 1 >= MOST_FORBIDDEN:
            raise Walled(f"The server answered 403 {failures + 1} times.")
        raise Transient("The server answered 403.", rest or FORBIDDEN_PAUSE, status)
    if status in (408, 425, 429) or status >= 500:
        if status > 599:
            raise Unreachable(f"The server answered {status}, which is no status of HTTP.")
        raise Transient(f"The server answered {status}.", rest, status)
    raise Unreachable(f"The server answered {status}.")
