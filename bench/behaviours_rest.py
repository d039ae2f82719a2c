"""The behaviours of a polite collector: what publishers ask of it, when things go wrong, and how many ask at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from itertools import pairwise

from bench.behaviours import BEHAVIOURS, HOUR, behaviour, dated, renewing
from bench.room import CONTACT, START, VERBS, Line, Room, gaps, headers
from monitor import __version__, assemble, pipeline
from tests.site import Answer, Item, Request

__all__ = ["BEHAVIOURS"]                # complete once this module is imported

DAY = 24 * HOUR
WEEK = 7 * DAY


def first_gap(channel: str = "", **more: str) -> float:
    """The pause between the first two polls of a feed that says so; it is polled at the very moment it is due."""
    with Room() as room:
        room.add(room.site.feed("/feed.xml", [Item("/a", "A")], channel=channel, **more))
        room.site.article("/a")
        room.settle()
        room.polls(1)
        return room.gaps("/feed.xml")[0]


@behaviour(13, "Cache-Control max-age raises the interval, with a cap")
def max_age() -> None:
    plain = first_gap()
    assert first_gap(Cache_Control="public, max-age=43200") >= 43200
    assert first_gap(Cache_Control="max-age=86400") >= min(DAY, plain)
    assert first_gap(Cache_Control="max-age=31536000") <= 3 * DAY
    assert first_gap(Cache_Control="max-age=nonsense") >= HOUR


@behaviour(14, "Expires does the same")
def expires() -> None:
    soon, never = START + timedelta(hours=12), START + timedelta(days=365)
    assert first_gap(Expires=format_datetime(soon, usegmt=True)) >= 12 * HOUR - 60
    assert first_gap(Expires=format_datetime(never, usegmt=True)) <= 3 * DAY
    assert HOUR <= first_gap(Expires="0") <= 3 * DAY


@behaviour(15, "<ttl> and sy:updatePeriod do the same; zero and huge ones do no harm")
def ttl() -> None:
    assert first_gap("<ttl>720</ttl>") >= 12 * HOUR
    period = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>{}</sy:updateFrequency>"
    assert first_gap(period.format(2)) >= 12 * HOUR
    for channel in ("<ttl>0</ttl>", f"<ttl>{'9' * 30}</ttl>", "<ttl>-5</ttl>", period.format(0), period.format(-1)):
        assert HOUR <= first_gap(channel) <= 3 * DAY


@behaviour(16, "skipHours and skipDays are kept")
def skipped_times() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24) if hour not in (6, 14))
    days = "<day>Tuesday</day><day>Wednesday</day>"
    with Room() as room:
        channel = f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>"
        room.add(room.site.feed("/feed.xml", [Item("/a", "A")], channel=channel))
        room.settle()
        room.polls(12)
        moments = [datetime.fromtimestamp(request.began, UTC) for request in room.site.asked("/feed.xml")]
        assert len(moments) == 13
        assert {moment.hour for moment in moments} <= {6, 14}
        assert not {moment.weekday() for moment in moments} & {1, 2}


def rest_after(status: int, retry_after: str, *, wait: timedelta) -> float:
    """How long after such an answer the feed was left alone."""
    with Room() as room:
        room.add(room.site.route("/feed.xml", Answer(b"slow down", status, {"Retry-After": retry_after})))
        room.work()
        room.live(wait, timedelta(minutes=10))
        return room.gaps("/feed.xml")[0]


@behaviour(17, "429 with Retry-After in seconds")
def retry_after_seconds() -> None:
    assert rest_after(429, "20000", wait=timedelta(hours=12)) >= 20000
    assert rest_after(429, "5", wait=timedelta(hours=6)) >= HOUR


@behaviour(18, "429 and 503 with Retry-After as a date")
def retry_after_date() -> None:
    date = format_datetime(START + timedelta(hours=9), usegmt=True)
    for status in (429, 503):
        assert rest_after(status, date, wait=timedelta(hours=15)) >= 9 * HOUR - 60


@behaviour(19, "a 429 rests the whole host")
def the_host_rests() -> None:
    with Room() as room:
        dated(room, None, None, items=3, path="/good.xml")
        room.site.route("/busy.xml", Answer(b"slow down", 429, {"Retry-After": "3000"}))
        room.add(room.site.url("/busy.xml"), room.site.url("/good.xml"))
        room.live(timedelta(hours=3), timedelta(seconds=30))
        times = [request.began - START.timestamp() for request in room.site.asked()]
        (busy, *_) = room.times("/busy.xml")
        assert not [moment for moment in times if busy < moment < busy + 3000]
        assert room.times("/good.xml")


@behaviour(20, "5xx and timeouts back off: doubling, with jitter and a cap")
def failures_back_off() -> None:
    spread = set()
    for seed in (1, 2):
        with Room(seed=seed) as room:
            room.add(room.site.route("/feed.xml", Answer(b"broken", 503)))
            room.work()
            room.polls(12)
            waits = room.gaps("/feed.xml")
            spread.add(round(waits[2]))
            assert len(waits) == 12
            assert all(1.5 <= after / before <= 2.6 for before, after in pairwise(waits[:6])), waits
            assert waits[0] >= HOUR
            assert max(waits) <= 1.3 * WEEK
    assert len(spread) == 2
    with Room(page_seconds=0.1) as room:
        room.add(room.site.route("/feed.xml", Answer(wait=30)))
        room.work()
        room.polls(3)
        waits = room.gaps("/feed.xml")
        assert all(1.5 <= after / before <= 2.6 for before, after in pairwise(waits)), waits


@behaviour(21, "410 stops, 404 slows down, and a person can restart")
def gone_and_not_found() -> None:
    with Room() as room:
        room.add(room.site.route("/feed.xml", Answer(b"gone", 410)))
        room.live(timedelta(days=40), timedelta(hours=6))
        assert len(room.times("/feed.xml")) == 1
        dated(room, None, None)
        room.desk.store.feeds.make_due([room.site.url("/feed.xml")])
        room.settle()
        assert [request.status for request in room.site.asked("/feed.xml")] == [410, 200]
    with Room() as room:
        room.add(room.site.url("/missing.xml"))
        room.work()
        room.polls(6)
        waits = room.gaps("/missing.xml")
        assert waits[0] >= 12 * HOUR
        assert 5 * DAY <= waits[-1] <= 1.3 * WEEK


@behaviour(22, "301 and 308 are kept after the second sight, 302 and 307 are not")
def permanent_moves() -> None:
    for status, kept in ((301, True), (308, True), (302, False), (307, False)):
        with Room() as room:
            room.add(room.site.redirect("/old.xml", "/new.xml", status))
            dated(room, None, None, path="/new.xml")
            room.settle()
            room.polls(4)
            old, new = len(room.site.asked("/old.xml")), len(room.site.asked("/new.xml"))
            assert new == 5
            assert old == (2 if kept else 5), (status, old)


@behaviour(23, "no cookies, no Referer, no added query")
def nothing_added() -> None:
    with Room() as room:
        room.site.page("/a", "<p>Words.</p>", Set_Cookie="id=1; Path=/")
        room.add(room.site.feed("/feed.xml", [Item("/a", "A")], Set_Cookie="id=2; Path=/"))
        room.settle()
        room.polls(1)
        assert {request.path for request in room.site.asked()} == {"/feed.xml", "/robots.txt", "/a"}
        assert all(not {"cookie", "referer", "authorization"} & set(request.headers) for request in room.site.asked())


def everything_once(room: Room) -> None:
    room.add(dated(room, None, None))
    room.settle()
    assert {request.path for request in room.site.asked()} == {"/feed.xml", "/robots.txt", "/0"}


@behaviour(24, "a User-Agent with name, version and contact")
def agent() -> None:
    with Room() as room:
        everything_once(room)
        assert set(headers(room.site.asked(), "user-agent")) == {f"Monitor/{__version__} (+{CONTACT})"}


@behaviour(25, "Accept-Encoding offers gzip")
def packed() -> None:
    with Room() as room:
        everything_once(room)
        assert all("gzip" in (offered or "") for offered in headers(room.site.asked(), "accept-encoding"))


@behaviour(26, "robots.txt for articles: cached a day, 5xx waits, 4xx permits, 500 KiB are read")
def robots() -> None:
    with Room() as room:
        room.site.robots("User-agent: *\nDisallow: /private\n")
        room.site.article("/private", "A", "a private matter")
        room.site.feed("/more.xml", [Item("/private", "P"), Item("/open", "O")])
        room.site.article("/open", "O", "an open matter")
        room.add(room.site.url("/more.xml"), renewing(room))
        room.live(timedelta(hours=20), timedelta(minutes=2))
        assert not room.site.asked("/private")
        assert room.site.asked("/open")
        assert len(room.site.asked("/feed-2")) == 1
        assert len(room.site.asked("/robots.txt")) == 1
        room.live(timedelta(hours=20), timedelta(minutes=2))
        assert len(room.site.asked("/robots.txt")) == 2
    for status, asked in ((503, 0), (404, 1), (403, 1)):
        with Room() as room:
            room.site.robots("User-agent: *\nDisallow: /", status)
            room.add(dated(room, None, None))
            room.live(timedelta(minutes=10), timedelta(seconds=10))
            assert len(room.site.asked("/0")) == asked, status
    with Room() as room:
        room.site.robots("User-agent: *\n" + "# padding\n" * 51_200 + "Disallow: /\n")
        room.add(dated(room, None, None))
        room.settle()
        assert len(room.site.asked("/0")) == 1


@behaviour(27, "crawl-delay is kept, and at most one request at a time goes to a host")
def crawl_delay() -> None:
    with Room() as room:
        room.site.robots("User-agent: *\nCrawl-delay: 7\n")
        dated(room, None, None, items=5)
        room.add(room.site.url("/feed.xml"), renewing(room, "/other.xml"))
        room.live(timedelta(minutes=5))
        known = room.times("/robots.txt")[0]
        times = [request.began - START.timestamp() for request in room.site.asked()]
        assert len(times) >= 9
        assert min(gaps([moment for moment in times if moment >= known])) >= 7
    assert _most_at_once(["/a.xml", "/b.xml"], slowness=0.05, delay=0.01)[0] == 1


@behaviour(28, "one gap a host over all workers and processes, feeds and articles alike")
def one_gap() -> None:
    at_once, pauses = _most_at_once(["/a.xml", "/b.xml"], slowness=0.02, delay=0.2)
    assert at_once == 1
    assert min(pauses) >= 0.2, pauses


def _most_at_once(feeds: list[str], slowness: float, delay: float) -> tuple[int, list[float]]:
    """Two desks with two threads each on one store, in real time: requests at once, and the times between them."""
    with Room(delay=delay) as room:
        room.site.clock = time.monotonic
        now, most = [0], [0]
        lock = threading.Lock()

        def slow(answer: Answer) -> Answer:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            room.site.closing.wait(slowness)
            with lock:
                now[0] -= 1
            return answer

        for path in feeds:
            dated(room, None, None, items=5, path=path)
        for key, answer in list(room.site.routes.items()):
            assert isinstance(answer, Answer)
            room.site.routes[key] = partial(_slowed, slow, answer)
        room.add(*map(room.site.url, feeds))
        _race(room, seconds=20)
        asked = room.site.asked()
        assert len(asked) == len(feeds) + 1 + 5, [request.path for request in asked]
        # from one arrival to the next: the pause begins only once an answer has come back, so it lies between them
        return most[0], [after.began - before.began for before, after in pairwise(asked)]


def _slowed(slow: Callable[[Answer], Answer], answer: Answer, request: Request) -> Answer:
    return slow(answer)


def _race(room: Room, seconds: float) -> None:
    """Work from two stores' handles at once until nothing is owed."""
    end = time.monotonic() + seconds
    started = datetime.now(UTC)

    def process() -> None:
        line = Line()
        desk = replace(assemble.desk(room.settings, hints=line), parser=room.desk.parser)

        def worker() -> None:
            while time.monotonic() < end and any(desk.store.entries.owed(started, timedelta(seconds=5)).values()):
                pipeline.sweep(desk)
                while line.waiting:
                    try:
                        queue, row_id = line.waiting.popleft()
                    except IndexError:
                        break
                    VERBS[queue](desk, row_id)
                time.sleep(0.005)

        threads = [threading.Thread(target=worker) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        desk.fetcher.close()
        desk.pages.close()
        desk.store.close()

    processes = [threading.Thread(target=process) for _ in range(2)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()


@behaviour(29, "each article is fetched once, whatever feeds name it")
def fetched_once() -> None:
    with Room() as room:
        room.site.article("/a", "A", "one matter in three feeds")
        links = ("/a", "/a?utm_source=rss&utm_medium=feed", "/a#comments")
        for n, link in enumerate(links):
            room.site.feed(f"/{n}.xml", [Item(link, "A", guid=f"id-{n}")])
        room.add(*(room.site.url(f"/{n}.xml") for n in range(3)))
        room.live(timedelta(hours=20), timedelta(minutes=5))    # the second look at a filed page comes after a day
        assert len([request for request in room.site.asked() if request.path.startswith("/a")]) == 1
        assert len(room.entries()) == 1
        assert len(room.entries()[0].feeds) == 3


@behaviour(30, "one feed under several spellings is polled once")
def one_feed() -> None:
    with Room(proxied=True) as room:
        room.site.feed("http://news.example/feed", [Item("/a", "A")])
        room.site.feed("http://news.example/feed/", [Item("/a", "A")])
        room.add(
            "http://news.example/feed", "http://NEWS.example:80/feed#top", "https://news.example/feed",
            "http://news.example/feed/", "http://news.example/feed?utm_source=list",
        )
        room.settle()
        asked = [request for request in room.site.asked() if request.path.startswith("/feed")]
        tunnels = [request for request in room.site.asked() if request.method == "CONNECT"]
        assert (len(asked), len(tunnels)) == (1, 0)
