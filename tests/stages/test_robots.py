"""robots.txt as RFC 9309 has it, also where it is huge, broken or not there."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Refused, Transient
from monitor.model import Response
from monitor.stages import robots

NOW = datetime(2025, 3, 1, tzinfo=UTC)
AGENT = "Monitor/1.0 (+https://example.org/contact)"


def answer(body: str | bytes, status: int = 200) -> Response:
    raw = body.encode() if isinstance(body, str) else body
    return Response("https://example.org/robots.txt", status, {}, raw, 0.1)


def verdict(body: str | bytes, path: str = "/a", status: int = 200) -> robots.Verdict:
    held = robots.rules("example.org", answer(body, status), NOW)
    return robots.verdict(held, f"https://example.org{path}", AGENT)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /private/", "/privateer", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x=1", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
        ("User-agent: monitor\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: Monitor\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: OtherBot\nUser-agent: MONITOR\nDisallow: /a", "/a", False),
        ("User-agent: OtherBot\nDisallow: /", "/a", True),
        ("User-agent: WebMonitor\nDisallow: /", "/a", True),
        ("User-agent: example.org\nDisallow: /", "/a", True),
        ("user-agent : *\r\ndisallow : /a # no\r\n", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("<!doctype html><html><body>Log in</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ],
)
def test_the_rules_are_kept(text: str, path: str, allowed: bool) -> None:
    assert verdict(text, path).allowed is allowed


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
def test_no_file_permits_everything_for_a_day(status: int) -> None:
    held = robots.rules("example.org", answer("User-agent: *\nDisallow: /", status), NOW)
    assert robots.verdict(held, "https://example.org/a", AGENT).allowed
    assert held.until == NOW + timedelta(days=1)


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_a_failing_server_permits_nothing_for_a_while(status: int) -> None:
    held = robots.rules("example.org", answer("", status), NOW)
    judged = robots.verdict(held, "https://example.org/a", AGENT)
    with pytest.raises(Transient, match=str(status)) as caught:
        judged.raise_(held.until - NOW)
    assert caught.value.after == robots.UNREACHABLE_LIFE


def test_silence_permits_nothing_for_a_while() -> None:
    held = robots.unreachable("example.org", NOW)
    with pytest.raises(Transient, match="did not answer"):
        robots.verdict(held, "https://example.org/a", AGENT).raise_(timedelta(0))


def test_what_is_disallowed_is_refused_with_the_host() -> None:
    with pytest.raises(Refused, match=r"robots\.txt of example\.org disallows"):
        verdict("User-agent: *\nDisallow: /").raise_(timedelta(0))


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 5", timedelta(seconds=5)),
        ("crawl-delay: 0.5", timedelta(seconds=0.5)),
        ("Crawl-delay: 999999999999", robots.MOST_DELAY),
        ("Crawl-delay: 1e300", robots.MOST_DELAY),
        ("Crawl-delay: -5", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: soon", None),
        ("", None),
    ],
)
def test_the_crawl_delay_is_kept_within_reason(line: str, delay: timedelta | None) -> None:
    assert verdict(f"User-agent: *\nDisallow: /b\n{line}\n").delay == delay


def test_only_the_first_500_kib_are_read() -> None:
    text = b"User-agent: *\n" + b"# padding\n" * (robots.READ // 10) + b"Disallow: /\n"
    assert verdict(text).allowed


@pytest.mark.parametrize("line", ["User-agent: a", "user-agent a", "User   Agent a", "\x0bUSERAGENT\u00a0: a"])
def test_many_agents_before_many_rules_end_soon(line: str) -> None:
    agents = "".join(f"{line}{n}\n" for n in range(1000))
    text = agents + "".join(f"Disallow: /{n}\n" for n in range(30_000))
    began = time.process_time()
    assert verdict(text[: robots.READ]).allowed
    assert time.process_time() - began < 2


def test_stars_without_end_match_in_no_time() -> None:
    began = time.process_time()
    assert verdict("User-agent: *\nDisallow: /" + "*a" * 200 + "*b", "/" + "a" * 2000).allowed
    assert time.process_time() - began < 1


def test_no_character_reaches_a_store_that_it_cannot_hold() -> None:
    held = robots.rules("example.org", answer(b"User-agent: *\x00\xff\xed\xa0\x80\nDisallow: /"), NOW)
    assert "\x00" not in held.text
    held.text.encode("utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_verdict(body: bytes) -> None:
    assert isinstance(verdict(b"User-agent: *\n" + body).allowed, bool)


def test_a_reservation_in_the_headers_is_seen() -> None:
    assert robots.reserves({"tdm-reservation": "1"})
    assert not robots.reserves({"tdm-reservation": "0"})
    assert not robots.reserves({})
