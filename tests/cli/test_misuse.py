"""Bad input of every kind ends in one clear sentence and the right code; global options are taken in either place."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from monitor import __version__
from monitor.ports import Store
from tests.cli.conftest import Run


@pytest.mark.parametrize(("arguments", "said"), [
    (("serch", "x"), "did you mean search?"),
    (("nonsense",), "There is no command nonsense."),
    (("--nope",), "No such option"),
    (("search", "x", "--json", "--nope"), "There is no option --nope"),
    (("show",), "Missing argument"),
    (("entries", "--fate", "lost"), "--fate"),
    (("entries", "--since", "soon"), "is no date"),
    (("import",), "Missing argument"),
    (("import", "nowhere.jsonl"), "There is no file nowhere.jsonl."),
    (("import", "/"), "cannot be read"),
    (("compare", "a"), "Give two articles"),
    (("compare",), "Give two articles"),
    (("compare", "a", "b", "--batch", "-"), "or --batch"),
    (("compare", "--batch", "nowhere.jsonl"), "There is no file nowhere.jsonl."),
    (("extract",), "Give one FILE or URL"),
    (("extract", "nowhere.html"), "There is no file nowhere.html."),
    (("extract", "--batch", "nowhere.jsonl"), "There is no file nowhere.jsonl."),
    (("extract", "http://example.invalid/", "--delay", "0"), "only together with --proxy or --allow"),
    (("similar", "nowhere.txt"), "There is no file nowhere.txt."),
    (("compare", "nowhere.txt", "b"), "There is no file nowhere.txt."),
    (("topics", "explain", "./nowhere"), "There is no file ./nowhere."),
    (("similar", "."), "is a folder"),
    (("search", "x", "--config", "nowhere.toml"), "There is no configuration file nowhere.toml."),
    (("status", "--broker", "http://x"), "neither memory:// nor redis://"),
    (("retry", "--fate", "filed"), "--fate"),
    (("forget", ""), "Give one URL, or --host H."),
    (("forget", "--host", ""), "Give one URL, or --host H."),
    (("forget", "https://a.example/", "--host", "a.example"), "Give one URL, or --host H."),
])
def test_misuse_ends_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert answer.code == 2, answer
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert answer.out == ""


@pytest.mark.parametrize(("arguments", "said"), [
    (("show", "nobody"), "Nothing is known of nobody."),
    (("show", "https://nowhere.example/"), "Nothing is known of https://nowhere.example/."),
    (("open", "nobody"), "There is no article nobody."),
    (("similar", "nobody"), "nobody is neither the id of an article nor a file."),
    (("compare", "nobody", "else"), "nobody is neither the id of an article nor a file."),
    (("topics", "explain", "nobody"), "nobody is neither the id of an article nor a file."),
    (("seeds", "show", "nobody"), "There is no seed nobody"),
    (("seeds", "remove", "nobody"), "There is no seed nobody"),
    (("stories", "split", "nobody"), "There is no article nobody."),
    (("stories", "join", "nobody", "else"), "There is no article nobody."),
    (("stories", "pin", "nobody"), "There is no article nobody."),
    (("status", "--feed", "nobody"), "Not on the list: nobody."),
    (("status", "--host", "nobody"), "Nothing was ever asked of nobody."),
    (("retry", "--feed", "https://nowhere.example/"), "Not on the list: https://nowhere.example/"),
    (("feeds", "remove", "https://nowhere.example/"), "Not on the list: https://nowhere.example/"),
])
def test_an_id_that_nothing_has_is_nothing_found(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert answer.code == 1, answer
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert answer.out == ""


@pytest.mark.parametrize("arguments", [
    ("search", "zebra"), ("export", "zebra"), ("count", "zebra"), ("entries",), ("feeds", "list"), ("feeds", "export"),
    ("feeds", "check"), ("save",), ("seeds", "list"), ("stories",), ("stories", "--new"), ("retry",), ("reprocess",),
    ("status", "--hosts"),
])
def test_who_finds_nothing_says_so(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.code == 1, answer
    assert answer.err.strip()


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out == f"monitor {__version__}\n"


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    said = run()
    assert said.code == 2
    assert "Commands:" in said.err


@pytest.mark.parametrize("before", [True, False])
def test_global_options_stand_before_or_behind_the_command(run: Run, tmp_path: Path, before: bool) -> None:
    option = ("--data", str(tmp_path / "other"))
    said = run(*option, "status", "--json") if before else run("status", "--json", *option)
    assert said.objects[0]["database"] == str(tmp_path / "other" / "monitor.db")


def test_the_later_place_wins_and_a_flag_goes_before_environment_and_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def database(*arguments: str) -> object:
        return run(*arguments).objects[0]["database"]

    Path("monitor.toml").write_text(f'database = "{tmp_path}/file.db"', encoding="utf-8")
    assert database("status", "--json") == f"{tmp_path}/file.db"
    monkeypatch.setenv("MONITOR_DATABASE", f"{tmp_path}/variable.db")
    assert database("status", "--json") == f"{tmp_path}/variable.db"
    first, second = f"{tmp_path}/first.db", f"{tmp_path}/second.db"
    assert database("--database", first, "status", "--json", "--database", second) == second


def test_a_file_of_settings_that_cannot_be_read_is_named(run: Run) -> None:
    for text in ("data = ", "unknown = 1", "delay = 'often'"):
        Path("monitor.toml").write_text(text, encoding="utf-8")
        said = run("status")
        assert said.code == 2
        assert "monitor.toml" in said.err or "delay" in said.err


@pytest.mark.parametrize("zone", ["Nowhere/At_all", "../etc/passwd", ""])
def test_an_unknown_time_zone_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("MONITOR_ZONE", zone)
    said = run("search", "x", "--since", "7d")
    assert said.code == 2
    assert "There is no time zone" in said.err


def test_a_store_of_a_newer_version_is_left_alone(store: Store, run: Run, tmp_path: Path) -> None:
    store.close()
    connection = sqlite3.connect(tmp_path / "data" / "monitor.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    said = run("search", "x")
    assert said.code == 3
    assert "newer program" in said.err


def test_a_file_that_is_no_store_is_left_alone(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("This is no database. " * 50, encoding="utf-8")
    said = run("status", "--database", str(other))
    assert said.code == 3
    assert len(said.err.strip().splitlines()) == 1
    assert other.read_text(encoding="utf-8").startswith("This is no database.")


def test_a_data_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = run("status", "--data", str(tmp_path / "file" / "below"))
    assert said.code == 3
    assert str(tmp_path / "file") in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_what_nobody_foresaw_is_one_sentence_too(run: Run) -> None:
    said = run("status", "--database", "nonsense\x00")
    assert said.code == 3
    assert len(said.err.strip().splitlines()) == 1
