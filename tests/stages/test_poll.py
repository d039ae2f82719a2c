"""Feed documents of every kind into items."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FeedItem, Published
from monitor.stages import poll
from tests.stages.feed_documents import NEIGHBOUR, NOW, URL, item, only, read, rss

# --- formats ---------------------------------------------------------------------------------------------------------

RSS_2 = rss(
    item(
        "<title>Grid plan</title><link>https://news.example/1</link><guid isPermaLink='false'>n1</guid>"
        "<pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate><description>&lt;p&gt;Short.&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>Long.</p>]]></content:encoded><dc:creator>A. Writer</dc:creator>"
    ),
    "<link>https://news.example/</link><language>en-GB</language><ttl>90</ttl>",
    'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title>
<link href="https://news.example/"/><link rel="self" href="https://news.example/feed.xml"/>
<author><name>A. Writer</name></author>
<entry><title type="html">Grid &lt;b&gt;plan&lt;/b&gt;</title><id>n1</id><link rel="alternate" href="/1"/>
<link rel="edit" href="/edit/1"/><published>2024-05-01T10:00:00+02:00</published>
<updated>2024-06-01T10:00:00+02:00</updated><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p></div></content></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="en"><title>News</title>
<link rel="alternate" type="text/html" href="https://news.example/"/>
<entry><title>Grid plan</title><id>n1</id><link rel="alternate" type="text/html" href="https://news.example/1"/>
<issued>2024-05-01T10:00:00+02:00</issued><author><name>A. Writer</name></author><summary>Short.</summary>
<content mode="escaped">&lt;p&gt;Long.&lt;/p&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://news.example/"><title>News</title><link>https://news.example/</link>
<dc:language>en</dc:language></channel>
<item rdf:about="n1"><title>Grid plan</title><link>https://news.example/1</link><dc:creator>A. Writer</dc:creator>
<dc:date>2024-05-01T10:00:00+02:00</dc:date><description>Short.</description>
<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded></item></rdf:RDF>"""
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "News", "home_page_url": "https://news.example/",
    "language": "en", "authors": [{"name": "A. Writer"}],
    "items": [{
        "id": "n1", "url": "/1", "title": "Grid plan", "date_published": "2024-05-01T10:00:00+02:00",
        "summary": "Short.", "content_html": "<p>Long.</p>",
    }],
})
RSS_AS_JSON = json.dumps({"rss": {"version": "2.0", "channel": {
    "title": "News", "link": "https://news.example/", "language": "en", "item": [{
        "guid": {"isPermaLink": "false", "#value": "n1"}, "link": "https://news.example/1", "title": "Grid plan",
        "pubDate": "Wed, 01 May 2024 10:00:00 +0200", "description": "Short.", "content:encoded": "<p>Long.</p>",
        "author": "mail@news.example (A. Writer)",
    }],
}}})


@pytest.mark.parametrize(("document", "kind"), [
    (RSS_2, "rss 2.0"), (ATOM, "atom 1.0"), (ATOM_03, "atom 0.3"), (RDF, "rss 1.0"), (JSON_FEED, "json feed 1.1"),
    (RSS_AS_JSON, "rss as json"), ("\n \n" + RSS_2, "rss 2.0"), ("\ufeff" + JSON_FEED, "json feed 1.1"),
])
def test_one_item_is_the_same_in_every_format(document: str, kind: str) -> None:
    feed = read(document)
    assert (feed.format, feed.title, feed.site_url, feed.language) == (kind, "News", "https://news.example/", "en")
    (found,) = feed.items
    assert found.url == "https://news.example/1"
    content = found.content.removeprefix("<div>").removesuffix("</div>")
    assert (found.title, found.guid, found.summary, content) == ("Grid plan", "n1", "Short.", "<p>Long.</p>")
    assert found.published == Published("2024-05-01T10:00:00+02:00", datetime(2024, 5, 1, 8, tzinfo=UTC), "feed")
    assert found.authors == ("A. Writer",)


@pytest.mark.parametrize("document", [
    rss(item("<title>T</title><link>https://news.example/1</link>"), root='version="0.91"'),
    rss(item("<title>T</title><link>https://news.example/1</link>"), root='xmlns="http://backend.userland.com/rss2"'),
    rss(item("<title>T</title><link>https://news.example/1</link>"), root='xmlns="http://unheard.example/of"'),
    '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    '<rss version="0.91"><channel><item><title>T</title><link>https://news.example/1</link></item></channel></rss>',
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
    "<channel/><item><title>T</title><link>https://news.example/1</link></item></r:RDF>",
    "<RSS><Channel><Item><Title>T</Title><LINK>https://news.example/1</LINK></Item></Channel></RSS>",
    "<rss><item><title>T</title><link>https://news.example/1</link></item></rss>",
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/1</loc><n:news>'
    "<n:publication_date>2024-05-01</n:publication_date><n:title>T</n:title></n:news></url></urlset>",
    '<CHANNEL HREF="https://news.example/"><ITEM HREF="https://news.example/1"><TITLE>T</TITLE></ITEM></CHANNEL>',
    '[{"title": "T", "url": "https://news.example/1"}]',
    '{"results": {"notices": [{"headline": "T", "link": "https://news.example/1", "date": "2024-05-01"}]}}',
    '{"document_title": "T", "source_url": "https://news.example/1", "date_published": "2024-05-01"}',
])
def test_rarer_forms_are_read_too(document: str) -> None:
    found = only(document)
    assert (found.title, found.url) == ("T", "https://news.example/1")


# --- limits ----------------------------------------------------------------------------------------------------------


def test_at_most_500_items_are_taken_the_newest() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    dated = "".join(
        item(f"<link>https://news.example/{n}</link><pubDate>{(start + timedelta(hours=n)).isoformat()}</pubDate>")
        for n in range(700)
    )
    feed = read(rss(dated))
    assert len(feed.items) == 500
    assert {int(each.url.rsplit("/", 1)[1]) for each in feed.items} == set(range(200, 700))
    assert feed.skipped == ("200 more items than are taken at one poll",)


def test_of_undated_items_both_ends_are_taken() -> None:
    feed = read(rss("".join(item(f"<link>https://news.example/{n}</link>") for n in range(100_000)) + NEIGHBOUR))
    assert len(feed.items) == 500
    assert {"https://news.example/0", "https://news.example/neighbour"} <= {each.url for each in feed.items}


def test_a_thousand_items_with_one_address_are_one() -> None:
    assert len(read(rss(item("<link>https://news.example/1</link>") * 1000 + NEIGHBOUR)).items) == 2


def test_long_values_are_cut_or_hashed() -> None:
    long = "x" * 5_000_000
    feed = read(rss(
        item(f"<title>{long}</title><link>https://news.example/1</link>")
        + item(f"<guid>{long}</guid><link>https://news.example/2</link>")
        + item(f"<description>&lt;p&gt;{long}</description><link>https://news.example/3</link>") + NEIGHBOUR
    ))
    first, second, third, last = feed.items
    assert len(first.title) == 500
    assert second.guid is not None
    assert second.guid.startswith("sha256:")
    assert len(third.content.encode()) <= 200_000
    assert len(third.summary) <= 4_000
    assert last.title == "Neighbour"


def test_nothing_that_steers_a_terminal_or_breaks_a_store_comes_through() -> None:
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1", "title": "N\x1b[31m", "items": [{
        "id": "a\x00b", "url": "https://news.example/\x07\ud8001", "title": "T\x00\x1b]0;x\x07\ud800",
        "content_html": "<p>\x00\ud800</p>", "content_text": "x\u202ey", "author": {"name": "A\x9b"},
    }]}))
    (found,) = feed.items
    said = "".join([
        feed.title, found.url, found.title, str(found.guid), found.summary, found.content, *found.authors,
    ])
    said.encode()
    assert not set(said) & set("\x00\x07\x1b\x9b\u202e")


# --- hints -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("head", "expected"), [
    ("<ttl>90</ttl>", timedelta(minutes=90)), ("<ttl>0</ttl>", None), ("<ttl>-5</ttl>", None),
    ("<ttl>soon</ttl>", None), ("<ttl>99999999999999999999</ttl>", timedelta(days=366)),
    ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
    ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", timedelta(minutes=30)),
    ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
    ("<sy:updatePeriod>fortnightly</sy:updatePeriod>", None),
    ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
])
def test_how_often_a_feed_wants_to_be_asked(head: str, expected: timedelta | None) -> None:
    root = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert read(rss(NEIGHBOUR, head, root)).hints.ttl == expected


def test_when_a_feed_wants_to_be_left_alone() -> None:
    head = "<skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>x</hour><hour>99</hour></skipHours>" \
        "<skipDays><day>Saturday</day><day>sunday</day><day>Someday</day></skipDays>"
    hints = read(rss(NEIGHBOUR, head)).hints
    assert (hints.skip_hours, hints.skip_days) == ({0, 7}, {5, 6})
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    assert read(rss(NEIGHBOUR, f"<skipHours>{hours}</skipHours>")).hints.skip_hours == frozenset()


def test_older_pages_and_reservations_are_seen() -> None:
    head = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="?page=2"/>' \
        '<t:reservation xmlns:t="http://www.w3.org/ns/tdmrep/">1</t:reservation>'
    hints = read(rss(NEIGHBOUR, head)).hints
    assert (hints.next_page, hints.reserved) == ("https://news.example/feed.xml?page=2", True)


# --- identity --------------------------------------------------------------------------------------------------------


def test_an_item_is_known_by_its_id_then_its_address_then_its_title_and_date() -> None:
    items = [FeedItem(f"https://news.example/{n}", guid=f"g{n}") for n in range(40)]
    assert poll.identities(items)[0] == "id:g0"
    one_bad = [*items, FeedItem("https://news.example/x", guid=None)]
    assert poll.identities(one_bad)[-1] == "url:https://news.example/x"
    assert poll.identities(one_bad)[0] == "id:g0"
    same_title = [FeedItem("", title="T"), FeedItem("", title="T", published=Published("2024", NOW, "feed"))]
    assert len(set(poll.identities(same_title))) == 2


def test_a_source_of_bad_ids_falls_back_to_addresses() -> None:
    items = [FeedItem(f"https://news.example/{n}", guid="same" if n < 3 else f"g{n}") for n in range(40)]
    assert all(identity.startswith("url:") for identity in poll.identities(items))


def test_one_id_for_two_addresses_never_joins_them() -> None:
    items = [FeedItem(f"https://news.example/{n}", guid="same" if n < 2 else f"g{n}") for n in range(60)]
    found = poll.identities(items)
    assert len(set(found)) == 60
    assert found[-1] == "id:g59"


# --- anything --------------------------------------------------------------------------------------------------------

bits = st.sampled_from([
    "<rss>", "<channel>", "<item>", "</item>", "<entry>", "<title>", "</title>", "<link>", "https://a.example/1",
    "</link>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&", "&#0;", "&nbsp;", "<?xml version='1.0'?>",
    "<a:b c='d'>",
    "</channel></rss>", "{", "}", "[", "]", '"items"', ":", '"url"', ",", "\x00", "é", "<!DOCTYPE a [", "]>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
])


@given(st.binary() | st.lists(bits, max_size=30).map(lambda parts: "".join(parts).encode()))
def test_no_document_raises(body: bytes) -> None:
    for reader in (poll.read, poll.salvage):
        feed = reader(body, URL, "", NOW)
        assert all(each.url for each in feed.items)
