"""A backup holds what was filed, and fills an empty store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli import call

LINE = {"id": "a1", "title": "Power for data centres", "text": "The grid operator wants more nuclear power. " * 12}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    assert call(["--data", str(tmp_path / "one"), "import", str(lines)]) == 0
    return tmp_path


def test_a_backup_fills_an_empty_store(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = filled / "rows.backup"
    assert call(["--data", str(filled / "one"), "backup", str(file)]) == 0
    assert call(["--data", str(filled / "two"), "restore", str(file)]) == 0
    capsys.readouterr()
    assert call(["--data", str(filled / "two"), "export"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["external_id"] == "a1"


def test_a_backup_writes_over_nothing(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = filled / "rows.backup"
    file.write_text("mine")
    assert call(["--data", str(filled / "one"), "backup", str(file)]) == 2
    assert file.read_text() == "mine"
    assert "there already" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"no backup at all"])
def test_what_is_no_backup_is_said_in_a_sentence(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.backup"
    if content is not None:
        file.write_bytes(content)
    assert call(["--data", str(tmp_path / "new"), "restore", str(file)]) in (2, 3)
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
