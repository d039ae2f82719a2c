"""An item whose address changed is not fetched again; one whose feed uses its ids twice is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bench.room import START, Room
from tests.site import Item


@pytest.fixture
def room() -> Iterator[Room]:
    with Room() as opened:
        yield opened


def serve(room: Room, *items: tuple[str, str, str, timedelta]) -> str:
    """A feed of (path, id, title, age); its pages exist."""
    for path, _, title, _ in items:
        room.site.article(path, title, f"matter {path}")
    return room.site.feed("/feed.xml", [
        Item(path, title, guid=guid, published=START - age) for path, guid, title, age in items
    ])


def fetched(room: Room, path: str) -> int:
    return len(room.site.asked(path))


DAY = timedelta(days=1)
OLD = ("/a", "tag:1", "The first article", DAY)
OTHER = ("/b", "tag:2", "Another article", DAY)


def test_an_item_that_moved_is_the_same_one(room: Room) -> None:
    room.add(serve(room, OLD, OTHER))
    room.settle()
    serve(room, ("/moved/a", "tag:1", "The First Article", DAY), OTHER)
    room.polls(1)
    assert len(room.entries()) == 2
    assert (fetched(room, "/a"), fetched(room, "/moved/a")) == (1, 0)
    assert room.desk.store.counters.since(START)["entry", "moved"] == 1


@pytest.mark.parametrize("item", [
    ("/next", "tag:1", "The second article", DAY),              # the id is used again
    ("/next", "tag:1", "The first article", -DAY),              # the next issue of a column of one title
    ("/next", "tag:3", "The first article", DAY),               # another id
], ids=["another title", "another day", "another id"])
def test_what_may_be_another_item_is_another(room: Room, item: tuple[str, str, str, timedelta]) -> None:
    room.add(serve(room, OLD, OTHER))
    room.settle()
    room.clock.moment += 2 * DAY
    serve(room, item, OTHER)
    room.polls(1)
    assert len(room.entries()) == 3
    assert fetched(room, "/next") == 1


def test_a_feed_with_bad_ids_is_told_apart_by_addresses(room: Room) -> None:
    room.add(serve(room, OLD, ("/c", "tag:9", "C", DAY), ("/d", "tag:9", "D", DAY)))
    room.settle()
    serve(room, ("/moved/a", "tag:1", "The first article", DAY), ("/c", "tag:9", "C", DAY), ("/d", "tag:9", "D", DAY))
    room.polls(1)
    assert len(room.entries()) == 4


def test_an_item_beside_its_old_address_is_not_joined(room: Room) -> None:
    room.add(serve(room, OLD, OTHER))
    room.settle()
    serve(room, OLD, ("/copy", "tag:5", "The first article", DAY), OTHER)
    room.polls(1)
    assert len(room.entries()) == 3
