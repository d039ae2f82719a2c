"""A crawl of the replay web: articles a second, CPU an article in D, peak memory; beside the plain script.

    python -m bench.crawl [--runs N]

CPU is that of the whole process tree. The slope over two run lengths leaves start-up out (imports, the encoder). One D
is `trafilatura.bare_extraction` over the same pages in the same run (bench/reference.py).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench import replay, tree

QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
MIB = 1 << 20


def crawl(folder: Path, proxy: str, feeds: Path, *more: str) -> tuple[dict[str, object], tree.Cost]:
    """One `monitor crawl --all` and its cost."""
    command = [
        sys.executable, "-m", "monitor", "crawl", "--data", str(folder), "--feeds", str(feeds), "--all",
        "--proxy", proxy, "--delay", "0", "--json", *more,
    ]
    cost = tree.run(command, QUIET)
    if cost.code != 0:
        sys.exit(f"monitor crawl ended with {cost.code}")
    return json.loads(cost.output), cost


def halves(pages: dict[str, int]) -> tuple[list[str], list[str]]:
    """All hosts, and about half of their pages: every second host by name."""
    names = sorted(pages)
    return names, names[::2]


def one_run(proxy: str, root: Path) -> dict[str, float]:
    """Both lengths, the reference and the plain script, once."""
    pages = replay.hosts(proxy)
    figures: dict[str, float] = {}
    lengths: list[tuple[int, float]] = []
    for name, some in zip(("all", "half"), halves(pages), strict=True):
        feeds = replay.write_opml(root / f"{name}.opml", [f"http://{host}/feed.xml" for host in some])
        summary, cost = crawl(root / name, proxy, feeds)
        filed = int(str(summary["filed"]))
        lengths.append((filed, cost.cpu_seconds))
        if name == "all":
            figures |= {"filed": filed, "articles a second": filed / cost.seconds, "seconds": cost.seconds,
                        "CPU an article, ms": 1000 * cost.cpu_seconds / filed}
            figures |= _memory(cost)
            figures["of that the parsing children, ms"] = 1000 * _children(cost) / filed
    (more, dear), (less, cheap) = lengths
    slope = (dear - cheap) / (more - less)
    reference = float(tree.run([sys.executable, "-m", "bench.reference"], QUIET).output)
    listed = root / "feeds.txt"
    listed.write_text("\n".join(f"http://{host}/feed.xml" for host in pages), encoding="utf-8")
    script = tree.run([sys.executable, "-m", "bench.plain_script", "--proxy", proxy, "--feeds", str(listed),
                       "--store", str(root / "plain.db")], QUIET)
    count = int(script.output.split()[0])
    figures |= {
        "D, ms": 1000 * reference, "slope, ms an article": 1000 * slope, "slope in D": slope / reference,
        "plain script, articles a second": count / script.seconds,
        "plain script, CPU an article in D": script.cpu_seconds / count / reference,
        "articles a second, ratio to the plain script": figures["articles a second"] / (count / script.seconds),
    }
    return figures


def _children(cost: tree.Cost) -> float:
    """CPU seconds of the parsing children."""
    return sum(seconds for pid, seconds in cost.cpu.items() if "monitor.parsing" in cost.peak[pid][0])


def _memory(cost: tree.Cost) -> dict[str, float]:
    """Peak of the main process and of the largest child, in MiB."""
    peaks = [(name, size / MIB) for name, size in cost.peak.values()]
    main = max((size for name, size in peaks if "monitor.parsing" not in name), default=0.0)
    child = max((size for name, size in peaks if "monitor.parsing" in name), default=0.0)
    return {"peak memory, main process, MiB": main, "peak memory, parsing child, MiB": child}


def main() -> None:
    """Print the median of each figure over the runs."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    runs = arguments.parse_args().runs
    results: list[dict[str, float]] = []
    with replay.served() as proxy:
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                results.append(one_run(proxy, Path(folder)))
    for name in results[0]:
        values = [result[name] for result in results]
        print(f"{name:48} {statistics.median(values):9.3f}   ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
