"""What the pipeline does as a guest: no network, hosts that keep it waiting, gaps in feeds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from monitor.cli.crawl import described
from monitor.model import FeedSource
from monitor.settings import Settings
from tests.site import Site
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
