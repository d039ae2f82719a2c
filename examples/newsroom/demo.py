#!/usr/bin/env python3
"""`make demo`: crawl the sample newsroom with the real program, then ask it what it found."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

if not __package__:  # run as a file: the folder above `examples` is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.newsroom.serve import start

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".demo"
TRANSLATION = "http://jiangwan.example/news/202611/t20261117_30571.html"


def steps(proxy: str) -> list[tuple[str, list[str]]]:
    """What is shown, and the command that shows it."""
    return [
        ("Sixteen feeds on fifteen invented hosts, fetched and read for the first time.",
         ["crawl", "--feeds", "examples/newsroom/newsroom.opml", "--proxy", proxy, "--delay", "0"]),
        ("The seed is an article we knew before. Who repeats it, and how?", ["seeds", "list"]),
        ("A question in one language finds all.", ["search", "nuclear reactors"]),
        ("Why the program holds a Chinese article to be a translation of the seed, and what it is about.",
         ["show", TRANSLATION]),
    ]


def main() -> int:
    """Run every step on a fresh data folder; stop at the first that fails."""
    shutil.rmtree(DATA, ignore_errors=True)
    server, proxy = start()
    environment = os.environ | {"MONITOR_DATA": str(DATA)}
    try:
        for what, arguments in steps(proxy):
            print(f"\n{what}\n$ {shlex.join(['monitor', *arguments])}", flush=True)
            done = subprocess.run([sys.executable, "-m", "monitor", *arguments], cwd=ROOT, env=environment)
            if done.returncode:
                return done.returncode
    except KeyboardInterrupt:
        return 130
    finally:
        server.stop()
    print(f"\nWhat was collected stays in {DATA.name}: try\n$ .venv/bin/monitor --data {DATA.name} stories", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
