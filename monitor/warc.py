"""Raw pages as a WARC file: a response record for each answer, and beside it a metadata record with its outcome."""

from __future__ import annotations

import importlib
import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO

from monitor.errors import Failed
from monitor.model import Page, PageRow

# what described the bytes on the wire: kept under another name, since the bodies are stored inflated and whole
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_ORIGINALLY = "X-Archive-Orig-"


def write(stream: BinaryIO, pages: Iterable[tuple[Page, PageRow]], software: str, *, compressed: bool) -> int:
    """Write the pages and return how many; if compressed, each record is a gzip member of its own."""
    writer = _warcio("warcwriter").WARCWriter(stream, gzip=compressed, warc_version="1.1")
    headers = {"software": software, "format": "WARC File Format 1.1", "description": "Bodies are stored inflated."}
    writer.write_record(writer.create_warcinfo_record(None, headers))
    count = 0
    for page, row in pages:
        response_id = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, page.page_id)}>"
        writer.write_record(_response(writer, page, response_id))
        writer.write_record(_metadata(writer, page, row, response_id))
        count += 1
    return count


def _warcio(module: str) -> Any:
    """Import the library only here: most people never write such a file."""
    try:
        return importlib.import_module(f"warcio.{module}")
    except ImportError:
        raise Failed("Writing WARC files needs the package warcio: install ai-policy-monitor[warc].") from None


def _response(writer: Any, page: Page, record_id: str) -> Any:
    status_line = f"{page.status} {_phrase(page.status)}".strip()
    headers = [*map(_header, page.headers.items()), ("Content-Length", str(len(page.body)))]
    http = _warcio("statusandheaders").StatusAndHeaders(status_line, headers, protocol="HTTP/1.1")
    return writer.create_warc_record(
        page.url, "response", payload=BytesIO(page.body), length=len(page.body), http_headers=http,
        warc_headers_dict={"WARC-Record-ID": record_id, "WARC-Date": _date(page)},
    )


def _metadata(writer: Any, page: Page, row: PageRow, response_id: str) -> Any:
    """What became of the page."""
    said: Mapping[str, object] = {
        "page_id": page.page_id, "requested_url": page.requested_url, "entry_id": row.entry_id,
        "fate": row.fate.value if row.fate else None, "reason": row.reason, "article_id": row.article_id,
    }
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    own_id = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{page.page_id} metadata')}>"
    return writer.create_warc_record(
        page.url, "metadata", payload=BytesIO(body), length=len(body), warc_content_type="application/json",
        warc_headers_dict={"WARC-Record-ID": own_id, "WARC-Date": _date(page), "WARC-Refers-To": response_id},
    )


def _header(header: tuple[str, str]) -> tuple[str, str]:
    name, value = header
    named = "-".join(part.capitalize() for part in name.split("-"))
    return (_ORIGINALLY + named if name in _OF_THE_WIRE else named), " ".join(value.split())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _date(page: Page) -> str:
    return page.fetched.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
