"""A WARC file of raw pages, read back by the two readers that people use."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor import warc
from monitor.model import Fate, Page, PageRow

pytest.importorskip("warcio", reason="the package warcio is not installed here")

FETCHED = datetime(2026, 3, 2, 8, 0, 0, 250_000, tzinfo=UTC)
BODY = "<p>Grüße, 你好 \x00 \r\n\r\n WARC/1.0\r\n</p>".encode()
PAGE = Page(
    "p1", "https://host1.example/a?b=ç", "https://host1.example/a", 200,
    {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "content-length": "7", "etag": '"x"',
     "x-odd": "é ü\r\nInjected: yes"}, BODY, FETCHED,
)
ROW = PageRow("p1", "e1", PAGE.url, FETCHED, Fate.FILED, "filed", "a1")
GONE = (replace(PAGE, page_id="p2", url="https://host2.example/", status=599, body=b"", headers={}),
        PageRow("p2", "e2", "https://host2.example/", FETCHED, Fate.UNREADABLE, "No text «…».", None))


@pytest.fixture(params=[True, False], ids=["gzip", "plain"])
def written(request: pytest.FixtureRequest) -> io.BytesIO:
    """Two pages."""
    stream = io.BytesIO()
    assert warc.write(stream, [(PAGE, ROW), GONE], "Monitor 1", compressed=request.param) == 2
    assert (stream.getvalue()[:2] == b"\x1f\x8b") is request.param
    stream.seek(0)
    return stream


def test_warcio_reads_pages_with_their_headers_and_what_became_of_them(written: io.BytesIO) -> None:
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it declares no types

    records = [(one, one.content_stream().read()) for one in ArchiveIterator(written, check_digests="raise")]
    assert [one.rec_type for one, _ in records] == ["warcinfo", "response", "metadata", "response", "metadata"]
    response, body = records[1]
    assert body == BODY
    assert response.rec_headers.get_header("WARC-Target-URI") == PAGE.url
    assert response.rec_headers.get_header("WARC-Date").startswith("2026-03-02T08:00:00")
    http = response.http_headers
    assert (http.get_statuscode(), http.get_header("ETag")) == ("200", '"x"')
    assert http.get_header("Content-Length") == str(len(BODY))
    assert http.get_header("Content-Encoding") is None
    assert http.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert http.get_header("Injected") is None
    metadata, said = records[2]
    assert json.loads(said) == {
        "page_id": "p1", "requested_url": "https://host1.example/a", "entry_id": "e1", "fate": "filed",
        "reason": "filed", "article_id": "a1",
    }
    assert metadata.rec_headers.get_header("WARC-Refers-To") == response.rec_headers.get_header("WARC-Record-ID")
    assert json.loads(records[4][1])["reason"] == "No text «…»."


def test_fastwarc_reads_it_too(written: io.BytesIO) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc", reason="the package fastwarc is not installed here")
    found = []
    for record in fastwarc.ArchiveIterator(written, parse_http=True):
        status = record.http_headers.status_code if record.http_headers else None
        found.append((record.headers["WARC-Type"], record.reader.read(), status))
    assert [(kind, status) for kind, _, status in found] == [
        ("warcinfo", None), ("response", 200), ("metadata", None), ("response", 599), ("metadata", None)]
    assert (found[1][1], found[3][1]) == (BODY, b"")


def test_the_same_pages_are_the_same_records(written: io.BytesIO) -> None:
    from warcio.archiveiterator import ArchiveIterator

    again = io.BytesIO()
    warc.write(again, [(PAGE, ROW), GONE], "Monitor 1", compressed=False)
    again.seek(0)
    first, second = (
        [one.rec_headers.get_header("WARC-Record-ID") for one in ArchiveIterator(stream)][1:]
        for stream in (written, again)
    )
    assert first == second
