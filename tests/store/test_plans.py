"""What is asked all the time is answered through an index: no statement of the daily way reads a whole table."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from monitor.model import Filter
from monitor.stages.query import And, Has, Word
from monitor.store.rows import Rows
from monitor.store.sqlite.database import SqliteDatabase
from monitor.store.sqlite.words import FtsIndex
from tests.store import make
from tests.store.conftest import SqlitePlace
from tests.store.make import LEASE

LARGE = (
    "entry|entry_alias|feed_entry|page|article|article_version|fingerprint|meaning|vector|story|repeat|tag|line|counter"
)
PARTIAL = "entry_leased|entry_read"     # indexes of the few rows that are under work, or wait to be read


class Counted(SqliteDatabase):
    """A store that counts the steps of its statements, by the hundred."""

    def __init__(self, place: SqlitePlace) -> None:
        self.steps = 0
        super().__init__(place.path, place.clock)

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.set_progress_handler(self._step, 100)
        return connection

    def _step(self) -> None:
        self.steps += 1


class Traced(SqliteDatabase):
    """A store that notes its statements, with their values written into them."""

    def __init__(self, place: SqlitePlace) -> None:
        self.said: list[str] = []
        super().__init__(place.path, place.clock)
        self.said.clear()

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.set_trace_callback(self.said.append)
        return connection

    def plans(self) -> dict[str, str]:
        """Statement → how SQLite goes about it."""
        asked = [sql for sql in dict.fromkeys(self.said) if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)", sql)]
        with closing(sqlite3.connect(self.path)) as connection:
            return {
                sql: "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}"))
                for sql in asked if "article_index_" not in sql
            }


@pytest.fixture
def traced(sqlite: SqlitePlace) -> Traced:
    """A store in which the way of one article was gone, from the feed to the search."""
    database = Traced(sqlite)
    rows = Rows(database, FtsIndex())
    rows.feeds.add([make.feed(1)])
    (feed_id,) = rows.entries.due("poll", 10)
    feed = rows.feeds.claim(feed_id, LEASE)
    assert feed is not None
    rows.feeds.finish(make.polled(feed, sqlite.clock.now()), [make.new_entry("https://a.example/1")], 50)
    rows.pace.give_back("host1.example", timedelta(0), seconds=0.1, status=200)
    (entry_id,) = rows.entries.due("fetch", 10)
    entry = rows.entries.claim(entry_id, "fetch", LEASE)
    assert entry is not None
    rows.entries.find(make.keys("https://a.example/2").safe)
    rows.entries.fetched(entry, make.page(entry.url, sqlite.clock.now()), make.keys("https://a.example/2"))
    rows.entries.next_of_host("a.example", 9)
    sqlite.clock.forward(seconds=20)
    rows.entries.due("read", 10)
    reading = rows.entries.claim(entry_id, "read", LEASE)
    rows.articles.furniture("a.example")
    mark = make.mark("x")
    rows.articles.by_exact(mark.exact)
    rows.articles.by_keys(mark.keys, 10)
    rows.articles.by_meaning(make.vector(1), 10)
    rows.articles.key_groups(mark.keys)
    rows.articles.groups()
    watermark = rows.articles.watermark()
    rows.articles.file(make.filing(make.article(0)), None, watermark)
    article = make.article(1, page_id="p")
    filing = make.filing(
        article, story="sa0", founder="a0", vector_=make.vector(1), matches=[make.match("a1", "a0")],
        tags=[make.tag("chips")], moves=[("a0", "sa0")], founders=[("sa0", "a0")])
    rows.articles.file(filing, reading, rows.articles.watermark())
    rows.articles.known(["a1"])
    rows.articles.by_meaning(make.vector(1), 10)
    rows.articles.members(["sa0"])
    rows.articles.matches_of(["a0", "a1"])
    rows.articles.version("a1")
    rows.articles.vector("a1", make.ENCODER)
    rows.entries.quarantine_spent(3)
    rows.search.search(Word("title"), Filter(), vector=None, sort="relevance", limit=5)
    narrow = Filter(topics=("chips",), since=make.START, languages=("en",))
    rows.search.search(And((Word("title"), Has("topic", "chips"))), narrow, vector=None, sort="relevance", limit=5)
    rows.articles.get("a1")
    rows.articles.find(make.keys("https://nowhere.example/").safe)
    rows.articles.remove("a1")
    rows.close()
    return database


def test_no_statement_of_the_daily_way_reads_a_whole_table(traced: Traced) -> None:
    scans = {
        sql: plan for sql, plan in traced.plans().items()
        if re.search(rf"^SCAN ({LARGE})\b(?!.*(VIRTUAL TABLE|USING (COVERING )?INDEX ({PARTIAL})))", plan, re.M)
    }
    assert scans == {}


def test_words_drive_a_narrowed_search_and_never_the_other_way_round(traced: Traced) -> None:
    plans = [plan for sql, plan in traced.plans().items() if "MATCH" in sql and "bm25" in sql]
    assert len(plans) == 2
    for plan in plans:
        first, *others = [step for step in plan.splitlines() if step.startswith(("SCAN", "SEARCH"))]
        # perhaps a stretch of numbers, never a number
        assert re.match(r"SCAN article_index VIRTUAL TABLE INDEX \d+:M\d+(><)?$", first)
        articles = [step for step in others if re.match(r"\w+ a\b", step)]
        assert set(articles) <= {"SEARCH a USING INTEGER PRIMARY KEY (rowid=?)"} | {s for s in articles if "INDEX" in s}


def test_the_next_of_a_lane_is_read_off_an_index(traced: Traced) -> None:
    (plan, *_) = [plan for sql, plan in traced.plans().items() if "FROM lane JOIN host" in sql]
    assert "SEARCH entry USING INDEX entry_fetch (host=? AND feed_id=?)" in plan
    newest = [plan for sql, plan in traced.plans().items() if sql.startswith("SELECT entry_id FROM entry WHERE")]
    assert newest != []
    assert not any("TEMP B-TREE" in plan for plan in newest)


def test_a_sentence_that_stands_everywhere_is_looked_up_as_fast_as_one_in_few_articles(sqlite: SqlitePlace) -> None:
    database = Counted(sqlite)
    rows = Rows(database, FtsIndex())
    hot, few = 7, 9
    with database.write() as tx:
        tx.many(
            "INSERT INTO fingerprint (key, number, group_number) VALUES (:key, :number, :number)",
            [{"key": hot, "number": number} for number in range(100_000)]
            + [{"key": few, "number": number} for number in range(1_000)],
        )
    rows.articles.by_keys([few], 50)    # opens the reader's connection
    spent = {}
    for key in (hot, few):
        before = database.steps
        rows.articles.by_keys([key], 50)
        rows.articles.key_groups([key])
        spent[key] = database.steps - before
    rows.close()
    assert 0 < spent[few] < 1_000
    assert spent[hot] <= spent[few] + 1     # a hundred steps of chance
