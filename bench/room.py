"""A collector beside a small web, under a clock that is moved by hand: weeks of polling pass in a second."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from monitor import assemble, pipeline
from monitor.model import EntryRow, FeedSource
from monitor.parsing import ChildPool
from monitor.pipeline import Desk
from monitor.settings import Settings
from tests.site import Logged, Site

START = datetime(2025, 3, 3, 6, 0, tzinfo=UTC)      # a Monday
CONTACT = "https://example.org/contact"
VERBS = {"poll": pipeline.poll_feed, "fetch": pipeline.fetch_entry, "read": pipeline.read_entry}

parser = ChildPool(1)


@dataclass(slots=True)
class HandClock:
    """A clock that stands until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()


@dataclass(slots=True)
class Line:
    """Hints in the order they came."""

    waiting: deque[tuple[str, str]] = field(default_factory=deque)

    def send(self, queue: str, row_id: str) -> None:
        self.waiting.append((queue, row_id))


class Room:
    """One store, one site, one clock; a context."""

    def __init__(self, *, proxied: bool = False, delay: float = 1.0, seed: int = 1, page_seconds: float = 2.0) -> None:
        self.clock = HandClock()
        self.site = Site(clock=self.clock.seconds)
        self._folder = tempfile.TemporaryDirectory(prefix="monitor-polite-")
        self.line = Line()
        self._random = random.Random(seed)
        self.settings = Settings(
            data=Path(self._folder.name), delay=delay, contact=CONTACT, encoder="none", page_seconds=page_seconds,
            proxy=self.site.proxy if proxied else None, allow=() if proxied else (self.site.address,),
        )
        self.desk: Desk

    def __enter__(self) -> Room:
        self.site.__enter__()
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shut()
        self.site.__exit__(kind, error, trace)
        self._folder.cleanup()

    @property
    def database(self) -> Path:
        return Path(self.settings.database_url)

    def open(self) -> None:
        made = assemble.desk(self.settings, hints=self.line, clock=self.clock, jitter=self._random.random)
        self.desk = replace(made, parser=parser)

    def shut(self) -> None:
        self.line.waiting.clear()
        self.desk.fetcher.close()
        self.desk.pages.close()
        self.desk.store.close()

    def restart(self) -> None:
        """As after a crash: what stands in the store is all that is left."""
        self.shut()
        self.open()

    # --- the feed list -----------------------------------------------------------------------------------------------

    def add(self, *urls: str) -> None:
        self.desk.store.feeds.add([FeedSource(url) for url in urls])

    def due(self, place: int = 0) -> datetime | None:
        return self.desk.store.feeds.listed()[place][3]

    def entries(self) -> list[EntryRow]:
        return list(self.desk.store.entries.rows())

    # --- time --------------------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Do all that is due at this moment; whatever escapes a task is what a worker would log."""
        while True:
            pipeline.sweep(self.desk)
            if not self.line.waiting:
                return
            while self.line.waiting:
                queue, row_id = self.line.waiting.popleft()
                with contextlib.suppress(Exception):
                    VERBS[queue](self.desk, row_id)

    def live(self, span: timedelta, step: timedelta = timedelta(seconds=1)) -> None:
        """Let time pass, working at each step."""
        end = self.clock.moment + span
        self.work()
        while self.clock.moment < end:
            self.clock.moment = min(end, self.clock.moment + step)
            self.work()

    def settle(self) -> None:
        """Half a minute, second by second: enough for what one poll brings."""
        self.live(timedelta(seconds=30))

    def polls(self, count: int) -> None:
        """Move from due time to due time of the first feed, and work there."""
        for _ in range(count):
            due = self.due()
            if due is None:
                return
            self.clock.moment = max(due, self.clock.moment) + timedelta(seconds=1)
            self.settle()

    # --- what the log says -------------------------------------------------------------------------------------------

    def times(self, path: str) -> list[float]:
        """When a path was asked for, in seconds since the start."""
        return [request.began - START.timestamp() for request in self.site.asked(path)]

    def gaps(self, path: str) -> list[float]:
        return gaps(self.times(path))


def gaps(times: Sequence[float]) -> list[float]:
    """Between each and the next."""
    return [after - before for before, after in pairwise(times)]


def headers(requests: Sequence[Logged], name: str) -> list[str | None]:
    """One header of each request."""
    return [request.headers.get(name) for request in requests]


def numbers() -> Iterator[int]:
    """For feeds that have something new each time."""
    n = 0
    while True:
        n += 1
        yield n
