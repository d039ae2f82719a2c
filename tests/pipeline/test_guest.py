"""What the pipeline does as a guest: no network, hosts that keep it waiting, gaps in feeds."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bench.room import START, Room, headers
from monitor.cli.crawl import described
from monitor.model import FeedSource
from monitor.settings import Settings
from monitor.stages import schedule
from tests.site import Item, Site
from workers.crawl import one_pass
from workers.service import Service

pytestmark = pytest.mark.xdist_group("guest")


def test_a_pass_without_a_way_out_blames_nobody_and_says_so_in_one_sentence(tmp_path: Path) -> None:
    with Site() as gone:
        pass
    (tmp_path / "seeds").mkdir()
    settings = Settings(data=tmp_path / "data", seeds=tmp_path / "seeds", proxy=gone.proxy, encoder="none")
    with Service(settings) as service:
        service.add_feeds([FeedSource(f"http://host{n}.example/feed.xml") for n in range(30)], all_due=True)
        done = one_pass(service, threading.Event(), lambda counted, owed: None)
        listed = service.desk.store.feeds.listed()
    assert (done.offline, done.failed, done.nothing_reached) == (30, 0, True)
    assert done.seconds < 10
    assert {state for _, state, _, _ in listed} == {"new"}
    assert described(done, proxied=True) == (
        "The proxy does not answer: none of 30 feeds could be asked, and nothing is counted against them."
    )
    assert described(done).startswith("This machine seems to have no network: none of 30 feeds")


def test_an_unconditional_probe_of_a_feed_that_is_never_modified_is_counted() -> None:
    with Room() as room:
        room.site.article("/1")
        room.add(room.site.feed("/feed.xml", [Item("/1", "One")], etag='"1"'))
        room.settle()
        room.polls(schedule.PROBE_EVERY + 2)
        asked = headers(room.site.asked("/feed.xml"), "if-none-match")
        probes = asked[1:].count(None)
        assert probes == 1
        assert room.desk.store.counters.since(START)["poll", "probe"] == probes


def test_the_first_polls_of_a_list_that_begins_are_spread(tmp_path: Path) -> None:
    spread = timedelta(minutes=10)
    with Service(Settings(data=tmp_path, encoder="none"), works=False) as service:
        listed = service.add_feeds([], all_due=False, spread=spread)
        moments = sorted(due for *_, due in service.desk.store.feeds.listed() if due is not None)
    assert len(moments) == listed
    assert spread * 0.9 < moments[-1] - moments[0] < spread
    assert max(after - before for before, after in pairwise(moments)) < timedelta(seconds=30)
