#!/usr/bin/env python3
"""Serve the sample newsroom on loopback: fifteen invented hosts behind one port.

Three ways to ask for http://harbourcourier.example/a/b:
* forward proxy   GET http://harbourcourier.example/a/b  sent to this port (http_proxy=http://127.0.0.1:PORT)
* Host header     GET /a/b with "Host: harbourcourier.example"
* path mode       http://127.0.0.1:PORT/harbourcourier.example/a/b   (links are rewritten to match)

Every host has / and /robots.txt. /_newsroom/hosts.json lists the hosts and their feeds,
/_newsroom/log.json the requests so far. Only the standard library is needed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import json
import re
import socket
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

if not __package__:  # run as a file: the folder above `examples` is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.newsroom import feeds, pages
from examples.newsroom.content import Newsroom, Page, Site, read_newsroom

EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
CONTROL = "_newsroom"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at one address, as text, and how it is sent."""

    text: str
    media_type: str
    encoding: str = "utf-8"
    modified: datetime = EPOCH
    to: str | None = None

    def body(self, prefix: str, hosts: re.Pattern[str]) -> bytes:
        """The bytes; in path mode with every link to a host of ours led through this port."""
        text = hosts.sub(lambda match: f"{prefix}{match[1]}", self.text) if prefix else self.text
        return text.encode(self.encoding)


class Web:
    """All documents by host and path, made once."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.documents = {(site.host, path): document for site in newsroom.sites.values()
                          for path, document in documents(newsroom, site).items()}
        names = "|".join(re.escape(host) for host in sorted(newsroom.sites, key=len, reverse=True))
        self.links = re.compile(rf"http://({names})(?=[/\"'<\s?#]|$)")

    def find(self, host: str, path: str, query: str) -> Document | None:
        """What stands at an address; tracking parameters do not count."""
        pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if not pair[0].startswith("utm_")]
        return self.documents.get((host, path + (f"?{urlencode(pairs)}" if pairs else "")))


def documents(newsroom: Newsroom, site: Site) -> dict[str, Document]:
    """Everything that one host serves, by path and query."""
    found = {
        "/": Document(pages.home_page(site), "text/html", site.encoding, newest(list(site.pages))),
        "/robots.txt": Document(site.robots.lstrip(), "text/plain"),
    }
    for feed in site.feeds:
        entries = newsroom.entries(feed)
        text = feeds.document(site, feed, entries)
        found[feed.path] = Document(text, pages.MEDIA_TYPES[feed.format], feed.encoding,
                                    newest([page for _, page in entries]))
    for page in site.pages:
        if page.serves == "redirect":
            found[page.path] = Document("", "text/plain", to=page.to)
        elif page.serves != "gone":
            found[page.path] = Document(pages.article_page(site, page), "text/html", site.encoding, page.when)
    return found


def newest(some: list[Page]) -> datetime:
    """When the newest of some pages was published."""
    return max((page.when for page in some), default=EPOCH)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection; the web and the log belong to the server."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one packet: apart, Nagle and delayed ACK cost 40 ms an answer
    server: Server

    def do_GET(self) -> None:
        """Find the document and answer, or say what is missing."""
        started = time.time()
        self.status, self.sent = 0, 0
        try:
            host, path, query, prefix = self.locate()
        except ValueError:
            self.reply(400, b"not an address\n", PLAIN)
            return
        if host == CONTROL:
            self.control(path)
            return
        self.answer(host, path, query, prefix)
        self.server.log.append({
            "time": started, "method": self.command, "host": host, "path": path + (f"?{query}" if query else ""),
            "status": self.status, "bytes": self.sent, "agent": self.headers.get("User-Agent"),
            "conditional": bool({"if-none-match", "if-modified-since"} & {name.lower() for name in self.headers})})

    def do_HEAD(self) -> None:
        """The same without the body."""
        self.do_GET()

    def do_CONNECT(self) -> None:
        """Refuse to be a tunnel: there is nothing secret here."""
        self.close_connection = True
        self.reply(501, b"this proxy speaks http:// only\n", PLAIN)

    def locate(self) -> tuple[str, str, str, str]:
        """Host, path, query, and the prefix that links need in path mode ('' otherwise)."""
        target = urlsplit(self.path)
        named = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        if target.scheme:
            return (target.hostname or "").lower(), target.path or "/", target.query, ""
        if named in self.server.web.newsroom.sites:
            return named, target.path, target.query, ""
        host, _, rest = target.path.lstrip("/").partition("/")
        return host.lower(), f"/{rest}", target.query, f"http://{self.headers.get('Host')}/"

    def control(self, path: str) -> None:
        """The pages about the server itself."""
        sites = self.server.web.newsroom.sites
        answers: dict[str, Any] = {
            "/log.json": list(self.server.log),
            "/hosts.json": {host: [feed.url for feed in site.feeds] for host, site in sites.items()},
        }
        if path in answers:
            body = json.dumps(answers[path], ensure_ascii=False, indent=1).encode()
            self.reply(200, body, {"Content-Type": "application/json"})
        else:
            self.reply(404, b"there are /log.json and /hosts.json\n", PLAIN)

    def answer(self, host: str, path: str, query: str, prefix: str) -> None:
        """Send the document or where it went, or say what is missing."""
        web = self.server.web
        document = web.find(host, path, query)
        if host not in web.newsroom.sites:
            self.reply(502, b"no such host in the newsroom\n", PLAIN)
        elif document is None:
            self.reply(404, b"there is no such page\n", PLAIN)
        elif document.to:
            self.reply(301, b"", {"Location": document.to.replace("http://", prefix or "http://")})
        else:
            self.send(document, document.body(prefix, web.links))

    def send(self, document: Document, body: bytes) -> None:
        """The document with its validators, or that it is unchanged."""
        tag = f'"{hashlib.sha1(body).hexdigest()[:20]}"'
        headers = {"Content-Type": f"{document.media_type}; charset={document.encoding}", "ETag": tag,
                   "Last-Modified": format_datetime(document.modified.astimezone(UTC), usegmt=True),
                   "Cache-Control": "max-age=60", "Vary": "Accept-Encoding"}
        if self.is_unchanged(tag, document.modified):
            self.reply(304, b"", headers)
            return
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 500:
            body, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        self.reply(200, body, headers)

    def is_unchanged(self, tag: str, modified: datetime) -> bool:
        """Whether the client's validators still hold; the tag decides where both are sent (RFC 9110)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in tags.split(",")]
        try:
            return modified <= parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):
            return False

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Write one whole answer."""
        self.status = status
        self.send_response_only(status)
        length = {} if status == 304 else {"Content-Length": str(len(body))}
        for name, value in {"Date": formatdate(usegmt=True), "Server": "newsroom/1", **headers, **length}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and body:
            self.sent = self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the base class gives it
        """Keep the terminal quiet: the log is asked for over HTTP."""


class Server(ThreadingHTTPServer):
    """The newsroom on a port of loopback; closing it also ends the connections that are still open."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.web = Web(read_newsroom())
        self.log: deque[dict[str, Any]] = deque(maxlen=100_000)
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def address(self) -> str:
        """What to give as --proxy."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it lasts."""
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hangs up go without a word; anything else is a mistake of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """End the serving thread, every open connection and the listening socket."""
        self.shutdown()
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


def start(port: int = 0) -> tuple[Server, str]:
    """Serve from a thread of this process; the address is for --proxy, `stop()` ends it."""
    server = Server(port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server, server.address


def main() -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one, printed)")
    server = Server(parser.parse_args().port)
    articles = sum(page.serves == "article" for page in server.web.newsroom.pages.values())
    print(f"{server.address} {len(server.web.newsroom.sites)} hosts, {articles} articles", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
