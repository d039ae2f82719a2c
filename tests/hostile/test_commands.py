"""A dozen hostile cases as a person would meet them: `monitor crawl` in a process of its own, then what it stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.cases_feed import CASES as FEEDS
from tests.hostile.cases_net import ADDRESSES, TRANSPORT
from tests.hostile.cases_page import PAGES, TERMINAL
from tests.hostile.world import NEIGHBOUR, PASSWORD, SECRET, UNSAFE, Case, World

REAL = (
    "inside-decimal-ip", "redirect-302-inside", "page-hints-inside", "scheme-file", "tarpit-header-drip",
    "body-endless", "gzip-bomb", "gzip-bomb-feed", "xml-deep", "items-100k", "html-deep", "text-ansi-title",
    "credentials-in-link", "retry-after-huge",
)
CASES = [case for case in (*ADDRESSES, *TRANSPORT, *FEEDS, *PAGES, *TERMINAL) if case.name in REAL]
MOST_SECONDS = 60.0
MOST_MEMORY = 400 << 20                 # bytes of the largest process
# A process begins with the peak of the one that started it, and that of pytest may be over the limit: so a small one
# starts the command, and notes what the largest of its children and theirs has held.
STARTER = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as note:
    note.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str
    seconds: float
    memory: int


def monitor(world: World, *arguments: str) -> Done:
    """One command on the world's store."""
    environment = {
        **os.environ, "MONITOR_DATA": str(world.folder / "data"), "MONITOR_PAGE_SECONDS": "2",
        "MONITOR_CONTACT": "https://example.org/contact", "OPENBLAS_NUM_THREADS": "1", "NO_COLOR": "1",
    }
    out, err, peak = world.folder / "out", world.folder / "err", world.folder / "peak"
    began = time.monotonic()
    with out.open("wb") as out_file, err.open("wb") as err_file:
        code = subprocess.call(
            [sys.executable, "-c", STARTER, str(peak), sys.executable, "-m", "monitor", *arguments], stdout=out_file,
            stderr=err_file, env=environment, cwd=Path(__file__).parents[2],
        )
    return Done(code, out.read_text(), err.read_text(), time.monotonic() - began, int(peak.read_text()) << 10)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="This system does not tell what a child has used.")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_feed_does_a_real_crawl_no_harm(case: Case, world: World) -> None:
    case.serve(world)
    allow = [word for place in sorted(world.allow) for word in ("--allow", place)]
    crawl = monitor(world, "crawl", "--feeds", world.feed_url, *allow, "--delay", "0", "--json")
    summary = json.loads(crawl.out)
    assert crawl.code == (3 if summary["feeds"]["polled"] == 0 else 0), crawl.err
    assert crawl.seconds < MOST_SECONDS
    assert crawl.memory < MOST_MEMORY
    assert world.canary.connections == 0
    assert len(world.site.asked()) <= 30

    export = monitor(world, "export")
    articles = [json.loads(line) for line in export.out.splitlines()]
    entries = monitor(world, "entries", "--json")
    if case.neighbour:
        assert NEIGHBOUR in [article["title"] for article in articles]
    for done in (crawl, export, entries):
        assert "Traceback" not in done.err
        assert not UNSAFE.search(done.out + done.err)
        assert SECRET not in done.out + done.err
        assert PASSWORD not in done.out + done.err
