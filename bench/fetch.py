"""The cost of fetching: CPU a page of our fetcher and of urllib3, over the same replayed pages in the same run.

    python -m bench.fetch [ROUNDS]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from bench import replay
from monitor.net import WebFetcher

AGENT = "Monitor/bench (+https://example.org/contact)"


def addresses() -> list[str]:
    """The http:// addresses of the replayed pages."""
    with (replay.REPLAY / "manifest.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [record["url"].replace("https://", "http://", 1) for record in records if record["kind"] == "page"]


def cost(get: Callable[[str], bytes], pages: list[str]) -> tuple[float, int]:
    """Milliseconds of this process's CPU a page, and the bytes that came."""
    began = time.process_time()
    size = sum(len(get(page)) for page in pages)
    return (time.process_time() - began) / len(pages) * 1000, size


def main() -> int:
    if not replay.REPLAY.is_dir():
        print("The replay web is not beside the repository.", file=sys.stderr)
        return 1
    import urllib3

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    pages = addresses()
    with replay.served() as proxy:
        ours = WebFetcher(AGENT, proxy=proxy)
        theirs = urllib3.ProxyManager(proxy, headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"})
        getters: dict[str, Callable[[str], bytes]] = {
            "monitor": lambda page: ours.get(page, kind="page", follow_elsewhere=True).body,
            "urllib3": lambda page: theirs.request("GET", page).data,
        }
        spent: dict[str, list[float]] = {name: [] for name in getters}
        sizes = {}
        for _ in range(rounds):
            for name, get in getters.items():
                milliseconds, sizes[name] = cost(get, pages)
                spent[name].append(milliseconds)
        ours.close()
        theirs.clear()
    assert sizes["monitor"] == sizes["urllib3"]
    medians = {name: statistics.median(values) for name, values in spent.items()}
    for name, median in medians.items():
        print(f"{name:8} {median:.2f} ms of CPU a page ({len(pages)} pages, packed, median of {rounds})")
    print(f"ratio    {medians['monitor'] / medians['urllib3']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
