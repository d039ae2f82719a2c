"""The passages behind a judgement: coloured on a terminal, marked elsewhere and with NO_COLOR; each level in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_terminal import STYLE, Screen, screen
from tests.pipeline.test_repeats import OTHER, STORY
from tests.stages.test_name_keys import ENGLISH, TELLINGS

__all__ = ["screen"]
PRICES = (
    "The price of copper on the exchange of London rose by {} percent to {} dollars a tonne on Monday, while stocks "
    "fell by {} tonnes to {} tonnes in the warehouses of the exchange as traders waited for figures from the smelters."
)
EDITED = STORY.replace("Tuesday", "Wednesday").replace("had collected nine", "gathered nine")
GREEN = "\x1b[1;32m"


def compared(run: Run, a: str, b: str) -> str:
    for name, text in (("a.txt", a), ("b.txt", b)):
        Path(name).write_text(text, encoding="utf-8")
    said = run("compare", "a.txt", "b.txt")
    assert said.code == 0
    return said.out


def marked(shown: str) -> list[str]:
    return re.findall(r"\[\[(.+?)\]\]", shown)


def test_a_copy_shows_what_both_hold_and_what_differs(run: Run) -> None:
    shown = compared(run, STORY, EDITED)
    assert shown.startswith("near duplicate, 0.")
    assert "of the words of both are shared" in shown
    assert "differs: Tuesday | Wednesday; had collected | gathered" in shown
    common = marked(shown)
    assert len(common) == 6
    assert all(piece in STORY and piece in EDITED for piece in common)
    assert "voted on]] Wednesday to let" in shown       # what stands around it, with the space between


def test_a_partial_copy_says_how_much_of_each_is_in_the_other(run: Run) -> None:
    shown = compared(run, STORY, f"{OTHER} {STORY[:300]}")
    assert shown.startswith("near duplicate, partial copy, 0.")
    assert re.search(r"\d+% of A is in B, and makes \d+% of B\.", shown)
    assert any(piece in STORY[:300] for piece in marked(shown))


def test_the_same_text_is_shown_once_on_each_side(run: Run) -> None:
    shown = compared(run, STORY, STORY)
    assert shown.startswith("duplicate, exact, 1.00\nThe same text.")
    assert len(marked(shown)) == 2


def test_a_template_shows_the_slots_that_differ(run: Run) -> None:
    days = [("1.2", "8,412", "310", "91,000"), ("0.4", "8,651", "125", "89,300")]
    shown = compared(run, *(PRICES.format(*day) for day in days))
    assert shown.startswith("different, template, ")
    assert "differs: 1.2 percent to 8,412 | 0.4 percent to 8,651" in shown


def test_a_translation_that_no_encoder_reads_names_what_agrees(run: Run) -> None:
    shown = compared(run, ENGLISH, TELLINGS["hi"])
    assert shown.startswith("translation, ")
    assert re.search(r"names in both: .+ = ", shown)
    assert "numbers in both: " in shown


def test_a_long_passage_is_cut_in_its_middle(run: Run) -> None:
    long = " ".join(f"word{n * 7 % 1009} and{n}" for n in range(400))
    (piece, _) = marked(compared(run, long, long))
    assert re.search(r" … \(\d+ characters\) … ", piece)
    assert piece.startswith("word0 and0")


def test_every_kind_has_its_places_in_json(run: Run) -> None:
    compared(run, STORY, EDITED)
    (one,) = run("compare", "a.txt", "b.txt", "--json").objects
    evidence = one["evidence"]
    assert isinstance(evidence, list)
    assert {passage["kind"] for passage in evidence} == {"passage", "difference"}
    for passage in evidence:
        for side, text in (("a", STORY), ("b", EDITED)):
            place = passage[side]
            assert text[place["start"]:place["end"]] == place["text"]


@pytest.mark.parametrize("columns", ["120", "70"])
def test_common_passages_are_coloured_on_a_terminal_and_marked_without_colours(
    run: Run, screen: Screen, columns: str
) -> None:
    compared(run, STORY, EDITED)
    shown = screen("compare", "a.txt", "b.txt", COLUMNS=columns)
    assert GREEN in shown or "\x1b[1m\x1b[32m" in shown or "\x1b[32m\x1b[1m" in shown
    assert "[[" not in shown
    plain = screen("compare", "a.txt", "b.txt", COLUMNS=columns, NO_COLOR="1")
    assert "[[" in plain
    assert "\x1b[32m" not in plain
    assert GREEN not in plain


def test_a_seed_s_repeats_show_their_passages_on_a_terminal(run: Run, screen: Screen) -> None:
    line = {"id": "one", "title": "The council", "text": EDITED, "language": "en", "url": "https://first.example/1"}
    run("import", "-", stdin=json.dumps(line))
    Path("council.txt").write_text(STORY, encoding="utf-8")
    assert run("seeds", "add", "council.txt").code == 0
    shown = STYLE.sub("", screen("seeds", "show", "council"))
    assert "A, the seed" in shown
    assert "first.example" in shown
    assert "differs: Tuesday | Wednesday" in shown
