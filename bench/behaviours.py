"""The behaviours of a polite collector: how it asks, and how it remembers (1 to 12 of reliability.md, section 6)."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bench.room import Room, headers, numbers
from tests.site import RSS, Answer, Item, Request, rss

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One promise, and what shows from the server's log that it is kept: an AssertionError says that it is not."""

    number: int
    text: str
    check: Callable[[], None]


BEHAVIOURS: list[Behaviour] = []


def behaviour(number: int, text: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter a check into the table."""
    def enter(check: Callable[[], None]) -> Callable[[], None]:
        BEHAVIOURS.append(Behaviour(number, text, check))
        return check

    return enter


def renewing(room: Room, path: str = "/feed.xml", **more: str) -> str:
    """A feed with a new item at each poll; its articles exist."""
    count = numbers()

    def answer(request: Request) -> Answer:
        n = next(count)
        for m in (n, n + 1):
            room.site.article(f"/{path.strip('/.xml')}-{m}", f"Article {m}", f"matter {m}")
        items = [Item(f"/{path.strip('/.xml')}-{m}", f"Article {m}") for m in range(max(1, n - 5), n + 1)]
        return Answer(rss(items, room.site.url(path)), headers={"Content-Type": RSS, **more})

    return room.site.route(path, answer)


def dated(room: Room, etag: str | None, modified: str | None, items: int = 1, path: str = "/feed.xml") -> str:
    """A feed with these validators and so many items."""
    for n in range(items):
        room.site.article(f"/{n}", f"Article {n}", f"matter {n}")
    listed = [Item(f"/{n}", f"Article {n}") for n in range(items)]
    return room.site.feed(path, listed, etag=etag, last_modified=modified)


@behaviour(1, "one unconditional request a feed, ever")
def one_unconditional_request() -> None:
    with Room() as room:
        room.add(dated(room, '"1"', "Mon, 03 Mar 2025 05:00:00 GMT"))
        room.settle()
        room.polls(9)
        asked = room.site.asked("/feed.xml")
        assert len(asked) == 10
        assert [request.status for request in asked] == [200, *[304] * 9]
        assert headers(asked, "if-none-match") == [None, *['"1"'] * 9]


@behaviour(2, "If-None-Match byte for byte, W/ and quotes kept")
def etag_byte_for_byte() -> None:
    for etag in ('W/"a,b \'c\'"', "no-quotes", '"é-ü"', '"  spaced  "'):
        with Room() as room:
            room.add(dated(room, etag, None))
            room.settle()
            room.polls(2)
            assert headers(room.site.asked("/feed.xml"), "if-none-match") == [None, etag, etag]


@behaviour(3, "If-Modified-Since byte for byte, never made up")
def date_byte_for_byte() -> None:
    for date in ("Mon, 3 Mar 2025 05:00:00 +0000", "2025-03-03T05:00:00Z", "yesterday"):
        with Room() as room:
            room.add(dated(room, None, date))
            room.settle()
            room.polls(2)
            assert headers(room.site.asked("/feed.xml"), "if-modified-since") == [None, date, date]
    with Room() as room:
        room.add(dated(room, None, None))
        room.settle()
        room.polls(3)
        assert headers(room.site.asked("/feed.xml"), "if-modified-since") == [None] * 4


@behaviour(4, "both are sent when both are known")
def both_validators() -> None:
    with Room() as room:
        room.add(dated(room, '"1"', "Mon, 03 Mar 2025 05:00:00 GMT"))
        room.settle()
        room.polls(1)
        last = room.site.asked("/feed.xml")[-1].headers
        assert (last["if-none-match"], last["if-modified-since"]) == ('"1"', "Mon, 03 Mar 2025 05:00:00 GMT")


@behaviour(5, "validators are replaced on each 200, and dropped when the server gives none")
def validators_follow_the_answers() -> None:
    with Room() as room:
        room.add(dated(room, '"1"', "one"))
        room.settle()
        dated(room, '"2"', None, items=2)
        room.polls(1)
        dated(room, None, None, items=3)
        room.polls(2)
        asked = room.site.asked("/feed.xml")
        assert headers(asked, "if-none-match") == [None, '"1"', '"2"', None]
        assert headers(asked, "if-modified-since") == [None, "one", None, None]


@behaviour(6, "validators are stored only where the items are")
def validators_with_the_items() -> None:
    with Room() as room:
        room.add(dated(room, '"1"', None))
        with contextlib.closing(sqlite3.connect(room.database)) as rows, rows:
            rows.execute("CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        room.settle()
        assert not room.entries()
        assert len(room.site.asked("/feed.xml")) >= 1
        with contextlib.closing(sqlite3.connect(room.database)) as rows, rows:
            rows.execute("DROP TRIGGER full")
        room.restart()
        room.live(timedelta(days=1), timedelta(minutes=10))
        asked = room.site.asked("/feed.xml")
        assert not any(headers(asked[:2], "if-none-match"))
        assert len(room.entries()) == 1
        assert headers(asked[2:3], "if-none-match") == ['"1"']


@behaviour(7, "validators belong to the address that gave them, and are dropped on a move")
def validators_stay_with_their_address() -> None:
    with Room() as room:
        room.add(room.site.redirect("/old.xml", "/new.xml", 301))
        dated(room, '"new"', None, path="/new.xml")
        dated(room, '"third"', None, items=2, path="/third.xml")
        room.settle()
        room.polls(1)
        assert not any(headers(room.site.asked("/old.xml"), "if-none-match"))
        assert headers(room.site.asked("/new.xml"), "if-none-match") == [None, '"new"']
        room.site.redirect("/new.xml", "/third.xml", 302)
        room.polls(2)
        assert headers(room.site.asked("/third.xml"), "if-none-match") == [None, '"third"']


@behaviour(8, "an empty or broken 200 does not replace validators")
def broken_answers_change_nothing() -> None:
    for body in (b"", b"<html>Log in</html>", b"<rss><channel><tit"):
        with Room() as room:
            room.add(dated(room, '"good"', None))
            room.settle()
            room.site.route("/feed.xml", Answer(body, headers={"Content-Type": RSS}, etag='"bad"'))
            room.polls(1)
            dated(room, '"good"', None)
            room.polls(1)
            asked = room.site.asked("/feed.xml")
            assert headers(asked, "if-none-match") == [None, '"good"', '"good"']
            assert asked[-1].status == 304
            assert len(room.entries()) == 1


@behaviour(9, "at most one poll an hour by default")
def one_poll_an_hour() -> None:
    with Room() as room:
        room.add(renewing(room))
        room.live(timedelta(hours=12), timedelta(minutes=5))
        assert len(room.times("/feed.xml")) >= 3
        assert min(room.gaps("/feed.xml")) >= HOUR


@behaviour(10, "the interval survives a restart")
def intervals_survive() -> None:
    with Room() as room:
        room.add(renewing(room))
        room.settle()
        for _ in range(5):
            room.restart()
            room.live(timedelta(minutes=5), timedelta(seconds=30))
        assert len(room.times("/feed.xml")) == 1


@behaviour(11, "no catch-up burst after a long sleep")
def one_poll_after_a_sleep() -> None:
    with Room() as room:
        room.add(renewing(room), renewing(room, "/other.xml"))
        room.settle()
        room.clock.moment += timedelta(days=1)
        before = len(room.site.log)
        room.live(timedelta(minutes=30), timedelta(seconds=10))
        woken = room.site.asked()[before:]
        assert [request.path for request in woken if "xml" in request.path].count("/feed.xml") == 1
        assert len(woken) <= 8


@behaviour(12, "polls of many feeds that were added together are spread")
def polls_are_spread() -> None:
    with Room(proxied=True) as room:
        hosts = [f"site{n}.example" for n in range(200)]
        room.add(*(room.site.feed(f"http://{host}/feed.xml", [Item(title="No link")]) for host in hosts))
        room.settle()
        room.live(timedelta(hours=4), timedelta(minutes=1))
        seconds = [times[1] for host in hosts if len(times := room.times(f"http://{host}/feed.xml")) > 1]
        minutes = Counter(int(moment / 60) for moment in seconds)
        assert len(seconds) >= 150
        assert max(minutes.values()) <= 20, max(minutes.values())
        assert max(seconds) - min(seconds) >= HOUR / 2
