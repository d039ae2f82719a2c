"""`monitor status`: what a publisher may ask about a host, and what became of a feed's items."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.ports import Store
from tests.cli.conftest import Run, Said
from tests.site import Answer, Item, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def crawled(run: Run, site: Site) -> Site:
    """A feed of three items: one filed, one forbidden, one gone; its host asks for a pause."""
    site.robots("User-agent: *\nDisallow: /private\nCrawl-delay: 0.2\n")
    site.article("/a", "An article", "one matter")
    site.article("/private", "Forbidden", "another")
    site.feed("/feed.xml", [Item("/a", "A"), Item("/private", "P"), Item("/gone", "G")], etag='"1"')
    assert _crawl(run, site).code == 0
    return site


def _crawl(run: Run, site: Site) -> Said:
    return run("crawl", "--feeds", site.url("/feed.xml"), "--allow", site.address, "--delay", "0.01", "--all")


def test_a_host_is_a_page_that_one_can_send_to_its_publisher(run: Run, crawled: Site) -> None:
    assert _crawl(run, crawled).code == 0
    host, = run("status", "--hosts", "--json").objects
    assert host["host"] == crawled.address
    requests = crawled.asked()
    assert host["requests"] == len(requests)
    assert host["unchanged"] == sum(request.status == 304 for request in requests) == 1
    assert host["bytes"] == sum(request.sent for request in requests)
    assert host["crawl_delay_seconds"] == 0.2
    pause = host["shortest_pause_seconds"]
    assert isinstance(pause, float)
    assert pause >= 0.01        # the feed and robots.txt came before anybody knew of the longer one
    assert host["disallowed"] == 1
    assert isinstance(host["robots"], dict)
    assert host["robots"]["status"] == 200
    page = run("status", "--host", crawled.address)
    assert page.code == 0
    assert "kept out of" in page.out
    assert "1 page, by its robots.txt" in page.out
    assert "0.2 s between two" in page.out
    table = run("status", "--hosts").lines
    assert len(table) == 2
    assert crawled.address in table[1]


def test_a_feed_shows_its_polls_and_where_its_items_went(run: Run, crawled: Site) -> None:
    assert _crawl(run, crawled).code == 0
    url = crawled.url("/feed.xml")
    found, = run("status", "--feed", url, "--json").objects
    assert found["entries"] == {"filed": 1, "refused": 1, "gone": 1}
    polls = found["polls"]
    assert isinstance(polls, list)
    assert [(poll["outcome"], poll["status"], poll["new"]) for poll in polls] == [
        ("unchanged", 304, 0), ("polled", 200, 3)]
    shown = run("status", "--feed", "feed.xml").out
    assert "1 filed, 1 refused, 1 gone" in shown
    assert "unchanged" in shown


def test_a_feed_that_answered_410_says_so_and_can_be_restarted(run: Run, site: Site, store: Store) -> None:
    url = site.route("/feed.xml", Answer(b"gone", 410))
    assert _crawl(run, site).code == 3
    shown = run("status", "--feed", url).out
    assert "410" in shown
    assert "never: monitor retry --feed" in shown
    site.feed("/feed.xml", [])
    assert run("retry", "--feed", url).code == 0
    assert run("crawl", "--allow", site.address, "--delay", "0.01").code == 0
    assert [state for _, state, *_ in store.feeds.listed()] == ["ok"]
    assert run("retry", "--feed", "https://nowhere.example/").code == 1


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (("--hosts",), 1, "No host was asked yet."),
    (("--host", "nobody.example"), 1, "Nothing was ever asked of nobody.example."),
    (("--feed", "https://one.example/fed.xml"), 1, "did you mean https://one.example/feed.xml?"),
    (("--feed", "example"), 2, "2 feeds match example"),
    (("--feed", "\x1b[31mred"), 1, "Not on the list"),
    (("--feed",), 2, "requires an argument"),
    (("--feed", "x", "--hosts"), 2, "ask one of them"),
])
def test_wrong_questions_end_in_one_sentence(run: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    assert run("feeds", "add", "https://one.example/feed.xml", "https://two.example/feed.xml").code == 0
    answer = run("status", *arguments)
    assert answer.code == code
    assert said in answer.err
    assert "\x1b" not in answer.err
    assert not answer.out


def test_entries_are_narrowed_by_feed_fate_and_time(run: Run, crawled: Site) -> None:
    assert len(run("entries").lines) == 3
    gone, = run("entries", "--fate", "gone", "--json").objects
    assert str(gone["url"]).endswith("/gone")
    assert len(run("entries", "--feed", crawled.url("/feed.xml"), "--since", "1d").lines) == 3
    assert run("entries", "--waiting").code == 1
    assert run("entries", "--feed", "https://nowhere.example/feed.xml").code == 1
    assert run("entries", "--fate", "eaten").code == 2
    assert run("entries", "--since", "some day").code == 2
