"""`monitor similar` where no encoder reads both languages, and what it shows as evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_terminal import STYLE, Screen, screen
from tests.pipeline.test_repeats import OTHER, STORY
from tests.stages.test_name_keys import ENGLISH, TELLINGS

__all__ = ["screen"]


@pytest.fixture
def told(run: Run) -> dict[str, str]:
    """Each telling of one event, a stranger, and a copy of another text: name → id."""
    texts = {**TELLINGS, "en": ENGLISH, "stranger": OTHER, "copy": f"{STORY} Printed here."}
    lines = [
        json.dumps({"id": name, "title": f"Title {name}", "text": text, "language": name if len(name) == 2 else "en"})
        for name, text in texts.items()
    ]
    assert run("import", "-", stdin="\n".join(lines)).code == 0
    return {str(one["external_id"]): str(one["id"]) for one in run("export", "--all").objects}


@pytest.mark.parametrize("language", sorted(TELLINGS))
def test_a_translation_is_found_by_names_and_numbers_from_either_side(
    told: dict[str, str], run: Run, language: str
) -> None:
    for one, other in ((language, "en"), ("en", language)):
        found = {row["id"]: row for row in run("similar", told[one], "--json").objects}
        row = found[told[other]]
        assert row["match"] == {"relation": "translation", "other_id": told[one], "score": row["score"]}
        assert "no encoder reads both languages" in str(row["reason"])
        evidence = row["evidence"]
        assert isinstance(evidence, list)
        assert {passage["kind"] for passage in evidence} >= {"name", "number"}
        assert told["stranger"] not in found


def test_a_copy_comes_with_its_passages(told: dict[str, str], run: Run, screen: Screen) -> None:
    Path("story.txt").write_text(STORY, encoding="utf-8")
    (row,) = run("similar", "story.txt", "--json").objects
    assert (row["id"], row["level"]) == (told["copy"], "near_duplicate")
    shown = STYLE.sub("", screen("similar", "story.txt"))
    assert "A, in hand" in shown
    assert "The regional council voted on Tuesday" in shown
    assert "A, in hand" not in run("similar", "story.txt").out


def test_a_stranger_has_nobody_near(told: dict[str, str], run: Run) -> None:
    said = run("similar", told["stranger"])
    assert (said.code, said.out) == (1, "")
    assert "Nothing is near. Without an encoder " in said.err
    assert "translations found only by names" in run("doctor").out
