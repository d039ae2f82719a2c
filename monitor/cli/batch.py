"""Batches: JSON lines in, one JSON line out for each, in order; a bad line gets an error."""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from monitor.cli import output
from monitor.errors import Misused, MonitorError

Json = dict[str, object]
LONGEST = 64 << 20      # bytes of a line; an article has some thousands, and what never ends would fill the memory
_SURROGATES = re.compile("[\ud800-\udfff]")     # JSON can escape half a character; no text holds one


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a batch: its object, or what is wrong with it."""

    number: int
    value: Json = field(default_factory=dict)
    error: str | None = None

    @property
    def line_id(self) -> object:
        """The id of the line, which is handed back with its answer."""
        return self.value.get("id")


class BadLine(MonitorError):
    """The line cannot be answered; the text says why."""


def lines(place: str) -> Iterator[Line]:
    """Every non-empty line of a file, or of stdin for `-`. Raises Misused at once if there is no such file."""
    if place == "-":
        return _read(_stdin())
    try:
        return _read(contextlib.closing(open(place, "rb")))
    except FileNotFoundError:
        raise Misused(f"There is no file {place}.") from None
    except (OSError, ValueError) as error:
        raise Misused(f"The file {place} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _read(opened: contextlib.AbstractContextManager[BinaryIO]) -> Iterator[Line]:
    with opened as stream:
        for number, raw in enumerate(iter(lambda: stream.readline(LONGEST), b""), 1):
            if len(raw) == LONGEST and not raw.endswith(b"\n"):
                _skip_line(stream)
                yield Line(number, error=f"Line {number} is longer than {LONGEST >> 20} MiB.")
            elif raw.strip():
                yield _line(number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw)


def _skip_line(stream: BinaryIO) -> None:
    """Read on to the end of the line, and keep nothing of it."""
    while (raw := stream.readline(1 << 20)) and not raw.endswith(b"\n"):
        pass


@contextlib.contextmanager
def _stdin() -> Iterator[BinaryIO]:
    """Our own reader of stdin: at exit, a thread that still waits for a line must not hold sys.stdin."""
    try:
        stream = open(os.dup(sys.stdin.fileno()), "rb")     # noqa: SIM115  (closed below)
    except (OSError, ValueError):
        yield sys.stdin.buffer      # stdin is no file: a test's
        return
    with stream:
        yield stream


def _line(number: int, raw: bytes) -> Line:
    try:
        value = json.loads(raw.decode("utf-8"), parse_float=_finite, parse_constant=_finite)
    except UnicodeDecodeError:
        return Line(number, error=f"Line {number} is not UTF-8.")
    except json.JSONDecodeError as error:
        return Line(number, error=f"Line {number} is no JSON: {error.msg.removesuffix(' at')} at column {error.colno}.")
    except (ValueError, RecursionError):
        return Line(number, error=f"Line {number} is no JSON that can be read.")
    if not isinstance(value, dict):
        return Line(number, error=f"Line {number} is no JSON object.")
    return Line(number, value)


def _finite(text: str) -> float:
    """Raises ValueError for NaN, 1e999 and the like, which JSON cannot express and we could not hand back."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def answer(place: str, judge: Callable[[Line], Json]) -> None:
    """Answer each line before the next is read, so that the caller may wait for each answer."""
    tell(judged(lines(place), judge))


def judged(found: Iterator[Line], judge: Callable[[Line], Json]) -> Iterator[tuple[Line, Json | MonitorError]]:
    """Each line with its judgement."""
    for line in found:
        try:
            yield line, _judged(line, judge)
        except MonitorError as error:
            yield line, error


def judged_ahead(
    found: Iterator[Line], judge: Callable[[Line], Json], workers: int
) -> Iterator[tuple[Line, Json | MonitorError]]:
    """The same as `judged`, with several lines in work at once; answers keep the order of the lines."""
    from concurrent.futures import Future, ThreadPoolExecutor
    from queue import Queue
    from threading import Thread

    queue: Queue[tuple[Line, Future[Json]] | Exception | None] = Queue(4 * workers)
    pool = ThreadPoolExecutor(workers)

    def read() -> None:
        try:
            for line in found:
                queue.put((line, pool.submit(_judged, line, judge)))
            queue.put(None)
        except Exception as error:      # told by the thread that prints
            queue.put(error)

    Thread(target=read, daemon=True).start()
    try:
        while (ahead := queue.get()) is not None:
            if isinstance(ahead, Exception):
                raise ahead
            line, future = ahead
            try:
                yield line, future.result()
            except MonitorError as error:
                yield line, error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _judged(line: Line, judge: Callable[[Line], Json]) -> Json:
    if line.error is not None:
        raise BadLine(line.error)
    return judge(line)


def tell(answers: Iterator[tuple[Line, Json | MonitorError]]) -> None:
    """Print the answers, and on stderr how many lines were bad."""
    bad = 0
    for line, made in answers:
        if isinstance(made, MonitorError):
            bad += 1
            output.print_json({"id": line.line_id, "error": str(made)})
        else:
            output.print_json({"id": line.line_id, **made})
    if bad:
        sys.stderr.write(f"{bad} {'line' if bad == 1 else 'lines'} could not be answered.\n")


def text_of(value: Json, name: str, *, needed: bool = False) -> str:
    """A text field of a line; raises BadLine if it is no text, or missing though required."""
    held = value.get(name)
    if held is None and not needed:
        return ""
    if not isinstance(held, str):
        raise BadLine(f"The field {name} is {'missing' if held is None else 'no text'}.")
    return _SURROGATES.sub("\ufffd", held)
