"""A store that cannot take an outcome: rows wait, attempts are given back, and the work is done when there is room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bench.room import Room
from monitor.errors import Failed
from monitor.model import Fate, Page
from monitor.pipeline import set_aside
from monitor.ports import Pages
from tests.site import Item

FULL = "The store cannot grow: the disk is full."


@dataclass
class Disk:
    """Raw pages on a disk that may be full."""

    real: Pages
    is_full: bool = True

    def put(self, page: Page) -> None:
        if self.is_full:
            raise Failed(FULL)
        self.real.put(page)

    def get(self, page_id: str) -> Page | None:
        return self.real.get(page_id)

    def expire(self, before: datetime, most_bytes: int | None) -> int:
        return self.real.expire(before, most_bytes)

    def close(self) -> None:
        self.real.close()


def test_a_full_disk_costs_no_page_its_tries() -> None:
    with Room() as room:
        room.site.article("/a")
        room.add(room.site.feed("/feed.xml", [Item("/a", "A")]))
        disk = Disk(room.desk.pages)
        room.desk = replace(room.desk, pages=disk)
        room.live(6 * set_aside.REST)
        asked = len(room.site.asked("/a"))
        (waits,) = room.entries()
        assert asked > room.desk.limits.attempts            # more often than a page that kills its reader would be
        assert asked <= 1 + 6                               # and no more often than it rests between
        assert (waits.state, waits.attempts, waits.reason) == ("waiting", 0, FULL)
        disk.is_full = False
        room.live(set_aside.REST + timedelta(seconds=2))
        (ended,) = room.entries()
        assert ended.fate is Fate.FILED


def test_a_feed_whose_poll_could_not_be_kept_is_asked_again_later() -> None:
    with Room() as room:
        url = room.site.feed("/feed.xml", [Item("/a", "A")])
        room.add(url)
        (feed_id,) = room.desk.store.entries.due("poll", 1)
        claimed = room.desk.store.feeds.claim(feed_id, room.desk.limits.lease)
        assert claimed is not None
        with pytest.raises(Failed, match="disk is full"), set_aside.feed(room.desk, claimed):
            raise Failed(FULL)
        ((_, state, reason, due),) = room.desk.store.feeds.listed()
        assert (state, reason, due) == ("new", FULL, room.clock.now() + set_aside.FEED_REST)
        assert room.desk.store.feeds.claim(feed_id, room.desk.limits.lease) is None
        room.clock.moment += set_aside.FEED_REST
        assert room.desk.store.feeds.claim(feed_id, room.desk.limits.lease) is not None
