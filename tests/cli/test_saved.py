"""Searches with a name: used again, watched, told once."""

from __future__ import annotations

import pytest

from monitor.cli import output
from monitor.ports import Store
from tests.cli.conftest import Run, told


def test_a_search_is_saved_used_again_and_removed(newsroom: Store, run: Run) -> None:
    assert run("save").code == 1
    assert run("save", "power", "reactor OR kernkraft", "-seed").code == 0
    assert run("save", "--json").objects == [{"name": "power", "query": "reactor OR kernkraft -seed"}]
    assert "kernkraft" in run("save", "power").out
    assert run("search", "query:power", "lang:de", "--ids").lines == ["a3"]
    assert run("save", "power", "--remove").code == 0
    gone = run("search", "query:power")
    assert gone.code == 2
    assert "there is no saved search power" in gone.err


def test_a_search_that_another_one_uses_stays(run: Run) -> None:
    run("save", "grid", "topic:energy")
    run("save", "both", "query:grid OR chips")
    run("save", "grid-2", "reactor")
    refused = run("save", "grid", "--remove")
    assert refused.code == 2
    assert "is used by both" in refused.err
    assert run("save", "grid-2", "--remove").code == 0
    assert run("save", "both", "--remove").code == 0
    assert run("save", "grid", "--remove").code == 0


def test_a_search_that_cannot_be_read_is_not_saved(run: Run) -> None:
    for name, query, said in (
        ("bad", "a OR", "expected a word"), ("round", "query:round", "names itself"), ("no/name", "a", "A name is"),
    ):
        answer = run("save", name, query)
        assert answer.code == 2
        assert said in answer.err
    assert run("save", "nobody").code == 2
    assert run("save").code == 1


def test_a_watched_search_tells_each_article_once(newsroom: Store, run: Run) -> None:
    run("save", "power", "reactor")
    first = run("watch", "power", "--ids")
    assert first.code == 0
    assert set(first.lines) >= {"a1", "a2"}
    assert run("watch", "power").code == 1
    newsroom.articles.file(told(7, "One more", "A reactor again."), None, newsroom.articles.watermark())
    assert run("watch", "power", "--json").objects[0]["id"] == "a7"
    assert run("watch", "nobody").code == 2
    changed = told(7, "One more", "A reactor again, and a correction.")
    newsroom.articles.file(changed, None, newsroom.articles.watermark())
    assert run("watch", "power").code == 1


def test_what_could_not_be_written_is_shown_at_the_next_look(
    newsroom: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("save", "power", "reactor")

    def no_space(value: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(output, "print_json", no_space)
        assert run("watch", "power", "--json").code == 3
    assert {str(one["id"]) for one in run("watch", "power", "--json").objects} >= {"a1", "a2"}
    assert run("watch", "power").code == 1


def test_an_article_that_says_it_only_now_is_news(newsroom: Store, run: Run) -> None:
    run("save", "power", "herring")
    assert run("watch", "power").code == 1
    newsroom.articles.file(told(1, "Changed", "Now about herring."), None, newsroom.articles.watermark())
    assert run("watch", "power", "--ids").lines == ["a1"]


def test_a_search_that_was_removed_has_seen_nothing(newsroom: Store, run: Run) -> None:
    run("save", "power", "reactor")
    first = run("watch", "power", "--ids").lines
    run("save", "power", "--remove")
    run("save", "power", "reactor")
    assert run("watch", "power", "--ids").lines == first


def test_what_does_not_fit_one_look_waits_for_the_next(newsroom: Store, run: Run) -> None:
    run("save", "power", "reactor OR kernkraft")
    looks = []
    while (said := run("watch", "power", "--ids", "--limit", "1")).code == 0:
        looks += said.lines
    assert sorted(looks) == sorted(set(looks))
    assert set(looks) >= {"a1", "a2", "a3"}


def test_an_index_of_this_version_needs_no_work(newsroom: Store, run: Run) -> None:
    said = run("reindex")
    assert said.code == 0
    assert run("search", "kernkraft", "--ids").lines == ["a3"]
