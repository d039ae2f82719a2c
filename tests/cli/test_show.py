"""Show, entries and status: what is known, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.cli import in_words
from monitor.model import Fate, Level, Match, Passage, Place, Relation, Stage, TermHit
from monitor.ports import Store
from tests.cli.conftest import Run, told
from tests.store import make


@pytest.fixture
def visited(store: Store) -> Store:
    """A feed whose three entries wait, were refused, and are gone."""
    store.feeds.add([make.feed(1)])
    (feed_id,) = store.entries.due("poll", 5)
    feed = store.feeds.claim(feed_id, make.LEASE)
    assert feed is not None
    urls = [f"https://host1.example/{name}" for name in ("waits", "bad", "gone")]
    entries = [make.new_entry(urls[0], "Waits"), make.new_entry(urls[1], "Bad", refused="An inside address."),
               make.new_entry(urls[2], "Gone \x1b[31mred")]
    store.feeds.finish(make.polled(feed, make.START), entries, None)
    store.pace.give_back(make.keys(urls[0]).host, make.LEASE * 0)
    row = store.entries.find(make.keys(urls[2]).safe)
    assert row is not None
    entry = store.entries.claim(row.entry_id, Stage.FETCH, make.LEASE)
    assert entry is not None
    store.entries.end(entry, Fate.GONE, "The server answered 404.")
    return store


def test_an_article_is_shown_with_every_reason(newsroom: Store, run: Run) -> None:
    said = run("show", "a2")
    assert said.code == 0
    for piece in ("Reactors again", "https://host2.example/story-2", "2026-03-03 (from json-ld)", "title from",
                  "A copy of a1, 0.93: Most words are the same.", "A nuclear reactor will power the",
                  "Story sa1: 2 articles", "they say."):
        assert piece in said.out
    first = run("show", "a1").out
    assert "Topic energy: 6 points, 3 are needed" in first
    assert "chips  (chip*, 3 points, text at 4)" in first
    assert "Seed: a copy of seed-one, 0.80" in first


def test_the_story_says_who_tells_it_and_how(newsroom: Store, run: Run) -> None:
    told = run("show", "a2").out.partition("Story sa1")[2]
    assert "    a1  Reactors for data centres  (host1.example, en, 2026-03-02)  near duplicate, 0.93\n" in told


def test_a_few_passages_are_shown_and_all_where_they_are_wanted(newsroom: Store, run: Run) -> None:
    passage = Passage("sentence", Place("text", 0, 9, "A nuclear"), Place("text", 0, 9, "A nuclear"), 0.8)
    match = Match("a5", "a1", Relation.TRANSLATION, Level.TRANSLATION, 0.8, "They answer each other.", (passage,) * 5)
    filing = replace(told(5, "Réacteurs", "Un réacteur nucléaire alimentera les puces.", "fr"), matches=(match,))
    assert newsroom.articles.file(filing, None, newsroom.articles.watermark())
    few, everything = run("show", "a5").out, run("show", "a5", "--all").out
    assert (few.count("sentence, 0.80"), everything.count("sentence, 0.80")) == (2, 5)
    assert "and 3 more, which --all shows" in few
    assert "--all" not in everything


def test_the_words_that_earned_something_are_marked_in_the_text(newsroom: Store, run: Run) -> None:
    assert run("topics", "retag").code == 0
    shown = run("show", "a1").out
    assert "A [[nuclear reactor]] will power the chips.\nIt costs a [[billion]]." in shown
    assert "[[" not in str(run("show", "a1", "--json").objects[0]["text"])


@pytest.mark.parametrize(("text", "hits", "shown"), [
    ("A reactor.", [], "A reactor."),
    ("A reactor.", [(2, 9, "reactor", 3.0)], "A [[reactor]]."),
    ("A reactor.", [(2, 9, "reactor", 0.0)], "A reactor."),                                         # earned nothing
    ("A reactor.", [(2, 9, "another", 3.0)], "A reactor."),                                         # of another text
    ("nuclear power plant", [(8, 13, "power", 1.0), (0, 13, "nuclear power", 3.0)], "[[nuclear power]] plant"),
    ("核电 \x1b[31m站", [(0, 2, "核电", 3.0)], "[[核电]] [31m站"),
])
def test_marks_stand_where_the_words_do(text: str, hits: list[tuple[int, int, str, float]], shown: str) -> None:
    found = [TermHit(word, "text", start, end, word, points) for start, end, word, points in hits]
    assert in_words.marked(text, found) == shown


def test_an_article_is_shown_as_one_object_with_its_matches(newsroom: Store, run: Run) -> None:
    (one,) = run("show", "a2", "--json").objects
    assert one["text"] == "A nuclear reactor will power the chips, they say."
    assert one["story"] == ["a1", "a2"]
    matches = one["matches"]
    assert isinstance(matches, list)
    assert matches[0]["reason"] == "Most words are the same."
    assert matches[0]["evidence"][0]["a"]["text"].startswith("A nuclear reactor")


@pytest.mark.parametrize("place", ["https://host1.example/story-1", "host1.example/story-1", "a1"])
def test_an_article_is_found_by_id_and_by_address(newsroom: Store, run: Run, place: str) -> None:
    assert run("show", place, "--json").objects[0]["id"] == "a1"


@pytest.mark.parametrize(("place", "pieces"), [
    ("https://host1.example/gone", ["gone", "The server answered 404."]),
    ("https://host1.example/bad", ["Nothing is known"]),
    ("https://host1.example/waits", ["waits to be fetched"]),
    ("https://host1.example/never-seen", ["Nothing is known of https://host1.example/never-seen."]),
    ("no-such-id", ["Nothing is known of no-such-id."]),
    ("ftp://x", ["Nothing is known"]),
])
def test_an_address_that_was_not_filed_shows_its_fate(visited: Store, run: Run, place: str, pieces: list[str]) -> None:
    said = run("show", place)
    for piece in pieces:
        assert piece in said.out + said.err or place.endswith("bad")
    assert said.code == (1 if "Nothing is known" in said.err else 0)


def test_every_address_has_its_state_fate_and_reason(visited: Store, run: Run) -> None:
    said = run("entries", "--json")
    assert said.code == 0
    by_url = {str(one["url"]).rpartition("/")[2]: one for one in said.objects}
    assert list(by_url["gone"]) == [
        "url", "feed", "title", "state", "fate", "reason", "attempts", "due", "article_id",
    ]
    assert (by_url["gone"]["fate"], by_url["gone"]["state"]) == ("gone", "ended")
    assert (by_url["bad"]["fate"], by_url["bad"]["reason"]) == ("refused", "An inside address.")
    assert (by_url["waits"]["fate"], by_url["waits"]["state"]) == (None, "waiting")
    assert by_url["waits"]["feed"] == "https://host1.example/feed.xml"


@pytest.mark.parametrize(("arguments", "n"), [
    (("--fate", "gone"), 1), (("--waiting",), 1), (("--feed", "https://host1.example/feed.xml"), 3),
    (("--feed", "https://other.example/"), 0), (("--since", "2999"), 0), (("--fate", "filed"), 0),
])
def test_entries_are_narrowed(visited: Store, run: Run, arguments: tuple[str, ...], n: int) -> None:
    said = run("entries", *arguments)
    assert len(said.lines) == n
    assert said.code == (0 if n else 1)


def test_what_ended_can_be_released(visited: Store, run: Run) -> None:
    assert run("retry").code == 1
    assert run("retry", "--fate", "gone").code == 0
    assert len(run("entries", "--waiting").lines) == 2


def test_status_tells_of_feeds_queue_and_store(newsroom: Store, visited: Store, run: Run) -> None:
    (one,) = run("status", "--json").objects
    assert one["articles"] == 4
    assert one["seeds"] == 1
    assert isinstance(one["feeds"], dict)
    assert one["feeds"]["listed"] == 1
    assert isinstance(one["queue"], dict)
    assert one["queue"]["waiting"] == 1
    said = run("status").out
    assert "4 in 3 stories, 1 seeds" in said
    assert "1 entry waiting" in said


def test_an_empty_store_has_a_status_too(run: Run) -> None:
    assert run("status").code == 0
    assert run("status", "--json").objects[0]["articles"] == 0
