"""Filing one article: what happens if others file at the same moment, or if the lease is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import Conflict, Failed
from monitor.model import Stage
from monitor.pipeline import file_article
from monitor.pipeline.recompare import MOST_CONFLICTS
from tests.pipeline.room import WORDS, Room, page, room
from tests.store import make

URL = "https://host1.example/reactor"


@dataclass
class Crowded:
    """Articles of a store in which so many repeats are filed at the very moment of writing."""

    real: Any
    conflicts: int
    asked: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def file(self, *given: Any, **more: Any) -> bool:
        self.asked += 1
        if self.asked <= self.conflicts:
            raise Conflict("A repeat was filed meanwhile.")
        return bool(self.real.file(*given, **more))


@dataclass
class CrowdedStore:
    """The store of these articles."""

    real: Any
    articles: Crowded

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as opened:
        yield opened


def crowded(held: Room, conflicts: int) -> Crowded:
    articles = Crowded(held.desk.store.articles, conflicts)
    held.desk = replace(held.desk, store=CrowdedStore(held.desk.store, articles))
    return articles


def test_an_article_that_met_a_new_repeat_is_compared_again(held: Room) -> None:
    articles = crowded(held, MOST_CONFLICTS - 1)
    filing = file_article(held.desk, make.article(1))
    assert filing is not None
    assert articles.asked == MOST_CONFLICTS
    assert held.desk.store.articles.get(filing.article.article_id) is not None


def test_an_article_that_meets_a_new_repeat_each_time_is_given_up_in_a_sentence(held: Room) -> None:
    articles = crowded(held, MOST_CONFLICTS)
    with pytest.raises(Failed, match=f"met a new repeat {MOST_CONFLICTS} times"):
        file_article(held.desk, make.article(1))
    assert articles.asked == MOST_CONFLICTS
    assert held.desk.store.articles.get(make.article(1).article_id) is None


def test_whoever_lost_the_lease_files_nothing(held: Room) -> None:
    held.web.put(URL, page(WORDS, "It costs two billion, said the minister on Monday in the capital."))
    held.name(URL)
    entry_id = held.entry(URL).entry_id
    entry = held.desk.store.entries.claim(entry_id, Stage.FETCH, timedelta(minutes=2))
    assert entry is not None
    held.desk.store.entries.release(entry)
    assert file_article(held.desk, make.article(1), entry) is None
    assert held.desk.store.articles.get(make.article(1).article_id) is None
