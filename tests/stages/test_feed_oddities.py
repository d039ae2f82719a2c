"""What feeds write in odd ways: titles, addresses, dates, authors, summaries."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from monitor.stages import poll
from tests.stages.feed_documents import NEIGHBOUR, NOW, item, only, read, rss

# --- oddities --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("markup", "expected"), [
    ("AT&amp;amp;T and R&amp;amp;D", "AT&T and R&D"), ("Caf&amp;eacute; society", "Café society"),
    ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"), ("<![CDATA[A <em>new</em> grid]]>", "A new grid"),
    ("&amp;lt;i&amp;gt;Twice&amp;lt;/i&amp;gt; escaped", "Twice escaped"),
    ("List&lt;String&gt; wins", "List<String> wins"),
    ("It&amp;#8217;s &amp;quot;new&amp;quot;", "It’s \"new\""), ("  Two\n lines ", "Two lines"), ("a &lt; b", "a < b"),
    ("x\u202ey", "xy"), ("AT&amp;T", "AT&T"), ("A <b>mixed</b> title", "A mixed title"),
])
def test_titles_are_read_as_a_reader_sees_them(markup: str, expected: str) -> None:
    assert only(rss(item(f"<title>{markup}</title><link>https://news.example/1</link>"))).title == expected


@pytest.mark.parametrize(("inside", "expected"), [
    ("<link>/a/1</link>", "https://news.example/a/1"), ("<link>a/1</link>", "https://news.example/a/1"),
    ("<link>//cdn.example/1</link>", "https://cdn.example/1"),
    ("<link>www.other.example/1</link>", "https://www.other.example/1"),
    ("<link> https://news.example/1\n</link>", "https://news.example/1"),
    ("<link>https://news.example/a b</link>", "https://news.example/a%20b"),
    ("<link>https://news.example/?a=1&amp;amp;b=2</link>", "https://news.example/?a=1&b=2"),
    ("<link>&lt;a href=\"https://news.example/1\"&gt;Read&lt;/a&gt;</link>", "https://news.example/1"),
    ("<guid>https://news.example/1</guid>", "https://news.example/1"),
    ("<guid isPermaLink='true'>/p/1</guid>", "https://news.example/p/1"),
    ("<link/><guid isPermaLink='false'>https://news.example/1</guid>", "https://news.example/1"),
    ("<description>&lt;a href='https://else.example/x'&gt;Look&lt;/a&gt;</description>", "https://else.example/x"),
    ("<enclosure url='https://news.example/a.mp3' type='audio/mpeg'/>", "https://news.example/a.mp3"),
    ("<link>https://www.google.com/url?sa=t&amp;url=https://else.example/x&amp;ct=ga</link>", "https://else.example/x"),
    ("<link>http://feedproxy.google.com/~r/N/~3/a</link><guid>https://news.example/1</guid>", "https://news.example/1"),
    ("<link>javascript:alert(1)</link>", "javascript:alert(1)"),
    ("<link>file:///etc/passwd</link>", "file:///etc/passwd"),
])
def test_the_address_of_an_item(inside: str, expected: str) -> None:
    assert only(rss(item(inside))).url == expected


def test_relative_addresses_follow_the_base_of_their_element() -> None:
    document = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/a/">
        <entry xml:base="https://base.example/b/"><link href="1"/></entry></feed>"""
    assert only(document).url == "https://base.example/b/1"


def test_what_a_redirector_hid_is_preferred() -> None:
    root = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    inside = "<link>http://feedproxy.example/1</link><feedburner:origLink>https://news.example/1</feedburner:origLink>"
    assert only(rss(item(inside), root=root)).url == "https://news.example/1"


def test_an_item_without_an_address_is_seen_and_never_fetched() -> None:
    document = rss(item("<title>Unlinked</title>") + item("<title>Other</title>") + NEIGHBOUR)
    urls = [each.url for each in read(document).items]
    assert [url.startswith(poll.NO_ADDRESS) for url in urls] == [True, True, False]
    assert len(set(urls)) == 3
    assert urls == [each.url for each in read(document).items]


def test_an_address_of_200_kilobytes_is_named_and_not_kept() -> None:
    feed = read(rss(item(f"<title>Long</title><link>https://news.example/{'u' * 200_000}</link>") + NEIGHBOUR))
    assert feed.items[0].url.startswith(poll.TOO_LONG)
    assert feed.items[1].title == "Neighbour"


@pytest.mark.parametrize(("inside", "expected"), [
    ("<pubDate>0001-01-01T00:00:00Z</pubDate>", None), ("<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", None),
    ("<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>", None), ("<pubDate/>", None),
    ("<pubDate>yesterday</pubDate>", None),
    ("<pubDate>mer, 16 nov 2022</pubDate>", "2022-11-16"),
    ("<pubDate>soon</pubDate><dc:date xmlns:dc='http://purl.org/dc/terms/'>2024-05-01</dc:date>", "2024-05-01"),
])
def test_a_date_that_cannot_be_is_unknown(inside: str, expected: str | None) -> None:
    published = only(rss(item(f"<link>https://news.example/1</link>{inside}"))).published
    assert (published.text if published else None) == expected


def test_slashed_dates_are_read_as_the_rest_of_the_feed_writes_them() -> None:
    days = ["03/04/2024", "23/04/2024"]
    items = [item(f"<link>https://news.example/{n}</link><pubDate>{day}</pubDate>") for n, day in enumerate(days)]
    published = [each.published for each in read(rss("".join(items))).items]
    assert [each.text for each in published if each] == ["2024-04-03", "2024-04-23"]


@pytest.mark.parametrize(("raw", "expected"), [
    ("press@news.example (A. Writer)", ("A. Writer",)), ("A. Writer &lt;a@b.example&gt;", ("A. Writer",)),
    ("press@news.example", ()), ("A. Writer", ("A. Writer",)), ("", ()),
])
def test_an_author_is_a_name(raw: str, expected: tuple[str, ...]) -> None:
    assert only(rss(item(f"<link>https://news.example/1</link><author>{raw}</author>"))).authors == expected


def test_summaries_are_plain_text_by_paragraphs() -> None:
    markup = "<p>One &amp; two.</p><script>x()</script><p>Three<br/>four<!-- no --></p>"
    inside = f"<link>https://news.example/1</link><description><![CDATA[{markup}]]></description>"
    assert only(rss(item(inside))).summary == "One & two.\nThree\nfour"


@pytest.mark.parametrize("damage", [
    lambda whole: whole[:-40],                                                  # cut off in the second item
    lambda whole: whole[:-1] + ', "x": ' + "[" * 100_000,                       # nested beyond reading
    lambda whole: whole.replace('"id": "2"', '"id": "2", "oops": tru'),
])
def test_the_items_before_the_damage_of_a_json_feed_are_read(damage: Callable[[str], str]) -> None:
    items = [{"id": str(n), "url": f"https://a.example/{n}", "title": f"Title {n}"} for n in (1, 2)]
    whole = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": items})
    parsed = poll.read(damage(whole).encode(), "https://a.example/feed.json", "application/feed+json", NOW)
    assert "https://a.example/1" in [item.url for item in parsed.items]
    assert parsed.note


def test_a_json_feed_with_a_number_of_many_digits_is_read() -> None:
    head = '{"version": "https://jsonfeed.org/version/1", "x": ' + "9" * 10_000
    body = head + ', "items": [{"url": "/1", "title": "A"}]}'
    parsed = poll.read(body.encode(), "https://a.example/feed.json", "application/json", NOW)
    assert [item.url for item in parsed.items] == ["https://a.example/1"]
