"""What all tests of one process share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine draws slowly, and examples that differ from run to run fail for who changed nothing;
# `pytest --hypothesis-profile search` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def children_end() -> Iterator[None]:
    """The parsing child of `bench.room` serves every test that opens a room, and ends with the last of them."""
    yield
    room = sys.modules.get("bench.room")
    if room is not None:
        room.parser.close()
