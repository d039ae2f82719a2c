"""
`monitor run` with a watch on every port: what a thread computes is added up by what it is for.

    python -m bench.queue_worker all|schedule|work FILE

When it is ready, and at each SIGUSR1, it adds one line of JSON to the file: seconds of CPU by part, seconds waited for
the store, the process, its tree.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from celery.signals import task_postrun, task_prerun

from bench import tree
from monitor.parsing import ChildPool
from monitor.pipeline import Desk
from monitor.ports import Fetcher, Hints, Pages, Parser, Store
from monitor.store import claims
from tests.workers.worker import serve

ROWS = {"entries", "feeds", "pace", "canaries", "counters"}     # the others hold what was found, not who works on it


class Watch:
    """CPU of threads by part, each part without those inside it; and the time that calls of the store took."""

    def __init__(self) -> None:
        self.cpu: Counter[str] = Counter()
        self.waited: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._here = threading.local()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What this thread computes until the block ends, but for parts inside the block."""
        self.begin(name)
        try:
            yield
        finally:
            self.end()

    def begin(self, name: str) -> None:
        """Open a part; whatever was open goes on when it ends."""
        stack = self._stack()
        now = time.thread_time()
        if stack:
            self._add(stack[-1], now)
        stack.append([name, now, time.monotonic()])

    def end(self) -> None:
        """Close the part that was opened last."""
        stack = self._stack()
        now = time.thread_time()
        self._add(stack[-1], now)
        name, _, began = stack.pop()
        with self._lock:
            self.waited[name] += time.monotonic() - began
        if stack:
            stack[-1][1] = now

    def _stack(self) -> list[list[Any]]:
        if not hasattr(self._here, "stack"):
            self._here.stack = []
        return cast(list[list[Any]], self._here.stack)

    def _add(self, opened: list[Any], now: float) -> None:
        with self._lock:
            self.cpu[opened[0]] += now - opened[1]


class Watched:
    """A port whose calls are added up under one name."""

    def __init__(self, real: object, watch: Watch, name: str) -> None:
        self._real, self._watch, self._name = real, watch, name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._real, attribute)
        if not callable(found):
            return found

        def call(*arguments: object, **named: object) -> Any:
            with self._watch.part(self._name):
                return found(*arguments, **named)

        setattr(self, attribute, call)
        return call


@dataclass(frozen=True)
class SlowParser:
    """Takes its time over each page, as on a slow machine, and computes no more than it must."""

    real: Parser
    seconds: float
    alone: threading.Lock = field(default_factory=threading.Lock)

    def feed(self, *given: Any) -> Any:
        """At once."""
        return self.real.feed(*given)

    def page(self, *given: Any) -> Any:
        """One after the other, as one child reads them."""
        with self.alone:
            time.sleep(self.seconds)
            return self.real.page(*given)

    def close(self) -> None:
        """Children end."""
        self.real.close()


class WatchedStore:
    """The store, whose nouns are each a port."""

    def __init__(self, real: Store, watch: Watch) -> None:
        self._real, self._watch = real, watch

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._real, attribute)
        if attribute in ("clock", "close"):
            return found
        held = Watched(found, self._watch, "rows" if attribute in ROWS else "filing")
        setattr(self, attribute, held)
        return held


def watched(desk: Desk, watch: Watch) -> Desk:
    """The same desk, with a watch on its ports."""
    return replace(
        desk,
        store=cast(Store, WatchedStore(desk.store, watch)),
        pages=cast(Pages, Watched(desk.pages, watch, "raw pages")),
        fetcher=cast(Fetcher, Watched(desk.fetcher, watch, "fetching")),
        parser=cast(Parser, Watched(desk.parser, watch, "reading")),
        hints=cast(Hints, Watched(desk.hints, watch, "hints")),
    )


def watch_tasks(watch: Watch) -> None:
    """What a task computes itself is its own part: comparing, vectors, topics."""
    task_prerun.connect(lambda **_: watch.begin("computing"), weak=False)
    task_postrun.connect(lambda **_: watch.end(), weak=False)
    real: Callable[..., Any] = claims.end

    def end(*arguments: object, **named: object) -> Any:
        with watch.part("rows"):        # the entry's end stands in the transaction of the filing
            return real(*arguments, **named)

    claims.end = end


def warm(desk: Desk) -> None:
    """What is loaded once a process is loaded before anything is measured."""
    if desk.encoder is not None:
        desk.encoder.encode(["one sentence"])
    desk.topics()
    desk.gate()
    if isinstance(desk.parser, ChildPool):
        desk.parser.start("feed", "page")


def main(role: str, file: Path) -> None:
    """Work until SIGTERM."""
    watch = Watch()
    watch_tasks(watch)

    def note(*_: object) -> None:
        line = {"process": time.process_time(), "tree": tree.spent(os.getpid()), "cpu": dict(watch.cpu),
                "waited": dict(watch.waited)}
        with file.open("a") as notes:
            notes.write(json.dumps(line) + "\n")

    def furnish(desk: Desk) -> Desk:
        if role != "schedule":
            warm(desk)
        if slow := float(os.environ.get("BENCH_SLOW_READER", 0)):
            desk = replace(desk, parser=SlowParser(desk.parser, slow))
        return watched(desk, watch)

    signal.signal(signal.SIGUSR1, note)
    serve(role, furnish, note)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
