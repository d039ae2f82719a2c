"""A dozen real pages through the real pipeline, three times: nothing is fetched twice, everything is found again."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest

from bench import replay
from monitor.model import FeedSource, Filter, StoredArticle
from monitor.settings import Settings
from monitor.stages import query_parser
from workers.crawl import Summary, one_pass
from workers.service import Service

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("replay"),
    pytest.mark.skipif(not replay.REPLAY.is_dir(), reason="the replay web of ../shared is not here"),
]
PAGES = 12
LIE = {"*": [{"fault": "ignore_conditional"}]}


@dataclass(frozen=True, slots=True)
class Replayed:
    """Three passes: the second with validators, the third on servers that never answer 304."""

    pages: int
    passes: tuple[Summary, ...]
    fetched: tuple[int, ...]                # pages, not feeds or robots.txt, asked for in each pass
    articles: list[StoredArticle]
    service: Service


def _log(proxy: str) -> list[dict[str, object]]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{proxy}/_replay/log.json") as answer:
        lines: list[dict[str, object]] = json.load(answer)
    return lines


def _pages_in(lines: list[dict[str, object]]) -> int:
    return sum(line["path"] not in ("/feed.xml", "/robots.txt") for line in lines)


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    folder = tmp_path_factory.mktemp("replay")
    faults = folder / "faults.json"
    with replay.served("--faults", str(faults)) as proxy:
        hosts, pages = [], 0
        for host, count in sorted(replay.hosts(proxy).items()):
            if pages < PAGES:
                hosts.append(host)
                pages += count
        settings = Settings(data=folder / "data", seeds=Path(__file__).parents[2] / "seeds", proxy=proxy, delay=0)
        sources = [FeedSource(f"http://{host}/feed.xml") for host in hosts]
        with Service(settings) as service:
            passes, fetched, seen = [], [], 0
            for number in range(3):
                if number == 2:
                    faults.write_text(json.dumps(LIE), encoding="utf-8")
                service.add_feeds(sources, all_due=True)
                passes.append(one_pass(service, threading.Event()))
                lines = _log(proxy)
                fetched.append(_pages_in(lines[seen:]))
                seen = len(lines)
            articles = list(service.desk.store.articles.every(Filter(everything=True)))
            yield Replayed(pages, tuple(passes), tuple(fetched), articles, service)


def test_nearly_every_page_is_filed(replayed: Replayed) -> None:
    assert replayed.passes[0].filed >= 0.95 * replayed.pages
    assert sum(replayed.passes[0].outcomes.values()) == replayed.pages
    assert replayed.passes[0].failed == 0


def test_no_page_is_fetched_twice_even_from_servers_that_lie(replayed: Replayed) -> None:
    assert replayed.fetched == (replayed.pages, 0, 0)
    assert [done.filed for done in replayed.passes[1:]] == [0, 0]
    assert [done.entries for done in replayed.passes[1:]] == [0, 0]


def test_each_article_is_found_by_the_words_of_its_title(replayed: Replayed) -> None:
    missed = []
    for stored in replayed.articles:
        words = " ".join(word for word in stored.article.title.split() if word.isalnum())
        node = query_parser.parse(words, replayed.service.desk.clock.now(), UTC) if words else None
        if node is None:
            continue
        found = replayed.service.desk.store.search.search(
            node, Filter(everything=True), vector=None, sort="relevance", limit=10
        ).articles
        if stored.article.article_id not in [one.article.article_id for one in found]:
            missed.append(stored.article.title)
    assert missed == []
