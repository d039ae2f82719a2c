"""One request to a host whose lease is ours: what it cost is told to `Pace` when the visit ends, however it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType

from monitor.errors import Transient
from monitor.model import Response, Validators
from monitor.pipeline.desk import Desk
from monitor.stages import address, robots, schedule


def gap_of(desk: Desk, url: str) -> timedelta:
    """The pause that a host is owed: ours, or what its robots.txt asks, where that is known."""
    rules = desk.store.pace.robots(address.host_of(url)) if desk.limits.keep_crawl_delay else None
    asked = robots.verdict(rules, url, desk.limits.agent).delay if rules is not None else None
    return max(desk.limits.gap, asked or timedelta(0))


@dataclass(slots=True)
class Visit:
    """A context: inside it the host is ours alone, after it the host rests for its gap."""

    desk: Desk
    host: str
    gap: timedelta
    seconds: float = 0.0
    size: int = 0
    status: int | None = None
    rest: timedelta | None = field(default=None)

    def __enter__(self) -> Visit:
        return self

    def get(self, url: str, *, kind: str, validators: Validators | None = None) -> Response:
        """Ask, and remember what the answer says of the host's pace."""
        response = self.desk.fetcher.get(url, kind=kind, validators=validators)
        self.seconds += response.seconds
        self.size += response.wire_size
        self.status = response.status
        if response.status in (429, 503):
            asked = response.headers.get("retry-after")
            self.rest = schedule.host_rest(response.status, asked, self.desk.clock.now())
        return response

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Transient) and error.after is not None:
            self.rest = max(self.rest or timedelta(0), error.after) if error.status in (429, 503) else self.rest
        self.desk.store.pace.give_back(
            self.host, self.gap, seconds=self.seconds, size=self.size, status=self.status, rest=self.rest
        )
