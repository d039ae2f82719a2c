"""A place of work for tests: a real store, real raw pages, readers in this process, and a web that is a dictionary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import zip_longest
from pathlib import Path

from monitor import assemble, pipeline
from monitor.alerts import InLog
from monitor.errors import MonitorError
from monitor.model import EntryRow, Response, StoredArticle, Validators
from monitor.parsing.inprocess import InProcess
from monitor.pipeline import Desk, Limits
from monitor.settings import Settings
from monitor.stages import address
from monitor.store.feeds import feed_id_of
from tests.store import make
from tests.store.make import HandClock

DAY = timedelta(days=1)
WORDS = (
    "The ministry said on Monday that the new reactor would supply power to the data centres of the region from next "
    "year on, and that the price had been agreed with the companies that train large models of language there."
)


def page(*paragraphs: str, title: str = "A reactor for the data centres", head: str = "") -> bytes:
    """An article as a publisher would send it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title><meta property='og:title' content='{title}'>{head}"
        f"</head><body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    ).encode()


@dataclass
class Web:
    """The port Fetcher over answers that a test sets; what was asked is in `asked`."""

    answers: dict[str, Response | MonitorError] = field(default_factory=dict)
    asked: list[tuple[str, Validators | None]] = field(default_factory=list)

    def put(self, url: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """A page with its validator, or another status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        etag = f'"{hashlib.sha256(body).hexdigest()[:8]}"'
        self.answers[url] = Response(url, status, {"content-type": "text/html", "etag": etag} | named, body, 0.01)

    def fail(self, url: str, error: MonitorError) -> None:
        """No answer but this error."""
        self.answers[url] = error

    def get(
        self, url: str, *, kind: str, validators: Validators | None = None, follow_elsewhere: bool = False,
        hurry: bool = False,
    ) -> Response:
        """The answer; 304 where the validator still holds."""
        if kind == "robots":
            return Response(url, 404, {}, b"", 0.01)
        self.asked.append((url, validators))
        answer = self.answers[url]
        if isinstance(answer, MonitorError):
            raise answer
        if validators is not None and validators.url == answer.url and validators.etag == answer.headers.get("etag"):
            return replace(answer, status=304, body=b"")
        return answer

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Queue:
    """The port Hints: what was hinted, to be worked on by the test."""

    hints: list[tuple[str, str]] = field(default_factory=list)

    def send(self, queue: str, row_id: str) -> None:
        """Keep it."""
        self.hints.append((queue, row_id))


@dataclass
class Room:
    """The desk, and what a test asks of it."""

    desk: Desk
    web: Web
    clock: HandClock
    queue: Queue

    def name(self, *urls: str, titles: Sequence[str] = ()) -> None:
        """A feed of another host names these addresses, each by its title."""
        rows, source = self.desk.store, make.feed(9)
        rows.feeds.add([source])
        rows.feeds.make_due()
        feed = rows.feeds.claim(feed_id_of(source.url), make.LEASE)
        assert feed is not None
        entries = [make.new_entry(url, title) for url, title in zip_longest(urls, titles, fillvalue="A title")]
        rows.feeds.finish(make.polled(feed, self.clock.now()), entries, None)
        rows.pace.give_back("host9.example", timedelta(0))

    def work(self) -> None:
        """Do whatever is due now, as the workers would."""
        while pipeline.sweep(self.desk):
            while self.queue.hints:
                queue, row_id = self.queue.hints.pop(0)
                if queue == "fetch":
                    pipeline.fetch_entry(self.desk, row_id)
                elif queue == "read":
                    pipeline.read_entry(self.desk, row_id)

    def later(self, **length: float) -> None:
        """Some time passes, and then the workers do what is due."""
        self.clock.forward(**length)
        self.work()

    def entry(self, url: str) -> EntryRow:
        row = self.desk.store.entries.find(address.keys(url).safe)
        assert row is not None
        return row

    def article(self, url: str) -> StoredArticle:
        article_id = self.entry(url).article_id
        assert article_id is not None
        stored = self.desk.store.articles.get(article_id)
        assert stored is not None
        return stored

    def counted(self, stage: str) -> Mapping[str, int]:
        """How often each outcome of a stage was counted."""
        counted = self.desk.store.counters.since(make.START)
        return {outcome: n for (one, outcome), n in counted.items() if one == stage}


@contextmanager
def room(folder: Path, **limits: object) -> Iterator[Room]:
    """A room whose data are in this folder, without an encoder."""
    clock, web, queue = HandClock(), Web(), Queue()
    settings = Settings(data=folder, encoder="none")
    desk = Desk(
        store=assemble.open_store(settings, clock), pages=assemble.open_pages(settings, clock), fetcher=web,
        parser=InProcess(), encoder=None, clock=clock, hints=queue, alert=InLog(), topics=TOPICS,
        gate=cache(assemble.gate), jitter=lambda: 0.0,
        limits=replace(Limits(timedelta(0), "Monitor", revisits=(DAY, 3 * DAY)), **limits),  # type: ignore[arg-type]
    )
    try:
        yield Room(desk, web, clock, queue)
    finally:
        desk.pages.close()
        desk.store.close()


TOPICS = cache(lambda: assemble.topics(Settings()))
