"""Real servers from wheels, and a crew of processes over each pair of store and broker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site
from tests.store.conftest import postgres, server, template  # noqa: F401  (fixtures: the server is one a session)
from tests.workers.crew import Crew, RedisServer, redis_binary


@pytest.fixture
def site() -> Iterator[Site]:
    """A small web."""
    with Site() as opened:
        yield opened


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A server of the test's own that remembers nothing."""
    try:
        held = RedisServer(redis_binary())
    except LookupError as error:
        pytest.skip(str(error))
    held.start()
    yield held
    held.kill()


@pytest.fixture
def crew(tmp_path: Path, site: Site) -> Iterator[Crew]:
    """SQLite and the queue inside the process."""
    held = Crew(tmp_path, site, str(tmp_path / "data" / "monitor.db"))
    yield held
    held.end()


@pytest.fixture(params=["sqlite", "postgres"])
def fleet(request: pytest.FixtureRequest, tmp_path: Path, site: Site, redis_server: RedisServer) -> Iterator[Crew]:
    """Either store, over Redis: several processes."""
    database = str(tmp_path / "data" / "monitor.db")
    if request.param == "postgres":
        database = request.getfixturevalue("postgres").url
    held = Crew(tmp_path, site, database, redis_server.url)
    yield held
    held.end()
