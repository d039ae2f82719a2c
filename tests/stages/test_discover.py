"""The feeds of a home page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import discover

URL = "https://www.news.example/en/"


def found(markup: str) -> list[str]:
    return [source.url for source in discover.feeds(markup.encode(), URL)]


@pytest.mark.parametrize(("markup", "urls"), [
    ('<link rel="alternate" type="application/rss+xml" title="All" href="/feed/">', ["https://www.news.example/feed/"]),
    ("<LINK REL=alternate TYPE=application/atom+xml HREF=atom.xml>", ["https://www.news.example/en/atom.xml"]),
    ('<link href="//f.example/j" type="application/feed+json" rel="alternate">', ["https://f.example/j"]),
    ('<link rel="feed" href="/all">', ["https://www.news.example/all"]),
    ('<base href="https://b.example/x/"><link rel="alternate" type="application/rss+xml" href="f?a=1&amp;b=2">',
     ["https://b.example/x/f?a=1&b=2"]),
    ('<link rel="alternate" hreflang="fr" href="/fr/">', []),
    ('<link rel="stylesheet" type="application/rss+xml" href="/feed/">', []),
    ('<!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->', []),
    ('<a href="/rss.xml">RSS</a>', ["https://www.news.example/rss.xml"]),
    ('<a href="https://feeds.news.example/rss/all">RSS</a>', ["https://feeds.news.example/rss/all"]),
    ('<a href="https://else.example/feed">x</a><a href="/feedback">x</a><a href="/feed-the-world.html">x</a>', []),
    ('<a href="/img/rss.png">x</a><a href="mailto:rss@news.example">x</a><a href="javascript:feed()">x</a>', []),
    ('<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">', []),
    ("no page at all", []), ("", []), ("<link", []),
])
def test_what_a_page_names_or_links_to(markup: str, urls: list[str]) -> None:
    assert found(markup) == urls


def test_named_feeds_come_first_and_comments_last() -> None:
    markup = (
        '<a href="/rss.xml">RSS</a>'
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" title="News &amp; more" href="/feed">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    listed = discover.feeds(markup.encode(), URL)
    paths = [source.url.removeprefix("https://www.news.example") for source in listed]
    assert paths == ["/feed", "/rss.xml", "/comments/feed"]
    assert (listed[0].title, listed[0].site_url) == ("News & more", URL)


def test_the_usual_places_are_guessed_near_first() -> None:
    guessed = discover.guesses("https://news.example/en/")
    assert guessed[0] == "https://news.example/en/feed/"
    assert "https://news.example/rss.xml" in guessed
    assert len(discover.guesses("https://news.example/")) == len(discover.USUAL)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<link {text}><a href={text}>".encode()))
def test_no_page_raises_and_only_web_addresses_come_out(body: bytes) -> None:
    assert all(source.url.startswith(("http://", "https://")) for source in discover.feeds(body, URL))


def test_a_page_of_open_tags_is_done_in_no_time() -> None:
    for piece in ("<a ", "<link href=", "<!--", "<a href='", "<base href=x>"):
        assert len(discover.feeds(piece.encode() * 200_000, URL)) <= discover.MOST
