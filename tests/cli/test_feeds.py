"""The feed list and the seed folder from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said
from tests.site import Answer, Item, Site

OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Group">
<outline type="rss" text="One" xmlUrl="https://one.example/feed.xml"/>
<outline type="rss" text="Two &amp; more" xmlUrl="https://two.example/feed.xml"/></outline></body></opml>"""


def test_feeds_come_and_go(run: Run) -> None:
    assert run("feeds", "list").code == 1
    said = run("feeds", "add", "https://one.example/feed.xml", "https://two.example/feed.xml")
    assert said.code == 0
    assert "2 new" in said.err
    assert "0 new, 1 known already" in run("feeds", "add", "https://one.example/feed.xml").err
    assert [one["url"] for one in run("feeds", "list", "--json").objects] == [
        "https://one.example/feed.xml", "https://two.example/feed.xml",
    ]
    assert run("feeds", "remove", "https://one.example/feed.xml").code == 0
    gone = run("feeds", "remove", "https://one.example/feed.xml")
    assert gone.code == 1
    assert "did you mean https://two.example/feed.xml?" in gone.err
    assert len(run("feeds", "list").lines) == 2


def test_a_list_goes_in_and_out_as_opml(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.opml", tmp_path / "out.opml"
    source.write_text(OPML, encoding="utf-8")
    assert run("feeds", "import", str(source)).code == 0
    assert run("feeds", "export", "--output", str(target)).code == 0
    written = target.read_text(encoding="utf-8")
    assert "https://two.example/feed.xml" in written
    assert "Group" in written
    assert run("feeds", "export").out.strip() == written.strip()
    assert "2 known already" in run("feeds", "import", str(target)).err


@pytest.mark.parametrize(("arguments", "said"), [
    (("feeds", "import", "nowhere.opml"), "There is no file nowhere.opml."),
    (("feeds", "import", "text.opml"), "OPML"),
    (("feeds", "add", "file:///etc/passwd"), "cannot be followed"),
    (("feeds", "add", "not an address"), "cannot be followed"),
    (("feeds", "add"), "Missing argument"),
    (("feeds", "nothing"), "No such command"),
    (("feeds", "export", "--output", "/nowhere/at/all.opml"), "cannot be written"),
    (("seeds", "add", "nowhere.txt"), "There is no file nowhere.txt."),
    (("seeds", "add", "text.opml"), "is no seed"),
    (("seeds", "list", "--seeds", "nowhere"), "There is no folder of seeds nowhere."),
])
def test_misuse_of_lists_ends_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    Path("text.opml").write_text("Just a text.", encoding="utf-8")
    answer = run(*arguments)
    assert answer.code == 2
    assert said in answer.err


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


def home(*links: str) -> Answer:
    named = "".join(f'<link rel="alternate" type="application/rss+xml" title="T{n}" href="{href}">'
                    for n, href in enumerate(links))
    return Answer(f"<!doctype html><html><head>{named}</head><body>Home</body></html>".encode(),
                  headers={"Content-Type": "text/html"})


def add(run: Run, site: Site, *paths: str) -> Said:
    return run("feeds", "add", "--allow", site.address, "--delay", "0", *(site.url(path) for path in paths))


def test_a_home_page_leads_to_the_feed_that_it_names(run: Run, site: Site) -> None:
    site.route("/", home("/comments/feed.xml", "/news.xml", "/other.xml"))
    site.feed("/news.xml", [Item("/a", "A")])
    said = add(run, site, "/")
    assert said.code == 0
    assert f"names {site.url('/news.xml')}" in said.err
    assert f"also names {site.url('/other.xml')}" in said.err
    listed, = run("feeds", "list", "--json").objects
    assert (listed["url"], listed["title"]) == (site.url("/news.xml"), "A feed")


def test_a_feed_that_the_page_names_wrongly_is_passed_over_for_the_next(run: Run, site: Site) -> None:
    site.route("/", home("/gone.xml", "/page.xml", "/good.xml"))
    site.page("/page.xml", "<html><body>No feed.</body></html>")
    site.feed("/good.xml", [Item("/a", "A")])
    assert add(run, site, "/").code == 0
    assert [one["url"] for one in run("feeds", "list", "--json").objects] == [site.url("/good.xml")]


def test_a_page_that_names_nothing_is_tried_where_feeds_usually_are(run: Run, site: Site) -> None:
    site.route("/blog/", home())
    site.feed("/blog/feed.xml", [Item("/a", "A")])
    assert add(run, site, "/blog/").code == 0
    assert [one["url"] for one in run("feeds", "list", "--json").objects] == [site.url("/blog/feed.xml")]


def test_a_feed_under_an_odd_address_is_followed_as_it_stands(run: Run, site: Site) -> None:
    site.feed("/news", [Item("/a", "A")])
    assert add(run, site, "/news").code == 0
    assert [one["url"] for one in run("feeds", "list", "--json").objects] == [site.url("/news")]


def test_an_address_that_says_that_it_is_a_feed_is_not_asked(run: Run, site: Site) -> None:
    assert add(run, site, "/feed.xml", "/?feed=rss2").code == 0
    assert not site.asked()


def test_where_there_is_no_feed_nothing_is_followed_and_a_sentence_says_so(run: Run, site: Site) -> None:
    site.route("/", home())
    said = add(run, site, "/")
    assert said.code == 1
    assert "names none" in said.err
    assert run("feeds", "list").code == 1
    assert len(site.asked()) <= 14


def test_a_page_that_cannot_be_had_is_a_failure(run: Run, site: Site) -> None:
    site.route("/", Answer(b"broken", 503))
    said = add(run, site, "/")
    assert said.code == 3
    assert "503" in said.err
    site.robots("User-agent: *\nDisallow: /closed/\n")
    site.route("/closed/", home("/feed.xml"))
    assert "robots.txt" in run("feeds", "add", "--allow", site.address, "--delay", "0", site.url("/closed/")).err


@pytest.mark.parametrize("url", [
    "https://news.google.com/rss/search?q=ai+policy", "https://news.google.com/rss/articles/CBMiabc?oc=5",
    "http://NEWS.google.com/",
])
def test_google_news_is_refused_with_the_reason(run: Run, url: str) -> None:
    said = run("feeds", "add", url)
    assert said.code == 2
    assert "hides the publisher's address" in said.err
    assert run("feeds", "list").code == 1


def test_feeds_are_checked_without_being_stored(run: Run, site: Site) -> None:
    site.feed("/good.xml", [Item("/a", "A"), Item("/b", "B")])
    site.page("/page.xml", "<html><body>No feed.</body></html>")
    places = [site.url(path) for path in ("/good.xml", "/page.xml", "/gone.xml")]
    said = run("feeds", "check", "--json", "--allow", site.address, "--delay", "0", *places)
    assert said.code == 0
    assert [one["items"] for one in said.objects] == [2, 0, 0]
    assert said.objects[1]["note"] == "This is a web page, not a feed."
    assert "404" in str(said.objects[2]["note"])
    assert run("feeds", "list").code == 1
    failed = run("feeds", "check", "--allow", site.address, "--delay", "0", places[2])
    assert (failed.code, failed.err) == (3, "None of these feeds could be read.\n")
    nothing = run("feeds", "check")
    assert (nothing.code, nothing.err) == (1, "No feed is listed.\n")
