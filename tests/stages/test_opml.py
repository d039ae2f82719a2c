"""Feed lists in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misused
from monitor.model import FeedSource, Keep
from monitor.stages import opml

DEFAULT = Path(__file__).parents[2] / "monitor/data/feeds.opml"


def outline(inside: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{inside}</body></opml>'.encode()


def test_a_list_is_read_with_groups_and_terms() -> None:
    body = outline(
        '<outline text="News"><outline text="A" title="The A" type="rss" xmlUrl=" https://a.example/feed " '
        'htmlUrl="https://a.example/" language="en-GB"/><outline text="Deep">'
        '<outline text="B" xmlurl="https://b.example/feed" keep="headline"/></outline></outline>'
        '<outline xmlUrl="https://c.example/feed"/>'
    )
    assert opml.read(body) == [
        FeedSource("https://a.example/feed", "The A", "https://a.example/", "en", "News"),
        FeedSource("https://b.example/feed", "B", group="News / Deep", keep=Keep.HEADLINE),
        FeedSource("https://c.example/feed"),
    ]


@pytest.mark.parametrize(("body", "urls"), [
    (outline('<outline xmlUrl="https://a.example/?a=1&b=2"/>'), ["https://a.example/?a=1&b=2"]),
    (outline('<outline xmlUrl="feed://a.example/x"/>'), ["http://a.example/x"]),
    (outline('<outline xmlUrl="feed:https://a.example/x"/>'), ["https://a.example/x"]),
    (outline('<outline xmlUrl="https://a.example/"/>' * 3), ["https://a.example/"]),
    (b"\n\n" + outline('<outline xmlUrl="https://a.example/"/>'), ["https://a.example/"]),
    (outline('<outline text="É" xmlUrl="https://a.example/"/>').decode().encode("utf-16"), ["https://a.example/"]),
    (outline('<outline text="É" xmlUrl="https://a.example/"/>').decode().encode("latin-1"), ["https://a.example/"]),
    (outline("<outline>" * 5_000 + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * 5_000),
     ["https://a.example/"]),
])
def test_lists_made_by_hand_are_read(body: bytes, urls: list[str]) -> None:
    assert [source.url for source in opml.read(body)] == urls


@pytest.mark.parametrize(("body", "said"), [
    (b"", "not an OPML file"), (b"hello", "not an OPML file"), (b"<html></html>", "begins with <html>"),
    (b"<rss version='2.0'/>", "begins with <rss>"), (outline(""), "lists no feeds"),
    (b"\x00\xff\xfe", "not an OPML file"),
    (b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><outline xmlUrl="&a;"/></opml>', "entities"),
    (outline('<outline xmlUrl="https://a.example/" keep="all"/>'), "keep='all'"), (outline("<outline")[:-30], "OPML"),
])
def test_what_is_no_list_is_said_in_one_sentence(body: bytes, said: str) -> None:
    with pytest.raises(Misused, match=said) as error:
        opml.read(body)
    assert "\n" not in str(error.value)


names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=12).map(
    lambda text: " ".join(opml.clean.line(text).split()))
sources = st.builds(
    FeedSource, st.integers(0, 99).map(lambda n: f"https://a.example/?n={n}&<\"'>"), names,
    st.none() | st.just("https://a.example/"), st.none() | st.sampled_from(["en", "fr"]),
    names.map(lambda name: name.replace("/", "")), st.sampled_from(Keep),
)


@given(st.lists(sources, min_size=1, unique_by=lambda source: source.url))
def test_what_is_written_is_read_again(listed: list[FeedSource]) -> None:
    read = opml.read(opml.write(listed, "My <feeds> & more").encode())
    titled = [source if source.title else FeedSource(source.url, source.url, source.site_url, source.language,
                                                     source.group, source.keep) for source in listed]
    assert sorted(read, key=lambda source: source.url) == sorted(titled, key=lambda source: source.url)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: b"<opml>" + text.encode() + b"</opml>"))
def test_no_list_raises_anything_else(body: bytes) -> None:
    for reader in (opml.read, opml.addresses):
        try:
            assert reader(body)
        except Misused:
            continue


def test_a_plain_list_is_one_address_a_line() -> None:
    body = b"\xef\xbb\xbf# mine\n\nhttps://a.example/feed\nhttp://b.example/ The B # note\r\nhttps://a.example/feed\n"
    assert opml.addresses(body) == [FeedSource("https://a.example/feed"), FeedSource("http://b.example/", "The B")]


@pytest.mark.parametrize(("body", "said"), [
    (b"https://a.example/\nnot an address\n", "Line 2"), (b"# nothing\n", "names no feeds"), (b"", "names no feeds"),
    (b"ftp://a.example/", "Line 1"), (b"https:///", "Line 1"),
])
def test_a_bad_line_is_named(body: bytes, said: str) -> None:
    with pytest.raises(Misused, match=said):
        opml.addresses(body)


def test_a_plain_list_that_is_opml_is_read_as_such() -> None:
    assert [source.url for source in opml.addresses(outline('<outline xmlUrl="https://a.example/"/>'))] == [
        "https://a.example/"]


def test_the_default_list_is_read_whole() -> None:
    listed = opml.read(DEFAULT.read_bytes())
    assert len(listed) >= 150
    assert all(source.url.startswith("http") and source.title and source.group and source.language for source in listed)
    assert sorted(opml.read(opml.write(listed).encode()), key=str) == sorted(listed, key=str)
