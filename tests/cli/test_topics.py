"""The topics from the command line, and one text judged by them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli.choices import topic_names
from monitor.ports import Store
from monitor.settings import Settings
from tests.cli.conftest import Run

TEXT = "The ministry wants nuclear power plants for data centres, and limits the export of semiconductors."


def test_every_topic_is_listed_by_the_name_of_its_file(run: Run, settings: Settings) -> None:
    said = run("topics", "list", "--json")
    assert said.code == 0
    assert sorted(str(one["name"]) for one in said.objects) == topic_names(settings)
    assert "energy" in run("topics", "list").out


def test_a_text_gets_its_topics_with_the_words_that_earned_them(run: Run) -> None:
    path = Path("article.txt")
    path.write_text(f"A title\n{TEXT}", encoding="utf-8")
    said = run("topics", "try", str(path))
    assert said.code == 0
    assert "energy: " in said.out
    assert "nuclear power" in said.out
    topics = run("topics", "try", str(path), "--json").objects[0]["topics"]
    assert isinstance(topics, list)
    assert {"energy", "chips"} <= {topic["topic"] for topic in topics}
    path.write_text("Nothing of the kind is said here.", encoding="utf-8")
    assert run("topics", "try", str(path)).code == 1


@pytest.mark.parametrize(("title", "text"), [
    ("Nuclear power", TEXT), ("", "e\u0301 " + TEXT), ("核电站为数据中心供电", "政府限制半导体出口。"),
    ("\ud800", TEXT),
])
def test_evidence_stands_in_the_field_as_it_was_given(run: Run, title: str, text: str) -> None:
    line = json.dumps({"id": 7, "title": title, "text": text})
    (one,) = run("topics", "try", "--batch", "-", "--json", stdin=line).objects
    assert list(one) == ["id", "topics"]
    topics = one["topics"]
    assert isinstance(topics, list)
    assert topics
    for topic in topics:
        assert list(topic) == ["topic", "score", "evidence"]
        for hit in topic["evidence"]:
            assert list(hit) == ["term", "field", "start", "end", "text", "points"]
            assert {"title": title, "text": text}[hit["field"]][hit["start"] : hit["end"]] == hit["text"]


def test_a_batch_is_answered_in_order_and_bad_lines_cost_nothing(run: Run) -> None:
    good, bad, empty = ({"id": 1, "text": TEXT}, {"id": 2}, {"id": 3, "text": ""})
    lines = "\n".join([json.dumps(good), "nonsense", json.dumps(bad), json.dumps(empty)])
    said = run("topics", "try", "--batch", "-", stdin=lines)
    assert said.code == 0
    assert [one["id"] for one in said.objects] == [1, None, 2, 3]
    assert ["error" in one for one in said.objects] == [False, True, True, False]


def test_the_shipped_topics_hold(run: Run) -> None:
    said = run("topics", "check")
    assert (said.code, said.out) == (0, "")


def test_a_mistake_in_a_topic_is_named_with_its_line(run: Run) -> None:
    folder = Path("mine")
    folder.mkdir()
    (folder / "water.toml").write_text('name = "water"\nabout = "Water"\n[strong]\nen = ["a**b"]\n', encoding="utf-8")
    said = run("topics", "check", "mine")
    assert said.code == 2
    assert "water.toml" in said.out


def test_a_topic_of_ones_own_is_begun_and_used(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("mine").absolute()
    folder.mkdir()
    monkeypatch.setenv("MONITOR_TOPICS", str(folder))
    assert run("topics", "new", "water").lines == [str(folder / "water.toml")]
    assert "replace me" in (folder / "water.toml").read_text(encoding="utf-8")
    assert run("topics", "new", "water").code == 2
    assert "water" in run("topics", "list").out
    assert run("search", "topic:water").code == 1


def test_an_article_is_explained_and_tagged_again(newsroom: Store, run: Run) -> None:
    said = run("topics", "explain", "a1")
    assert said.code == 0
    assert "energy: tagged" in said.out
    again = run("topics", "retag")
    assert again.code == 0
    assert "5 articles judged again" in again.err
    assert ", 0 written anew" not in again.err
    assert "5 articles judged again, 0 written anew, 0 with other topics." in run("topics", "retag").err
    (one,) = [held for held in run("export").objects if held["id"] == "a2"]
    topics = one["topics"]
    assert isinstance(topics, list)
    assert "energy" in {topic["topic"] for topic in topics}


@pytest.mark.parametrize(("arguments", "said"), [
    (("topics", "try"), "Give one FILE, or --batch FILE."),
    (("topics", "try", "nowhere.txt"), "There is no file nowhere.txt."),
    (("topics", "explain", "nobody"), "neither the id of an article nor a file"),
    (("topics", "check", "nowhere"), "There is no folder of topics nowhere."),
    (("topics", "new", "Not A Name"), "small letters"),
    (("topics", "tryy"), "No such command"),
])
def test_misuse_of_topics_ends_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert said in answer.err
