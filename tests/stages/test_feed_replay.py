"""Real feed documents, where they stand beside the repository: items from each that holds any, and their true dates."""

from __future__ import annotations

import calendar
import gzip
import io
import json
import warnings
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.model import ParsedFeed
from monitor.stages import poll

REPLAY = Path(__file__).parents[2] / "../shared/replay"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not REPLAY.is_dir(), reason="the replay web (../shared/replay) is not here")


def documents() -> list[tuple[dict[str, Any], bytes]]:
    if not REPLAY.is_dir():
        return []
    lines = (REPLAY / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    records = [record for record in map(json.loads, lines) if record["kind"] == "feed"]
    return [(record, gzip.decompress((REPLAY / record["file"]).read_bytes())) for record in records]


DOCUMENTS = documents()


def ours(record: dict[str, Any], body: bytes) -> ParsedFeed:
    return poll.read(body, record["url"], record["media_type"], NOW)


@cache
def theirs(body: bytes) -> Any:
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(io.BytesIO(body))


def test_every_document_that_holds_items_gives_them() -> None:
    without = {
        record["file"] for record, body in DOCUMENTS
        if not ours(record, body).items and (theirs(body).entries or b"<rss:item" in body)
    }
    assert without == set()


def test_as_many_items_as_feedparser_finds() -> None:
    fewer = {}
    for record, body in DOCUMENTS:
        feed, entries = ours(record, body), theirs(body).entries
        # one may stand there twice, plain and behind a redirector
        distinct = {entry.get("title") or entry.get("link") for entry in entries}
        if len(feed.items) < min(len(distinct), poll.MOST_ITEMS):
            fewer[record["file"]] = (len(feed.items), len(distinct))
    assert fewer == {}


def test_no_date_is_wrong_by_more_than_a_day() -> None:
    wrong = []
    compared = 0
    for record, body in DOCUMENTS:
        items, entries = ours(record, body).items, theirs(body).entries
        if len(items) != len(entries):
            continue
        for item, entry in zip(items, entries, strict=True):
            moment = dict.get(entry, "published_parsed")
            if moment is None or moment.tm_year < 1995 or item.published is None:
                continue
            compared += 1
            other = datetime.fromtimestamp(calendar.timegm(moment), UTC)
            if abs(item.published.instant - other) > timedelta(days=1):
                wrong.append((record["file"], item.published.text, other))
    assert wrong == []
    assert compared > 2_000


def test_nearly_every_item_has_title_address_and_date() -> None:
    items = [item for record, body in DOCUMENTS for item in ours(record, body).items]
    assert len(items) > 2_800
    assert sum(bool(item.title) for item in items) / len(items) > 0.97
    assert sum(item.url.startswith("http") for item in items) / len(items) > 0.99
    assert sum(item.published is not None for item in items) / len(items) > 0.95


def test_salvage_finds_what_the_full_reader_finds() -> None:
    found = total = 0
    for record, body in DOCUMENTS:
        full = {item.url for item in ours(record, body).items}
        found += len(full & {item.url for item in poll.salvage(body, record["url"], record["media_type"], NOW).items})
        total += len(full)
    assert found / total > 0.98
