"""The topics from the command line, and one text judged by them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli.choices import topic_names
from monitor.model import Filter
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
    assert "0 articles judged again, 0 written anew, 0 with other topics." in run("topics", "retag").err
    (one,) = [held for held in run("export").objects if held["id"] == "a2"]
    topics = one["topics"]
    assert isinstance(topics, list)
    assert "energy" in {topic["topic"] for topic in topics}


def test_a_topic_that_windows_wrote_is_one_and_a_file_that_is_no_text_is_named(run: Run, tmp_path: Path) -> None:
    topic = b'\xef\xbb\xbfname = "water"\r\nabout = "Water"\r\n[strong]\r\nen = ["reservoir"]\r\n'
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "water.toml").write_bytes(topic)
    assert run("topics", "check", str(tmp_path / "mine")).code == 0
    (tmp_path / "mine" / "water.toml").write_bytes(b"\xff\xfe")
    said = run("topics", "check", str(tmp_path / "mine"))
    assert said.code == 2
    assert "this is not UTF-8 text" in said.out + said.err


@pytest.mark.parametrize(("arguments", "said"), [
    (("topics", "try"), "Give one FILE, or --batch FILE, or --stored."),
    (("topics", "try", "water.toml"), "There is no file water.toml."),
    (("topics", "try", "a.txt", "--stored"), "Give one FILE"),
    (("topics", "try", "nowhere.txt"), "There is no file nowhere.txt."),
    (("topics", "check", "nowhere"), "There is no folder of topics nowhere."),
    (("topics", "new", "Not A Name"), "small letters"),
    (("topics", "tryy"), "No such command"),
])
def test_misuse_of_topics_ends_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert said in answer.err


# --- what is stored --------------------------------------------------------------------------------------------------

WATER = """name = "football"
about = "Football"
[strong]
en = ["football", "reactor*"]
[[example]]
language = "en"
text = "Football"
tagged = true
"""


def test_a_file_is_tried_on_the_stored_stories_before_anything_is_written(newsroom: Store, run: Run) -> None:
    Path("football.toml").write_text(WATER, encoding="utf-8")
    said = run("topics", "try", "football.toml")
    assert said.code == 0
    assert "football: 0 stories now, 3 then; 3 gained, 0 lost" in said.out       # the copies are one story
    assert "+ Football  a4  (Football, reactor)" in said.out
    told = {one["topic"]: one for one in run("topics", "try", "football.toml", "--json").objects}
    assert (told["football"]["stories"], told["football"]["then"]) == (0, 3)
    gained = told["football"]["gained"]
    assert isinstance(gained, list)
    assert {one["story_id"] for one in gained} == {"sa1", "sa4", "sseed-one"}
    assert {tag.topic for stored in newsroom.search.every(None, Filter(everything=True), vector=None)
            for tag in stored.tags} == {"energy", "chips"}


def test_what_retag_would_do_is_what_it_does(newsroom: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {one["topic"]: one["then"] for one in run("topics", "try", "--stored", "--json").objects}
    assert told
    assert run("topics", "retag").code == 0
    counted = {one["topic"]: one["count"] for one in run("count", "--stories", "--all", "--json").objects}
    assert {topic: counted.get(topic, 0) for topic in told} == told
    again = run("topics", "try", "--stored")
    assert (again.code, again.out) == (1, "")
    folder = Path("mine").absolute()
    folder.mkdir()
    (folder / "football.toml").write_text(WATER, encoding="utf-8")
    monkeypatch.setenv("MONITOR_TOPICS", str(folder))
    assert "3 gained" in run("topics", "try", "--stored").out
    assert "with other topics." in run("topics", "retag").err
    assert {one["topic"]: one["count"] for one in run("count", "--stories", "--all", "--json").objects}["football"] == 3


def test_retag_goes_on_where_it_was_stopped(newsroom: Store, run: Run) -> None:
    assert "5 articles judged again" in run("topics", "retag").err
    said = run("topics", "retag")
    assert (said.code, said.err) == (0, "0 articles judged again, 0 written anew, 0 with other topics.\n")
    newsroom.articles.confirm(["a3", "a4"], "older")
    assert "2 articles judged again, 0 written anew" in run("topics", "retag").err


def test_nothing_stored_is_nothing_to_tag(run: Run, store: Store) -> None:
    assert run("topics", "retag").code == 1
    assert run("topics", "try", "--stored").code == 1


def test_a_bad_file_is_refused_with_its_line(newsroom: Store, run: Run) -> None:
    Path("bad.toml").write_text('name = "bad"\nabout = "Bad"\n[strong]\nen = ["the"]\n', encoding="utf-8")
    said = run("topics", "try", "bad.toml")
    assert said.code == 2
    assert said.err == "bad.toml:4: topic bad, term 'the': it would match nearly everything\n"


def test_a_story_shows_and_counts_the_topics_of_its_articles(newsroom: Store, run: Run) -> None:
    assert run("topics", "retag").code == 0
    shown = run("show", "a2").out
    assert "energy: " in shown
    assert "as 2 of 2 say: a1 " in shown
    (told,) = [one for one in run("stories", "--json").objects if one["story_id"] == "sa1"]
    topics = told["story_topics"]
    assert isinstance(topics, list)
    assert {one["topic"]: sorted(voice["id"] for voice in one["articles"]) for one in topics}["energy"] == ["a1", "a2"]
    (first,) = run("show", "a1", "--json").objects
    assert first["story_topics"] == topics
    assert {"topic": "energy", "count": 1} in run("count", "--stories", "--lang", "en", "--json").objects
    assert {"topic": "energy", "count": 2} in run("count", "--all", "--source", "host1.example", "--source",
                                                  "host2.example", "--json").objects
