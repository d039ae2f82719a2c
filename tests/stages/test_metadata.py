"""What a page says of its article beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from monitor.stages import markup, metadata

FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "https://www.courier.example/2026/03/09/rules-for-data-centres"


def told(head: str = "", body: str = "", url: str = URL, headers: Mapping[str, str] | None = None) -> metadata.Metadata:
    page = markup.read(f"<html><head>{head}</head><body>{body}</body></html>")
    assert page is not None
    return metadata.read(page, url, headers or {}, FETCHED)


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(("head", "body", "title"), [
    ("<title>Rules for data centres | The Courier</title>", "", "Rules for data centres"),
    ('<meta property="og:site_name" content="The Courier"><title>Rules - now – The Courier</title>', "", "Rules - now"),
    ('<meta property="og:title" content="Rules: a view | Opinion"><meta property="og:site_name" content="Daily">', "",
     "Rules: a view | Opinion"),
    ('<meta property="og:title" content="Rules — what comes">', "<h1>Something else</h1>", "Rules — what comes"),
    ("<title>Courier</title>" + ld('{"@type":"NewsArticle","headline":"From the data"}'), "", "From the data"),
    ("", "<h1> From the\n heading </h1>", "From the heading"),
    ('<meta property="og:title" content="Strom\u00adbedarf steigt">', "", "Strombedarf steigt"),
    ("", "<p>nothing</p>", ""),
    (ld('{"@type":"NewsArticle","headline":"Rules for &quot;frontier&quot; models"}'), "",
     'Rules for "frontier" models'),
    ('<meta property="og:title" content="A winner and a "royal visit"">', '<h1>A winner and a "royal visit"</h1>',
     'A winner and a "royal visit"'),
    ('<meta property="og:title" content="A winner">', "<h1>A winner comes home</h1>", "A winner"),
    ('<meta property="og:title" content="Grid news of today | Daily | by Ada">',
     "<h1>Grid ‘news’ of today</h1>", "Grid news of today"),
    ('<meta property="og:title" content="A «royal visit» – Politik">', "<h1>A “royal visit”</h1>", "A «royal visit»"),
    ('<meta property="og:title" content="大学に不正：東京日報">', "<h1>大学に不正</h1>", "大学に不正"),
    ('<meta property="og:title" content="State-run grid">', "<h1>State</h1>", "State-run grid"),
])
def test_the_title_is_the_headline_without_the_site(head: str, body: str, title: str) -> None:
    assert told(head, body).title == title


@pytest.mark.parametrize(("shared", "headline", "title", "shown", "chosen"), [
    ("Power cut in town", "Lights out", "Power cut in town | Courier", "Power cut in town", "Lights out"),
    ("Lights out", "Power cut in town", "Power cut in town | Courier", "Power cut in town", "Lights out"),
    ("Lights out", "Power cut in town", "Cut of power today", "Power cut in town", "Power cut in town"),
    ("Lights out", "Power cut in town", "Cut of power today", "Lights out", "Lights out"),
    ("Lights out", "Power cut in town", "", "Power cut in town", "Lights out"),
    ("Lights out in town", "Lights out", "Lights out in town", "", "Lights out in town"),
], ids=["title repeats og", "title repeats json-ld", "neither, h1 json-ld", "neither, h1 og", "no title", "one story"])
def test_the_headline_is_what_the_title_for_search_engines_does_not_repeat(
    shared: str, headline: str, title: str, shown: str, chosen: str,
) -> None:
    head = f'<meta property="og:title" content="{shared}"><title>{title}</title>'
    head += ld(f'{{"@type":"NewsArticle","headline":"{headline}"}}')
    found = told(head, f"<h1>{shown}</h1>")
    assert found.title == chosen
    assert found.origins["title"] == ("json-ld" if chosen == headline else "meta")
    assert {shared, headline} <= set(found.titles)


@pytest.mark.parametrize(("head", "body", "authors"), [
    (ld('{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ada Byron"},{"name":"Carl Gauß"}]}'), "",
     ("Ada Byron", "Carl Gauß")),
    (ld('{"@type":"Article","author":"By Ada Byron and Carl Gauß"}'), "", ("Ada Byron", "Carl Gauß")),
    ('<meta name="author" content="Ada Byron">', "", ("Ada Byron",)),
    ('<meta property="article:author" content="https://social.example/ada">', "", ()),
    ('<meta property="og:site_name" content="Courier">' + ld('{"@type":"Article","author":{"name":"Courier"}}'),
     '<a rel="author" href="/ada">Von Ada Byron</a>', ("Ada Byron",)),
    (ld('{"@type":"Article","author":{"name":"Ada Byron, Ada Byron"}}'), "", ("Ada Byron",)),
    ("", '<div class="byline">By Ada Byron</div>', ("Ada Byron",)),
    ("", "", ()),
])
def test_authors_are_persons_where_the_page_names_any(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert told(head, body).authors == authors


@pytest.mark.parametrize(("head", "canonical"), [
    ('<link rel="canonical" href="/2026/rules#top">', "https://www.courier.example/2026/rules"),
    ('<link rel="canonical" href="https://courier.example/2026/rules">', "https://courier.example/2026/rules"),
    ('<link rel="canonical" href="https://other.example/2026/rules">', None),
    ('<link rel="canonical" href="https://www.courier.example/">', None),
    ('<link rel="canonical" href="javascript:alert(1)">', None),
    ('<link rel="canonical" href="http://[broken">', None),
    ('<meta property="og:url" content="https://www.courier.example/b">', "https://www.courier.example/b"),
])
def test_a_canonical_address_is_trusted_on_its_own_host_alone(head: str, canonical: str | None) -> None:
    assert told(head).canonical_url == canonical


@pytest.mark.parametrize(("head", "body", "found"), [
    (ld('{"@type":"NewsArticle","datePublished":"2026-03-08T10:00:00+01:00"}'), "",
     [("2026-03-08T10:00:00+01:00", "json-ld"), ("2026-03-09", "address")]),
    ('<meta property="article:published_time" content="2026-03-08T10:00:00Z">', '<time datetime="2026-03-07">7</time>',
     [("2026-03-08T10:00:00+00:00", "meta"), ("2026-03-07", "time-element"), ("2026-03-09", "address")]),
    ("", '<time datetime="2026-03-01">read</time><time itemprop="datePublished" datetime="2026-03-07">7</time>',
     [("2026-03-07", "time-element"), ("2026-03-01", "time-element"), ("2026-03-09", "address")]),
    ("", '<aside><time datetime="2026-03-01">other</time></aside>', [("2026-03-09", "address")]),
])
def test_every_date_is_kept_with_its_origin(head: str, body: str, found: list[tuple[str, str]]) -> None:
    assert [(date.text, date.origin) for date in told(head, body).dates] == found


@pytest.mark.parametrize(("head", "free"), [
    (ld('{"@type":"NewsArticle","isAccessibleForFree":false}'), False),
    (ld('{"@type":"NewsArticle","isAccessibleForFree":"False"}'), False),
    (ld('{"@type":"NewsArticle","isAccessibleForFree":"http://schema.org/True"}'), True),
    (ld('{"@type":"NewsArticle","hasPart":[{"@type":"WebPageElement","isAccessibleForFree":false}]}'), False),
    ('<meta property="article:content_tier" content="locked">', False),
    ("", None),
])
def test_the_flag_of_the_publisher_is_read_in_its_many_forms(head: str, free: bool | None) -> None:
    assert told(head).free is free


@pytest.mark.parametrize(("head", "headers", "reserved"), [
    ("", {"tdm-reservation": "1"}, True), ('<meta name="tdm-reservation" content="1">', {}, True),
    ("", {"tdm-reservation": "0"}, False), ("", {}, False),
])
def test_a_reservation_is_read_from_header_and_head(head: str, headers: dict[str, str], reserved: bool) -> None:
    assert told(head, headers=headers).reserved is reserved


@pytest.mark.parametrize("data", [
    "", "{", "[[[[[[[[]]]]]]]]", '{"@type": "NewsArticle", "headline": "Rules",}', "<!-- {} -->",
    '"text"', "[1, null, {}]",
    '{"@graph": [{"@type": ["NewsArticle"], "headline": {"@value": "Rules"}}], "author": 5}', "[" * 5000,
    '{"@type":"NewsArticle","author":[null,{"name":null},7],"datePublished":12,"headline":[]}',
])
def test_broken_data_breaks_nothing(data: str) -> None:
    assert told(ld(data)).authors == ()


def test_the_parts_of_a_live_blog_are_not_the_article() -> None:
    data = ('{"@type":"LiveBlogPosting","headline":"Live","datePublished":"2026-03-08","liveBlogUpdate":'
            '[{"@type":"BlogPosting","headline":"Update","datePublished":"2026-03-09","author":"A B"}]}')
    assert told(ld(data)).title == "Live"
