"""Search, export, count and stories: one row a story, every form of output, and what is said of a bad question."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.cli import as_json
from monitor.model import Published
from monitor.ports import Store
from tests.cli.conftest import Run, told
from tests.store import make

KEYS = [
    "id", "external_id", "story_id", "url", "canonical_url", "title", "text", "snippet", "source", "feeds", "authors",
    "language", "published", "first_seen", "access", "relevant", "topics", "repeats", "match", "seed", "score",
]


def ids(said: list[dict[str, object]]) -> list[object]:
    return [one["id"] for one in said]


def test_a_search_gives_one_row_a_story(newsroom: Store, run: Run) -> None:
    said = run("search", "reactor", "-seed", "--json")
    assert said.code == 0
    assert len(said.objects) == 1
    assert said.objects[0]["story_id"] == "sa1"
    assert said.objects[0]["repeats"] == 1


def test_with_all_every_article_is_a_row_those_beside_the_subject_included(newsroom: Store, run: Run) -> None:
    assert sorted(map(str, ids(run("search", "reactor", "--all", "--json").objects))) == ["a1", "a2", "a4", "seed-one"]


def test_every_key_of_the_contract_is_always_there(newsroom: Store, run: Run) -> None:
    for command in (("search", "reactor", "--all"), ("search", "kernkraft")):
        for one in run(*command, "--json").objects:
            assert list(one) == KEYS
    shown = run("show", "a2", "--json").objects[0]
    assert list(shown)[: len(KEYS)] == KEYS
    for one in run("export").objects:
        assert list(one) == KEYS


def test_the_values_are_those_of_the_contract(newsroom: Store, run: Run) -> None:
    (one,) = [held for held in run("search", "reactor", "--all", "--json").objects if held["id"] == "a1"]
    assert one["published"] == "2026-03-02"
    assert one["first_seen"] == "2026-03-02T08:01:00+00:00"
    assert one["topics"] == [{"topic": "chips", "score": 6.0}, {"topic": "energy", "score": 6.0}]
    assert one["seed"] == {"seed_id": "seed-one", "relation": "near_duplicate", "score": 0.8}
    assert one["match"] is None
    assert one["text"] is None
    assert "reactor" in str(one["snippet"])
    assert 0 <= float(str(one["score"])) <= 1
    (copy,) = [held for held in run("search", "reactor", "--all", "--json").objects if held["id"] == "a2"]
    assert copy["match"] == {"relation": "near_duplicate", "other_id": "a1", "score": 0.93}


@pytest.mark.parametrize(("arguments", "found"), [
    (("--topic", "energy"), ["a1"]),
    (("--lang", "de"), ["a3"]),
    (("--source", "www.host3.example"), ["a3"]),
    (("--since", "2026-04"), ["a3"]),
    (("--until", "2026-03-02", "--topic", "chips"), ["a1"]),
    (("--until", "2026-02"), []),
    (("--seed", "seed-one"), ["a1"]),
    (("lang:de",), ["a3"]),
    (("Regierung",), ["a3"]),
    (("title:football", "--all"), ["a4"]),
    (("zebra",), []),
])
def test_a_search_is_narrowed(newsroom: Store, run: Run, arguments: tuple[str, ...], found: list[str]) -> None:
    said = run("search", *arguments, "--ids")
    assert said.lines == found
    assert said.code == (0 if found else 1)


def test_for_a_person_a_row_says_what_it_is(newsroom: Store, run: Run) -> None:
    said = run("search", "reactor", "-seed", "-again")
    assert "Reactors for data centres" in said.out
    assert "2026-03-02 · host1.example · en · chips, energy · seed seed-one: near duplicate" in said.out
    assert "2 articles, 2 outlets, 1 language; first told by host1.example, 2026-03-02" in said.out
    assert "https://host1.example/story-1" in said.out
    assert "\x1b" not in said.out


def test_times_are_those_of_the_readers_zone(store: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    late = told(1, "Late", "A reactor.")
    said = Published("2026-03-02T23:30:00+00:00", datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "json-ld")
    late = replace(late, article=replace(late.article, published=said))
    store.articles.file(late, None, store.articles.watermark())
    monkeypatch.setenv("MONITOR_ZONE", "Asia/Tokyo")
    assert "2026-03-03 08:30 · host1.example" in run("search", "reactor").out
    assert run("search", "reactor", "date:2026-03-03", "--ids").lines == ["a1"]


@pytest.mark.parametrize(("arguments", "said"), [
    (("recator", "--topic", "energy"), ["No article holds recator, did you mean reactors?"]),
    (("reactor", "topic:energy", "lang:de"), ["Without lang:de 1 is found."]),
    (("reactor", "--source", "hos1.example"), ["There is no source hos1.example, did you mean host1.example?",
                                               "Without --source 2 are found."]),
    (("reactor", "seed:seed-two"), ["There is no seed seed-two, did you mean seed-one?"]),
    (("football",), ["With --all 1 is found."]),
    (("kernkraft", "--since", "2026-05"), ["Without --since 1 is found."]),
    (("zebra",), ["No article holds zebra."]),
])
def test_where_nothing_is_found_a_person_is_told_what_would_be(
    newsroom: Store, run: Run, arguments: tuple[str, ...], said: list[str]
) -> None:
    answer = run("search", *arguments)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Nothing found.")
    assert [one for one in said if one not in answer.err] == []
    assert run("search", *arguments, "--ids").err == ""


def test_urls_and_ids_stand_alone_on_their_lines(newsroom: Store, run: Run) -> None:
    assert run("search", "kernkraft", "--urls").lines == ["https://host3.example/story-3"]
    assert run("search", "kernkraft", "--ids").lines == ["a3"]


def test_a_table_for_sheets_has_one_row_an_article(newsroom: Store, run: Run) -> None:
    rows = list(csv.reader(io.StringIO(run("search", "reactor", "--all", "--csv").out)))
    assert rows[0] == list(as_json.COLUMNS)
    assert len(rows) == 5
    assert run("search", "zebra", "--csv").lines == [",".join(as_json.COLUMNS)]


def test_sorted_by_date_the_newest_comes_first(newsroom: Store, run: Run) -> None:
    assert run("search", "reactor", "--all", "--sort", "date", "--ids").lines[0] == "a2"


@pytest.mark.parametrize(("arguments", "said"), [
    (("topic:enrgy",), "did you mean energy?"),
    (("foo:bar",), "there is no field foo:"),
    (("a", "OR"), "expected a word"),
    (("x", "--topic", "enrgy"), "did you mean energy?"),
    (("x", "--lang", "french"), "did you mean fr?"),
    (("x", "--lang", "cn"), "did you mean zh?"),
    (("lang:français",), "did you mean fr?"),
    (("lang:xx",), "expected one as two letters"),
    (("date:yesterdy",), "did you mean yesterday?"),
    (("https://an.example/x",), "`monitor show` takes an address"),
    (("x", "--since", "soon"), "is no date"),
    (("x", "--until", "2026-13"), "is no date"),
    (("x", "--sort", "size"), "--sort"),
    (("x", "--limit", "0"), "--limit"),
    (("x", "--limt", "3"), "did you mean --limit?"),
    (("x" * 5000,), "too long"),
])
def test_a_bad_question_ends_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run("search", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err


@pytest.mark.parametrize("text", [
    '"', "a OR", "NEAR(a", "title:", "(((", "'; DROP TABLE article; --", "", "\u202e\x1b[31m", "-x",
])
def test_nothing_typed_into_the_search_box_breaks_it(newsroom: Store, run: Run, text: str) -> None:
    said = run("search", text)
    assert said.code in (0, 1, 2)
    assert all(line.isprintable() for line in (said.out + said.err).splitlines())


def test_a_word_to_leave_out_is_no_option(newsroom: Store, run: Run) -> None:
    assert set(run("search", "reactor", "-again", "-football", "--all", "--ids").lines) == {"seed-one", "a1"}


def test_an_export_without_a_question_is_all_but_the_seeds_oldest_first(newsroom: Store, run: Run) -> None:
    said = run("export")
    assert said.code == 0
    assert ids(said.objects) == ["a1", "a4", "a2", "a3"]
    assert str(said.objects[0]["text"]).startswith("A nuclear reactor")
    evidence = said.objects[0]["topics"]
    assert isinstance(evidence, list)
    assert evidence[0]["evidence"] == [
        {"term": "chip*", "field": "text", "start": 4, "end": 9, "text": "chips", "points": 3.0}
    ]


def test_an_export_of_a_question_is_every_article_that_matches(newsroom: Store, run: Run) -> None:
    assert set(ids(run("export", "reactor").objects)) == {"seed-one", "a1", "a2", "a4"}
    assert ids(run("export", "--topic", "energy").objects) == ["a1"]


def test_an_export_of_nothing_is_no_line(run: Run) -> None:
    said = run("export")
    assert (said.code, said.out) == (1, "")


def test_an_export_into_a_file_stands_there_whole(newsroom: Store, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "all.jsonl"
    assert run("export", "--output", str(target)).code == 0
    assert target.read_text(encoding="utf-8") == run("export").out
    said = run("export", "--output", str(tmp_path / "nowhere" / "all.jsonl"))
    assert said.code == 2
    assert "cannot be written" in said.err


def test_counts_are_told_by_what_was_asked(newsroom: Store, run: Run) -> None:
    assert run("count", "--json").objects == [{"topic": "chips", "count": 1}, {"topic": "energy", "count": 1}]
    by_month = run("count", "--by", "month,language", "--json").objects
    assert {"month": "2026-04", "language": "de", "count": 1} in by_month
    assert run("count", "kernkraft", "--by", "source", "--csv").lines == ["source,count", "host3.example,1"]
    assert run("count", "zebra").code == 1
    said = run("count", "--by", "topics")
    assert said.code == 2
    assert "did you mean topic?" in said.err


def test_stories_are_listed_and_new_ones_only_once(newsroom: Store, run: Run) -> None:
    stories = run("stories", "--json").objects
    assert {(one["story_id"], one["articles"], one["outlets"]) for one in stories} == {("sa1", 2, 2), ("sa3", 1, 1)}
    everything = run("stories", "--all", "--json").objects
    assert {one["story_id"] for one in everything} == {"sa1", "sa3", "sa4"}      # one is beside the subject
    assert len(run("stories", "--new", "--json").objects) == 2
    again = run("stories", "--new")
    assert again.code == 1
    assert "Nothing new" in again.err
    newsroom.articles.file(make.filing(make.article(8), story="sa1"), None, newsroom.articles.watermark())
    said = run("stories", "--new")
    assert said.code == 1
    assert "1 more article repeats a story known before: monitor search is:repeat" in said.err
