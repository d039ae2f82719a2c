"""Feeds that mean harm, through a child with limits: read or salvaged in time, and the neighbour is never lost."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.errors import Unreadable
from monitor.parsing import ChildPool, Limits

NOW = datetime(2026, 11, 30, tzinfo=UTC)
URL = "https://news.example/feed.xml"
NEIGHBOUR = "<item><title>Neighbour</title><link>https://news.example/neighbour</link></item>"


def document(inside: str, doctype: str = "") -> bytes:
    bad = f"<item><title>Bad</title><link>https://news.example/bad</link>{inside}</item>"
    return f'<?xml version="1.0"?>{doctype}<rss><channel><title>N</title>{bad}{NEIGHBOUR}</channel></rss>'.encode()


def described(markup: str, doctype: str = "") -> bytes:
    return document(f"<description>{markup}</description>", doctype)


LAUGHS = "<!ENTITY a 'lol'>" + "".join(f"<!ENTITY {name} '{f'&{inner};' * 10}'>" for inner, name in zip(
    "abcdefghij", "bcdefghijk", strict=True))
HOSTILE = {
    "laughs-billion": described("&k;", f"<!DOCTYPE rss [{LAUGHS}]>"),
    "laughs-quadratic": described("&a;" * 50_000, f"<!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]>"),
    "laughs-in-an-attribute": document('<enclosure url="&k;"/>', f"<!DOCTYPE rss [{LAUGHS}]>"),
    "entity-file": described("&a;", '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "entity-parameter": described("x", '<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'),
    "dtd-inside": described("x", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "deep": described("<a>" * 100_000),
    "deep-closed": described("<a>" * 100_000 + "</a>" * 100_000),
    "deep-items": document("<item>" * 20_000 + "</item>" * 20_000),
    "comments": described("<!-- " * 40_000),
    "comments-escaped": described("&lt;!-- " * 40_000),
    "nested-links": described('<a href="x">' * 120_000),
    "nested-links-escaped": described("&lt;a href='x'>" * 120_000),
    "cdata-unclosed": described("<![CDATA[" * 50_000),
    "ampersands": described("&a" * 300_000),
    "less-than": described("<" * 300_000),
    "quotes-unclosed": described('<a b="' * 100_000),
    "attributes": document("<enclosure " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"),
    "prefixes": document("".join(f"<p{n}:a/>" for n in range(30_000))),
    "namespaces": document("".join(f'<a xmlns:p{n}="u{n}"/>' for n in range(30_000))),
    "instructions": described("<?" * 100_000),
    "nul": described("a\x00b"),
    "spaces": document("<title>" + " " * 2_000_000 + "</title>"),
    "dates": document("".join(f"<pubDate>{'9' * n}</pubDate>" for n in range(2_000))),
    "scripts": described("&lt;script>" * 100_000),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    children = ChildPool(1, Limits(seconds=5, cpu_seconds=1))
    yield children
    children.close()


# those that only the limit ends cost its seconds: two of them always run
CUT = {"quotes-unclosed", "prefixes", "deep-closed", "deep-items", "less-than"}


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=pytest.mark.slow) if name in CUT else name for name in HOSTILE
])
def test_a_hostile_feed_ends_in_time_and_loses_no_neighbour(pool: ChildPool, name: str) -> None:
    started = time.monotonic()
    feed = pool.feed(HOSTILE[name], URL, "application/rss+xml", NOW)
    assert time.monotonic() - started < 20
    assert "https://news.example/neighbour" in [item.url for item in feed.items]
    assert len(feed.items) <= 500
    assert "root:" not in repr(feed)
    assert sum(len(item.title) + len(item.summary) + len(item.content) for item in feed.items) < 2_000_000


@pytest.mark.parametrize("body", [
    b"<!DOCTYPE " * 100_000, b"[" * 500_000,
    b'{"items":' * 100_000, b"<" * 500_000, b"\x00" * 500_000, "\ufeff".encode() * 100_000, b"<?xml " * 100_000,
    pytest.param(b"<rss>" * 100_000, marks=pytest.mark.slow),
    pytest.param(b"<rss><item>" * 50_000, marks=pytest.mark.slow),
])
def test_a_document_of_nothing_else_ends_in_time(pool: ChildPool, body: bytes) -> None:
    started = time.monotonic()
    with contextlib.suppress(Unreadable):
        assert len(pool.feed(body, URL, "", NOW).items) <= 500
    assert time.monotonic() - started < 20
