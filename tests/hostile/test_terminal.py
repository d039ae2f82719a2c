"""What a terminal, a sheet or a log sees of hostile texts, and what the search box does with hostile questions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from monitor import cli
from monitor.parsing import ChildPool
from tests.hostile import cases_page
from tests.hostile.driver import crawl
from tests.hostile.world import PASSWORD, UNSAFE, Case, World

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on the world's store: code, stdout, stderr."""
    monkeypatch.setenv("MONITOR_DATA", str(world.folder / "data"))
    monkeypatch.setenv("MONITOR_ENCODER", "none")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = cli.call(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


@pytest.mark.parametrize("case", cases_page.TERMINAL, ids=lambda case: case.name)
def test_no_command_prints_what_steers_a_terminal(case: Case, world: World, parser: ChildPool, run: Run) -> None:
    case.serve(world)
    outcome = crawl(world, parser, case.most_seconds)
    article_id = outcome.stored[0].article.article_id
    commands = [
        ("search", "committee", "--all"), ("search", "committee", "--all", "--json"),
        ("search", "committee", "--all", "--csv"), ("search", "committee", "--all", "--urls"),
        ("export",), ("show", article_id), ("entries",), ("feeds", "list"), ("status",),
    ]
    for command in commands:
        code, out, err = run(*command)
        assert code == 0, (command, err)
        assert not UNSAFE.search(out + err), command
        assert PASSWORD not in out + err
        assert not any(line.startswith("2025-01-01 INFO") for line in out.splitlines() + err.splitlines())


def test_a_sheet_gets_no_formula(world: World, parser: ChildPool, run: Run) -> None:
    case = next(case for case in cases_page.TERMINAL if case.name == "text-sheet-formula")
    case.serve(world)
    crawl(world, parser, case.most_seconds)
    _, out, _ = run("search", "committee", "--all", "--csv")
    cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_what_is_printed_as_json_is_what_is_stored(world: World, parser: ChildPool, run: Run) -> None:
    case = next(case for case in cases_page.TERMINAL if case.name == "text-rich-markup")
    case.serve(world)
    outcome = crawl(world, parser, case.most_seconds)
    _, out, _ = run("export")
    assert {json.loads(line)["title"] for line in out.splitlines()} == set(outcome.titles)


@pytest.mark.parametrize("form", [(), ("--words",), ("--json",)])
def test_a_hostile_question_gets_an_answer_or_one_clean_line(
    world: World, parser: ChildPool, run: Run, form: tuple[str, ...]
) -> None:
    world.feed()
    crawl(world, parser, 20)
    for name, question in cases_page.QUERIES.items():
        arguments = ("search", *form, "--", question) if question.startswith("-") else ("search", *form, question)
        code, out, err = run(*arguments)
        assert code in (0, 1, 2), (name, err)
        assert not UNSAFE.search(out + err), name
        assert "Traceback" not in err
        assert "nobody foresaw" not in err
        assert len(err.splitlines()) <= 4, (name, err)
    code, out, _ = run("search", "committee")
    assert (code, bool(out)) == (0, True)


def test_a_question_that_looks_like_an_option_is_misused_in_one_line(world: World, parser: ChildPool, run: Run) -> None:
    world.feed()
    crawl(world, parser, 20)
    for question in ("--drop-table", "-x", "--", "--json=1"):
        code, out, err = run("search", question)
        assert code in (0, 1, 2)
        assert "Traceback" not in out + err
