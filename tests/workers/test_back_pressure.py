"""Nobody starves: pages are fetched as fast as they are read, feeds are polled meanwhile, and each has its turn."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bench.fault_web import SYLLABLES, FaultWeb
from bench.room import START, Room
from monitor.store.due import MOST_UNREAD
from tests.site import Item
from tests.workers.crew import Crew, page_url, until

FEEDS, PAGES = 150, 3
OTHERS = 5


@pytest.mark.slow
def test_a_first_import_of_150_feeds_starves_no_other_feed(crew: Crew) -> None:
    """Reading is held up, so that the import waits; feeds that come later are polled all the same."""
    (crew.folder / "hold").touch()
    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3000)]

    def feeds(prefix: str, count: int, pages: int) -> list[str]:
        for feed in range(count):
            for number in range(pages):
                title, text = FaultWeb.prose(chance, words)     # all different: 455 copies would be one story
                crew.site.page(page_url(feed, number, prefix),
                               f"<title>{title}</title><article><h1>{title}</h1>{text}<p>dawdle-hold </article>")
        return [
            crew.site.feed(f"http://{prefix}feed{feed}.example/feed.xml",
                           [Item(page_url(feed, number, prefix), f"{number}") for number in range(pages)])
            for feed in range(count)
        ]

    def fetched() -> int:
        return sum("feed" not in request.host and request.path != "/robots.txt" for request in crew.site.asked())

    crew.follow(*feeds("first", FEEDS, PAGES))
    crew.lease = 300.0
    crew.start("all", MONITOR_FETCH_THREADS="16")
    until(lambda: fetched() >= MOST_UNREAD, "as many pages as may wait")
    others = feeds("later", OTHERS, 1)
    crew.follow(*others)
    until(lambda: all(crew.site.asked(path) for path in others), "the polls of the others")
    assert not crew.ended(1)()                              # the import has not even begun to come to its end
    assert fetched() < MOST_UNREAD + 2 * 16                 # no faster than they are read
    (crew.folder / "hold").unlink()
    until(crew.ended(FEEDS * PAGES + OTHERS), "the end of every entry", 180)


def test_the_newest_of_each_feed_comes_first_and_feeds_take_turns_at_a_host() -> None:
    with Room(proxied=True, delay=1.0) as room:
        orders = {"a": [3, 0, 5, 1, 4, 2], "b": [0, 1, 2, 3, 4, 5], "c": [5, 4, 3, 2, 1, 0]}     # places in the feed
        feeds = []
        for name, order in orders.items():
            items = []
            for age in order:       # 0 is the newest
                room.site.article(f"http://shared.example/{name}{age}", f"{name} {age}")
                items.append(Item(f"http://shared.example/{name}{age}", f"{name} {age}",
                                  published=START - timedelta(hours=age)))
            feeds.append(room.site.feed(f"http://{name}.example/feed.xml", items))
        room.add(*feeds)
        room.live(timedelta(seconds=40))
        asked = [request.path[1:] for request in room.site.asked()
                 if request.host == "shared.example" and request.path != "/robots.txt"]
    assert len(asked) == 18
    for turn in range(6):
        assert {path[0] for path in asked[3 * turn:3 * turn + 3]} == {"a", "b", "c"}
    for name in orders:
        assert [path for path in asked if path[0] == name] == [f"{name}{age}" for age in range(6)]
