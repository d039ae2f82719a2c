"""`python -m bench.feeds`: our feed reading against feedparser's default over the replay feeds, in one run."""

from __future__ import annotations

import calendar
import gc
import gzip
import io
import json
import os
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.replay import REPLAY
from monitor.model import ParsedFeed
from monitor.parsing import ChildPool
from monitor.stages import poll

NOW = datetime(2026, 11, 30, tzinfo=UTC)
ROUNDS = 5

Document = tuple[dict[str, Any], bytes]


def documents() -> list[Document]:
    """Every feed document of the replay web."""
    with (REPLAY / "manifest.jsonl").open(encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record["kind"] == "feed"]
    return [(record, gzip.decompress((REPLAY / record["file"]).read_bytes())) for record in records]


def seconds(read: Callable[[Document], object], listed: list[Document]) -> float:
    """The CPU of the best of a few rounds; the ratios repeat within 5 %."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        for document in listed:
            read(document)
        best = min(best, time.process_time() - began)
    return best


def ours(document: Document) -> ParsedFeed:
    record, body = document
    return poll.read(body, record["url"], record["media_type"], NOW)


def theirs(document: Document, **options: bool) -> Any:
    import feedparser

    return feedparser.parse(io.BytesIO(document[1]), **options)


def through_child(listed: list[Document], rounds: int) -> float:
    """The CPU of both processes, start included: two run lengths give the slope."""
    before = sum(os.times()[:4])
    pool = ChildPool(1)
    for _ in range(rounds):
        for record, body in listed:
            pool.feed(body, record["url"], record["media_type"], NOW)
    pool.close()
    return sum(os.times()[:4]) - before


def judged(listed: list[Document]) -> None:
    """Documents, items and dates beside feedparser's."""
    both = [(ours(document), theirs(document).entries) for document in listed]
    print(f"documents with items: ours {sum(bool(feed.items) for feed, _ in both)}, "
          f"feedparser {sum(bool(entries) for _, entries in both)}, of {len(both)}")
    lost = sum(bool(entries) and not feed.items for feed, entries in both)
    print(f"items: ours {sum(len(feed.items) for feed, _ in both)}, "
          f"feedparser {sum(len(entries) for _, entries in both)}; documents that only feedparser reads: {lost}")
    compared = wrong = more = fewer = 0
    for feed, entries in both:
        if len(feed.items) != len(entries):
            continue
        for item, entry in zip(feed.items, entries, strict=True):
            moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
            usable = moment is not None and 1995 <= moment.tm_year <= NOW.year
            if moment is not None and usable and item.published is not None:
                other = datetime.fromtimestamp(calendar.timegm(moment), UTC)
                compared += 1
                wrong += abs(item.published.instant - other) > timedelta(days=1)
            more += item.published is not None and not usable
            fewer += item.published is None and usable
    print(f"dates: {compared} compared, {wrong} over a day apart, {more} that only we read, "
          f"{fewer} that only feedparser reads")


def main() -> None:
    """Print the ratios and what was found."""
    warnings.simplefilter("ignore")
    listed = documents()
    default = seconds(theirs, listed)
    plain = seconds(lambda each: theirs(each, sanitize_html=False, resolve_relative_uris=False), listed)
    mine = seconds(ours, listed)
    child = (through_child(listed, ROUNDS + 1) - through_child(listed, 1)) / ROUNDS
    for name, cost in (("feedparser, default", default), ("feedparser, without sanitising", plain), ("ours", mine),
                       ("ours, by a child, pipe included", child)):
        print(f"{name:32} {cost / len(listed) * 1000:6.2f} ms CPU a document   rate {default / cost:.1f}")
    judged(listed)


if __name__ == "__main__":
    main()
