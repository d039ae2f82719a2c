"""What all tests of one process share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def children_end() -> Iterator[None]:
    """The parsing child of `bench.room` serves every test that opens a room, and ends with the last of them."""
    yield
    room = sys.modules.get("bench.room")
    if room is not None:
        room.parser.close()
