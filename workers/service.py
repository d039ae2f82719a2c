"""A crawl in this process: the desk, the embedded workers, and the sweeper that keeps them busy."""

from __future__ import annotations

import contextlib
import gc
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor import assemble, pipeline
from monitor.errors import Failed
from monitor.model import FeedSource
from monitor.pipeline import Desk
from monitor.ports import Clock, Hints
from monitor.settings import Settings
from workers import broker, place
from workers.embedded import EmbeddedWorkers
from workers.hints import CeleryHints
from workers.queue import HINT_LIFE, make

LAST_SECONDS = 0.7  # for threads that were woken up; with the second before them two in all, as Ctrl-C promises
PATIENCE = timedelta(seconds=60)    # one pass waits so long for a host that rests; longer rests are for a later pass
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Ration:
    """Hints for at most so many pages; hinting the same entry again is free."""

    hints: Hints
    pages: int | None
    taken: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, queue: str, row_id: str) -> None:
        """Pass the hint on, unless it would begin one page too many."""
        if queue == "fetch" and self.pages is not None:
            with self.lock:
                if row_id not in self.taken and len(self.taken) >= self.pages:
                    return
                self.taken.add(row_id)
        self.hints.send(queue, row_id)

    def is_spent(self) -> bool:
        """Whether no further page may begin."""
        return self.pages is not None and len(self.taken) >= self.pages


class Service:
    """Workers on threads of this process, over one desk; leaving the context stops them."""

    def __init__(
        self,
        settings: Settings,
        pages: int | None = None,
        *,
        works: bool = True,
        clock: Clock | None = None,
        said: Callable[[str], None] = lambda _: None,
    ) -> None:
        """
        `pages` rations a pass; a service that does not work only sweeps, and others take its hints.

        Raises Unavailable where a server does not answer just now, Failed where it never will.
        """
        self.broker = broker.of(settings.broker_url)
        self.broker.check()
        app = make(settings.broker_url, publishes=True)
        self.ration = Ration(CeleryHints(app, HINT_LIFE, lambda _: None), pages)
        self.desk: Desk = assemble.desk(settings, hints=self.ration, clock=clock)
        self._settings = settings
        processes = settings.parse_processes or os.cpu_count() or 1
        threads = {"poll": settings.fetch_threads, "fetch": settings.fetch_threads, "read": processes}
        self._workers = EmbeddedWorkers(settings.broker_url, self.broker, threads if works else {}, said)
        self.ended_in_time = True

    def __enter__(self) -> Service:
        place.open_desk(self.desk)
        self._workers.start()
        return self

    def __exit__(self, *_: object) -> None:
        place.close_desk()
        self.ended_in_time = self._workers.stop()
        if not self.ended_in_time:
            # first the rows, then the threads that wait for slow servers: what they wake up to must not be written
            self._hand_back()
            self.desk.fetcher.close()
            self.ended_in_time = self._workers.join(LAST_SECONDS)
        self.desk.fetcher.close()
        self._hand_back()
        self.desk.parser.close()
        if self.ended_in_time:      # else a thread that is late still reads and writes; the process ends it
            self.desk.pages.close()
            self.desk.store.close()

    def _hand_back(self) -> None:
        with contextlib.suppress(Failed):       # a store that is down: the leases run out by themselves
            self.desk.store.entries.hand_back()

    def add_feeds(self, sources: list[FeedSource], *, all_due: bool, spread: timedelta = timedelta(0)) -> int:
        """Add feeds, their first polls spread out (the default feeds if none); returns how many are listed."""
        rows = self.desk.store.feeds
        if not sources and not rows.listed():
            sources = assemble.default_feeds()
        rows.add(sources, spread)
        if all_due:
            rows.make_due()
        return len(rows.listed())

    def sync_seeds(self) -> int:
        """Make the stored seeds equal to those of the seed folder."""
        stored = pipeline.sync_seeds(self.desk, assemble.seeds(self._settings, self.desk.parser, self.desk.clock))
        # modules, tokenizer and seeds stay: a full collection that goes through them takes 50 ms and finds nothing
        gc.freeze()
        return stored

    def counted(self) -> Counter[tuple[str, str]]:
        """All counters so far, by stage and outcome."""
        return Counter(dict(self.desk.store.counters.since(BEGINNING)))

    def owed(self, started: datetime) -> Mapping[str, int]:
        """What this pass still owes, by queue."""
        return self.desk.store.entries.owed(started, PATIENCE)

    def is_done(self, owed: Mapping[str, int]) -> bool:
        """Whether every due row was tried once, or the ration of pages is used up."""
        counting = [queue for queue in owed if queue != "slow" and (queue != "fetch" or not self.ration.is_spent())]
        return not any(owed[queue] for queue in counting)
