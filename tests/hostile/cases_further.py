"""Further variants of our own: addresses, answers and packings that the written cases do not touch."""

from __future__ import annotations

import gzip
import io
import itertools
import zipfile
import zlib
from collections.abc import Callable

from tests.hostile.cases_net import HEAD, HTML, PAGE, link, packed, raw
from tests.hostile.cases_variants import CHUNKED
from tests.hostile.world import HOSTILE, Case, Outcome, World, given_up, refused, stored, survived
from tests.site import Answer, article, endless

LINKS = {
    "inside-zone-id": "http://[fe80::1%25lo]:{port}/a",
    "inside-loopback-zone": "http://[::1%25lo]:{port}/a",
    "inside-bare-zone": "http://[::1%lo]:{port}/a",
    "inside-long-v6": "http://[0:0:0:0:0:0:0:1]:{port}/a",
    "inside-subdomain-of-localhost": "http://a.localhost:{port}/a",
    "inside-localhost-dot": "http://localhost.:{port}/a",
    "inside-upper-localhost": "http://LOCALHOST:{port}/a",
    "inside-bare-zero": "http://0:{port}/a",
    "inside-nul-in-host": "http://127.0.0.1%00.example:{port}/a",
    "inside-encoded-slash-at": "http://{public}%2f@127.0.0.1:{port}/a",
    "inside-hash-at": "http://127.0.0.1:{port}#@{public}/a",
    "inside-mathematical-digits": "http://\U0001d7cf\U0001d7d0\U0001d7d5.\U0001d7ce.\U0001d7ce.\U0001d7cf:{port}/a",
    "inside-circled-letters": "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/a",
    "inside-two-ports": "http://127.0.0.1:{port}:80/a",
    "inside-no-scheme": "//127.0.0.1:{port}/a",
    "inside-zero-width": "http://127.0.0\u200b.1:{port}/a",
    "inside-tls-port-zero": "http://127.0.0.1:0/a",
    "port-too-large": "http://93.184.215.14:99999/a",
    "port-negative": "http://93.184.215.14:-80/a",
    "port-in-wide-digits": "http://127.0.0.1:８０/a",
    "host-xn-nonsense": "http://xn--\u2603-.example:{port}/a",
    "host-of-64-letters": "http://" + "a" * 64 + ".example/a",
    "host-of-dots": "http://.../a",
    "scheme-feed": "feed://127.0.0.1:{port}/a",
    "scheme-feed-http": "feed:http://127.0.0.1:{port}/a",
    "scheme-websocket": "ws://127.0.0.1:{port}/a",
    "scheme-jar": "jar:http://127.0.0.1:{port}/a!/b",
    "scheme-blob": "blob:http://127.0.0.1:{port}/a",
    "scheme-mailto": "mailto:someone@example.org",
    "scheme-about": "about:blank",
    "scheme-dict": "dict://127.0.0.1:{port}/d",
    "scheme-javascript-spaced": "java\nscript:alert(1)",
}

GARBAGE = b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nsmuggled!"
CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


def _injected(world: World) -> None:
    world.site.page("/hostile%0D%0AX-Injected:%201", article(HOSTILE, "an injection"))
    world.link("/hostile%0d%0aX-Injected:%201")


def _nothing_injected(outcome: Outcome, world: World) -> None:
    assert all("x-injected" not in request.headers for request in world.site.asked())


def _raw_newline(world: World) -> None:
    world.link("/hostile&#13;&#10;X-Injected: 1")


def location(*lines: str) -> Callable[[World], None]:
    """An item whose answer has these Location lines, as they stand."""
    def serve(world: World) -> None:
        filled = [line.format(port=world.canary.port, public=world.site.address) for line in lines]
        head = "".join(f"Location: {line}\r\n" for line in filled)
        raw(f"HTTP/1.1 302 Found\r\n{head}Content-Length: 0\r\n\r\n".encode("latin-1", "replace"))(world)

    return serve


def status(code: int, **headers: str) -> Callable[[World], None]:
    """An item answered so, with a Location that leads inside."""
    def serve(world: World) -> None:
        inside = f"http://127.0.0.1:{world.canary.port}/a"
        world.answer(Answer(PAGE, code, {**HTML, "Location": inside, **headers}))

    return serve


def _split_answer(world: World) -> None:
    """Bytes after the answer that would be the answer to whoever asks next on this connection."""
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE)
    world.site.route("/hostile", lambda request: Answer(raw=[head + PAGE + GARBAGE], keep_open=False))
    world.link("/hostile")


def _not_smuggled(outcome: Outcome, world: World) -> None:
    assert "smuggled" not in outcome.texts


def cookies(world: World) -> None:
    lines = b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 50) for n in range(50))
    raw(HEAD + lines + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE)(world)


def zipped(content: bytes) -> bytes:
    """An archive with this as its one file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", content)
    return held.getvalue()


def _named_gzip() -> bytes:
    """A gzip header whose file name never ends."""
    return b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"n" * 3_000_000


def _spaces() -> bytes:
    """A page that packs a thousand to one without being a bomb of zeros."""
    return gzip.compress(b"<!doctype html><p>" + b" " * 60_000_000 + b"</p>", 9)


NET = [
    *(Case(name, link(template), refused) for name, template in LINKS.items()),
    Case("inside-backslash-at", link("http://{public}\\@127.0.0.1:{port}/a"), given_up),     # a path of the public host
    Case("header-injection-encoded", _injected, _nothing_injected),
    Case("header-injection-raw", _raw_newline, _nothing_injected),
    Case("location-twice", location("http://{public}/neighbour", "http://127.0.0.1:{port}/a"), given_up),
    Case("location-empty", location(""), given_up),
    Case("location-backslashes", location("/\\127.0.0.1:{port}/a"), given_up),
    Case("location-tabs", location("ht\ttp://127.0.0.1:{port}/a"), refused),
    Case("location-folded", location("http://\r\n 127.0.0.1:{port}/a"), given_up),
    Case("location-of-bytes", location("http://\xff\xfe127.0.0.1:{port}/a"), refused),
    Case("status-300-inside", status(300), given_up),
    Case("status-305-inside", status(305), given_up),
    Case("status-201-inside", status(201), survived),
    Case("answer-split", _split_answer, _not_smuggled),
    Case("cookies-many", cookies, survived),
    Case("two-lengths", raw(HEAD, b"Content-Length: 5\r\nContent-Length: 5000\r\n\r\n", PAGE), survived),
    Case("length-negative", raw(HEAD, b"Content-Length: -1\r\n\r\n", PAGE), survived),
    Case("length-of-words", raw(HEAD, b"Content-Length: many\r\n\r\n", PAGE), survived),
    Case("length-of-digits", raw(HEAD, b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", PAGE), survived),
    Case("length-and-chunks", raw(HEAD, b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", CHUNK), survived),
    Case("transfer-unknown", raw(HEAD, b"Transfer-Encoding: xchunked\r\n\r\n", CHUNK), survived),
    Case("transfer-gzip", raw(HEAD, b"Transfer-Encoding: gzip, chunked\r\n\r\n", CHUNK), survived),
    Case("chunk-plus", raw(CHUNKED, b"+5\r\nabcde\r\n0\r\n\r\n"), survived),
    Case("chunk-hex-prefix", raw(CHUNKED, b"0x5\r\nabcde\r\n0\r\n\r\n"), survived),
    Case("chunk-extension-endless", raw(CHUNKED, b"5;", itertools.repeat(b"a=b;" * 1000, 5000)), given_up),
    Case("chunk-cut", raw(CHUNKED, b"ffff\r\n", PAGE), given_up),
    Case("chunk-digits-many", raw(CHUNKED, b"0" * 100_000 + b"5\r\nabcde\r\n0\r\n\r\n"), given_up),
    Case("status-line-long", raw(b"HTTP/1.1 200 " + b"O" * 200_000 + b"\r\n\r\n", PAGE), given_up),
    Case("header-without-colon", raw(HEAD, b"no colon here\r\nContent-Length: 5\r\n\r\nabcde"), survived),
    Case("header-nul", raw(HEAD, b"X-A: a\0b\r\n\r\n", PAGE), survived),
    Case("header-bare-newlines", raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n", PAGE), survived),
    Case("http-2-preface", raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", PAGE), given_up),
    Case("icy-status", raw(b"ICY 200 OK\r\nContent-Type: text/html\r\n\r\n", PAGE), given_up),
    Case("early-hints-inside", raw(b"HTTP/1.1 103 Early Hints\r\nLink: <http://127.0.0.1/>\r\n\r\n" + HEAD +
                                   b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE), stored),
    Case("tls-on-a-plain-port", lambda world: world.link(f"https://{world.site.address}/hostile"), given_up),
    Case("encoding-of-100-layers", packed(gzip.compress(PAGE), ", ".join(["gzip"] * 100)), refused),
    Case("encoding-lies", packed(PAGE, "gzip"), stored),
    Case("encoding-zstd", packed(b"\x28\xb5\x2f\xfd" + PAGE, "zstd"), refused),
    Case("encoding-identity-gzip", packed(gzip.compress(PAGE), "identity, gzip"), stored),
    Case("encoding-x-gzip", packed(gzip.compress(PAGE), "x-gzip"), survived),
    Case("encoding-raw-deflate", packed(zlib.compress(PAGE)[2:-4], "deflate"), stored),
    Case("gzip-name-endless", packed(_named_gzip()), given_up),
    Case("gzip-garbage-behind", packed(gzip.compress(PAGE) + b"\0garbage" * 100), survived),
    Case("gzip-of-spaces", packed(_spaces()), given_up),
    Case("page-is-a-zip", lambda world: world.page(zipped(PAGE)), refused),
    Case("page-endless-line", lambda world: world.answer(Answer(endless(b"a" * 65536), headers=HTML)), given_up),
]
