"""
Faults survived: a crawl of a local web whose workers, servers and messages come to harm, by a seed.

    python -m bench.faults [--articles 2000] [--faults 50] [--seed 1] [--store sqlite|postgres] [--cost 500]

SQLite with four worker processes, PostgreSQL with two, both over a Redis that keeps nothing. Printed from the rows and
from the web's own log: what was lost, filed twice, fetched again, poison not quarantined, and the longest time from a
fault until the next entry came to its end. Then the queue's share of the CPU, by `bench.queue_cost` over so many
unharmed articles.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis

from bench.fault_web import FaultWeb
from monitor import store
from monitor.model import Fate, Filter
from tests.site import Site
from tests.workers.crew import Crew, Now, PostgresServer, RedisServer, redis_binary
from workers.queue import QUEUES

LEASE = 4.0             # seconds; a task takes under one, a loaded machine some
LOOK = 0.1              # seconds between two looks at the rows
GOAL_PAUSE = 15.0
FAULT_SECONDS = 4.5     # from one fault to the next, about
GIVE_UP = 120.0         # seconds without an end: work does not go on by itself


@dataclass
class Result:
    """What the rows and the log say."""

    lost: int = 0
    filed_twice: int = 0
    fetched_again: int = 0
    poison_at_large: int = 0
    innocent_quarantined: int = 0
    copies_apart: int = 0
    longest_pause: float = 0.0
    seconds: float = 0.0
    pages: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    pauses: list[tuple[float, str]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        wrong = self.lost + self.filed_twice + self.poison_at_large + self.innocent_quarantined + self.copies_apart
        return not wrong and self.longest_pause <= GOAL_PAUSE and self.fetched_again <= max(1, self.pages // 100)

    def lines(self) -> Iterator[str]:
        """For a person."""
        yield f"{'pages':34} {self.pages}"
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(self.faults.items()))
        yield f"{'faults':34} {sum(self.faults.values())}: {kinds}"
        yield f"{'lost':34} {self.lost}"
        yield f"{'filed twice':34} {self.filed_twice}"
        yield f"{'fetched again':34} {self.fetched_again} ({self.fetched_again / self.pages:.2%})"
        yield f"{'poison not quarantined':34} {self.poison_at_large}"
        yield f"{'innocent rows quarantined':34} {self.innocent_quarantined}"
        yield f"{'copies told as two stories':34} {self.copies_apart}"
        worst = max(self.pauses, default=(0.0, "-"))
        yield f"{'longest pause after a fault':34} {self.longest_pause:.1f} s ({worst[1]})"
        yield f"{'seconds':34} {self.seconds:.0f}"


class Harm:
    """The crew, whoever keeps it alive, and every fault by its name."""

    def __init__(self, crew: Crew, redis: RedisServer, workers: int, chance: random.Random) -> None:
        self.crew, self.redis, self.chance = crew, redis, chance
        self.shift = crew.folder / "shift"
        self.shift.write_text("0")
        crew.more["TEST_SHIFT"] = str(self.shift)
        self.roles = ["schedule"] + ["work"] * workers
        self.posts = [crew.start(role) for role in self.roles]
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        self.kinds: dict[str, Callable[[], None]] = {
            "worker killed": lambda: self._worker().kill(),
            "worker stopped": lambda: self._worker().terminate(),
            "worker frozen": self.freeze,
            "parsing child killed": self.kill_child,
            "scheduler killed": lambda: self.posts[0].kill(),
            "two schedulers": self.double,
            "Redis killed": self.kill_redis,
            "messages lost": self.lose,
            "messages doubled": self.repeat,
            "messages late": self.delay,
            "clock ahead and back": self.jump,
        }
        if crew.database.startswith("postgresql"):
            self.kinds["connections cut"] = self.cut
        else:
            self.kinds["disk full"] = self.fill_disk

    def end(self) -> None:
        """Nobody is started again."""
        self._ending.set()
        self._keeper.join()

    def _keep(self) -> None:
        """As a container engine does: who died is started again."""
        while not self._ending.wait(0.2):
            for place, role in enumerate(self.roles):
                if self.posts[place].poll() is not None:
                    self.posts[place] = self.crew.start(role)

    def _worker(self) -> subprocess.Popen[str]:
        return self.chance.choice(self.posts[1:])

    def freeze(self) -> None:
        """A worker stands still for longer than its leases, and then writes."""
        worker = self._worker()
        with suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGSTOP)
            time.sleep(self.crew.lease + 1)
            os.kill(worker.pid, signal.SIGCONT)

    def kill_child(self) -> None:
        """The process that reads pages for a worker."""
        for pid in children(self._worker().pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def double(self) -> None:
        """Two sweepers for a while."""
        second = self.crew.start("schedule")
        time.sleep(4)
        second.kill()

    def kill_redis(self) -> None:
        """It forgets everything."""
        self.redis.kill()
        time.sleep(self.chance.uniform(0, 2))
        self.redis.start()

    def lose(self) -> None:
        """Whatever waits in the queues."""
        with self._client() as client:
            client.delete(*QUEUES)

    def repeat(self) -> None:
        """Each message twice."""
        with self._client() as client:
            for queue in QUEUES:
                if held := client.lrange(queue, 0, -1):
                    client.rpush(queue, *held)

    def delay(self) -> None:
        """Each message three seconds later."""
        with self._client() as client:
            held = {queue: client.lrange(queue, 0, -1) for queue in QUEUES}
            client.delete(*QUEUES)
            time.sleep(3)
            for queue, messages in held.items():
                if messages:
                    client.rpush(queue, *messages)

    def jump(self) -> None:
        """The clock of every process is an hour ahead for two seconds."""
        self.shift.write_text("3600")
        time.sleep(2)
        self.shift.write_text("0")

    def cut(self) -> None:
        """Every connection to the store."""
        import psycopg

        with psycopg.connect(self.crew.database, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND application_name = 'monitor'"
            )

    def fill_disk(self) -> None:
        """For two seconds no file of a worker may grow, those of the store among them."""
        worker = self._worker()
        with suppress(ProcessLookupError):
            before = resource.prlimit(worker.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (0, before[1]))
            time.sleep(2)
            resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, before)

    @contextmanager
    def _client(self) -> Iterator[redis.Redis]:
        client = redis.Redis.from_url(self.redis.url, socket_timeout=5)
        try:
            yield client
        except redis.RedisError:
            return
        finally:
            client.close()


def children(pid: int) -> list[int]:
    """Processes whose parent is this one."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


class Watch:
    """When entries came to their end, looked up in the rows from outside."""

    def __init__(self, crew: Crew) -> None:
        self.times: list[float] = [time.monotonic()]
        self.ended = 0
        self._crew = crew
        self._rows = store.open_store(crew.database, Now())

    def look(self) -> None:
        """Note the time where more ended than before."""
        ended = sum(self._rows.entries.fates(Now().now().replace(year=2000)).values())
        if ended > self.ended:
            self.ended = ended
            self.times.append(time.monotonic())

    def close(self) -> None:
        """The store."""
        self._rows.close()


def harmed_crawl(
    folder: Path,
    database: str,
    workers: int,
    articles: int,
    faults: int,
    seed: int,
    progress: bool = False,
    lease: float = LEASE,
) -> Result:
    """Crawl, do harm when another share of the work is done, and judge."""
    chance = random.Random(seed)
    result = Result(pages=articles)
    redis = RedisServer(redis_binary())
    redis.start()
    with Site() as site:
        web = FaultWeb(site, articles, seed)
        # the pause between two requests to one host spreads the work over the time that the faults take
        delay = max(1, faults) * FAULT_SECONDS * web.hosts / articles
        more = {"MONITOR_FIRST_IMPORT": "100000", "MONITOR_PAGE_SECONDS": "5", "MONITOR_DELAY": f"{delay:.2f}"}
        crew = Crew(folder, site, database, redis.url, lease, more)
        crew.follow(*web.feeds)
        harm = Harm(crew, redis, workers, chance)
        began = time.monotonic()
        try:
            with closing(Watch(crew)) as watch:
                _do_harm(harm, watch, articles, faults, result, progress)
        finally:
            harm.end()
            crew.end()
            redis.kill()
        result.seconds = time.monotonic() - began
        _judge(crew, web, result)
    return result


def _do_harm(harm: Harm, watch: Watch, articles: int, faults: int, result: Result, progress: bool) -> None:
    """Faults at random shares of the work; each kind in turn before one comes again."""
    at = sorted(harm.chance.uniform(0.01, 0.95) * articles for _ in range(faults))
    kinds: list[str] = []
    harmed: list[tuple[float, str]] = []
    doing: list[threading.Thread] = []
    while watch.ended < articles:
        watch.look()
        busy = any(thread.is_alive() for thread in doing)
        if len(harmed) < faults and watch.ended >= at[len(harmed)] and not busy:
            kinds = kinds or harm.chance.sample(sorted(harm.kinds), len(harm.kinds))
            kind = kinds.pop()
            harmed.append((time.monotonic(), kind))
            result.faults[kind] += 1
            doing = [threading.Thread(target=harm.kinds[kind], daemon=True)]
            doing[0].start()
            if progress:
                print(f"  {watch.ended} ended: {kind}", file=sys.stderr, flush=True)
        if time.monotonic() - watch.times[-1] > GIVE_UP:
            break
        time.sleep(LOOK)
    for thread in doing:
        thread.join()
    for when, kind in harmed:
        after = next((moment for moment in watch.times if moment > when), time.monotonic())
        result.pauses.append((after - when, kind))
    result.longest_pause = max((pause for pause, _ in result.pauses), default=0.0)


def _judge(crew: Crew, web: FaultWeb, result: Result) -> None:
    rows = {row.url: row for row in crew.entries()}
    for url in web.pages:
        row = rows.get(url)
        if row is None or row.state != "ended":
            result.lost += 1
        elif url in web.poison:
            result.poison_at_large += row.fate is not Fate.QUARANTINED
        elif row.fate is Fate.QUARANTINED:
            result.innocent_quarantined += 1
        else:
            result.lost += row.fate is not Fate.FILED
        result.fetched_again += max(0, len(web.site.asked(url)) - 1)
    counted = crew.counted()
    filed = sum(row.fate is Fate.FILED for row in rows.values())
    versions = crew.articles().values()
    twice = counted["end", "filed"] - filed, counted["article", "new"] - len(versions), sum(v - 1 for v in versions)
    result.filed_twice = sum(map(abs, twice))
    with crew.rows() as held:
        stories: dict[str, set[str]] = {}
        for stored in held.articles.every(Filter(everything=True)):
            stories.setdefault(stored.article.text, set()).add(stored.story_id)
    result.copies_apart = sum(len(ids) - 1 for ids in stories.values())


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a real server, out of the wheel."""
    server = PostgresServer(folder)
    try:
        yield server.url
    finally:
        server.end()


def main() -> None:
    """Print the outcome for each store; ends with 1 where the goal is missed."""
    from bench import queue_cost

    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=2000)
    arguments.add_argument("--faults", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--store", choices=["sqlite", "postgres"], action="append")
    arguments.add_argument("--quiet", action="store_true")
    arguments.add_argument("--cost", type=int, default=500, help="articles to take the queue's cost over; 0: none")
    given = arguments.parse_args()
    missed = False
    for name in given.store or ["postgres", "sqlite"]:
        with tempfile.TemporaryDirectory(prefix="monitor-faults-") as place:
            folder = Path(place)
            if name == "sqlite":
                parts = str(folder / "data" / "monitor.db"), 4
                result = harmed_crawl(folder, *parts, given.articles, given.faults, given.seed, not given.quiet)
            else:
                with postgres(folder) as url:
                    result = harmed_crawl(folder, url, 2, given.articles, given.faults, given.seed, not given.quiet)
        print(f"\n{name}, {4 if name == 'sqlite' else 2} worker processes, seed {given.seed}")
        print("\n".join(result.lines()))
        missed |= not result.holds
        if given.cost:
            print("\n".join(queue_cost.told(name, queue_cost.cost(name, given.cost, queue_cost.PAGE))), flush=True)
    sys.exit(missed)


if __name__ == "__main__":
    main()
