"""An article out of a page: what is kept, what is left out, and how a page that holds none ends."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.newsroom import content, pages
from monitor.errors import Final, Unreadable, Walled
from monitor.model import Access, Extraction, FeedItem, Page
from monitor.stages import clean, dates, extract

FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "http://courier.example/2026/03/09/rules-for-data-centres"
PARAGRAPHS = [
    "The ministry said on Tuesday that new rules would apply to data centres that draw more than one megawatt.",
    "Operators must report each month how much electricity and water they use, and how much is renewable.",
    "“We want to know what the grid has to carry,” the minister told reporters in Larkhill after the vote.",
    "Two associations of the industry called the deadline of six months too short, and asked for help.",
    "A first list of the centres concerned is to be published in autumn, with the penalties for late reports.",
]
HEAD = '<title>Rules for data centres | Courier</title><meta property="og:title" content="Rules for data centres">'


def page(body: str | bytes, url: str = URL, content_type: str = "text/html; charset=utf-8", **headers: str) -> Page:
    markup = body.encode() if isinstance(body, str) else body
    return Page("page", url, url, 200, {"content-type": content_type, **headers}, markup, FETCHED)


def story(paragraphs: Sequence[str] = PARAGRAPHS, inset: str = "", head: str = HEAD, after: str = "") -> str:
    text = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    text.insert(2, inset)
    return (
        f"<html><head>{head}</head><body><header><a href='/'>Courier</a></header><main><article>"
        f"<h1>Rules for data centres</h1><div class='article-body'>{''.join(text)}</div></article>{after}</main>"
        "<footer><p>© Courier 2026. All rights reserved.</p></footer></body></html>"
    )


def read(body: str | bytes, items: Sequence[FeedItem] = (), furniture: frozenset[str] = frozenset()) -> Extraction:
    return extract.article(page(body), items, furniture)


def item(published: str = "", title: str = "", content: str = "", summary: str = "") -> FeedItem:
    moment = dates.read(published, "feed", FETCHED)
    return FeedItem(URL, title=title, content=content, summary=summary, published=moment)


@pytest.mark.parametrize(("url", "reason"), [
    ("http://courier.example/", "front page"), ("http://courier.example/technology", "list of articles"),
])
def test_a_page_of_many_teasers_is_no_article(url: str, reason: str) -> None:
    told = enumerate(PARAGRAPHS * 2)
    teasers = "".join(f"<article><h2>Story {n}</h2><p>{line} {line}</p></article>" for n, line in told)
    body = f"<html><head><title>Courier</title></head><body><main>{teasers}</main></body></html>"
    with pytest.raises(Unreadable, match=reason):
        extract.article(page(body, url), (), frozenset())


def test_a_file_without_an_address_is_no_front_page() -> None:
    with pytest.raises(Unreadable, match="No article text"):
        extract.article(page("<html><body><!-- never closed <p>text</p>", ""), (), frozenset())


def outcome(body: bytes) -> str:
    """The reason why there is no article, or a word that there is one."""
    try:
        return f"{read(body).access}."
    except Final as error:
        return str(error)


def test_a_plain_page_is_read_whole_paragraph_by_paragraph() -> None:
    found = read(story())
    assert found.text.split("\n")[-5:] == PARAGRAPHS
    assert (found.title, found.language, found.access) == ("Rules for data centres", "en", Access.FULL)
    assert found.published is not None
    assert (found.published.text, found.origins["text"]) == ("2026-03-09", "markup")
    assert found.version == extract.VERSION


@pytest.mark.parametrize("inset", [
    "<aside class='newsletter'><h4>The Morning Tide</h4><p>Five stories before breakfast. Sign up for them.</p>"
    "</aside>",
    "<div class='related-articles'><p>Read more: <a href='/x'>What else happened in the port of Larkhill</a></p>"
    "</div>",
    "<figure><img src='a.jpg'><figcaption>A data centre near Larkhill. Photo: Getty Images</figcaption></figure>",
    "<div class='advertisement'><p>Advertisement</p></div>",
    "<script>window.dataLayer.push('no prose here, but a sentence in a script.')</script>",
])
def test_furniture_among_the_paragraphs_is_left_out(inset: str) -> None:
    assert read(story(inset=inset)).text.split("\n")[-5:] == PARAGRAPHS


def test_lines_that_the_host_repeats_are_dropped_but_never_most_of_an_article() -> None:
    repeated = "Larkhill news in your pocket every morning before breakfast, wherever you are and whatever the weather."
    body = story([*PARAGRAPHS, repeated])
    assert repeated in read(body).text
    assert repeated not in read(body, furniture=frozenset(extract.line_hashes(repeated))).text
    whole = read(body, furniture=frozenset(extract.line_hashes("\n".join([*PARAGRAPHS, repeated]))))
    assert PARAGRAPHS[0] in whole.text
    assert any("none was dropped" in note for note in whole.notes)


def test_hashes_of_lines_do_not_depend_on_case_and_white_space() -> None:
    assert extract.line_hashes("Read  More\n\nread more\n") == (extract.line_hashes("read more") * 2)


@pytest.mark.parametrize("prose", [
    "政府星期二表示，新规定将适用于所有用电超过一兆瓦的数据中心，运营商必须每月报告用电量和用水量。部长在议会投票后对记者说，希望了解电网的负担。",
    "政府は火曜日、新しい規則を一メガワットを超える電力を使うすべてのデータセンターに適用すると発表した。事業者は毎月、電力と水の使用量を報告しなければならない。",
])
def test_a_short_text_without_spaces_is_an_article(prose: str) -> None:
    found = read(f"<html><head><title>{prose[:12]}</title></head><body><article><h1>{prose[:12]}</h1><p>{prose}</p>"
                 f"<p>{prose[::-1]}</p></article></body></html>")
    assert prose in found.text
    assert found.language in ("zh", "ja")


def test_letters_are_composed_and_soft_hyphens_dropped() -> None:
    sentence = "Die Behörde prüft u\u0308ber Mo\u0308glichkeiten der Strom\u00adversorgung in den Rechen\u00adzentren. "
    text = read(story([sentence * 3])).text
    assert "über Möglichkeiten der Stromversorgung in den Rechenzentren" in text
    assert text == clean.text(text)


def test_the_feed_is_a_witness_of_time_and_title() -> None:
    found = read(story(), [item("2026-03-09T06:00:00+00:00", "Data centres must report")])
    assert found.published is not None
    assert found.published.text == "2026-03-09T06:00:00+00:00"
    assert (found.page_title, found.feed_title) == ("Rules for data centres", "Data centres must report")
    assert [date.origin for date in found.dates] == ["feed", "address"]
    far = read(story(), [item("2026-02-01T06:00:00+00:00")])
    assert any("the feed is believed" in note for note in far.notes)


SHELL = f"<html><head>{HEAD}%s</head><body><div id='root'></div><script>%s</script></body></html>"
FILLER = "var configuration = {a: 1};" * 1000


@pytest.mark.parametrize(("body", "items", "origin"), [
    (SHELL % ('<script type="application/ld+json">' + json.dumps(
        {"@type": "NewsArticle", "headline": "Rules", "articleBody": "\n\n".join(PARAGRAPHS)}) + "</script>", FILLER),
     [], "json-ld"),
    (SHELL % ("", FILLER), [item(content="".join(f"<p>{p}</p>" for p in PARAGRAPHS))], "feed"),
    (SHELL % ("", "self.__next_f.push([1," + json.dumps("".join(f"<p>{p}</p>" for p in PARAGRAPHS)) + "])" + FILLER),
     [], "script"),
    (SHELL % ("", f'</script><script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": PARAGRAPHS})}'),
     [], "script"),
    (SHELL % ("", "self.__next_f.push([1," + json.dumps('5:{"article":' + json.dumps(
        {"body": "".join(f"<p>{p}</p>" for p in PARAGRAPHS), "a": 1, "b": 2, "c": 3}) + "}") + "])"), [], "script"),
])
def test_a_page_that_shows_nothing_is_rescued(body: str, items: list[FeedItem], origin: str) -> None:
    found = read(body, items)
    assert found.text.split("\n") == PARAGRAPHS
    assert found.origins["text"] == origin
    assert any("from elsewhere" in note for note in found.notes)


def test_a_reservation_is_handed_on() -> None:
    assert extract.article(page(story(), **{"tdm-reservation": "1"}), (), frozenset()).reserved
    assert not read(story()).reserved


@pytest.mark.parametrize(("body", "error", "reason"), [
    (b"", Unreadable, "empty"),
    (b" \n" * 1000, Unreadable, "empty"),
    (b"%PDF-1.7\n" + bytes(range(256)), Unreadable, "a PDF"),
    (b"\x89PNG\r\n\x1a\n" + bytes(500), Unreadable, "a picture"),
    (b"\xff\xd8\xff\xe0" + bytes(500), Unreadable, "a picture"),
    (gzip.compress(b"<p>text</p>" * 100, mtime=0)[:60], Unreadable, "compressed"),
    (bytes(number * 7919 % 256 for number in range(50_000)), Unreadable, "no text"),
    (b"<html><body></body></html>", Unreadable, "No article text"),
    (b"x" * 10_000_000, Unreadable, "text"),
    (b"<html><body><p>" + b"QUJD" * 500_000 + b"</p></body></html>", Unreadable, "text"),
    (b"<html><title>Just a moment...</title><body>Checking your browser before accessing.</body></html>",
     Walled, "robots"),
    (b"<html><body><noscript>You need to enable JavaScript to run this app.</noscript></body></html>",
     Walled, "JavaScript"),
])
def test_what_is_no_article_ends_with_a_reason(body: bytes, error: type[Final], reason: str) -> None:
    with pytest.raises(error, match=reason):
        read(body)


@pytest.mark.parametrize("body", [
    b"<html><body><p>" + b"a " * 5_000_000 + b"</p>",
    b"word " * 2_000_000,
    b"<div>" * 100_000 + b"text",
    b"<b>" * 5_000 + b"text" + b"</b>" * 5_000,
    b"<table><tr><td>" * 500 + b"text",
    b"<div " + b" ".join(b'a%d="x"' % number for number in range(300_000)) + b">text",
    b"<p>text</p><!-- " + b"never closed " * 100_000,
    b"<p>" + b" " * 2_000_000 + b"text</p>",
    b"<script>" + b'"a\\' * 1_000_000 + b"</script>",
    b"<p>" + b"<a href=x>link</a>" * 50_000,
    b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>",
], ids=lambda body: body[:16].decode())
def test_a_hostile_page_has_an_outcome_in_time(body: bytes) -> None:
    began = time.process_time()
    assert outcome(body).endswith(".")
    assert time.process_time() - began < 5


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_have_an_outcome(body: bytes) -> None:
    assert outcome(body)


def test_the_sample_newsroom_is_read_as_it_was_written() -> None:
    """Floors on pages written for this project: they may rise, not fall."""
    found = wrong_titles = wrong_days = paragraphs = kept = lines = foreign = 0
    for site in content.read_newsroom().sites.values():
        for told in site.pages:
            if told.serves != "article":
                continue
            body = pages.article_page(site, told).encode(site.encoding)
            served = Page("page", told.url, told.url, 200, {}, body, datetime(2027, 1, 1, tzinfo=UTC))
            answer = extract.article(served, (), frozenset())
            true = [clean.text(block.text) for block in told.blocks]
            ours = answer.text.split("\n")
            found += 1
            paragraphs += len(true)
            kept += sum(any(line in ours_line for ours_line in ours) for line in true)
            lines += len(ours)
            foreign += sum(not any(line in true_line or true_line in line for true_line in true) for line in ours)
            wrong_titles += answer.title != told.title
            wrong_days += answer.published is None or answer.published.text[:10] != told.published[:10]
    print(f"{found} pages, {kept / paragraphs:.3f} paragraphs, {foreign / lines:.3f} foreign lines, "
          f"{wrong_titles} titles and {wrong_days} days wrong")
    assert found >= 30
    assert kept / paragraphs >= 0.98
    assert foreign / lines <= 0.03
    assert (wrong_titles, wrong_days) == (0, 0)
