"""A feed that rolled past us between two polls: it is noted, asked sooner, and its archive is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from bench.room import START, Room, headers
from tests.site import RSS, Answer, Item, Site, rss

NEXT = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{}" href="{}"/>'


@pytest.fixture
def room() -> Iterator[Room]:
    with Room() as opened:
        yield opened


def items(*numbers: int) -> list[Item]:
    return [Item(f"/news/{n}", f"Article {n}") for n in numbers]


def serve(
    site: Site, path: str, *numbers: int, older: str = "", rel: str = "prev-archive", etag: str | None = None
) -> str:
    for n in numbers:
        site.article(f"/news/{n}", f"Article {n}", f"matter {n}")
    channel = NEXT.format(rel, older) if older else ""
    return site.route(path, Answer(rss(items(*numbers), site.url(path), channel=channel), headers={"Content-Type": RSS},
                                   etag=etag))


def found(room: Room) -> set[int]:
    return {int(entry.url.rpartition("/")[2]) for entry in room.entries()}


def counted(room: Room, outcome: str) -> int:
    return room.desk.store.counters.since(START).get(("poll", outcome), 0)


@pytest.mark.parametrize("rel", ["prev-archive", "next"])
def test_the_archive_is_read_back_to_what_was_known(room: Room, rel: str) -> None:
    room.add(serve(room.site, "/feed.xml", 1, 2, etag='"1"'))
    room.settle()
    serve(room.site, "/feed.xml", 8, 7, older="/page2.xml", rel=rel, etag='"2"')
    serve(room.site, "/page2.xml", 6, 5, older="/page3.xml", rel=rel, etag='"p2"')
    serve(room.site, "/page3.xml", 4, 3, 2, older="/page4.xml", rel=rel)
    serve(room.site, "/page4.xml", 1)
    room.polls(1)
    assert found(room) == set(range(1, 9))
    assert len(room.site.asked("/page2.xml")) == len(room.site.asked("/page3.xml")) == 1
    assert not room.site.asked("/page4.xml")
    assert (counted(room, "gap"), counted(room, "archive"), counted(room, "polled")) == (1, 2, 2)
    assert all(after.began - before.began > 0.9 for before, after in pairwise(room.site.asked()))
    history = room.desk.store.feeds.history(room.site.url("/feed.xml"))
    assert [poll.outcome for poll in history] == ["archive", "archive", "polled", "polled"]
    assert "None of its items was there" in (history[2].reason or "")
    # the feed's own validators are kept, and it is asked at its own address, no sooner than an hour later
    room.polls(1)
    assert headers(room.site.asked("/feed.xml"), "if-none-match") == [None, '"1"', '"2"']
    assert room.gaps("/feed.xml")[-1] >= 3600


def test_a_gap_shortens_the_interval(room: Room) -> None:
    room.add(serve(room.site, "/feed.xml", 1, 2))
    room.settle()
    room.polls(9)
    before = room.gaps("/feed.xml")[-1]
    serve(room.site, "/feed.xml", 8, 7)
    room.polls(2)
    assert room.gaps("/feed.xml")[-1] < before / 2
    assert counted(room, "gap") == 1
    assert counted(room, "archive") == 0


def test_an_archive_without_end_is_left_after_three_pages(room: Room) -> None:
    room.add(serve(room.site, "/feed.xml", 1))
    room.settle()
    serve(room.site, "/feed.xml", 90, older="/page2.xml")
    for n in range(2, 9):
        serve(room.site, f"/page{n}.xml", 90 - n, older=f"/page{n + 1}.xml")
    room.polls(1)
    assert len([request for request in room.site.asked() if request.path.startswith("/page")]) == 3


@pytest.mark.parametrize("answer", [
    Answer(b"gone", 404), Answer(b"busy", 503), Answer(b""), Answer(b"<html>Log in</html>"),
    Answer(status=302, headers={"Location": "http://127.0.0.1:9/inside.xml"}),
])
def test_an_archive_that_does_not_answer_is_no_failure_of_the_feed(room: Room, answer: Answer) -> None:
    url = serve(room.site, "/feed.xml", 1, etag='"1"')
    room.add(url)
    room.settle()
    serve(room.site, "/feed.xml", 9, older="/old.xml", etag='"2"')
    room.site.route("/old.xml", answer)
    room.polls(1)
    assert [state for _, state, *_ in room.desk.store.feeds.listed()] == ["ok"]
    room.polls(1)
    assert headers(room.site.asked("/feed.xml"), "if-none-match") == [None, '"1"', '"2"']
    assert len(room.site.asked("/old.xml")) == 1


@pytest.mark.parametrize("page", ["http://169.254.169.254/feed.xml", "file:///etc/passwd", "/feed.xml"])
def test_an_archive_elsewhere_or_nowhere_is_not_asked(room: Room, page: str) -> None:
    room.add(serve(room.site, "/feed.xml", 1))
    room.settle()
    serve(room.site, "/feed.xml", 9, older=page)
    room.polls(1)
    assert [state for _, state, *_ in room.desk.store.feeds.listed()] == ["ok"]
    assert len(room.site.asked("/feed.xml")) == 2


def sitemap(site: Site, *places: tuple[str, timedelta]) -> None:
    rows = "".join(
        f"<url><loc>{site.url(path)}</loc><n:news><n:title>About {path}</n:title>"
        f"<n:publication_date>{(START + age).isoformat()}</n:publication_date></n:news></url>" for path, age in places
    )
    text = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    )
    site.route("/sitemap-news.xml", Answer(text.encode(), headers={"Content-Type": "application/xml"}))


def test_without_an_archive_the_news_sitemap_fills_the_gap_in_the_feeds_own_section(room: Room) -> None:
    site = room.site
    named = "".join(f"Sitemap: {site.url(path)}\n" for path in ("/pages.xml", "/sitemap-news.xml"))
    site.robots(f"User-agent: *\nAllow: /\n{named}")
    room.add(serve(site, "/feed.xml", 1, 2))
    room.settle()
    serve(site, "/feed.xml", 9, 8)
    for path in ("/news/7", "/sport/6"):
        site.article(path)
    sitemap(site, ("/news/7", timedelta(0)), ("/sport/6", timedelta(0)), ("/news/4", -timedelta(days=30)))
    room.polls(1)
    assert {entry.url.removeprefix(site.url("/")) for entry in room.entries()} == {
        "news/1", "news/2", "news/7", "news/8", "news/9"}
    assert not site.asked("/pages.xml")
    assert len(site.asked("/sitemap-news.xml")) == 1
