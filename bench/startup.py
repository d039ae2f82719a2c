"""From command to first row, cold: CPU and wall of a fresh process, by words alone and with meaning.

    python -m bench.startup [--data DIR] [--runs N] [--imports]

Goals: 250 ms by words, 1.5 s with meaning. Wall time is what a person waits; on a shared machine the least of the runs
and the CPU say more than the median. `--imports` lists what the word search imports, the dearest first. Without
`--data` a small store is made; one of `bench.search` shows what a large one adds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor import assemble
from monitor.settings import Settings

GOALS = {"words": 0.25, "meaning": 1.5}
QUESTION = "reactor"
# where a shell forbids bytecode files, every start would compile the program anew: an installed one has them
ENVIRONMENT = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"} | {"OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Cost:
    """One process, from its start to its end."""

    wall: float
    cpu: float


def cost(command: Sequence[str]) -> Cost:
    """Run a command and wait for it; its CPU is the kernel's own account."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0      # waited for already
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime)


def report(name: str, command: Sequence[str], runs: int, goal: float | None = None) -> None:
    """One line: the least, the middle."""
    cost(command)               # the first one compiles, and reads files from the disk
    costs = [cost(command) for _ in range(runs)]
    walls, cpus = [one.wall for one in costs], [one.cpu for one in costs]
    aim = "" if goal is None else f"   goal {1000 * goal:4.0f}"
    print(f"{name:<22} wall {1000 * min(walls):5.0f} / {1000 * statistics.median(walls):5.0f}   "
          f"CPU {1000 * min(cpus):5.0f} / {1000 * statistics.median(cpus):5.0f}{aim}", flush=True)


def imports(command: Sequence[str]) -> None:
    """The modules that took longest to import, with what they import themselves."""
    timed = [command[0], "-X", "importtime", *command[1:]]
    said = subprocess.run(timed, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    lines = [line for line in said.stderr.splitlines() if line.startswith("import time:") and "self" not in line]
    rows = [line.split("|") for line in lines]
    for _, whole, name in sorted(rows, key=lambda row: -int(row[1]))[:25]:
        print(f"{int(whole) / 1000:8.1f} ms  {name}")


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--data", type=Path)
    said.add_argument("--runs", type=int, default=10)
    said.add_argument("--imports", action="store_true")
    given = said.parse_args()
    with tempfile.TemporaryDirectory(prefix="monitor-startup-") as made:
        folder = given.data or Path(made)
        assemble.open_store(Settings(data=folder)).close()
        monitor = [sys.executable, "-m", "monitor", "--data", str(folder), "search", QUESTION]
        ENVIRONMENT.setdefault("PYTHONPYCACHEPREFIX", str(Path(made) / "bytecode"))
        if given.imports:
            cost(monitor)
            imports([*monitor, "--words"])
            return 0
        print("milliseconds, least / median")
        report("python alone", [sys.executable, "-c", ""], given.runs)
        report("import click, sqlite3", [sys.executable, "-c", "import click, sqlite3"], given.runs)
        report("search --words", [*monitor, "--words"], given.runs, GOALS["words"])
        report("search", monitor, given.runs, GOALS["meaning"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
