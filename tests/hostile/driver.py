"""The whole pipeline in this process, without a queue: hints are taken one after the other until nothing is owed."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor import assemble, pipeline
from monitor.model import FeedSource, Filter
from monitor.pipeline import Desk
from monitor.ports import Parser
from monitor.settings import Settings
from tests.hostile.world import Outcome, World

PAGE_SECONDS = 2.0
PATIENCE = timedelta(seconds=5)


@dataclass(slots=True)
class Line:
    """Hints in the order they came."""

    waiting: deque[tuple[str, str]] = field(default_factory=deque)

    def send(self, queue: str, row_id: str) -> None:
        self.waiting.append((queue, row_id))


VERBS = {"poll": pipeline.poll_feed, "fetch": pipeline.fetch_entry, "read": pipeline.read_entry}


def settings_for(world: World) -> Settings:
    return Settings(
        data=world.folder / "data", allow=tuple(world.allow), delay=0, page_seconds=PAGE_SECONDS, encoder="none",
        contact="https://example.org/contact",
    )


def crawl(world: World, parser: Parser, most_seconds: float) -> Outcome:
    """One pass over the world's feed with a fresh store."""
    (world.folder / "data").mkdir()
    line = Line()
    desk = replace(assemble.desk(settings_for(world), hints=line, jitter=lambda: 0.5), parser=parser)
    began = time.monotonic()
    try:
        desk.store.feeds.add([FeedSource(world.feed_url)])
        _work(desk, line, began + most_seconds)
        return _outcome(desk, time.monotonic() - began)
    finally:
        desk.fetcher.close()
        desk.pages.close()
        desk.store.close()


def _work(desk: Desk, line: Line, end: float) -> None:
    started = desk.clock.now()
    while time.monotonic() < end:
        pipeline.sweep(desk, pass_started=started)
        if not line.waiting and not any(desk.store.entries.owed(started, PATIENCE).values()):
            return
        while line.waiting:
            queue, row_id = line.waiting.popleft()
            VERBS[queue](desk, row_id)
    raise AssertionError("The pass did not end in time.")


def _outcome(desk: Desk, seconds: float) -> Outcome:
    (_, _, reason, due), *_ = desk.store.feeds.listed()
    return Outcome(
        articles=list(desk.store.articles.every(Filter(everything=True, seeds=False))),
        entries=list(desk.store.entries.rows()), feed_reason=reason, feed_due=due, now=desk.clock.now(),
        seconds=seconds,
    )
