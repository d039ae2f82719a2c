"""`monitor doctor`: every part is named, and one that fails ends with 3 and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli import doctor
from monitor.errors import Failed
from tests.cli.conftest import Run

PARTS = ["program", "settings", "disk", "store", "parser", "encoder", "topics", "seeds", "broker"]


def test_every_part_of_a_fresh_installation_is_well(run: Run) -> None:
    said = run("doctor", "--json")
    assert said.code == 0
    assert [one["part"] for one in said.objects] == PARTS
    assert all(one["ok"] is True for one in said.objects)


def test_a_part_that_fails_costs_no_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    said = run("doctor", "--json", "--database", str(tmp_path / "file" / "monitor.db"))
    assert said.code == 3
    assert [one["part"] for one in said.objects if not one["ok"]] == ["store"]
    assert len(said.objects) == len(PARTS)


def test_a_disk_without_room_is_named() -> None:
    assert doctor.room(28_400_000_000, Path("here")) == "28.4 GB free for here"
    with pytest.raises(Failed, match="The disk is full: 3 MB are free for here"):
        doctor.room(3_900_000, Path("here"))
