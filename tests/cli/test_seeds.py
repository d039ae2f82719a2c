"""`monitor seeds` from the command line: added, listed, shown, removed; stopped in between, and given again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import seed_folder
from monitor.settings import Settings
from tests.cli.conftest import Run, Said
from tests.pipeline.test_repeats import OTHER, STORY
from tests.stages.test_name_keys import ENGLISH, TELLINGS

NUMBERED = {"number", "begun", "text_id", "story_number", "group_number", "added", "value", "chosen_at", "filed_at"}
MACHINE = ("article_index_", "sqlite_", "sequence", "encoder")


@pytest.fixture
def collected(run: Run, tmp_path: Path) -> Said:
    """Two copies of one text, a translation of another, and strangers."""
    told = [
        ("one", "en", f"{STORY}\nPrinted here.", "2026-03-05", "https://first.example/1"),
        ("two", "en", STORY, "2026-03-04", "https://second.example/2"),
        ("strange", "en", OTHER, "2026-03-04", "https://second.example/3"),
        ("czech", "cs", TELLINGS["cs"], "2026-03-06", "https://third.example/4"),
    ]
    lines = [
        json.dumps({"id": i, "title": f"Title {i}", "text": text, "language": language, "published": day, "url": url})
        for i, language, text, day, url in told
    ]
    return run("import", "-", stdin="\n".join(lines))


def seed_file(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def dump(settings: Settings) -> dict[str, list[tuple[tuple[str, Any], ...]]]:
    """Every row of every table but for the numbers that only rise, and the index of words by its terms."""
    connection = sqlite3.connect(settings.database_url)
    connection.row_factory = sqlite3.Row
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for name in names:
        if not name.startswith(MACHINE) and name != "article_index":
            rows = [
                tuple((key, value) for key, value in zip(row.keys(), row, strict=True) if key not in NUMBERED)
                for row in connection.execute(f"SELECT * FROM {name}")
            ]
            found[name] = sorted(rows, key=repr)
    connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', 'article_index', 'col')")
    found["words"] = [(tuple(row)) for row in connection.execute("SELECT * FROM temp.held")]
    connection.close()
    return found


def test_a_seed_is_held_against_all_and_shown_in_order_of_time(collected: Said, run: Run, tmp_path: Path) -> None:
    assert collected.code == 0
    added = run("seeds", "add", seed_file(tmp_path, "council.txt", STORY), seed_file(tmp_path, "narva.txt", ENGLISH))
    assert added.code == 0
    assert "council: 2 copies, 2 outlets." in added.err
    assert "narva: 1 translation, 1 outlet." in added.err
    assert "There are 2 seeds in seeds." in added.err
    shown = run("seeds", "show", "council")
    assert shown.code == 0
    rows = [line.split() for line in shown.lines if line.startswith("2026-03-0")]
    assert [(row[0], row[-2:]) for row in rows] == [
        ("2026-03-04", ["Title", "two"]), ("2026-03-05", ["Title", "one"])]
    assert "outlet" in shown.out
    assert STORY.partition(",")[0] in shown.out
    listed = run("seeds", "list")
    assert listed.code == 0
    council, narva = listed.lines[1:]
    assert "2026-03-04  2026-03-05" in council
    assert "1: cs 1" in narva


def test_every_fact_of_a_seed_is_in_its_object(collected: Said, run: Run, tmp_path: Path) -> None:
    run("seeds", "add", seed_file(tmp_path, "council.txt", STORY))
    (one,) = run("seeds", "show", "council", "--json").objects
    articles = one["articles"]
    assert isinstance(articles, list)
    assert [(a["source"], a["published"], a["language"]) for a in articles] == [
        ("second.example", "2026-03-04", "en"), ("first.example", "2026-03-05", "en")]
    assert [(a["relation"], a["level"]) for a in articles] == [
        ("duplicate", "exact"), ("near_duplicate", "near_duplicate")]
    for article in articles:
        assert 0 < article["score"] <= 1
        assert article["reason"]
        assert {passage["kind"] for passage in article["evidence"]} >= {"passage"}
    (listed,) = run("seeds", "list", "--json").objects
    assert (listed["duplicate"], listed["near_duplicate"], listed["outlets"]) == (1, 1, 2)
    assert listed["languages"] == {
        "duplicate": {"en": 1}, "near_duplicate": {"en": 1}, "translation": {}, "same_story": {}}


def test_an_added_and_removed_seed_leaves_no_trace(
    collected: Said, run: Run, settings: Settings, tmp_path: Path
) -> None:
    assert run("seeds", "add", seed_file(tmp_path, "first.txt", f"{STORY} {OTHER}")).code == 0
    near = {"id": "near", "title": "Near", "text": f"{STORY[:90]}: so much for that. {ENGLISH}", "language": "en"}
    run("import", "-", stdin=json.dumps(near))
    before = dump(settings)
    for relation in ("near_duplicate", "different"):
        assert [row for row in before["article"] if {("seed_id", "first"), ("seed_relation", relation)} <= {*row}]
    files = [seed_file(tmp_path, "council.txt", STORY), seed_file(tmp_path, "narva.txt", ENGLISH)]
    assert run("seeds", "add", *files).code == 0
    between = dump(settings)
    assert between["article"] != before["article"]
    assert between["repeat"] != before["repeat"]
    assert not [row for row in between["article"] if ("seed_relation", "different") in row]
    assert run("seeds", "remove", "council").code == 0
    assert run("seeds", "remove", "narva").code == 0
    after = dump(settings)
    for table, rows in before.items():
        assert after[table] == rows, table


def test_a_comparison_that_was_stopped_is_done_when_it_is_asked_for_again(
    collected: Said, run: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    before = dump(settings)
    file = seed_file(tmp_path, "council.txt", STORY)

    @contextmanager
    def stopped() -> Iterator[Any]:
        def watch(_: object, candidates: Any) -> Iterator[Any]:
            yield candidates[0]
            raise KeyboardInterrupt

        yield watch

    with monkeypatch.context() as patched:
        patched.setattr(seed_folder, "progress", stopped)
        assert run("seeds", "add", file).code == 130
    assert dump(settings) == before
    again = run("seeds", "add", file)
    assert (again.code, "2 copies" in again.err) == (0, True)
    whole = dump(settings)
    assert run("seeds", "add", file).code == 0
    assert dump(settings) == whole


def test_what_a_person_wrote_about_a_seed_goes_with_it(run: Run, tmp_path: Path) -> None:
    seed_file(tmp_path, "my council.toml", 'title = "The council"\npublished = 2026-03-01\n')
    assert run("seeds", "add", seed_file(tmp_path, "my council.txt", STORY)).code == 0
    (one,) = run("seeds", "list", "--json").objects
    assert (one["id"], one["title"], one["published"]) == ("my-council", "The council", "2026-03-01")
    removed = run("seeds", "remove", "my-council")
    assert removed.code == 0
    assert "my council.toml, my council.txt" in removed.err
    assert list(Path("seeds").iterdir()) == []
    assert run("seeds", "list").code == 1


@pytest.mark.parametrize(("arguments", "said"), [
    (("add",), "FILE"),
    (("add", "nowhere.txt"), "There is no file nowhere.txt"),
    (("add", "story.pdf"), "it ends in none of"),
    (("add", "empty.txt"), "holds no text"),
    (("add", "binary.txt"), "not UTF-8"),
    (("add", "list.json"), "no JSON object"),
    (("add", "deep.json"), "no JSON object"),
    (("add", "seeds"), "it ends in none of"),
    (("add", "council.txt", "good.txt"), "There is a seed council already"),
    (("add", "good.txt", "good.json"), "Two of these files would be the seed good"),
    (("forget", "council"), "forget"),
])
def test_what_is_no_seed_ends_in_one_sentence_and_changes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    here = Path.cwd()
    seed_file(here / "seeds", "council.txt", STORY)
    seed_file(here, "council.txt", OTHER)
    seed_file(here, "good.txt", OTHER)
    seed_file(here, "good.json", json.dumps({"title": "A title", "text": OTHER}))
    seed_file(here, "list.json", "[1]")
    seed_file(here, "deep.json", "[" * 100_000)
    seed_file(here, "empty.txt", " \n")
    (here / "binary.txt").write_bytes(b"\xff\xfe\xfd")
    answer = run("seeds", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert sorted(path.name for path in (here / "seeds").iterdir()) == ["council.txt"]


def test_a_folder_that_takes_the_place_of_the_programs_seeds_is_said(run: Run, tmp_path: Path) -> None:
    Path("seeds").rmdir()
    assert run("seeds", "list").code == 0
    theirs = run("seeds", "list", "--json").objects[0]["id"]
    assert "came with the program" in run("seeds", "remove", str(theirs)).err
    added = run("seeds", "add", seed_file(tmp_path, "council.txt", STORY))
    assert f"No longer used: what came with the program ({theirs})." in added.err
    assert [one["id"] for one in run("seeds", "list", "--json").objects] == ["council"]


def test_nothing_moves_where_nobody_looks(collected: Said, run: Run, tmp_path: Path) -> None:
    added = run("seeds", "add", seed_file(tmp_path, "council.txt", STORY))
    assert added.out == ""
    assert "\r" not in added.err
    assert "\x1b" not in added.err
