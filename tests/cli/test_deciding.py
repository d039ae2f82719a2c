"""What a person decides about stories, opens in a browser, and gets completed while typing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.ports import Store
from tests.cli.conftest import Run, told
from tests.pipeline.test_repeats import OTHER, STORY

ROOT = Path(__file__).parents[2]


def stories(run: Run) -> dict[object, object]:
    return {one["id"]: one["story_id"] for one in run("export", "--all").objects}


def test_articles_are_split_joined_and_pinned(newsroom: Store, run: Run) -> None:
    assert run("stories", "split", "a2").code == 0
    assert stories(run)["a2"] == "split-a2"
    assert run("stories", "join", "a3", "a2").code == 0
    assert stories(run)["a2"] == stories(run)["a3"] == "sa3"
    assert run("stories", "pin", "a1").code == 0
    assert newsroom.articles.choices(["a1", "a2", "a3"]) == {"a1": "sa1", "a2": "sa3", "a3": "sa3"}
    assert run("stories", "pin", "--off", "a1").code == 0
    assert run("stories", "pin", "--off", "a1").code == 1
    assert set(newsroom.articles.choices(["a1", "a2", "a3"])) == {"a2", "a3"}


def test_a_story_is_shown_with_all_who_tell_it_and_what_ties_them(newsroom: Store, run: Run) -> None:
    run("stories", "join", "a1", "a3")
    members = {one["id"] for one in run("export", "--all").objects if one["story_id"] == "sa1"}
    told = json.loads(run("stories", "show", "sa1", "--json").out)
    assert {"title", "founder_id", "first_seen", "articles", "outlets", "languages", "story_topics"} < set(told)
    held = {one["id"]: one for one in told["members"]}
    assert set(held) == members
    assert told["articles"] == sum(told["outlets"].values()) == sum(told["languages"].values()) == len(members)
    assert [held[name]["chosen"] for name in ("a1", "a3")] == [True, True]
    assert held["a2"]["tie"]["other_id"] == "a1"
    assert held["a3"]["tie"] is None
    assert run("stories", "show", "a3", "--json").objects == [told]
    said = run("stories", "show", "sa1")
    assert said.code == 0
    assert all(name in said.out for name in members)
    assert run("stories", "show", "nobody").code == 1


def test_a_choice_outlives_that_all_is_computed_again(run: Run) -> None:
    texts = {"one": STORY, "two": f"{STORY}\nPrinted here.", "three": OTHER, "four": f"{OTHER} So it was."}
    lines = [json.dumps({"id": name, "title": name, "text": text, "language": "en"}) for name, text in texts.items()]
    run("import", "-", stdin="\n".join(lines))
    ids = {one["external_id"]: str(one["id"]) for one in run("export", "--all").objects}
    before = stories(run)
    assert before[ids["one"]] == before[ids["two"]]
    assert before[ids["three"]] == before[ids["four"]]
    assert run("stories", "split", ids["two"]).code == 0
    assert run("stories", "join", ids["one"], ids["three"]).code == 0
    assert run("stories", "pin", ids["four"]).code == 0
    chosen = stories(run)
    assert len(set(chosen.values())) == 3
    assert chosen[ids["one"]] == chosen[ids["three"]]
    assert run("reprocess", "--stage", "compare", "--apply").code == 0
    assert stories(run) == chosen
    assert run("stories", "pin", "--off", *ids.values()).code == 0
    assert run("reprocess", "--stage", "compare", "--apply").code == 0
    again = stories(run)
    assert again[ids["one"]] == again[ids["two"]]
    assert again[ids["three"]] == again[ids["four"]] != again[ids["one"]]


@pytest.mark.parametrize(("arguments", "said"), [
    (("join", "a1"), "two articles"),
    (("split",), "ID..."),
    (("merge", "a1"), "merge"),
])
def test_what_cannot_be_decided_ends_in_one_sentence(
    newsroom: Store, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    answer = run("stories", *arguments)
    assert answer.code == 2
    assert said in answer.err


def test_an_address_is_printed_where_nobody_looks(newsroom: Store, run: Run) -> None:
    assert run("open", "a1").lines == ["https://host1.example/story-1"]
    assert run("open", "seed-one").code == 1
    assert run("open", "nobody").code == 1


def completed(*words: str) -> list[str]:
    variables = {"COMP_WORDS": " ".join(["monitor", *words]), "COMP_CWORD": str(len(words)),
                 "_MONITOR_COMPLETE": "bash_complete"}
    said = CliRunner().invoke(cli.monitor, prog_name="monitor", env=variables)
    return [line.partition(",")[2] for line in said.output.splitlines() if line]


@pytest.mark.parametrize(("words", "expected"), [
    (("sto",), {"stories"}),
    (("search", "--topic", "ene"), {"energy"}),
    (("search", "--source", "host"), {"host1.example", "host2.example", "host3.example", "host4.example"}),
    (("search", "--seed", "s"), {"seed-one"}),
    (("search", "--lang", "d"), {"de"}),
    (("search", "topic:ene"), {"topic:energy"}),
    (("search", "source:host3"), {"source:host3.example"}),
    (("search", "is:re"), {"is:repeat", "is:relevant"}),
    (("search", "rel"), {"relation:"}),
    (("search", "query:po"), {"query:power"}),
    (("watch", "p"), {"power"}),
    (("search", "foo:"), set()),
    (("search", "--topic", "\x1b"), set()),
])
def test_names_are_completed(newsroom: Store, run: Run, words: tuple[str, ...], expected: set[str]) -> None:
    run("save", "power", "reactor")
    assert set(completed(*words)) == expected


def test_completing_makes_no_store(run: Run) -> None:
    assert completed("search", "--source", "h") == []
    assert run("open", "x").code == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_lines(run: Run, shell: str) -> None:
    said = run("completion", shell)
    assert said.code == 0
    assert "_MONITOR_COMPLETE" in said.out
    assert run("completion", "tcsh").code == 2


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_itself_completes_values_behind_a_colon(newsroom: Store, run: Run, tmp_path: Path) -> None:
    run("save", "power", "reactor")
    (tmp_path / "complete.bash").write_text(run("completion", "bash").out, encoding="utf-8")
    (tmp_path / "monitor").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m monitor "$@"\n', encoding="utf-8")
    (tmp_path / "monitor").chmod(0o755)
    asked = ("search topic:ene", "search query:po", "watch p", "save p")
    script = "source complete.bash\n" + "".join(
        f"COMPREPLY=(); COMP_WORDS=(monitor {words}) COMP_CWORD=2; _monitor_completion monitor\n"
        'echo "${COMPREPLY[*]}"\n'
        for words in asked
    )
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    said = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.splitlines() == ["topic:energy", "query:power", "power", "power"]


def test_a_row_says_who_tells_the_story_first_in_the_readers_language(
    newsroom: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = told(5, "Reaktoren für Rechenzentren", "Ein Kernreaktor versorgt die Chips.", "de", "2026-03-04")
    newsroom.articles.file(german, None, newsroom.articles.watermark())
    run("stories", "join", "a1", "a5")
    monkeypatch.setenv("MONITOR_LANGUAGE", "de")
    lines = run("search", "nuclear").lines
    assert lines[0].endswith("Reaktoren für Rechenzentren")
    assert lines[1].strip().startswith("Reactors")
    assert "3 articles, 3 outlets, 2 languages; first told by host1.example" in "\n".join(lines)
    monkeypatch.setenv("MONITOR_LANGUAGE", "fr")
    assert run("search", "nuclear").lines[0].endswith(("Reactors for data centres", "Reactors again"))
