"""On a terminal: tables and bold words, titles as they are, no colour with NO_COLOR, nothing that steers it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.ports import Store
from monitor.settings import Settings
from tests.cli.conftest import told

pty = pytest.importorskip("pty", reason="this machine has no pseudo-terminals")
ROOT = Path(__file__).parents[2]
STYLE = re.compile(r"\x1b\[[0-9;]*m")
Screen = Callable[..., str]


@pytest.fixture
def screen(settings: Settings) -> Screen:
    """What a command writes onto a terminal of 120 columns."""

    def shown(*arguments: str, **variables: str) -> str:
        outside, inside = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120", "TERM": "xterm-256color", **variables}
        environment.pop("NO_COLOR", None) if "NO_COLOR" not in variables else None
        with subprocess.Popen([sys.executable, "-m", "monitor", *arguments], stdout=inside, env=environment) as command:
            os.close(inside)
            pieces = []
            while True:
                try:
                    piece = os.read(outside, 65536)
                except OSError:     # the other side is closed
                    break
                if not piece:
                    break
                pieces.append(piece)
        os.close(outside)
        assert command.returncode == 0
        return b"".join(pieces).decode()

    return shown


def test_matched_words_are_bold_and_titles_are_no_markup(store: Store, screen: Screen) -> None:
    filing = told(1, "[red]Reactors[/red] \x1b]0;owned\x07[bold]", "The reactors of the north [link=http://x]y[/link].")
    store.articles.file(filing, None, store.articles.watermark())
    shown = screen("search", "reactor", "--words")
    assert "\x1b[1mreactors\x1b[0m" in shown
    assert "[red]Reactors[/red]" in STYLE.sub("", shown)
    assert "[link=http://x]y[/link]" in shown
    assert "\x1b" not in STYLE.sub("", shown)
    assert "\x07" not in shown
    assert not STYLE.search(screen("search", "reactor", "--words", NO_COLOR="1"))


def test_tables_and_passages_are_drawn(newsroom: Store, screen: Screen) -> None:
    counted = screen("count", "--by", "source")
    assert "█" in counted
    assert "host1.example" in counted
    shown = screen("show", "a2")
    assert shown.count("A nuclear reactor will power the") >= 2
    assert "─" in shown


def test_on_a_narrow_terminal_no_bar_is_broken_and_no_line_too_long(newsroom: Store, screen: Screen) -> None:
    counted = STYLE.sub("", screen("count", "--by", "source,language", COLUMNS="46"))
    bars = [line for line in counted.splitlines() if "█" in line]
    assert len(bars) == counted.count("host") + 1 > 2
    assert all(".example" in line or "seeds" in line for line in bars)
    found = STYLE.sub("", screen("search", "kernkraft", "--words", COLUMNS="30"))
    assert "Bundesregierung prüft" in found
    assert [line for line in found.splitlines() if len(line.rstrip()) > 30 and "https://" not in line] == []


@pytest.mark.parametrize("pager", ["", "cat"])
def test_what_does_not_fit_the_screen_is_shown_whole(store: Store, screen: Screen, pager: str) -> None:
    for n in range(12):
        store.articles.file(told(n, f"Reactor number {n}", "A reactor of the north."), None, store.articles.watermark())
    shown = STYLE.sub("", screen("search", "reactor", "--words", LINES="10", **({"PAGER": pager} if pager else {})))
    assert sum(f"Reactor number {n}" in shown for n in range(12)) == 12
