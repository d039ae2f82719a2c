"""Feed documents that are broken, lie about their encoding, or are none."""

from __future__ import annotations

import pytest

from monitor.stages import poll
from tests.stages.feed_documents import item, only, read, rss

# --- damage ----------------------------------------------------------------------------------------------------------

GOOD = item("<title>Plan &amp; power</title><link>https://news.example/1?a=1&amp;b=2</link>")


@pytest.mark.parametrize("document", [
    rss(GOOD + item("<title>R&D at AT&T</title><link>https://news.example/2?a=1&b=2</link>")),
    rss(GOOD + item("<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>")),
    rss(GOOD + item("<title>R&amp;D at AT&T</title><link>https://news.example/2?a=1&amp;b=2</link><x:y>z</x:y>")),
    rss(GOOD + item("<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>\x0b")),
    "Warning: nothing\n" + rss(GOOD + item(
        "<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>")),
    "<!-- made by hand --><?xml?xml version='1.0' ??>" + rss(GOOD + item(
        "<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>"))[21:],
    rss(GOOD + item("<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>"))[:-20],
    rss(GOOD + item("<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link><p><b>x</p>")),
    rss(GOOD + item(
        "<title>R&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>"
        "<description><![CDATA[never closed</description>")),
    rss(GOOD + item("<title>R&#0;&amp;D at AT&amp;T</title><link>https://news.example/2?a=1&amp;b=2</link>")),
])
def test_damage_loses_no_item(document: str) -> None:
    feed = read(document)
    assert [(each.title, each.url) for each in feed.items] == [
        ("Plan & power", "https://news.example/1?a=1&b=2"), ("R&D at AT&T", "https://news.example/2?a=1&b=2"),
    ]


def test_elements_whose_prefix_nobody_declared_are_read() -> None:
    document = """<?xml?xml version="1.0"?><rss rss:version=2.0><rss:channel><rss:title>News</rss:title>
        <rss:item><rss:title>One</rss:title><rss:link>https://news.example/1</rss:link></rss:item>
        <rss:item><rss:title>Two</rss:title><rss:guid rss:isPermaLink=true>https://news.example/2</rss:guid></rss:item>
        </rss:channel></rss>"""
    assert [each.url for each in read(document).items] == ["https://news.example/1", "https://news.example/2"]


@pytest.mark.parametrize(("encoding", "declared"), [
    ("utf-8", ""), ("utf-8", "utf-8"), ("utf-8", "iso-8859-1"), ("utf-8", "utf-16"), ("latin-1", "iso-8859-1"),
    ("cp1252", "iso-8859-1"), ("cp1252", "utf-8"), ("cp1252", ""), ("utf-16", "utf-16"), ("utf-16-le", "utf-16"),
    ("utf-8-sig", ""), ("cp1252", "no-such-thing"), ("utf-8", "unicode_escape"),
])
def test_the_bytes_are_believed_before_what_is_said_of_them(encoding: str, declared: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    document = f'<?xml version="1.0"{said}?><rss><channel><item><title>Énergie à l’été</title>' \
        "<description>Où l’été va : déjà vu, très tôt, près de là.</description></item></channel></rss>"
    if encoding == "latin-1":
        document = document.replace("’", "'")
    assert only(document.encode(encoding)).title == ("Énergie à l'été" if encoding == "latin-1" else "Énergie à l’été")


@pytest.mark.parametrize(("text", "encoding", "declared"), [
    ("新しい原子力発電所の建設計画について", "shift_jis", "shift_jis"), ("关于新核电站的建设计划", "gb18030", "gb2312"),
    ("새로운 원자력 발전소 건설", "euc-kr", "euc-kr"), ("關於新核電站的建設計劃", "big5", "big5"),
    ("План строительства", "windows-1251", "windows-1251"), ("План строительства", "koi8-r", "koi8-r"),
])
def test_old_encodings_are_read(text: str, encoding: str, declared: str) -> None:
    document = f'<?xml version="1.0" encoding="{declared}"?><rss><item><title>{text}</title></item></rss>'
    assert only(document.encode(encoding)).title == text


@pytest.mark.parametrize(("document", "note"), [
    ("", poll.EMPTY), (" \n ", poll.EMPTY), ("<!DOCTYPE html><html><body>Log in</body></html>", poll.WEB_PAGE),
    ("<html><p>Log in<br></html>", poll.WEB_PAGE), ("hello", poll.NOT_A_FEED), ("<svg/>", poll.NOT_A_FEED),
    ("\x00\x01\x02", poll.NOT_A_FEED), ('{"error": "no"}', "This JSON holds no list of items."),
    ("{", "This is neither a feed nor readable JSON."), ("[" * 100_000, "This is neither a feed nor readable JSON."),
])
def test_what_is_no_feed_says_so(document: str, note: str) -> None:
    feed = read(document)
    assert (feed.items, feed.note) == ((), note)


@pytest.mark.parametrize("document", [
    rss(""), rss("<itunes:subtitle>x</itunes:subtitle>"), '<feed xmlns="http://www.w3.org/2005/Atom"/>',
    '{"version": "https://jsonfeed.org/version/1", "items": []}',
])
def test_an_empty_feed_is_no_fault(document: str) -> None:
    feed = read(document)
    assert (feed.items, feed.note) == ((), None)
