"""Behind a person's HTTP proxy: it resolves names, numbers are still judged, and nothing of the environment counts."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import Misused, Offline, Refused, Transient, Unreachable
from monitor.net import Limits, WebFetcher
from tests.site import Answer, Site

PAGE = "<p>Words of an article.</p>"
CERTIFICATE = Path(__file__).with_name("secure.example.pem")


@pytest.fixture
def proxy() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def fetcher(proxy: Site) -> Iterator[WebFetcher]:
    made = WebFetcher("Monitor/1", proxy=proxy.proxy, limits=Limits.of(2))
    yield made
    made.close()


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATE)


@pytest.fixture
def secure() -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with Site(context) as opened:
        yield opened


def test_plain_addresses_are_asked_of_the_proxy_on_one_connection(proxy: Site, fetcher: WebFetcher) -> None:
    for host in ("one.example", "two.example"):
        proxy.page(f"http://{host}/a", PAGE + host)
        assert fetcher.get(f"http://{host}/a#x", kind="page").body.decode() == PAGE + host
    assert [request.headers["host"] for request in proxy.asked()] == ["one.example", "two.example"]
    assert proxy.connections == 1


def test_a_redirect_to_another_host_is_left_to_its_pace_here_too(proxy: Site, fetcher: WebFetcher) -> None:
    proxy.redirect("http://one.example/a", "http://two.example/b")
    assert fetcher.get("http://one.example/a", kind="page").elsewhere == "http://two.example/b"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://2130706433/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest",
     "http://localhost/", "http://printer.local/", "http://one.example:8080/", "https://10.0.0.1/"],
)
def test_what_leads_inside_is_not_even_asked_for(proxy: Site, fetcher: WebFetcher, url: str) -> None:
    with pytest.raises(Refused):
        fetcher.get(url, kind="page")
    assert proxy.connections == 0


def test_what_a_person_permits_is_asked_for(proxy: Site) -> None:
    proxy.page("http://127.0.0.1:9/a", PAGE)
    fetcher = WebFetcher("Monitor/1", frozenset({"127.0.0.1:9"}), proxy.proxy, Limits.of(2))
    assert fetcher.get("http://127.0.0.1:9/a", kind="page").status == 200
    fetcher.close()


def test_the_proxy_gets_the_password_that_is_for_it(proxy: Site) -> None:
    proxy.page("http://one.example/a", PAGE)
    url = proxy.proxy.replace("//", "//me:p%40ss@")
    fetcher = WebFetcher("Monitor/1", proxy=url, limits=Limits.of(2))
    fetcher.get("http://one.example/a", kind="page")
    assert proxy.log[0].headers["proxy-authorization"] == "Basic bWU6cEBzcw=="
    fetcher.close()


def test_a_proxy_that_is_down_is_nobodys_fault(proxy: Site) -> None:
    with Site() as gone:
        pass
    fetcher = WebFetcher("Monitor/1", proxy=gone.proxy, limits=Limits.of(2))
    with pytest.raises(Offline, match="proxy"):
        fetcher.get("http://one.example/a", kind="page")
    fetcher.close()


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:1", "https://127.0.0.1:1", "http://127.0.0.1:x", "http://", "http://a/b"])
def test_another_kind_of_proxy_is_misused(url: str) -> None:
    with pytest.raises(Misused, match="--proxy"):
        WebFetcher("Monitor/1", proxy=url)


def test_proxies_of_the_environment_are_ignored(proxy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy.proxy)
    with Site() as site:
        site.page("/a", PAGE)
        fetcher = WebFetcher("Monitor/1", frozenset({site.address}), None, Limits.of(2))
        assert fetcher.get(site.url("/a"), kind="page").status == 200
        fetcher.close()
    assert proxy.connections == 0


# --- TLS -------------------------------------------------------------------------------------------------------------


def test_a_certificate_is_checked_against_the_name(secure: Site) -> None:
    secure.page("/a", PAGE)
    allow = frozenset({secure.address, f"localhost:{secure.port}"})
    fetcher = WebFetcher("Monitor/1", allow, None, Limits.of(2), tls=trusting())
    for _ in range(2):
        assert fetcher.get(secure.url("/a"), kind="page").status == 200
    assert secure.connections == 1
    with pytest.raises(Transient, match="certificate of localhost"):
        fetcher.get(f"https://localhost:{secure.port}/a", kind="page")
    fetcher.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Site) -> None:
    fetcher = WebFetcher("Monitor/1", frozenset({secure.address}), None, Limits.of(2))
    with pytest.raises(Transient, match="certificate of"):
        fetcher.get(secure.url("/a"), kind="page")
    assert not secure.log
    fetcher.close()


def test_plain_http_where_tls_should_be_has_a_name(proxy: Site) -> None:
    fetcher = WebFetcher("Monitor/1", frozenset({proxy.address}), None, Limits.of(2), tls=trusting())
    with pytest.raises(Transient, match="secure connection"):
        fetcher.get(proxy.url("/a").replace("http:", "https:"), kind="page")
    fetcher.close()


def test_a_secure_address_goes_through_a_tunnel(proxy: Site, secure: Site) -> None:
    proxy.tunnels["secure.example:443"] = secure.port
    secure.page("https://secure.example/a", PAGE)
    fetcher = WebFetcher("Monitor/1", proxy=proxy.proxy, limits=Limits.of(2), tls=trusting())
    for _ in range(2):
        assert fetcher.get("https://secure.example/a", kind="page").body.decode() == PAGE
    assert [request.method for request in proxy.asked()] == ["CONNECT"]
    assert "user-agent" not in proxy.log[0].headers
    fetcher.close()


def test_a_proxy_without_tunnels_says_so(proxy: Site, fetcher: WebFetcher) -> None:
    with pytest.raises(Unreachable, match="answered 501 to a tunnel"):
        fetcher.get("https://secure.example/a", kind="page")


def test_an_error_of_the_proxy_is_an_answer(proxy: Site, fetcher: WebFetcher) -> None:
    proxy.route("http://one.example/a", Answer(b"no route", 502))
    assert fetcher.get("http://one.example/a", kind="page").status == 502
