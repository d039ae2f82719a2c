"""The port `Parser` served by child processes: a call takes a free child, or waits for one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Condition, Thread
from typing import Any, TypeVar

from monitor.errors import Final, Gone, MonitorError, Refused, Transient, Unreachable, Unreadable, Walled
from monitor.model import Extraction, Fate, FeedItem, Page, ParsedFeed
from monitor.parsing import frames, wire
from monitor.parsing.process import Child, Crashed, Killed, Limits, Overrun

T = TypeVar("T")
CLOSED = "The parser was closed."
FINAL: dict[str, type[Final]] = {
    kind.__name__: kind for kind in (Final, Refused, Gone, Unreachable, Walled, Unreadable)
}


class ChildPool:
    """At most `size` parsing children, started when needed, for any number of threads."""

    def __init__(self, size: int, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._change = Condition()
        self._free: list[Child] = []
        self._busy: set[Child] = set()
        self._places = max(1, size)         # how many more may be taken or started
        self._closed = False

    def feed(self, body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed:
        """The feed in a document; if the full reader dies or takes too long, what a plainer reader can save."""
        request = {"url": url, "content_type": content_type, "now": now.isoformat(), "salvage": False}
        try:
            return self._ask(ParsedFeed, "feed", request, body)
        except (Overrun, Crashed) as error:
            parsed = self._ask(ParsedFeed, "feed", {**request, "salvage": True}, body)
            if not parsed.items:
                raise
            return replace(parsed, note=f"{error} What could be saved was.")

    def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
        """The article of a page; what `stages.extract` raises in the child is raised here."""
        head = [page.page_id, page.url, page.requested_url, page.status, dict(page.headers), page.fetched.isoformat()]
        request = {"page": head, "items": [wire.pack(item) for item in items], "furniture": sorted(furniture)}
        return self._ask(Extraction, "page", request, page.body)

    @property
    def process_ids(self) -> list[int]:
        """The children that are alive now."""
        with self._change:
            return sorted(child.process_id for child in [*self._free, *self._busy])

    def start(self, *kinds: str) -> None:
        """Start every child and load what these kinds (`feed`, `page`) need, before the first document."""
        def warm() -> None:
            # a start that fails here fails again, and is told, at the first document
            with contextlib.suppress(Transient, Killed), self._child(kinds[0] if kinds else "page") as child:
                for kind in kinds or ("page",):
                    child.load(kind)

        threads = [Thread(target=warm, daemon=True) for _ in range(self._places)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def close(self) -> None:
        """Kill every child; calls in progress or waiting raise Transient."""
        with self._change:
            self._closed = True
            free, self._free = self._free, []
            for child in self._busy:
                child.end()
            self._change.notify_all()
        for child in free:
            child.bury()

    def _ask(self, wanted: type[T], kind: str, request: dict[str, Any], body: bytes) -> T:
        if len(body) > frames.MOST:
            raise Unreadable("It is larger than any document that is read.")
        for _ in range(2):
            with contextlib.suppress(Killed), self._child(kind) as child:
                answer, value = child.ask(kind, request, body)
                if answer != "value":
                    raise self._error(child, answer, value)
                try:
                    return wire.unpack(wanted, value)
                except wire.WireError as error:
                    child.bury()
                    raise Crashed("The parser gave an answer that cannot be read.") from error
        raise Transient("The parsing process was ended from outside.")

    def _error(self, child: Child, answer: str, value: Any) -> MonitorError:
        """The error that the child raised, as the same class."""
        if answer == "memory":
            child.bury()
            return Overrun(f"Reading it took more than {self._limits.memory >> 20} MB of memory.")
        if answer == "again":
            return Transient(str(value))
        try:
            name, reason, fate = value
            error = FINAL[name](str(reason))
            if fate != error.fate:
                error.fate = Fate(fate)
        except (KeyError, TypeError, ValueError):
            child.bury()
            return Crashed("The parser gave an answer that cannot be read.")
        return error

    @contextlib.contextmanager
    def _child(self, kind: str) -> Iterator[Child]:
        child = self._take(kind)
        try:
            yield child
        finally:
            self._give_back(child)

    def _take(self, kind: str) -> Child:
        """A free child, preferably one that has loaded what this kind needs; else a new one."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._places)
            if self._closed:
                raise Transient(CLOSED)
            self._places -= 1
            while self._free:
                child = max(self._free, key=lambda free: kind in free.loaded)
                self._free.remove(child)
                if child.is_running:
                    self._busy.add(child)
                    return child
                child.bury()
        try:
            child = Child(self._limits)
        except BaseException:
            with self._change:
                self._places += 1
                self._change.notify()
            raise
        with self._change:
            self._busy.add(child)
            if self._closed:
                child.end()
        return child

    def _give_back(self, child: Child) -> None:
        with self._change:
            self._busy.discard(child)
            keep = not self._closed and not child.spent
            if keep:
                self._free.append(child)
            self._places += 1
            self._change.notify()
        if not keep:
            child.bury()
