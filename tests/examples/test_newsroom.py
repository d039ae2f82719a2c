"""The sample newsroom: its truth agrees with its files, and its server serves what the truth says."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import feedparser
import pytest

from examples.newsroom.content import FENCE, HERE, Page, read_newsroom, read_page
from examples.newsroom.serve import Server, start
from examples.newsroom.truth import as_json, feeds_of, opml

NEWSROOM = read_newsroom()
TRUTH: dict[str, Any] = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
PAGES: dict[str, dict[str, Any]] = {page["page"]: page for page in TRUTH["pages"]}
READABLE = [page for page in NEWSROOM.pages.values() if page.serves in ("article", "teaser")]
SUMS = {  # 5 000 à 7 000 milliards, as each language writes it
    "en": "5 trillion to 7 trillion", "de": "5 bis 7 Billionen", "es": "entre 5 y 7 billones",
    "zh": "5万亿至7万亿", "ja": "5兆〜7兆",
}
SEED = HERE.parents[1] / "seeds" / "000_593f141771f8a783.txt"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body in the encoding that was declared."""
        return self.body.decode(self.headers["content-type"].rpartition("charset=")[2])


class Client:
    """One kept-alive connection to the newsroom, used as a proxy unless told otherwise."""

    def __init__(self, server: Server) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """One request; header names are given with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, target, headers=named)
        response = self.connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running, _ = start()
    yield running
    running.stop()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    one = Client(server)
    yield one
    one.connection.close()


def shingles(text: str, size: int = 5) -> set[tuple[str, ...]]:
    """Runs of words; a Han or kana character counts as a word."""
    words = re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|\w+", text.lower())
    return {tuple(words[place:place + size]) for place in range(len(words) - size + 1)}


def contained(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer one."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / min(len(a), len(b))


def text_of(page: Page) -> str:
    return "\n".join(block.text for block in page.blocks)


# --- the truth and the files -----------------------------------------------------------------------------------------


def test_the_truth_is_what_the_files_say() -> None:
    assert (HERE / "truth.json").read_text(encoding="utf-8") == as_json(NEWSROOM), \
        "run python -m examples.newsroom.truth"


def test_the_feed_list_is_what_the_sites_say() -> None:
    text = (HERE / "newsroom.opml").read_text(encoding="utf-8")
    assert text == opml(NEWSROOM), "run python -m examples.newsroom.truth"
    outlines = ElementTree.fromstring(text).findall(".//outline")
    assert [outline.get("xmlUrl") for outline in outlines] == [feed["url"] for feed in TRUTH["feeds"]]
    assert {outline.get("keep") for outline in outlines} == {None, "headline"}


def test_the_newsroom_holds_what_a_demonstration_needs() -> None:
    assert len(READABLE) >= 40
    assert len({page.host for page in READABLE}) >= 12
    assert {page.language for page in READABLE} == {"en", "fr", "de", "es", "zh", "ja"}
    assert {topic for page in READABLE for topic in page.topics} == {"energy", "chips", "geopolitics"}
    assert {feed["format"] for feed in TRUTH["feeds"]} == {"rss", "atom", "rdf", "json"}
    assert {page["fate"] for page in TRUTH["pages"]} == {
        "filed", "wall", "gone", "refused", "unreadable", "held_by_terms", None}
    assert sum(not page.topics for page in READABLE) >= 8


def test_every_page_has_an_address_and_a_date_of_its_own() -> None:
    urls = [page.url for page in NEWSROOM.pages.values()]
    assert len(set(urls)) == len(urls)
    for page in NEWSROOM.pages.values():
        assert datetime(2026, 11, 1, tzinfo=UTC) < page.when < datetime(2026, 11, 25, tzinfo=UTC), page.page_id


@pytest.mark.parametrize("page", READABLE, ids=lambda page: page.page_id)
def test_an_article_is_whole(page: Page) -> None:
    text = text_of(page)
    assert page.relevant in ("yes", "no")
    assert page.authors
    if page.serves == "teaser":
        return
    assert len(page.blocks) >= 3
    if page.language in ("zh", "ja"):
        assert 400 <= len(text) <= 1300
    else:
        assert 170 <= len(text.split()) <= 600


def test_every_story_is_told_more_than_once() -> None:
    told = [page.story for page in NEWSROOM.pages.values() if page.story]
    assert set(told) == set(NEWSROOM.stories)
    assert all(told.count(name) >= 2 for name in NEWSROOM.stories)


def test_relations_hold_both_ways() -> None:
    for page in TRUTH["pages"]:
        for one in page["relations"]:
            if "page" in one:
                back = {other.get("page"): other["relation"] for other in PAGES[one["page"]]["relations"]}
                assert back[page["page"]] == one["relation"], (page["page"], one)


def test_copies_share_their_words_and_reports_do_not() -> None:
    for page in READABLE:
        for one in PAGES[page.page_id]["relations"]:
            other = NEWSROOM.pages.get(one.get("page", ""))
            text = text_of(other) if other else SEED.read_text(encoding="utf-8")
            language = other.language if other else "fr"
            share = contained(text_of(page), text)
            if one["relation"] in ("duplicate", "near_duplicate"):
                assert language == page.language
                assert share > 0.6, (page.page_id, one, share)
            else:
                assert share < 0.05, (page.page_id, one, share)
            assert (one["relation"] == "duplicate") == (text_of(page) == text)


def test_pages_of_no_common_story_share_no_passage() -> None:
    for number, page in enumerate(READABLE):
        for other in READABLE[:number]:
            template = {page.name, other.name} == {"strompreis-23", "strompreis-24"}  # one form, two days: different
            if not template and (page.story is None or page.story != other.story):
                assert contained(text_of(page), text_of(other)) < 0.02, (page.page_id, other.page_id)


def test_translations_keep_every_paragraph_and_name_of_the_seed() -> None:
    paragraphs = SEED.read_text(encoding="utf-8").strip().split("\n")
    languages = set()
    for page in READABLE:
        if page.telling == "downcodes" and page.language != "fr":
            languages.add(page.language)
            assert len(page.blocks) == len(paragraphs)
            assert all(name in text_of(page) for name in ("OpenAI", "Downcodes", "Reddit", "LLM"))
            assert SUMS[page.language] in text_of(page)
    assert languages == {"en", "de", "es", "zh", "ja"}


@pytest.mark.parametrize(("text", "complaint"), [
    (f"{FENCE}colour = 'red'\n{FENCE}", "colour"),
    (f"title\n{FENCE}{FENCE}", "must begin with"),
    (f"{FENCE}path = '/a'\n{FENCE}", "title"),
])
def test_a_mistake_in_a_page_file_names_the_file(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"wrong\.txt.*{complaint}"):
        read_page(path, "en")


# --- what is served --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", NEWSROOM.pages.values(), ids=lambda page: page.page_id)
def test_each_page_is_served_as_the_truth_says(client: Client, page: Page) -> None:
    answer = client.ask(page.url)
    if page.serves == "gone":
        assert answer.status == 404
    elif page.serves == "redirect":
        assert answer.status == 301
        assert client.ask(answer.headers["location"]).status == 200
    else:
        assert answer.status == 200
        assert NEWSROOM.sites[page.host].encoding in answer.headers["content-type"]
        shown = unescape(re.sub(r"<[^>]+>", "", answer.text))
        for block in page.blocks:
            assert block.text in shown
        if page.serves == "article":
            assert page.title in shown


def test_what_is_no_article_shows_none(client: Client) -> None:
    assert "Pur-Abo" in client.ask(NEWSROOM.pages["abendkurier.example/kuehltuerme"].url).text
    empty = client.ask(NEWSROOM.pages["www.gridpost.example/emergency-drill-live"].url).text
    assert re.sub(r"\s+|<(title|script).*?</\1>|<[^>]+>", "", empty, flags=re.DOTALL) == ""
    teaser = client.ask(NEWSROOM.pages["www.siliconledger.example/quota-fight"].url).text
    assert '"isAccessibleForFree": false' in teaser
    assert "Keep reading" in teaser


@pytest.mark.parametrize("feed", TRUTH["feeds"], ids=lambda feed: str(feed["url"]))
def test_each_feed_names_its_entries(client: Client, feed: dict[str, Any]) -> None:
    answer = client.ask(feed["url"])
    assert answer.status == 200
    expected = [(entry["url"], entry["title"], moment(entry["published"])) for entry in feed["entries"]]
    if feed["format"] == "json":
        document = json.loads(answer.body)
        assert document["version"] == "https://jsonfeed.org/version/1.1"
        assert all(item["id"] and "content_text" in item for item in document["items"])
        found = [(item["url"], item["title"], moment(item["date_published"])) for item in document["items"]]
    else:
        document = feedparser.parse(answer.body)
        assert not document.bozo, document.get("bozo_exception")
        assert document.version == {"rss": "rss20", "atom": "atom10", "rdf": "rss10"}[feed["format"]]
        found = [(item.link, item.title, struct(item.get("published_parsed") or item.get("updated_parsed")))
                 for item in document.entries]
    assert found == expected


def moment(text: str | None) -> datetime | None:
    """A date of the truth in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def struct(parsed: Any) -> datetime | None:
    """A date as feedparser gives it, in UTC."""
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None


def test_some_entries_have_no_id_and_some_no_date(client: Client) -> None:
    items = [item for feed in feeds_of(NEWSROOM) if feed.format != "json"
             for item in feedparser.parse(client.ask(feed.url).body).entries]
    assert {bool(item.get("id")) for item in items} == {True, False}
    assert {bool(item.get("published") or item.get("updated")) for item in items} == {True, False}
    assert any(item.get("content") for item in items)


def test_an_article_is_in_two_feeds_and_another_is_spelled_in_two_ways() -> None:
    assert len(PAGES["lephare.example/openai-washington"]["feeds"]) == 2
    assert len(PAGES["lephare.example/openai-washington"]["addresses"]) == 1
    assert len(PAGES["harbourcourier.example/openai-allies"]["addresses"]) == 2
    assert PAGES["harbourcourier.example/herring-talks"]["addresses"] == ["http://harbourcourier.example/news/8812"]


# --- how it is served ------------------------------------------------------------------------------------------------


def test_proxy_and_host_header_give_the_same_page(client: Client) -> None:
    page = NEWSROOM.pages["www.lameseta.example/aulas-ia"]
    by_host = client.ask(page.path, Host=page.host)
    assert by_host.body == client.ask(page.url).body
    assert "Los centros escolares" in by_host.text


def test_path_mode_leads_links_through_the_same_port(client: Client, server: Server) -> None:
    feed = client.ask("/harbourcourier.example/feeds/all.xml")
    links = [item.link for item in feedparser.parse(feed.body).entries]
    assert all(link.startswith(f"{server.address}/harbourcourier.example/") for link in links)
    moved = next(link for link in links if link.endswith("/news/8812"))
    answer = client.ask(urlsplit(moved).path)
    assert answer.status == 301
    assert client.ask(urlsplit(answer.headers["location"]).path).status == 200


@pytest.mark.parametrize("url", [
    "http://shiokaze.example/index.rdf", "http://jiangwan.example/news/202611/t20261117_30571.html",
])
def test_what_has_not_changed_is_not_sent_again(client: Client, url: str) -> None:
    first = client.ask(url)
    assert client.ask(url, If_None_Match=first.headers["etag"]).status == 304
    assert client.ask(url, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert client.ask(url, If_None_Match='"another"', If_Modified_Since=first.headers["last-modified"]).status == 200
    assert client.ask(url, If_Modified_Since="Sun, 01 Nov 2026 00:00:00 GMT").status == 200
    assert client.ask(url, If_Modified_Since="not a date").body == first.body


def test_robots_forbid_one_article_and_ask_one_delay(client: Client) -> None:
    forbidden = NEWSROOM.pages["saltandrye.example/members-table"]
    assert [page["page"] for page in TRUTH["pages"] if page["fate"] == "refused"] == [forbidden.page_id]
    for site in NEWSROOM.sites.values():
        robots = RobotFileParser()
        robots.parse(client.ask(f"http://{site.host}/robots.txt").text.splitlines())
        delay = robots.crawl_delay("Monitor")
        assert str(delay) == ("1" if site.host == "policydesk.example" else "None")
        assert [page for page in site.pages if not robots.can_fetch("Monitor", page.url)] == (
            [forbidden] if site.host == forbidden.host else [])


@pytest.mark.parametrize(("target", "status"), [
    ("http://harbourcourier.example/nothing-here", 404),
    ("http://harbourcourier.example/?id=1", 404),
    ("http://www.lameseta.example/noticia.asp?id=48240", 200),
    ("http://www.lameseta.example/noticia.asp?id=48240&utm_source=x", 200),
    ("http://www.lameseta.example/noticia.asp?id=1", 404),
    ("http://nobody.example/", 502),
    ("ftp://[broken/", 400),
    ("/_newsroom/nothing", 404),
])
def test_other_addresses_get_an_honest_answer(client: Client, target: str, status: int) -> None:
    assert client.ask(target).status == status


def test_each_front_page_names_feeds_and_articles(client: Client) -> None:
    for site in NEWSROOM.sites.values():
        text = unescape(client.ask(f"http://{site.host}/").text)
        assert all(feed.url in text for feed in site.feeds)
        assert all(page.title in text for page in site.pages if page.listed)


def test_head_sends_no_body_and_gzip_only_where_it_is_welcome(client: Client) -> None:
    url = NEWSROOM.pages["harbourcourier.example/openai-allies"].url
    plain, packed = client.ask(url), client.ask(url, Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert client.ask(url, method="HEAD").body == b""


def test_the_log_says_who_asked_for_what() -> None:
    server, _ = start()
    client = Client(server)
    client.ask("http://lephare.example/rss/une.xml", User_Agent="Reader", If_None_Match='"x"')
    log = json.loads(client.ask("/_newsroom/log.json").body)
    hosts = json.loads(client.ask("/_newsroom/hosts.json").body)
    client.connection.close()
    server.stop()
    assert [(line["host"], line["path"], line["status"], line["agent"], line["conditional"]) for line in log] == [
        ("lephare.example", "/rss/une.xml", 200, "Reader", True)]
    assert hosts["shiokaze.example"] == ["http://shiokaze.example/index.rdf"]


def test_stopping_ends_a_connection_that_is_still_open() -> None:
    server, _ = start()
    client = Client(server)
    assert client.ask("http://lephare.example/").status == 200
    server.stop()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        client.ask("http://lephare.example/")
    client.connection.close()


def test_the_server_runs_as_a_command_and_says_where() -> None:
    with subprocess.Popen([sys.executable, str(HERE / "serve.py"), "--port", "0"], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        line = running.stdout.readline().decode()
        running.terminate()
    assert re.match(r"http://127\.0\.0\.1:\d+ 15 hosts, \d+ articles$", line.strip())
