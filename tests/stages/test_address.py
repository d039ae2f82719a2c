"""Two keys of one address: what is surely the same, what may be, and what must stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Refused
from monitor.stages import address

PLAIN = "https://example.org/2024/03/chips?id=7"

SURELY_THE_SAME = [
    "http://example.org/2024/03/chips?id=7",
    "HTTPS://Example.ORG/2024/03/chips?id=7",
    "https://example.org:443/2024/03/chips?id=7",
    "http://example.org:80/2024/03/chips?id=7",
    "https://example.org./2024/03/chips?id=7",
    "https://example.org/2024/03/chips?id=7#comments",
    "https://example.org/2024/./x/../03/chips?id=7",
    "https://example.org/2024/%2e/03/chips?id=7",
    "https://example.org/2024/03/%63hips?id=7",
    "https://example.org/2024/03/chips?id=7&utm_source=rss&utm_medium=feed",
    "https://example.org/2024/03/chips?utm_campaign=x&id=7",
    "https://example.org/2024/03/chips?fbclid=IwAR0&id=7&gclid=1&msclkid=2",
    "https://example.org/2024/03/chips?id=7&mc_cid=a&mc_eid=b&at_medium=RSS&at_campaign=KARANGA",
    "https://example.org/2024/03/chips?id=7&amp;utm_source=rss",
    "https://someone:secret@example.org/2024/03/chips?id=7",
    "  https://example.org/2024/03/chips?id=7\n",
    "https:\\\\example.org\\2024/03/chips?id=7",
    "https:/example.org/2024/03/chips?id=7",
    "https://example\u3002org/2024/03/chips?id=7",
    "https://ｅｘａｍｐｌｅ.org/2024/03/chips?id=7",
]

PERHAPS_THE_SAME = [
    "https://www.example.org/2024/03/chips?id=7",
    "https://m.example.org/2024/03/chips?id=7",
    "https://amp.example.org/2024/03/chips?id=7",
    "https://example.org/2024/03/chips/?id=7",
    "https://example.org/2024/03/chips/amp/?id=7",
    "https://example.org/amp/2024/03/chips?id=7",
    "https://example.org/2024/03/chips/index.html?id=7",
    "https://example.org/2024/03/chips?id=7&amp",
    "https://example.org/2024/03/chips?id=7&outputType=amp",
    "https://example.org/2024/03/chips?id=7&ref=rss",
    "https://example.org/2024//03/chips;jsessionid=0F3A?id=7",
    "https://www.google.com/amp/s/example.org/2024/03/chips?id=7",
    "https://example-org.cdn.ampproject.org/c/s/example.org/2024/03/chips?id=7",
]

APART = [
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://news.example.org/a", "https://www.example.org/a"),
    ("https://blog.example.org/a", "https://example.org/a"),
    ("https://example.org/a?source=7", "https://example.org/a?source=8"),
    ("https://example.org/a?sid=1", "https://example.org/a?sid=2"),
    ("https://example.org/a?ref=91", "https://example.org/a?ref=92"),
    ("https://example.org/a?_id=1", "https://example.org/a?_id=2"),
    ("https://example.org/a?p=1", "https://example.org/a"),
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/amp", "https://example.org/amplifier"),
    ("https://example.org/a%2Fb", "https://example.org/a/c"),
    ("https://m.com/a", "https://com/a"),
    ("https://faß.example/a", "https://fass.example/a"),
]


@pytest.mark.parametrize("other", SURELY_THE_SAME)
def test_what_is_surely_the_same_shares_both_keys(other: str) -> None:
    assert address.keys(other).safe == address.keys(PLAIN).safe
    assert address.keys(other).loose == address.keys(PLAIN).loose


@pytest.mark.parametrize("other", PERHAPS_THE_SAME)
def test_what_may_be_the_same_shares_the_loose_key_alone(other: str) -> None:
    assert address.keys(other).safe != address.keys(PLAIN).safe
    assert address.keys(other).loose == address.keys(PLAIN).loose


def test_the_loose_key_forgets_the_order_of_parameters() -> None:
    one, other = address.keys("https://example.org/a?x=1&y=2"), address.keys("https://example.org/a?y=2&x=1")
    assert one.safe != other.safe
    assert one.loose == other.loose


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_articles_stay_apart_under_both_keys(one: str, other: str) -> None:
    assert address.keys(one).safe != address.keys(other).safe
    assert address.keys(one).loose != address.keys(other).loose


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org?", "https://example.org/"),
        ("https://example.org/a b?c=ä", "https://example.org/a%20b?c=%C3%A4"),
        ("https://example.org/100%", "https://example.org/100%"),
        ("https://example.org/%e4?x=%7e", "https://example.org/%e4?x=%7e"),
        ("https://example.org/a?utm_source=rss", "https://example.org/a?utm_source=rss"),
        ("https://example.org/a?b#c", "https://example.org/a?b"),
        ("https://u:p@example.org/@me/a", "https://example.org/@me/a"),
        ("https://例え.example/記事", "https://xn--r8jz45g.example/%E8%A8%98%E4%BA%8B"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/a/../../..//b", "https://example.org//b"),
    ],
)
def test_cleaning_changes_only_what_it_must(url: str, cleaned: str) -> None:
    assert address.keys(url).url == cleaned


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://127.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0x7F000001/", "127.0.0.1"),
        ("http://0X7f.1/", "127.0.0.1"),
        ("http://0177.0.0.01/", "127.0.0.1"),
        ("http://127.0.0.1./", "127.0.0.1"),
        ("http://１２７.０.０.１/", "127.0.0.1"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1\u00ad/", "127.0.0.1"),
        ("http://good.example@127.0.0.1/", "127.0.0.1"),
        ("http://good.example:80@127.0.0.1/", "127.0.0.1"),
        ("http://good.example\\@127.0.0.1/", "good.example"),
        ("http://0/", "0.0.0.0"),
        ("http://[::FFFF:127.0.0.1]/", "[::ffff:7f00:1]"),
        ("http://LocalHost./", "localhost"),
    ],
)
def test_every_spelling_of_a_host_comes_out_as_one(url: str, host: str) -> None:
    assert address.host_of(url) == host


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "'file'"),
        ("FILE://localhost/etc/passwd", "'file'"),
        ("javascript:alert(1)//http://x", "'javascript'"),
        ("data:text/html,hello", "'data'"),
        ("gopher://example.org/", "'gopher'"),
        ("ftp://example.org/a", "'ftp'"),
        ("mailto:someone@example.org", "'mailto'"),
        ("", "no scheme"),
        ("example.org/a", "no scheme"),
        ("//example.org/a", "no scheme"),
        ("http://", "no host"),
        ("http:///", "no host"),
        ("http://:80/", "no host"),
        ("http://user@/", "no host"),
        ("http://example.org:0/", "port"),
        ("http://example.org:65536/", "port"),
        ("http://example.org:٨٠/", "port"),
        ("http://example.org:80x/", "port"),
        ("http://a b/", "valid host"),
        ("http://a..example/", "valid host"),
        ("http://exa<mple.org/", "valid host"),
        ("http://[::1/", "read"),
        ("http://[fe80::1%25eth0]/", "valid host"),
        ("http://256.1.1.1/", "number"),
        ("http://1.2.3.4.5/", "number"),
        ("http://08.1.1.1/", "number"),
        ("http://example.0x/", "number"),
        ("http://example.org/" + "a" * 2048, "characters"),
        ("http://" + "a." * 200 + "org/", "characters"),
    ],
)
def test_what_is_no_web_address_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        address.keys(url)


def test_a_relative_link_needs_a_base() -> None:
    assert address.keys("../a?b", "https://example.org/feeds/x.xml").url == "https://example.org/a?b"
    assert address.keys("//other.example/a", "https://example.org/").url == "https://other.example/a"
    with pytest.raises(Refused, match="'file'"):
        address.keys("file:///etc/passwd", "https://example.org/")


@pytest.mark.parametrize(
    "text",
    [
        "http://someone:hunter2@example.org/a",
        "http://someone:hunter2@exa mple.org/a",
        "ftp://someone:hunter2@example.org/a",
        "https:someone:hunter2@example.org",
        "http://someone:hunter/2hunter2@example.org/a",
        "http://someone:hunter2?@example.org/a",
        "failed: http://someone:hunter2@example.org/a and //hunter2@example.org/b",
        "http://hunter2@example.org/a",
    ],
)
def test_no_password_is_left_in_what_is_shown(text: str) -> None:
    assert "hunter2" not in address.without_password(text)
    try:
        made = repr(address.keys(text))
    except Refused as error:
        made = str(error)
    assert "hunter2" not in made


def test_an_address_without_password_is_shown_as_it_is() -> None:
    for text in ("https://example.org/@someone/a:b@c", "https://example.org:8080/a@b", "write to a@example.org"):
        assert address.without_password(text) == text


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=https://a.example/b%3Fc%3D1&ct=ga", "https://a.example/b?c=1"),
        ("https://www.google.co.uk/url?q=http://a.example/&sa=U", "http://a.example/"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fb&h=AT0", "https://a.example/b"),
        ("http://www.bing.com/news/apiclick.aspx?ref=F&aid=&url=https%3a%2f%2fa.example%2fb&c=1", "https://a.example/b"),
        ("https://redir.a.example/online/rss/*https://www.a.example/b?c", "https://www.a.example/b?c"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb&data=0", "https://a.example/b"),
        ("https://www.google.com/url?url=https://www.google.com/url%3Fq%3Dhttps://a.example/", "https://a.example/"),
        ("https://www.google.com/url?url=file:///etc/passwd", None),
        ("https://www.google.com.evil.example/url?url=https://a.example/", None),
        ("https://share.example/post?url=https://a.example/", None),
        ("https://a.example/wiki/http:_the_protocol", None),
    ],
)
def test_a_redirector_is_unwrapped_where_its_target_is_written_in_it(link: str, target: str | None) -> None:
    assert address.unwrap(link) == (target or link)


def test_google_news_is_told_from_google() -> None:
    assert address.is_google_news("https://news.google.com/rss/articles/CBMiX2h0dHBz?oc=5")
    assert not address.is_google_news("https://www.google.com/url?url=https://a.example/")
    assert not address.is_google_news("https://news.google.com.evil.example/")


def test_small_questions_about_an_address() -> None:
    assert address.source_of("https://www.Example.org/a") == "example.org"
    assert address.source_of("nonsense") == ""
    assert address.robots_url("https://example.org:8443/a/b?c") == "https://example.org:8443/robots.txt"


HOSTS = st.sampled_from(["example.org", "news.example.co.uk", "www.example.org", "例え.example", "127.0.0.1", "[::1]"])
TEXTS = st.text(st.characters(exclude_characters="\t\n\r", exclude_categories=["Cs"]), max_size=30)


@given(TEXTS)
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for candidate in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            made = address.keys(candidate)
        except Refused:
            continue
        assert made.url.isascii()
        assert " " not in made.url


@given(HOSTS, TEXTS, TEXTS)
def test_cleaning_twice_changes_nothing(host: str, path: str, query: str) -> None:
    once = address.keys(f"https://{host}/{path}?{query}")
    assert address.keys(once.url) == once
    assert address.keys(f"http://{once.safe}").safe == once.safe


@given(HOSTS, TEXTS, st.permutations(["a=1", "b=2", "utm_source=x", "fbclid=1"]))
def test_order_and_tracking_never_change_the_loose_key(host: str, path: str, pieces: list[str]) -> None:
    path = path.replace("?", "").replace("#", "")
    assert (
        address.keys(f"https://{host}/{path}?{'&'.join(pieces)}").loose
        == address.keys(f"http://{host}/{path}?a=1&b=2#top").loose
    )


@given(HOSTS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_value_is_another_article(host: str, one: int, other: int) -> None:
    first, second = (address.keys(f"https://{host}/story?id={n}") for n in (one, other))
    assert (first.safe == second.safe) == (first.loose == second.loose) == (one == other)


@pytest.mark.parametrize(("url", "shown"), [
    ("redis://:pa@s:/#%x@host:6379/0", "redis://host:6379/0"),
    ("postgresql://u:p@[::1]:5432/x", "postgresql://[::1]:5432/x"),
    ("postgresql://u@host/x?password=secret&sslmode=require&sslpassword=other",
     "postgresql://host/x?password=…&sslmode=require&sslpassword=…"),
    ("postgresql:///x?host=/run", "postgresql:///x?host=/run"), ("/a/path@home/monitor.db", "/a/path@home/monitor.db"),
])
def test_the_address_of_a_server_is_shown_without_what_opens_it(url: str, shown: str) -> None:
    assert address.of_server(url) == shown
