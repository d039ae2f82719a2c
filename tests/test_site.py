"""The small web does what it says: other tests lean on it."""

from __future__ import annotations

import http.client
import socket
import time

from tests.site import Answer, Item, Site, dripping


def ask(site: Site, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_a_page_is_served_and_its_request_logged() -> None:
    with Site() as site:
        site.page("/a", "<p>Hallo</p>")
        assert ask(site, "/a", User_Agent="Test/1") == (200, b"<p>Hallo</p>")
        assert ask(site, "/b")[0] == 404
        first, second = site.asked()
    assert (first.path, first.status, first.headers["user-agent"], first.sent) == ("/a", 200, "Test/1", 12)
    assert (second.path, second.status) == ("/b", 404)
    assert first.began <= second.began


def test_a_validator_is_answered_with_304() -> None:
    with Site() as site:
        site.feed("/feed.xml", [Item("/a", "A < B")], etag='W/"1"')
        assert b"A &lt; B" in ask(site, "/feed.xml")[1]
        assert ask(site, "/feed.xml", If_None_Match='W/"1"') == (304, b"")
        assert ask(site, "/feed.xml", If_None_Match='"1"')[0] == 200


def test_a_proxied_host_has_its_own_pages() -> None:
    with Site() as site:
        site.page("http://example.org/a", "there")
        site.page("/a", "here")
        assert ask(site, "http://example.org/a") == (200, b"there")
        assert ask(site, "/a") == (200, b"here")
        assert [entry.host for entry in site.asked("http://example.org/a")] == ["example.org"]


def test_closing_ends_a_drip_and_a_silence_at_once() -> None:
    with Site() as site:
        site.route("/drip", Answer(dripping(b"x" * 1000, 60, site)))
        site.route("/silent", Answer(wait=60))
        waiting = [socket.create_connection(("127.0.0.1", site.port), timeout=30) for _ in range(2)]
        for connection, path in zip(waiting, (b"/drip", b"/silent"), strict=True):
            connection.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path)
        began = time.monotonic()
    assert time.monotonic() - began < 20
    for connection in waiting:
        connection.close()
