"""A small web on loopback that answers badly when asked to: 304, 429, slowly, too much, garbage.

    with Site() as site:
        site.page("/a", "<p>…")                       # a page, with its neighbours
        site.feed("/feed.xml", [Item("/a", "A title")])
        site.robots("User-agent: *\\nDisallow: /private")
        fetch(site.url("/feed.xml"), allow={site.address})
        assert [request.path for request in site.log] == ["/feed.xml"]

It is a proxy for any host name, too: `site.page("http://example.org/a", …)` is served to a client whose HTTP proxy is
`site.proxy`. A path of an own page may be given as a path or as a whole address of this site.
"""

from __future__ import annotations

import contextlib
import html
import select
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import cast
from urllib.parse import urljoin, urlsplit

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked: header names in lower case, times of the site's clock (monotonic, if no other is given)."""

    method: str
    host: str                               # from the address of a proxied request, else the Host header
    path: str                               # with its query
    headers: Mapping[str, str]
    began: float
    site: Site = field(repr=False)


@dataclass(slots=True)
class Logged:
    """A request, in the log from the moment it was read; the last three fields change while it is answered."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    began: float
    status: int = 0                         # 0: raw bytes, or nothing yet
    sent: int = 0                           # bytes of the body that went out
    ended: float | None = None              # None: still being answered


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back; a body of parts is streamed and closes the connection, `raw` bytes stand for all of it."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None                 # asked for again with it: 304
    last_modified: str | None = None
    wait: float = 0.0                       # silence before the first byte
    raw: Iterable[bytes] | None = None      # the bytes of the answer, status line and all
    keep_open: bool = False                 # after raw bytes: no close until the site closes


Route = Answer | Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed; a link that is a path becomes an address of the site."""

    link: str = ""
    title: str = ""
    guid: str | None = None                 # None: the link
    published: datetime | None = None
    summary: str = ""
    content: str = ""
    extra: str = ""                         # markup that goes into the item as it is


class Site:
    """The server: a thread for each connection, gone when the block ends."""

    def __init__(self, tls: ssl.SSLContext | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock                  # seconds, for the log
        self.tunnels: dict[str, int] = {}   # where CONNECT leads: HOST:PORT to a port on loopback
        self.routes: dict[tuple[str, str], Route] = {}
        self.log: list[Logged] = []
        self.open_now = 0                   # connections that are open
        self.connections = 0                # that were ever opened
        self.closing = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._scheme = "https" if tls else "http"
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True)

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        with self._lock:
            open_sockets = list(self._sockets)
        for opened in open_sockets:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    # --- addresses ---------------------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """As --allow takes it."""
        return f"127.0.0.1:{self.port}"

    @property
    def proxy(self) -> str:
        """As --proxy takes it."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return urljoin(f"{self._scheme}://{self.address}/", path)

    # --- what is served ----------------------------------------------------------------------------------------------

    def route(self, path: str, answer: Route) -> str:
        """Serve an answer, or what a function makes of each request; `/*` stands for all that has no other answer."""
        parts = urlsplit(self.url(path))
        self.routes[parts.netloc.lower(), parts.path + (f"?{parts.query}" if parts.query else "")] = answer
        return self.url(path)

    def page(self, path: str, text: str | bytes, content_type: str = HTML, **headers: str) -> str:
        """Serve a document; header names are given with underscores."""
        return self.route(path, Answer(_bytes(text), headers={"Content-Type": content_type, **_names(headers)}))

    def article(self, path: str, title: str = "A plain title", words: str = "", language: str = "en") -> str:
        """Serve a page that any extractor takes for an article."""
        return self.page(path, article(title, words or path, language))

    def feed(
        self,
        path: str,
        items: Sequence[Item],
        *,
        title: str = "A feed",
        etag: str | None = None,
        last_modified: str | None = None,
        channel: str = "",
        **headers: str,
    ) -> str:
        """Serve RSS 2.0 over the items; `channel` is markup for the channel itself."""
        body = rss(items, self.url(path), title, channel)
        answer = Answer(body, headers={"Content-Type": RSS, **_names(headers)}, etag=etag, last_modified=last_modified)
        return self.route(path, answer)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Lead to another path of this site, or to any address as it stands."""
        return self.route(path, Answer(status=status, headers={"Location": to}))

    def robots(self, text: str, status: int = 200, host: str | None = None) -> str:
        path = f"http://{host}/robots.txt" if host else "/robots.txt"
        return self.route(path, Answer(text.encode(), status, {"Content-Type": "text/plain"}))

    def find(self, request: Request) -> Route | None:
        netloc = request.host.lower()
        for key in ((netloc, request.path), (netloc, request.path.partition("?")[0]), (netloc, "/*")):
            if key in self.routes:
                return self.routes[key]
        return None

    # --- what was asked ----------------------------------------------------------------------------------------------

    def asked(self, path: str | None = None) -> list[Logged]:
        """The requests for one path (or all) so far, oldest first; of another host by its whole address."""
        with self._lock:
            log = sorted(self.log, key=lambda request: request.began)
        if path is None:
            return log
        parts = urlsplit(self.url(path))
        wanted = parts.path + (f"?{parts.query}" if parts.query else "")
        return [entry for entry in log if (entry.host, entry.path) == (parts.netloc, wanted)]

    def forget(self) -> None:
        """Empty the log."""
        with self._lock:
            self.log.clear()

    def _note(self, logged: Logged) -> None:
        with self._lock:
            self.log.append(logged)

    def _opened(self, opened: socket.socket, here: bool) -> None:
        with self._lock:
            (self._sockets.add if here else self._sockets.discard)(opened)
            self.connections += here
            self.open_now = len(self._sockets)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def setup(self) -> None:
        super().setup()
        self.site = cast(_Server, self.server).site
        self.site._opened(self.connection, True)

    def finish(self) -> None:
        self.site._opened(self.connection, False)
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = target.netloc if target.scheme else headers.get("host", "")
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        request = Request(self.command, host, path, headers, self.site.clock(), self.site)
        self.logged = Logged(request.method, host, path, headers, request.began)
        self.site._note(self.logged)
        try:
            route = self.site.find(request)
            answer = route(request) if callable(route) else route
            self._answer(request, answer or Answer(b"not here\n", 404, {"Content-Type": "text/plain"}))
            self.wfile.flush()
        except OSError:
            self.close_connection = True
        finally:
            self.logged.ended = self.site.clock()

    do_HEAD = do_POST = do_GET  # noqa: N815 (the names that http.server calls)

    def do_CONNECT(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.site._note(Logged("CONNECT", self.path, "", headers, self.site.clock(), ended=self.site.clock()))
        self.close_connection = True
        if (port := self.site.tunnels.get(self.path)) is None:
            self.send_error(501)
            return
        self.send_response_only(200)
        self.end_headers()
        self.wfile.flush()
        with socket.create_connection(("127.0.0.1", port)) as other:
            _relay(self.connection, other)

    def _answer(self, request: Request, answer: Answer) -> None:
        if answer.wait:
            self.site.closing.wait(answer.wait)
        if answer.raw is not None:
            self.close_connection = True
            self._write(answer.raw)
            if answer.keep_open:
                self.site.closing.wait()
            return
        headers = dict(answer.headers)
        headers |= {"ETag": answer.etag} if answer.etag else {}
        headers |= {"Last-Modified": answer.last_modified} if answer.last_modified else {}
        status = HTTPStatus.NOT_MODIFIED if _unchanged(request, answer) else answer.status
        whole = isinstance(answer.body, bytes)
        body = answer.body if isinstance(answer.body, bytes) else b""
        if whole and status != HTTPStatus.NOT_MODIFIED:
            headers.setdefault("Content-Length", str(len(body)))
        elif not whole:
            headers["Connection"] = "close"
            self.close_connection = True
        self.logged.status = int(status)
        self.send_response_only(self.logged.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if status != HTTPStatus.NOT_MODIFIED and self.command != "HEAD":
            self._write([body] if whole else cast(Iterable[bytes], answer.body))

    def _write(self, parts: Iterable[bytes]) -> None:
        for part in parts:
            if self.site.closing.is_set():
                break
            self.logged.sent += len(part)
            self.wfile.write(part)
            self.wfile.flush()

    def log_message(self, *args: object) -> None:
        """The log is `Site.log`."""


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Bytes in both directions until one side ends."""
    to = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            to[ready].sendall(data)


# --- bodies that misbehave -------------------------------------------------------------------------------------------


def dripping(data: bytes, pause: float, site: Site) -> Iterator[bytes]:
    """One byte at a time, until the site closes."""
    for place in range(len(data)):
        if site.closing.wait(pause):
            return
        yield data[place : place + 1]


def endless(part: bytes) -> Iterator[bytes]:
    """The same bytes for ever."""
    while True:
        yield part


def bomb(mebibytes: int, wbits: int = 31, filling: bytes = b"\0") -> bytes:
    """A compressed body (31: gzip, 15: deflate) that inflates to so many MiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = filling * ((1 << 20) // len(filling))
    return b"".join([*(packer.compress(block) for _ in range(mebibytes)), packer.flush()])


def chunked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts as chunks of a chunked body, for raw answers."""
    for part in parts:
        yield b"%x\r\n%s\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


# --- documents -------------------------------------------------------------------------------------------------------


def rss(
    items: Sequence[Item], url: str = "http://example.org/feed.xml", title: str = "A feed", channel: str = ""
) -> bytes:
    """RSS 2.0, well formed; what is to be malformed is put together by the test itself."""
    rows = "".join(_rss_item(item, url) for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel><title>{html.escape(title)}</title><link>{html.escape(urljoin(url, '/'))}</link>"
        f"<description>-</description>{channel}\n{rows}</channel></rss>\n"
    ).encode()


def _rss_item(item: Item, url: str) -> str:
    link = urljoin(url, item.link) if item.link else ""
    guid = link if item.guid is None else item.guid
    fields = [
        ("title", html.escape(item.title)),
        ("link", html.escape(link)),
        ("guid", html.escape(guid)),
        ("pubDate", format_datetime(item.published.astimezone(UTC)) if item.published else ""),
        ("description", html.escape(item.summary)),
        ("content:encoded", html.escape(item.content)),
    ]
    return f"<item>{''.join(f'<{name}>{text}</{name}>' for name, text in fields if text)}{item.extra}</item>\n"


def article(title: str, words: str, language: str = "en") -> str:
    """A page of plain prose, told apart from others by `words`."""
    paragraphs = "".join(
        f"<p>The committee on {html.escape(words)} met on day {day} and heard from {day * 7} witnesses about the rules "
        f"that artificial intelligence developers in region {day * 3} will have to follow from next year on.</p>\n"
        for day in range(1, 7)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
        f"<body><article><h1>{html.escape(title)}</h1>\n{paragraphs}</article></body></html>"
    )


def _unchanged(request: Request, answer: Answer) -> bool:
    if (tag := request.headers.get("if-none-match")) is not None:
        return answer.etag is not None and tag == answer.etag
    since = request.headers.get("if-modified-since")
    return since is not None and since == answer.last_modified


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").title(): value for name, value in headers.items()}
