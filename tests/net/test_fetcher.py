"""The fetcher on a web that answers badly: every failure has a name, a class and an end in time."""

from __future__ import annotations

import errno
import gzip
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from monitor.errors import Misused, MonitorError, Offline, Refused, Silent, Transient, Unreachable
from monitor.model import Validators
from monitor.net import Limit, Limits, WebFetcher
from monitor.net.limits import Hurry
from monitor.net.online import MOST_UNREACHED, Online
from monitor.net.resolve import NoAnswer, Resolver
from tests.site import Answer, Site, bomb, chunked, dripping, endless

SECONDS = 0.3
SLACK = 8.0             # of a busy machine; what is given up would last 30 seconds
LIMITS = Limits(
    page=Limit(SECONDS, 200_000, 1_000_000), feed=Limit(SECONDS, 500_000, 1_000_000), robots=Limit(SECONDS, 1000, 1000)
)
PAGE = b"<!doctype html><title>A</title><p>Words of an article.</p>" * 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def fetcher(site: Site) -> Iterator[WebFetcher]:
    """For answers that are judged by what they are, on a machine that may be busy."""
    limits = Limits(*(replace(limit, seconds=20.0) for limit in (LIMITS.page, LIMITS.feed, LIMITS.robots)))
    made = WebFetcher("Monitor/1 (+https://example.org/contact)", frozenset({site.address}), None, limits)
    yield made
    made.close()


@pytest.fixture
def hasty(site: Site) -> Iterator[WebFetcher]:
    """For answers that do not come."""
    made = WebFetcher("Monitor/1 (+https://example.org/contact)", frozenset({site.address}), None, LIMITS)
    yield made
    made.close()


class Numbers(Resolver):
    """A resolver with answers of its own."""

    def __init__(self, *answers: Sequence[str] | OSError) -> None:
        self.answers = list(answers)
        self.asked = 0

    def ask(self, host: str, port: int, deadline: float) -> Sequence[str]:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer


def raw(*parts: bytes) -> Answer:
    return Answer(raw=parts)


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_a_request_says_who_asks_and_nothing_else(site: Site, fetcher: WebFetcher) -> None:
    site.page("/a", PAGE, Set_Cookie="id=1", Location="/elsewhere")
    for _ in range(2):
        response = fetcher.get(site.url("/a?x=1#there"), kind="page")
    assert (response.url, response.status, response.body) == (site.url("/a?x=1"), 200, PAGE)
    assert "set-cookie" not in response.headers
    first, second = site.asked()
    assert first.path == "/a?x=1"
    assert first.headers == second.headers == {
        "host": site.address,
        "user-agent": "Monitor/1 (+https://example.org/contact)",
        "accept": first.headers["accept"],
        "accept-encoding": "gzip, deflate",
    }
    assert site.connections == 1


def test_a_password_in_a_link_is_neither_sent_nor_kept(site: Site, fetcher: WebFetcher) -> None:
    site.page("/a", PAGE)
    response = fetcher.get(site.url("/a").replace("http://", "http://someone:hunter2@"), kind="page")
    assert response.url == site.url("/a")
    assert "authorization" not in site.log[0].headers


@pytest.mark.parametrize("etag", ['W/"odd \'tag"', '"a,b"', "unquoted", '"ü"'])
def test_validators_go_back_byte_for_byte_to_the_address_that_gave_them(
    site: Site, fetcher: WebFetcher, etag: str
) -> None:
    site.route("/feed", Answer(b"<rss/>", etag=etag, last_modified="Tue, 1 Jan 2019 1:02:03 +0000"))
    given = fetcher.get(site.url("/feed"), kind="feed").headers
    held = Validators(site.url("/feed"), given["etag"], given["last-modified"])
    response = fetcher.get(site.url("/feed"), kind="feed", validators=held)
    assert (response.status, response.body) == (304, b"")
    assert site.log[-1].headers["if-none-match"] == etag
    assert site.log[-1].headers["if-modified-since"] == "Tue, 1 Jan 2019 1:02:03 +0000"
    fetcher.get(site.url("/other"), kind="feed", validators=held)
    assert "if-none-match" not in site.log[-1].headers


def test_no_header_can_be_smuggled_in(site: Site, fetcher: WebFetcher) -> None:
    url = site.url("/a")
    fetcher.get(url, kind="feed", validators=Validators(url, '"x"\r\nX-Evil: 1', "\0"))
    fetcher.get(site.url("/a\r\nX-Evil: 1"), kind="feed")
    fetcher.get(site.url("/a b\x0b\x85\u2028X-Evil: 1"), kind="feed")
    for request in site.asked():
        assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}


def test_an_agent_that_would_break_the_header_is_misused() -> None:
    with pytest.raises(Misused):
        WebFetcher("Monitor/1 (+me\r\nX-Evil: 1)")


# --- redirects -------------------------------------------------------------------------------------------------------


def test_redirects_on_one_host_are_followed_and_told(site: Site, fetcher: WebFetcher) -> None:
    site.redirect("/a", "b?x=ü", 301)
    site.redirect("/b", site.url("/c"), 307)
    site.page("/c", PAGE)
    response = fetcher.get(site.url("/a"), kind="page")
    assert response.redirects == ((301, site.url("/b?x=%C3%BC")), (307, site.url("/c")))
    assert (response.url, response.elsewhere, response.body) == (site.url("/c"), None, PAGE)


def test_a_redirect_to_another_host_is_left_to_that_hosts_pace(site: Site, fetcher: WebFetcher) -> None:
    site.redirect("/a", "https://example.org/b#c", 301)
    response = fetcher.get(site.url("/a"), kind="page")
    assert (response.status, response.elsewhere, response.body) == (301, "https://example.org/b", b"")
    assert response.redirects == ((301, "https://example.org/b"),)


def test_a_redirect_to_another_host_is_followed_on_demand() -> None:
    with Site() as first, Site() as second:
        first.redirect("/a", second.url("/b"))
        first.redirect("/robots.txt", second.url("/robots.txt"))
        second.page("/b", PAGE)
        second.robots("User-agent: *")
        fetcher = WebFetcher("Monitor/1", frozenset({first.address, second.address}), None, LIMITS)
        assert fetcher.get(first.url("/a"), kind="page", follow_elsewhere=True).body == PAGE
        assert fetcher.get(first.url("/robots.txt"), kind="robots").body == b"User-agent: *"
        fetcher.close()


def test_five_redirects_are_followed_and_six_are_not(site: Site, fetcher: WebFetcher) -> None:
    for hop in range(6):
        site.redirect(f"/{hop}", f"/{hop + 1}")
    site.page("/6", PAGE)
    assert fetcher.get(site.url("/1"), kind="page").status == 200
    with pytest.raises(Unreachable, match="without end"):
        fetcher.get(site.url("/0"), kind="page")


def test_circles_end_after_one_turn(site: Site, fetcher: WebFetcher) -> None:
    site.redirect("/self", "/self#again")
    site.redirect("/ping", "/pong")
    site.redirect("/pong", "/ping")
    for path in ("/self", "/ping"):
        with pytest.raises(Unreachable, match="without end"):
            fetcher.get(site.url(path), kind="page")
    assert len(site.log) == 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("file:///etc/passwd", "'file'"),
        ("javascript:alert(1)", "'javascript'"),
        ("http://127.0.0.1:1/", "not on the public internet"), ("http://example.org:1/", "Port 1"),
        ("http://2130706433/", "not on the public internet"),
        ("http://[::ffff:169.254.169.254]/", "not on the public internet"),
        ("//0x7f.1/", "not on the public internet"),
        ("http://", "no host"),
        ("http://" + "a" * 3000, "characters"),
    ],
)
def test_a_redirect_to_where_we_may_not_go_is_refused(
    site: Site, fetcher: WebFetcher, status: int, to: str, reason: str
) -> None:
    site.redirect("/a", to, status)
    with pytest.raises(Refused, match=reason):
        fetcher.get(site.url("/a"), kind="page")
    site.redirect("/robots.txt", to, status)
    assert fetcher.get(site.url("/robots.txt"), kind="robots").status == status


def test_a_redirect_without_a_target_is_an_answer(site: Site, fetcher: WebFetcher) -> None:
    site.route("/a", Answer(status=302))
    assert fetcher.get(site.url("/a"), kind="page").status == 302


def test_the_deadline_is_one_over_all_redirects(site: Site, hasty: WebFetcher) -> None:
    for hop in range(5):
        site.route(f"/{hop}", Answer(status=302, headers={"Location": f"/{hop + 1}"}, wait=SECONDS / 3))
    began = time.monotonic()
    with pytest.raises(Transient, match="seconds"):
        hasty.get(site.url("/0"), kind="page")
    assert time.monotonic() - began < SECONDS + SLACK


# --- slow, endless and broken answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("page", "silence"), ("feed", "silence"), ("robots", "silence"), ("page", "status drip"),
        ("page", "header drip"), ("page", "body drip"), ("feed", "chunk drip"), ("page", "gzip drip"),
        ("robots", "continue drip"),
    ],
)
def test_a_slow_server_is_given_up_at_the_deadline(site: Site, hasty: WebFetcher, kind: str, parts: str) -> None:
    def slowly(data: bytes) -> Iterator[bytes]:
        return dripping(data, 0.05, site)

    def answer() -> Iterator[bytes]:
        if parts == "silence":
            site.closing.wait(30)
        elif parts == "status drip":
            yield from slowly(b"HTTP/1.1 200 OK" + b" " * 1000)
        elif parts == "header drip":
            yield HEAD
            yield from slowly(b"X-Header: " + b"a" * 1000)
        elif parts == "body drip":
            yield HEAD + b"Content-Length: 1000\r\n\r\n"
            yield from slowly(b"a" * 1000)
        elif parts == "chunk drip":
            yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
            yield from slowly(b"1\r\na\r\n" * 1000)
        elif parts == "gzip drip":
            yield HEAD + b"Content-Encoding: gzip\r\n\r\n"
            yield from slowly(gzip.compress(bytes(range(256)) * 10))
        elif parts == "continue drip":
            yield from slowly(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    site.route("/a", lambda request: Answer(raw=answer()))
    began = time.monotonic()
    with pytest.raises(Transient, match=r"within 0\.3 seconds"):
        hasty.get(site.url("/a"), kind=kind)
    assert time.monotonic() - began < SECONDS + SLACK


@pytest.mark.parametrize(("start", "seconds_a_byte"), [(30.0, 0.0), (0.0, 0.02)], ids=["late", "dripping"])
def test_a_first_try_gives_a_very_slow_host_up_early_and_the_next_one_waits(
    site: Site, start: float, seconds_a_byte: float
) -> None:
    def answer(wait: float) -> Answer:
        whole = HEAD + b"Content-Length: 40\r\n\r\n" + b"<p>" * 13 + b"!"
        return Answer(raw=_waiting(site, wait, whole, seconds_a_byte))

    limits = Limits.of(20.0)
    limits = replace(limits, hurry=Hurry(seconds=1.0, spell=0.2, least=1000.0))
    waiting = WebFetcher("Monitor/1", frozenset({site.address}), None, limits)
    try:
        site.route("/a", lambda request: answer(start))
        began = time.monotonic()
        with pytest.raises(Silent, match="too slow for a first try"):
            waiting.get(site.url("/a"), kind="page", hurry=True)
        assert time.monotonic() - began < SLACK
        site.route("/a", lambda request: answer(min(start, 1.2)))
        assert len(waiting.get(site.url("/a"), kind="page").body) == 40
    finally:
        waiting.close()


def _waiting(site: Site, wait: float, data: bytes, seconds_a_byte: float) -> Iterator[bytes]:
    site.closing.wait(wait)
    yield from dripping(data, seconds_a_byte, site)


def test_a_slow_but_steady_answer_is_not_given_up_at_a_first_try(site: Site) -> None:
    limits = replace(Limits.of(20.0), hurry=Hurry(seconds=15.0, spell=0.6, least=50.0))
    waiting = WebFetcher("Monitor/1", frozenset({site.address}), None, limits)
    try:
        site.route("/a", lambda request: Answer(raw=_waiting(site, 0.3, HEAD + b"\r\n" + b"<p>" * 200, 0.001)))
        assert len(waiting.get(site.url("/a"), kind="page", hurry=True).body) == 600
    finally:
        waiting.close()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(endless(b"a" * 65536)), "larger than 200,000 bytes"),
        (raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *chunked([b"a" * 65536] * 10)), "larger than 200,000"),
        (raw(HEAD, b"Content-Length: 99999999999\r\n\r\n"), "99,999,999,999 bytes"),
        (raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\na\r\n"] * 100_000), "larger than"),
        (Answer(bomb(64), headers={"Content-Encoding": "gzip"}), "grows|larger"),
        (Answer(bomb(64, 15), headers={"Content-Encoding": "deflate"}), "grows|larger"),
        (Answer(gzip.compress(gzip.compress(PAGE)), headers={"Content-Encoding": "gzip"}), "packed twice"),
        (Answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip, gzip"}), "did not offer"),
        (Answer(gzip.compress(PAGE), headers={"Content-Type": "text/html"}), "packed"),
        (Answer(b"a", headers={"Content-Encoding": "br"}), "did not offer"),
        (Answer(PAGE, headers={"Content-Type": "image/png"}), "image/png"),
        (Answer(b"\x89PNG\r\n\x1a\n" + PAGE, headers={"Content-Type": "text/html"}), "picture"),
        (Answer(bytes(range(256)) * 100, headers={"Content-Type": "text/html"}), "noise"),
    ],
)
def test_what_is_too_much_or_no_page_is_refused(
    site: Site, fetcher: WebFetcher, answer: Answer, reason: str
) -> None:
    site.route("/a", answer)
    with pytest.raises(Refused, match=reason):
        fetcher.get(site.url("/a"), kind="page")


@pytest.mark.parametrize(
    "parts",
    [
        [b"garbage\r\n\r\n"],
        [b"\x00" * 1000],
        [b"HTTP/1.1 abc OK\r\n\r\n"],
        [b"HTTP/1.1 99 Low\r\n\r\n"],
        [b"HTTP/1.1 1000 High\r\n\r\n"],
        [b"SSH-2.0-OpenSSH_9.2\r\n"],
        [b"<html>no status line</html>"],
        [b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 100_000],
        [b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000],
        [b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50],
        [b"HTTP/1.1 101 Switching Protocols\r\n\r\n"],
    ],
)
def test_nonsense_for_an_answer_is_called_so(site: Site, fetcher: WebFetcher, parts: list[bytes]) -> None:
    site.route("/a", raw(*parts))
    with pytest.raises(Unreachable, match=r"no HTTP|headers|never came"):
        fetcher.get(site.url("/a"), kind="page")


@pytest.mark.parametrize("parts", [[], [b"HTTP/1.1 2"]])
def test_a_server_that_hangs_up_is_tried_later(site: Site, fetcher: WebFetcher, parts: list[bytes]) -> None:
    site.route("/a", raw(*parts))
    with pytest.raises((Transient, Unreachable)):
        fetcher.get(site.url("/a"), kind="page")


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500, 503, 599, 999])
def test_a_status_is_an_answer_and_its_body_is_left(site: Site, fetcher: WebFetcher, status: int) -> None:
    site.route("/a", Answer(b"An error page.", status, {"Retry-After": "7"}))
    response = fetcher.get(site.url("/a"), kind="page")
    assert (response.status, response.body, response.headers["retry-after"]) == (status, b"", "7")


def test_an_endless_error_page_is_not_read(site: Site, fetcher: WebFetcher) -> None:
    site.route("/a", Answer(endless(b"a" * 65536), 404))
    assert fetcher.get(site.url("/a"), kind="page").status == 404


def test_early_hints_come_before_the_answer(site: Site, fetcher: WebFetcher) -> None:
    site.route("/a", raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", HEAD, b"Content-Length: 3\r\n\r\n<p>"))
    assert fetcher.get(site.url("/a"), kind="page").body == b"<p>"


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD, b"Content-Length: 1000\r\n\r\n", PAGE[:400]],
        [HEAD, b"Transfer-Encoding: chunked\r\n\r\n", b"190\r\n", PAGE[:400], b"\r\n"],
        [HEAD, b"Transfer-Encoding: chunked\r\n\r\n", b"190\r\n", PAGE[:400], b"\r\nnonsense\r\n"],
        [HEAD, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(PAGE[:400])[:-8]],
    ],
)
def test_the_part_that_came_is_kept_and_marked(site: Site, fetcher: WebFetcher, parts: list[bytes]) -> None:
    site.route("/a", raw(*parts))
    response = fetcher.get(site.url("/a"), kind="page")
    assert (response.body, response.truncated) == (PAGE[:400], True)


def test_nothing_past_the_stated_length_is_read(site: Site, fetcher: WebFetcher) -> None:
    site.route("/a", raw(HEAD, b"Content-Length: 400\r\n\r\n", PAGE[:400] + b"HTTP/1.1 200 OK\r\n\r\nsmuggled"))
    for _ in range(2):
        response = fetcher.get(site.url("/a"), kind="page")
        assert (response.body, response.truncated) == (PAGE[:400], False)
    assert site.connections == 2


def test_an_honest_packed_page_is_unpacked_on_a_kept_connection(site: Site, fetcher: WebFetcher) -> None:
    site.route("/a", Answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}))
    site.route("/b", Answer(raw=[HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *chunked([PAGE[:400], PAGE[400:]])]))
    for path in ("/a", "/b", "/nowhere", "/a"):
        response = fetcher.get(site.url(path), kind="page")
        assert response.body == (b"" if path == "/nowhere" else PAGE)
    assert response.wire_size < len(PAGE)
    assert site.connections == 2            # raw answers close theirs


def test_robots_are_cut_at_their_limit_and_never_refused(site: Site, fetcher: WebFetcher) -> None:
    site.route("/robots.txt", Answer(endless(b"# padding\n" * 100)))
    response = fetcher.get(site.url("/robots.txt"), kind="robots")
    assert response.status == 200
    assert response.truncated
    assert response.body.startswith(b"# padding") or response.body == b""


def test_robots_that_nobody_can_read_are_none(site: Site, fetcher: WebFetcher) -> None:
    site.route("/robots.txt", Answer(b"\x0b\x02", headers={"Content-Encoding": "br"}))
    response = fetcher.get(site.url("/robots.txt"), kind="robots")
    assert (response.status, response.body) == (200, b"")


def test_a_kept_connection_that_died_is_replaced_once(site: Site, fetcher: WebFetcher) -> None:
    site.page("/a", PAGE)
    fetcher.get(site.url("/a"), kind="page")
    closed = threading.Event()

    def hang_up(request: object) -> Answer:
        if closed.is_set():
            return Answer(PAGE, headers={"Content-Type": "text/html"})
        closed.set()
        return Answer(raw=[])

    site.route("/b", hang_up)
    assert fetcher.get(site.url("/b"), kind="page").body == PAGE


# --- names, stops and no network -------------------------------------------------------------------------------------


def test_a_name_that_leads_inside_the_second_time_is_not_asked_a_second_time(site: Site) -> None:
    resolver = Numbers(["127.0.0.1"], ["127.0.0.1"])
    fetcher = WebFetcher("Monitor/1", frozenset({site.address}), None, LIMITS, resolver=resolver)
    site.page(f"http://rebinding.example:{site.port}/a", PAGE)
    assert fetcher.get(f"http://rebinding.example:{site.port}/a", kind="page").body == PAGE
    assert resolver.asked == 1
    with pytest.raises(Refused, match="not on the public internet"):
        fetcher.get("http://rebinding.example/a", kind="page")
    assert site.log[0].headers["host"] == f"rebinding.example:{site.port}"
    assert len(site.log) == 1
    fetcher.close()


def test_one_bad_answer_among_good_ones_connects_nowhere(site: Site) -> None:
    resolver = Numbers(["127.0.0.1", "10.0.0.1"])
    fetcher = WebFetcher("Monitor/1", frozenset({site.address}), None, LIMITS, resolver=resolver)
    with pytest.raises(Refused):
        fetcher.get(f"http://mixed.example:{site.port}/a", kind="page")
    assert site.connections == 0
    fetcher.close()


def test_a_refused_connection_is_tried_later() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{reserved.getsockname()[1]}"
        fetcher = WebFetcher("Monitor/1", frozenset({place}), None, LIMITS)
        with pytest.raises(Transient, match="refuses connections"):
            fetcher.get(f"http://{place}/", kind="page")
        fetcher.close()


AGAIN = socket.gaierror(socket.EAI_AGAIN, "temporary failure")


@pytest.mark.parametrize(
    "failure",
    [
        AGAIN, socket.gaierror(socket.EAI_NONAME, "unknown"), NoAnswer(),
        OSError(errno.ENETUNREACH, "unreachable"), OSError(errno.EHOSTUNREACH, "unreachable"),
    ],
)
@pytest.mark.parametrize(("is_online", "kind"), [(True, Transient), (False, Offline)])
def test_a_machine_without_network_is_told_from_a_host_without_a_name(
    failure: OSError, is_online: bool, kind: type[MonitorError]
) -> None:
    fetcher = WebFetcher("Monitor/1", limits=LIMITS, resolver=Numbers(failure), is_online=lambda: is_online)
    with pytest.raises(Transient) as caught:
        fetcher.get("http://example.org/", kind="page")
    assert type(caught.value) is kind
    fetcher.close()


def test_a_resolver_that_knows_no_name_at_all_is_our_own_matter() -> None:
    unknown = socket.gaierror(socket.EAI_NONAME, "unknown")
    resolver = Numbers(unknown, unknown, unknown)
    fetcher = WebFetcher("Monitor/1", limits=LIMITS, resolver=resolver)
    with pytest.raises(Offline, match="no network"):
        fetcher.get("http://example.org/", kind="page")
    fetcher.close()


def test_once_the_network_was_missing_nobody_waits_for_it_again(site: Site) -> None:
    looks: list[int] = []
    resolver = Numbers(AGAIN)
    fetcher = WebFetcher(
        "Monitor/1", frozenset({site.address}), limits=LIMITS, resolver=resolver,
        is_online=lambda: bool(looks.append(1)),
    )
    for n in range(50):
        with pytest.raises(Offline):
            fetcher.get(f"http://host{n}.example/", kind="page")
    assert (resolver.asked, len(looks)) == (1, 1)
    site.page("/a", PAGE)
    assert fetcher.get(site.url("/a"), kind="page").body == PAGE     # what a person permits needs no network
    fetcher.close()


def test_many_hosts_in_a_row_that_take_no_connection_mean_that_the_way_out_is_closed() -> None:
    online = Online(lambda: True)
    for n in range(MOST_UNREACHED - 1):
        online.unreached(f"host{n}")
    online.unreached("host0")
    online.reached()
    for n in range(MOST_UNREACHED - 1):
        online.unreached(f"host{n}")
    online.check()
    with pytest.raises(Offline):
        online.unreached("one more")
    with pytest.raises(Offline):
        online.check()


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_a_stop_ends_a_slow_answer_at_once(site: Site, path: str) -> None:
    limits = Limits.of(60)
    site.route("/silent", Answer(wait=60))
    site.route("/drip", lambda request: Answer(dripping(b"a" * 10_000, 0.02, site)))
    fetcher = WebFetcher("Monitor/1", frozenset({site.address}), None, limits)
    caught: list[MonitorError] = []

    def ask() -> None:
        try:
            fetcher.get(site.url(path), kind="page")
        except MonitorError as error:
            caught.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while not site.log:
        time.sleep(0.005)
    fetcher.close()
    asking.join(20)
    assert not asking.is_alive()
    assert [type(error) for error in caught] == [Offline]
    with pytest.raises(Offline, match="stopping"):
        fetcher.get(site.url(path), kind="page")


def test_many_threads_share_one_fetcher(site: Site, fetcher: WebFetcher) -> None:
    for n in range(20):
        site.page(f"/{n}", PAGE + b"%d" % n)
    wrong: list[int] = []

    def ask(n: int) -> None:
        for _ in range(10):
            if fetcher.get(site.url(f"/{n}"), kind="page").body != PAGE + b"%d" % n:
                wrong.append(n)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert site.connections <= 25
