"""The stage of every hostile case: two public hosts on loopback, a canary that plays the inside network, one feed."""

from __future__ import annotations

import contextlib
import html
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.model import EntryRow, StoredArticle
from tests.site import RSS, Answer, Item, Site, article, rss

NEIGHBOUR = "The innocent neighbour"
HOSTILE = "The hostile item"
SECRET = "secret-of-the-inside"
PASSWORD = "hunter2"

# C0 but tab and newline, DEL, C1, and what changes the direction of writing
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Canary:
    """The inside network: it answers like a page, so that a program that reaches it would store the secret."""

    def __init__(self) -> None:
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self.port = 0
        for host in ("127.0.0.1", "127.8.8.8", "::1"):
            with contextlib.suppress(OSError):          # other systems have no second loopback, or no IPv6
                family = socket.AF_INET6 if ":" in host else socket.AF_INET
                opened = socket.socket(family, socket.SOCK_STREAM)
                self._sockets.append(opened)
                opened.bind((host, self.port))
                opened.listen(16)
                self.port = opened.getsockname()[1]
                threading.Thread(target=self._serve, args=(opened,), daemon=True).start()

    def _serve(self, opened: socket.socket) -> None:
        body = article(SECRET, SECRET).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        while True:
            try:
                client, _ = opened.accept()
            except OSError:
                return
            self.connections += 1
            with client, contextlib.suppress(OSError):
                client.settimeout(2)
                client.recv(65536)
                client.sendall(head + body)

    def close(self) -> None:
        for opened in self._sockets:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()


@dataclass(slots=True)
class World:
    """What a case is served in; `feed` decides what the program is sent to."""

    site: Site
    other: Site
    canary: Canary
    folder: Path
    feed_url: str = ""

    @property
    def allow(self) -> frozenset[str]:
        return frozenset({self.site.address, self.other.address})

    def neighbour(self) -> Item:
        """An innocent article, served."""
        self.site.page("/neighbour", article(NEIGHBOUR, "a neighbouring matter of chips"))
        return Item("/neighbour", NEIGHBOUR)

    def feed(self, *items: Item, channel: str = "", neighbour: bool = True) -> None:
        """Serve the feed: the hostile items first, then the neighbour."""
        listed = [*items, *([self.neighbour()] if neighbour else [])]
        self.feed_url = self.site.feed("/feed.xml", listed, channel=channel)

    def link(self, link: str, **more: str) -> None:
        """Serve a feed with one hostile item of this link."""
        self.feed(Item(link, HOSTILE, **more))

    def answer(self, made: Answer) -> None:
        """Serve a feed whose one hostile item leads to this answer."""
        self.site.route("/hostile", made)
        self.link("/hostile")

    def page(self, text: str | bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        """Serve a feed whose one hostile item leads to this page."""
        body = text.encode() if isinstance(text, str) else text
        self.answer(Answer(body, headers={"Content-Type": content_type, **headers}))

    def document(self, body: bytes, content_type: str = RSS) -> None:
        """Serve this as the feed; the neighbour is served, but the document must name it itself."""
        self.neighbour()
        self.feed_url = self.site.route("/feed.xml", Answer(body, headers={"Content-Type": content_type}))

    def rss(self, *items: Item) -> bytes:
        """A feed document with the neighbour, to be damaged."""
        return rss([*items, self.neighbour()], self.site.url("/feed.xml"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program made of it, as its store tells."""

    articles: Sequence[StoredArticle]
    entries: Sequence[EntryRow]
    feed_reason: str | None
    feed_due: datetime | None
    now: datetime
    seconds: float

    @property
    def hostile(self) -> list[EntryRow]:
        return [entry for entry in self.entries if not entry.url.endswith("/neighbour")]

    @property
    def titles(self) -> list[str]:
        return [stored.article.title for stored in self.articles]

    @property
    def stored(self) -> list[StoredArticle]:
        return [stored for stored in self.articles if stored.article.title != NEIGHBOUR]

    @property
    def texts(self) -> str:
        return "\n".join(f"{stored.article.title}\n{stored.article.text}" for stored in self.articles)


Judge = Callable[[Outcome, World], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One of knowledge/hostile.md: what is served, and what the safe outcome is."""

    name: str
    serve: Callable[[World], None]
    judge: Judge
    neighbour: bool = True                  # whether it must be stored
    most_seconds: float = 60.0
    tags: frozenset[str] = field(default_factory=frozenset)


# --- judgements ------------------------------------------------------------------------------------------------------


def refused(outcome: Outcome, world: World) -> None:
    """The item ended at once, refused, with its reason."""
    assert outcome.hostile
    for entry in outcome.hostile:
        assert (entry.state, str(entry.fate)) == ("ended", "refused"), (entry.fate, entry.reason)
        assert entry.reason
    assert SECRET not in outcome.texts


def given_up(outcome: Outcome, world: World) -> None:
    """Nothing of the item was stored, and the row says why."""
    assert not outcome.stored
    assert outcome.hostile
    for entry in outcome.hostile:
        assert entry.reason, entry


def poll_failed(outcome: Outcome, world: World) -> None:
    """The poll ended with a reason, and will come again."""
    assert not outcome.entries
    assert not outcome.articles
    assert outcome.feed_reason
    assert outcome.feed_due is not None


def stored(outcome: Outcome, world: World) -> None:
    """The safe outcome is success."""
    assert len(outcome.stored) == 1, [(entry.fate, entry.reason) for entry in outcome.hostile]


def survived(outcome: Outcome, world: World) -> None:
    """Stored or refused, but with a reason, and the worker lives: the neighbour shows it."""
    for entry in outcome.hostile:
        assert entry.reason, entry


def escaped(text: str) -> str:
    return html.escape(text)
