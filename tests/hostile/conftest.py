"""One parsing child for all cases, as in a long run; two sites and a canary for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.parsing import ChildPool, Limits
from tests.hostile.world import Canary, World
from tests.site import Site


@pytest.fixture(scope="session")
def parser() -> Iterator[ChildPool]:
    pool = ChildPool(1, Limits(seconds=50, cpu_seconds=3))     # a loaded machine imports for long
    yield pool
    pool.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    canary = Canary()
    with Site() as site, Site() as other:
        yield World(site, other, canary, tmp_path)
    canary.close()
