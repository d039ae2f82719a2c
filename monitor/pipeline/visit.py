"""One visit to a host whose lease is ours; when it ends, `Pace` is told what it cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType

from monitor.errors import Final, MonitorError, Offline, Refused, Silent, Transient
from monitor.model import Response, Validators
from monitor.pipeline.desk import Desk
from monitor.stages import address, robots, schedule


def gap_of(desk: Desk, url: str) -> timedelta:
    """The pause that a host is owed: ours, or what its robots.txt asks if that is known."""
    rules = desk.store.pace.robots(address.host_of(url)) if desk.limits.keep_crawl_delay else None
    asked = robots.verdict(rules, url, desk.limits.agent).delay if rules is not None else None
    return max(desk.limits.gap, asked or timedelta(0))


@dataclass(slots=True)
class Visit:
    """A context: inside it the host is ours alone, and after it the host rests."""

    desk: Desk
    host: str
    gap: timedelta
    seconds: float = 0.0
    size: int = 0
    status: int | None = None               # None: nothing was asked; 0: no answer came
    rest: timedelta | None = field(default=None)
    silent: bool = False
    requests: int = 0

    def __enter__(self) -> Visit:
        return self

    def get(self, url: str, *, kind: str, validators: Validators | None = None, hurry: bool = False) -> Response:
        """Send a request, and note what the answer (or silence) says about the host's pace."""
        began = self.desk.clock.now()
        try:
            response = self.desk.fetcher.get(url, kind=kind, validators=validators, hurry=hurry)
        except MonitorError as error:
            self._unanswered(error, began)
            raise
        self.requests += 1 + len(response.redirects) - (response.elsewhere is not None)
        self.seconds += response.seconds
        self.size += response.wire_size
        self.status = response.status
        self.silent = False
        if response.status in (429, 503):
            asked = response.headers.get("retry-after")
            self.rest = schedule.host_rest(response.status, asked, self.desk.clock.now())
        return response

    def _unanswered(self, error: MonitorError, began: datetime) -> None:
        """Note a request without an answer; one that was never sent (no network, or forbidden) does not count."""
        if isinstance(error, Offline) or (isinstance(error, Refused) and error.status is None):
            return
        self.requests += 1
        self.seconds += (self.desk.clock.now() - began).total_seconds()
        self.status = (error.status if isinstance(error, Transient | Final) else None) or 0
        self.silent = isinstance(error, Silent)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Transient) and error.after is not None:
            self.rest = max(self.rest or timedelta(0), error.after) if error.status in (429, 503) else self.rest
        self.desk.store.pace.give_back(
            self.host, self.gap, seconds=self.seconds, size=self.size, status=self.status, rest=self.rest,
            silent=self.silent, requests=self.requests,
        )
