"""One request on one connection, and its answer, read completely or refused."""

from __future__ import annotations

import contextlib
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.errors import Final, Refused, Unreachable
from monitor.net.connections import HEADERS
from monitor.net.inflate import GZIP_MAGIC, Body
from monitor.net.kinds import check_bytes, check_type
from monitor.net.limits import Limit
from monitor.net.stream import BUFFER, Stream, TooMuch

MOST_INTERIM = 8            # answers of 1xx before the real one
DRAINED = 16 * 1024         # of an answer whose body nobody wants, read so that the connection can be kept
DRAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before anybody judged it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    wire_size: int
    truncated: bool
    is_reusable: bool
    packed: bytes | None = None             # the body as one stream of gzip or zlib, where it came so


def ask(stream: Stream, request: bytes, kind: str, limit: Limit, deadline: float) -> Answer:
    """Send the request and read the answer; raises OSError, HTTPException, or Refused and Unreachable for oversize."""
    stream.begin(deadline, HEADERS, limit.hurry)
    stream.send(request)
    try:
        answer = _head(stream)
    except TooMuch:
        raise Unreachable("The headers of the answer are too large.") from None
    try:
        return _whole(stream, answer, kind, limit)
    except Final as error:
        error.status = answer.status
        raise


def _whole(stream: Stream, answer: http.client.HTTPResponse, kind: str, limit: Limit) -> Answer:
    headers = _headers(answer)
    if not 200 <= answer.status < 300 or answer.status in (204, 205):
        return _without_body(stream, answer, headers)
    if kind == "page":
        check_type(headers.get("content-type", ""))
    if (answer.length or 0) > limit.wire and kind != "robots":
        raise Refused(f"The body has {answer.length:,} bytes, {limit.wire:,} are permitted.")
    # a chunked body needs more bytes on the wire than it holds; a server that sends it byte by byte is cut off
    stream.budget = limit.wire + limit.wire // 8 + BUFFER
    try:
        body = Body(headers.get("content-encoding", ""), limit.inflated)
    except Refused:
        if kind != "robots":
            raise
        return Answer(answer.status, headers, b"", 0, False, False)     # rules that nobody can read are none
    complete = _read(answer, body, limit, is_cut=kind == "robots")
    whole = body.bytes()
    if kind == "page":
        check_bytes(whole, headers.get("content-type", ""))
    elif kind == "feed" and whole.startswith(GZIP_MAGIC):
        raise Refused("The body is packed twice, or packed and not said to be.")
    truncated = not complete or not body.is_whole
    is_reusable = complete and not answer.will_close
    return Answer(answer.status, headers, whole, body.taken, truncated, is_reusable, body.packed())


def _head(stream: Stream) -> http.client.HTTPResponse:
    for _ in range(MOST_INTERIM):
        answer = http.client.HTTPResponse(stream, method="GET")     # type: ignore[arg-type]  # plays the socket
        answer.begin()
        if not 100 <= answer.status < 200:
            return answer
        if answer.status == 101:
            break
    raise Unreachable("The server never came to an answer.")


def _headers(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Header names in lower case; repeated ones are joined, cookies are dropped."""
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        key = name.lower()
        if key not in ("set-cookie", "set-cookie2"):
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def _without_body(stream: Stream, answer: http.client.HTTPResponse, headers: dict[str, str]) -> Answer:
    """Redirects, 304 and errors, whose body we ignore."""
    drained = b""
    is_reusable = False
    if answer.length is not None and answer.length <= DRAINED:
        stream.deadline = min(stream.deadline, time.monotonic() + DRAIN_SECONDS)
        with contextlib.suppress(OSError, http.client.HTTPException, TooMuch):
            drained = answer.read()
            is_reusable = not answer.will_close
    return Answer(answer.status, headers, b"", len(drained), False, is_reusable)


def _read(answer: http.client.HTTPResponse, body: Body, limit: Limit, *, is_cut: bool) -> bool:
    """Read to the end; returns whether that was the announced end. With `is_cut`, stop quietly at the limit."""
    try:
        while part := answer.read1(BUFFER):
            if body.taken + len(part) > limit.wire:
                raise TooMuch
            body.add(part)
    except (http.client.IncompleteRead, ConnectionResetError):
        return False
    except (TooMuch, Refused) as error:
        if is_cut:
            return False
        if isinstance(error, Refused):
            raise
        raise Refused(f"The body is larger than {limit.wire:,} bytes.") from None
    return not answer.length
