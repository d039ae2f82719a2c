"""The child process: limits itself, then answers a document with a value or an error until its input ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from datetime import datetime
from typing import Any

from monitor.errors import Final, MonitorError, Transient
from monitor.model import FeedItem, Page
from monitor.parsing import frames, wire

PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


def main(memory: int, cpu_seconds: int) -> None:
    """Serve until the end of input. The parsers' own output is discarded; Ctrl-C is left to the parent."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    try:
        frames.write_blocking(answers, frames.frame(_answer("ready", None)))
        while (head := frames.read_blocking(requests)) is not None:
            body = frames.read_blocking(requests)
            if body is None:
                return
            _allow(cpu_seconds)
            frames.write_blocking(answers, frames.frame(_reply(json.loads(head), body)))
    except BrokenPipeError:
        return


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _allow(cpu_seconds: int) -> None:
    """Permit so many CPU seconds for this document; lowering the hard limit too could not be undone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + 1 + cpu_seconds)


def _reply(request: dict[str, Any], body: bytes) -> bytes:
    try:
        return _answer("value", _read(request, body))
    except Final as error:
        return _answer("error", [type(error).__name__, str(error), error.fate])
    except Transient as error:
        return _answer("again", str(error))
    except MonitorError as error:
        return _answer("error", ["Unreadable", str(error), "unreadable"])
    except MemoryError:
        return _answer("memory", None)
    except RecursionError:
        return _answer("error", ["Unreadable", "It is nested too deeply to be read.", "unreadable"])
    except (ImportError, OSError) as error:
        # a stage opens nothing but what ships with it
        return _answer("again", f"The installation is broken: {error}.")
    except Exception as error:
        # a parser that fails on this document ends this document, whatever it raised
        return _answer("error", ["Unreadable", f"It cannot be read: {type(error).__name__}: {error}", "unreadable"])


def _read(request: dict[str, Any], body: bytes) -> Any:
    kind = request["kind"]
    if kind == "load":
        return _load(request["what"])
    if kind == "feed":
        from monitor.stages import poll

        now = datetime.fromisoformat(request["now"])
        read = poll.salvage if request["salvage"] else poll.read
        return wire.pack(read(body, request["url"], request["content_type"], now))
    if kind == "page":
        from monitor.stages import extract

        return wire.pack(extract.article(_page(request, body), _items(request), frozenset(request["furniture"])))
    raise ValueError(f"no request is called {kind}")


def _load(what: str) -> None:
    """Import before a document's time is counted; a child that only reads feeds never imports trafilatura."""
    if what == "feed":
        from monitor.stages import poll

        poll.warm()
    else:
        import trafilatura

        from monitor.stages import extract

        assert trafilatura is not None
        assert extract is not None


def _page(request: dict[str, Any], body: bytes) -> Page:
    page_id, url, requested_url, status, headers, fetched = request["page"]
    return Page(page_id, url, requested_url, status, headers, body, datetime.fromisoformat(fetched))


def _items(request: dict[str, Any]) -> list[FeedItem]:
    return [wire.unpack(FeedItem, item) for item in request["items"]]


def _answer(kind: str, value: Any) -> bytes:
    text = json.dumps([kind, value, _memory()], ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _memory() -> int:
    """The bytes held now, or the peak if the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * PAGE_SIZE
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
