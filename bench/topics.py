"""`python -m bench.topics`: what topics cost beside trafilatura, how fast they load, how right they are.

Load and cost are CPU of this process; the cost is taken on the replay pages, as a share of D. F1 is that of
../shared/eval/topics, for the half that was read while the terms were improved and for the half that was not, with 95 %
intervals of 1,000 draws.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy

from bench.replay import REPLAY
from monitor import data
from monitor.stages import language, relevance, topics

LABELLED = REPLAY.parent / "eval" / "topics" / "dev.jsonl.gz"
ROUNDS = 7
FOLDS = 5
ENOUGH = 20             # positives, below which a figure is no evidence
MAIN = ("energy", "chips", "geopolitics")
GOAL_COST, GOAL_LOAD = 0.03, 50.0
Counts = tuple[int, int, int]


def main() -> None:
    """Print all of it."""
    folder = data.topics_folder()
    load = best(lambda: topics.load([folder]))
    known, gate = topics.load([folder]), relevance.load(data.relevance_file())
    terms = sum(len(written) for file in known.files for group in file.groups.values() for written in group.values())
    print(f"load: {1000 * load:.1f} ms for {terms} terms of {len(known.files)} topics (goal: under {GOAL_LOAD:g})")
    for code in ("en", "de", "zh", "ja"):
        print(f"first text in {code}: {1000 * first(folder, code):.1f} ms more")
    if REPLAY.is_dir():
        print_cost(known, gate)
    if LABELLED.is_file():
        print_scores(known)


def best(work: Callable[[], object]) -> float:
    """Seconds of CPU, the best of some rounds."""
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def first(folder: Path, code: str) -> float:
    """What the first text of a language costs: its automaton."""
    spent = []
    for _ in range(3):
        known = topics.load([folder])
        began = time.process_time()
        topics.tag("", "x", known, code)
        spent.append(time.process_time() - began)
    return min(spent)


def print_cost(known: topics.Topics, gate: relevance.Gate) -> None:
    """Tagging and the gate as shares of D, over the same pages in the same run."""
    import trafilatura

    with (REPLAY / "manifest.jsonl").open(encoding="utf-8") as lines:
        pages = [record for record in map(json.loads, lines) if record["kind"] == "page"]
    bodies = [(record["url"], gzip.decompress((REPLAY / record["file"]).read_bytes())) for record in pages]
    read: list[tuple[str, str, str | None]] = []
    trafilatura.bare_extraction(bodies[0][1], url=bodies[0][0], with_metadata=True, include_comments=False)
    began = time.process_time()
    found = [
        trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False) for url, body in bodies
    ]
    one = (time.process_time() - began) / len(bodies)
    for page in filter(None, found):
        title, text = getattr(page, "title", None) or "", getattr(page, "text", None) or ""
        read.append((title, text, language.of(title, text)))
    tagging = best(lambda: [topics.tag(*page[:2], known, page[2]) for page in read]) / len(read)
    gating = best(lambda: [relevance.verdict(*page[:2], gate, page[2]) for page in read]) / len(read)
    print(f"D (trafilatura, a page): {1000 * one:.1f} ms; {len(read)} pages")
    print(f"topics: {1000 * tagging:.2f} ms a page, {tagging / one:.3f} D (goal: at most {GOAL_COST:g})")
    print(f"relevance: {1000 * gating:.2f} ms a page, {gating / one:.3f} D")


def print_scores(known: topics.Topics) -> None:
    """F1 on the labelled items, by half, topic and language."""
    items = labelled()
    for item in items:
        item["tags"] = tagged(item, known)
    print("words alone")
    print_halves(items)
    with_opinion(items)
    print("with the second opinion on geopolitics, each item's by a judge that saw none of its fifth")
    print_halves(items)
    print_fifths(items)


def with_opinion(items: list[dict[str, Any]]) -> None:
    """Take away what the meaning speaks against, as `bench.train_opinion` would without the item's own fifth."""
    from bench import train_opinion as trained

    rows = trained.meanings(items)
    truth = numpy.array([trained.TOPIC in item["labels"] for item in items])
    for item, likely in zip(items, trained.unseen(rows, truth), strict=True):
        if likely < trained.LEAST:
            item["tags"] -= {trained.TOPIC}


def print_fifths(items: list[dict[str, Any]]) -> None:
    """The same by five folds: what one fifth of such a set may show, and what all of them do."""
    order = random.Random(1).sample(items, len(items))
    fifths = [macro(order[start::FOLDS]) for start in range(FOLDS)]
    low, high = interval(items)
    print(f"five folds: main three macro F1 {', '.join(f'{one:.2f}' for one in fifths)}; "
          f"together {macro(items):.3f} [{low:.3f}, {high:.3f}]")
    for topic in sorted({tag for item in items for tag in (*item["labels"], *item["tags"])}):
        counts = total(items, [topic])
        low, high = interval(items, partial(of_topic, topic))
        note = "" if counts[0] + counts[2] >= ENOUGH else ", too few to say"
        print(f"  {topic:12} F1 {f1(counts):.2f} [{low:.2f}, {high:.2f}] ({counts[0] + counts[2]} items{note})")


def labelled() -> list[dict[str, Any]]:
    """The labelled items."""
    with gzip.open(LABELLED, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tagged(item: dict[str, Any], known: topics.Topics) -> set[str]:
    """The topics that its words give it."""
    return {tag.topic for tag in topics.tag(item["title"], item["text"], known, item["lang"])}


def print_halves(items: list[dict[str, Any]]) -> None:
    """F1 by half, topic and language."""
    for name, half in (("read", 0), ("not read", 1)):
        some = [item for item in items if side(item) == half]
        low, high = interval(some)
        print(f"half {name}, {len(some)} items: main three macro F1 {macro(some):.3f} [{low:.3f}, {high:.3f}], "
              f"all micro F1 {f1(total(some, {tag for item in some for tag in (*item['labels'], *item['tags'])})):.3f}")
        for topic in MAIN:
            right, false, missed = total(some, [topic])
            precision, recall = right / max(right + false, 1), right / max(right + missed, 1)
            print(f"  {topic:12} precision {precision:.2f}, recall {recall:.2f} ({right + missed} items)")
    for code in ("en", "zh", "de", "fr", "ja", "es"):
        some = [item for item in items if item["lang"] == code]
        print(f"  {code}: main three micro F1 {f1(total(some, MAIN)):.2f} ({len(some)} items, both halves)")


def side(item: dict[str, Any]) -> int:
    """The half of an item, by a hash of its id."""
    return int(sha256(item["id"].encode()).hexdigest(), 16) % 2


def total(items: Sequence[dict[str, Any]], some: Iterable[str]) -> Counts:
    """Right, false and missed tags of some topics."""
    right = false = missed = 0
    for item in items:
        for topic in some:
            tagged, labelled = topic in item["tags"], topic in item["labels"]
            right += tagged and labelled
            false += tagged and not labelled
            missed += labelled and not tagged
    return right, false, missed


def of_topic(topic: str, items: Sequence[dict[str, Any]]) -> float:
    """F1 of one topic."""
    return f1(total(items, [topic]))


def f1(counts: Counts) -> float:
    """The harmonic mean of precision and recall."""
    right, false, missed = counts
    return 2 * right / max(2 * right + false + missed, 1)


def macro(items: Sequence[dict[str, Any]]) -> float:
    """The mean F1 of the main three."""
    return sum(f1(total(items, [topic])) for topic in MAIN) / len(MAIN)


def interval(
    items: Sequence[dict[str, Any]], score: Callable[[Sequence[dict[str, Any]]], float] = macro
) -> tuple[float, float]:
    """Where 95 % of draws lie."""
    draw = random.Random(1)
    drawn = sorted(score(draw.choices(items, k=len(items))) for _ in range(1000))
    return drawn[25], drawn[974]


if __name__ == "__main__":
    main()
