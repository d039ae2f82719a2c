"""Leaving the service: what it opened is closed, so that nothing lies beside the store's file."""

from __future__ import annotations

import threading
from pathlib import Path

from monitor.model import FeedSource
from monitor.settings import Settings
from tests.site import Item, Site
from workers.crawl import one_pass
from workers.service import Service


def test_a_store_that_is_left_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    with Site() as site:
        site.article("/a", "An article", "one matter")
        feed = site.feed("/feed.xml", [Item("/a", "A")])
        settings = Settings(
            data=tmp_path / "data", seeds=tmp_path / "seeds", allow=(site.address,), delay=0, encoder="none",
            parse_processes=1,
        )
        with Service(settings) as service:
            service.add_feeds([FeedSource(feed)], all_due=True)
            assert one_pass(service, threading.Event()).filed == 1
            assert (tmp_path / "data" / "monitor.db-wal").exists()
    kept = sorted(path.name for path in (tmp_path / "data").iterdir() if path.suffix != ".log")
    assert kept[0].startswith("monitor-pages-")
    assert kept[1:] == ["monitor.db"]
