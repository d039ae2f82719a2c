"""What slow, dead and endless hosts cost a crawl: the 94 feeds and a web of 200 hosts, with and without 41 such hosts.

    python -m bench.slow_hosts [--seed N] [--runs N] [--delay SECONDS]

A tenth of the hosts is slow (late by 5 s, 200 bytes a second, or silent), a tenth is down (closes, answers 503, cannot
be reached), one never comes to an end of its pages. The crawls run in turns; printed are medians. The goal is 1.3.
A second ratio tells what the others feel of it: the time until the last request to a host without trouble.
The encoder is left out, which makes the crawls shorter and the goal harder to reach.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import replay, slow_web

QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MONITOR_ENCODER": "none"}


@contextlib.contextmanager
def served(seed: int) -> Iterator[tuple[str, dict[str, str], Callable[[], float]]]:
    """The proxy's address, the troubled hosts, and what asks for the last request to another one."""
    command = [sys.executable, "-m", "bench.slow_web", "--seed", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        read, write = server.stdout.readline, server.stdin

        def last() -> float:
            write.write("\n")
            write.flush()
            return float(read())

        try:
            yield read().strip(), json.loads(read()), last
        finally:
            server.stdin.close()
            server.wait(10)


def crawl(proxy: str, feeds: Sequence[str], delay: float) -> dict[str, object]:
    """One pass over these feeds with a fresh store: its summary."""
    with tempfile.TemporaryDirectory() as folder:
        listed = replay.write_opml(Path(folder) / "feeds.opml", feeds)
        command = [
            sys.executable, "-m", "monitor", "crawl", "--data", f"{folder}/data", "--feeds", str(listed), "--all",
            "--proxy", proxy, "--delay", str(delay), "--json",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={**_environment(), **QUIET})
    summary: dict[str, object] = json.loads(done.stdout)
    return summary


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}


def main() -> int:
    """Print seconds, what was filed, and the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--runs", type=int, default=1)
    arguments.add_argument("--delay", type=float, default=0.0)
    options = arguments.parse_args()
    hosts = slow_web.plan(options.seed).hosts
    real = replay.feed_documents() if replay.REPLAY.is_dir() else []
    seconds: dict[str, list[float]] = {"without them": [], "with them": []}
    others: dict[str, list[float]] = {name: [] for name in seconds}
    with served(options.seed) as (proxy, troubles, last):
        for _ in range(options.runs):
            for name, some in (("without them", [h for h in hosts if h not in troubles]), ("with them", hosts)):
                summary = crawl(proxy, [*real, *(f"http://{host}/feed.xml" for host in some)], options.delay)
                seconds[name].append(float(str(summary["seconds"])))
                others[name].append(last())
                print(f"{name:13} {summary['seconds']:7} s  {json.dumps(summary)}", flush=True)
    plain, troubled = (statistics.median(seconds[name]) for name in ("without them", "with them"))
    before, since = (statistics.median(others[name]) for name in ("without them", "with them"))
    print(f"ratio         {troubled / plain:7.2f}")
    print(f"for the others{since / before:7.2f}  ({before:.1f} s, {since:.1f} s)")
    return 0 if troubled <= 1.3 * plain else 1


if __name__ == "__main__":
    sys.exit(main())
