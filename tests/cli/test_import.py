"""Articles from elsewhere go through every stage; what is nearest to one is told with what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SENTENCES = " ".join(f"Sentence {n} says what it plans for the nuclear reactors of its data centres." for n in range(9))
ONE = {"id": "x1", "title": "Reactors for data centres", "text": SENTENCES, "url": "https://one.example/a",
       "published": "2026-03-02T10:00:00+01:00", "language": "en"}
OTHER = {"id": 2, "title": "Football", "text": "The team of the town has won again, and its trainer was not surprised."}


def imported(run: Run, *values: object) -> dict[str, object]:
    text = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    said = run("import", "-", "--json", stdin=text)
    assert said.code == 0
    return said.objects[0]


def test_articles_are_filed_with_all_that_a_line_says(run: Run) -> None:
    counts = imported(run, ONE, OTHER)
    assert (counts["read"], counts["filed"], counts["bad"]) == (2, 2, 0)
    by_id = {one["external_id"]: one for one in run("export").objects}
    one, other = by_id["x1"], by_id["2"]
    assert one["published"] == "2026-03-02T10:00:00+01:00"
    assert one["source"] == "one.example"
    assert one["url"] == "https://one.example/a"
    assert "energy" in str(one["topics"])
    assert (other["source"], other["language"], other["published"]) == ("import", "en", None)
    assert run("search", "reactor", "--all", "--ids").lines == [one["id"]]


def test_the_same_again_changes_nothing_and_a_changed_text_is_a_version(run: Run) -> None:
    imported(run, ONE)
    assert imported(run, ONE)["unchanged"] == 1
    changed = {**ONE, "text": SENTENCES + " And then it decided otherwise.", "url": None}
    assert imported(run, changed)["filed"] == 1
    (one,) = run("export").objects
    assert str(one["text"]).endswith("decided otherwise.")
    assert run("show", str(one["id"]), "--json").objects[0]["version"] == 2


def test_lines_of_one_file_follow_each_other(run: Run) -> None:
    changed = {**ONE, "text": SENTENCES + " And then it decided otherwise."}
    for version in (2, 4):      # the second time what is stored is the last line, which the first one changes back
        assert imported(run, ONE, changed)["filed"] == 2
        (one,) = run("export").objects
        assert str(one["text"]).endswith("decided otherwise.")
        assert run("show", str(one["id"]), "--json").objects[0]["version"] == version


def test_one_address_under_two_ids_of_one_file_is_one_article(run: Run) -> None:
    imported(run, ONE, {**ONE, "id": "x2", "title": "Another title"})
    assert [one["external_id"] for one in run("export").objects] == ["x2"]


def test_the_same_address_is_the_same_article(run: Run) -> None:
    imported(run, ONE)
    imported(run, {**ONE, "id": None, "title": "Another title"})
    assert len(run("export").lines) == 1


def test_a_copy_is_recognised(run: Run) -> None:
    counts = imported(run, ONE, {"id": "x2", "title": ONE["title"], "text": SENTENCES, "url": "https://two.example/b"})
    assert counts["repeats"] == 1
    matches = [one["match"] for one in run("export").objects]
    assert [match["relation"] for match in matches if isinstance(match, dict)] == ["duplicate"]


def test_bad_lines_are_named_and_cost_nothing_else(run: Run) -> None:
    bad = ["nonsense", {"title": "no text"}, {"title": "x", "text": " "}, {"text": "x", "published": "soonish"},
           {"text": "x", "source": "seeds"}, {"text": "x", "id": [1]}, {"text": "x", "id": True}, {**ONE, "id": [1]},
           {"text": "x", "url": "file:///etc/passwd"}, "[]"]
    text = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in [*bad, OTHER])
    said = run("import", "-", "--json", stdin=text)
    assert said.code == 0
    assert said.objects[0]["bad"] == len(bad)
    assert said.objects[0]["filed"] == 1
    assert len(said.err.splitlines()) == len(bad)
    for number, line in enumerate(said.err.splitlines(), 1):
        assert line.startswith(f"Line {number}")


def test_half_a_character_in_an_id_costs_nothing_else(run: Run) -> None:
    half = {"id": "half \ud800", "title": "Half \udc80", "text": "The plan of the town for its new bridge is settled."}
    assert imported(run, half, OTHER)["filed"] == 2
    assert imported(run, half, OTHER)["unchanged"] == 2
    assert {one["external_id"] for one in run("export").objects} == {"half \ufffd", "2"}


def test_a_file_is_imported_too(run: Run) -> None:
    path = Path("articles.jsonl")
    path.write_text(json.dumps(ONE) + "\n", encoding="utf-8")
    said = run("import", str(path))
    assert said.code == 0
    assert "1 article read, 1 filed, 0 of them repeats" in said.out
    path.write_text("", encoding="utf-8")
    assert run("import", str(path)).code == 0


def test_the_nearest_articles_are_told_with_what_they_are(run: Run) -> None:
    Path("seeds/mine.txt").write_text(f"Reactors\n{SENTENCES}", encoding="utf-8")
    imported(run, ONE, OTHER)
    said = run("similar", "seeds/mine.txt", "--json")
    assert said.code == 0
    one = said.objects[0]
    assert one["external_id"] == "x1"
    match = one["match"]
    assert isinstance(match, dict)
    assert match["relation"] in ("duplicate", "near_duplicate")
    assert match["other_id"] == "seeds/mine.txt"
    assert "mine" not in run("similar", "seeds/mine.txt", "--ids").lines
    assert run("similar", str(one["id"]), "--ids").lines[0] == "mine"
    assert "copy" in run("similar", str(one["id"])).out or "duplicate" in run("similar", str(one["id"])).out


def test_seeds_come_and_go_with_their_files(run: Run) -> None:
    Path("new.txt").write_text(f"Reactors\n{SENTENCES}", encoding="utf-8")
    imported(run, ONE)
    assert run("seeds", "list").code == 1
    assert run("seeds", "add", "new.txt").code == 0
    assert run("seeds", "add", "new.txt").code == 0     # it is there already: who was stopped may begin again
    Path("other").mkdir()
    Path("other/new.txt").write_text("Another text under the same name.", encoding="utf-8")
    assert run("seeds", "add", "other/new.txt").code == 2
    (one,) = run("seeds", "list", "--json").objects
    assert one["id"] == "new"
    assert "new" in run("seeds", "list").out
    assert SENTENCES[:40] in run("seeds", "show", "new").out
    assert run("seeds", "remove", "new").code == 0
    assert run("seeds", "list").code == 1


@pytest.mark.parametrize("form", ["--json", "--csv", "--urls", "--ids"])
def test_nothing_near_is_nothing_found(run: Run, form: str) -> None:
    Path("alone.txt").write_text("Nobody else says so.", encoding="utf-8")
    assert run("similar", "alone.txt", form).code == 1
