"""A pool of connections. It knows every open socket, so that a stop can close them all."""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from monitor.errors import Misused, Refused, Transient, Unreachable
from monitor.net.guard import Guard, as_number
from monitor.net.resolve import Resolver
from monitor.net.stream import Stream
from monitor.stages import hostname

MOST_TRIED = 4              # numbers of one name
MOST_IDLE = 64
IDLE_SECONDS = 15.0         # many servers close after 15; one that closed is seen before it is used again
HEADERS = 256 * 1024        # bytes that may come before a body begins, read ahead included


class ProxyDown(Exception):
    """The proxy itself cannot be reached."""


class NoConnection(TimeoutError):
    """No connection was accepted before the deadline: the host is dead, or we have no network."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The server that a connection leads to."""

    scheme: str
    host: str               # canonical, IPv6 in brackets
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """The origin of a cleaned address."""
        parts = urlsplit(url)
        name, _, port = parts.netloc.rpartition(":") if not parts.netloc.endswith("]") else (parts.netloc, "", "")
        if not name:
            return cls(parts.scheme, parts.netloc, 443 if parts.scheme == "https" else 80)
        return cls(parts.scheme, name, int(port) if port else 443 if parts.scheme == "https" else 80)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A person's HTTP proxy; its own address is not judged."""

    host: str
    port: int
    authorization: str | None = None

    @classmethod
    def of(cls, url: str) -> Proxy:
        """Parse http://HOST:PORT, with user and password if given; raises Misused without repeating them."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            port = parts.port or 80
            host = hostname.canonical(f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "")
        except (ValueError, Refused):
            raise Misused("--proxy takes http://HOST:PORT.") from None
        if parts.scheme != "http" or parts.path not in ("", "/"):
            raise Misused("--proxy takes http://HOST:PORT.")
        if parts.username is None:
            return cls(host, port)
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        return cls(host, port, f"Basic {base64.b64encode(secret).decode('ascii')}")


class Connections:
    """A pool of connections: each serves one request at a time, and idle ones are kept for a while."""

    def __init__(self, guard: Guard, proxy: Proxy | None, resolver: Resolver, tls: ssl.SSLContext | None) -> None:
        self._guard = guard
        self._proxy = proxy
        self._resolver = resolver
        self._tls = tls
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        self._idle: list[tuple[Origin | Proxy, Stream, float]] = []
        self._closed = False

    def take(self, origin: Origin) -> Stream | None:
        """An idle connection that is still alive; None if there is none."""
        key = self._key(origin)
        while True:
            with self._lock:
                place = next((n for n in reversed(range(len(self._idle))) if self._idle[n][0] == key), None)
                if place is None:
                    return None
                _, stream, since = self._idle.pop(place)
            if time.monotonic() - since < IDLE_SECONDS and not stream.has_surplus():
                return stream
            self.drop(stream)

    def give_back(self, origin: Origin, stream: Stream) -> None:
        """Keep the connection for the next request, unless it holds bytes that nobody asked for."""
        if stream.has_surplus():
            self.drop(stream)
            return
        with self._lock:
            if not self._closed:
                self._idle.append((self._key(origin), stream, time.monotonic()))
                stream = self._idle.pop(0)[1] if len(self._idle) > MOST_IDLE else stream
                if any(stream is kept for _, kept, _ in self._idle):
                    return
        self.drop(stream)

    def drop(self, stream: Stream) -> None:
        """Close the connection."""
        with self._lock:
            self._live.discard(stream.socket)
        stream.shut()

    def open(self, origin: Origin, deadline: float) -> Stream:
        """Open a connection to a permitted number, or through the proxy."""
        if self._proxy is not None:
            return self._through_proxy(self._proxy, origin, deadline)
        numbers = self._guard.numbers(
            origin.host, origin.port, lambda host, port: self._resolver.ask(host, port, deadline)
        )
        stream = Stream(self._connect(numbers, origin.port, deadline))
        return self._secured(stream, origin, deadline) if origin.scheme == "https" else stream

    def needs_network(self, origin: Origin) -> bool:
        """Whether this address is reached over the network: not by proxy, nor because a person permitted it."""
        return self._proxy is None and not self._guard.is_permitted(origin.host, origin.port)

    def check(self, origin: Origin) -> None:
        """Refuse what can be refused before anything is sent."""
        if self._proxy is not None:
            self._guard.check_unresolved(origin.host, origin.port)
        else:
            self._guard.check_spelling(origin.host, origin.port)

    def close(self) -> None:
        """Close every socket at once: whoever reads from one gets an error."""
        with self._lock:
            self._closed = True
            live = list(self._live)
            idle, self._idle = self._idle, []
        for opened in live:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        for _, stream, _ in idle:
            self.drop(stream)

    def _key(self, origin: Origin) -> Origin | Proxy:
        """The pool's key; plain connections to a proxy serve all hosts."""
        return self._proxy if self._proxy is not None and origin.scheme == "http" else origin

    def _connect(self, numbers: list[str], port: int, deadline: float) -> socket.socket:
        failure: OSError = ConnectionRefusedError()
        for tried, number in enumerate(numbers[:MOST_TRIED]):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            opened = socket.socket(socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM)
            try:
                self._watch(opened)
                opened.settimeout(left / (min(len(numbers), MOST_TRIED) - tried))
                opened.connect((number, port))
                return opened
            except OSError as error:
                self._unwatch(opened)
                opened.close()
                failure = error
        if isinstance(failure, TimeoutError):
            raise NoConnection from failure
        raise failure

    def _watch(self, opened: socket.socket) -> None:
        with self._lock:
            if self._closed:
                raise ConnectionAbortedError
            self._live.add(opened)

    def _unwatch(self, opened: socket.socket) -> None:
        with self._lock:
            self._live.discard(opened)

    def _secured(self, stream: Stream, origin: Origin, deadline: float) -> Stream:
        """Start TLS, and check the certificate against the name that was asked for."""
        number = as_number(origin.host)
        plain = stream.socket
        plain.settimeout(max(0.001, deadline - time.monotonic()))
        self._unwatch(plain)
        try:
            secured = self._context().wrap_socket(
                plain, server_hostname=str(number) if number else origin.host, do_handshake_on_connect=False
            )
        except OSError:
            plain.close()
            raise
        try:
            self._watch(secured)
            secured.do_handshake()
        except BaseException:
            self._unwatch(secured)
            secured.close()
            raise
        return Stream(secured)

    def _context(self) -> ssl.SSLContext:
        with self._lock:
            if self._tls is None:
                self._tls = _trusting()
            return self._tls

    def _through_proxy(self, proxy: Proxy, origin: Origin, deadline: float) -> Stream:
        self._guard.check_unresolved(origin.host, origin.port)
        number = as_number(proxy.host)
        try:
            numbers = [str(number)] if number else list(self._resolver.ask(proxy.host, proxy.port, deadline))
            stream = Stream(self._connect(numbers, proxy.port, deadline))
        except OSError as error:
            if self._closed:
                raise
            raise ProxyDown from error
        if origin.scheme == "http":
            return stream
        try:
            self._tunnel(stream, proxy, origin, deadline)
        except BaseException:
            self.drop(stream)
            raise
        return self._secured(stream, origin, deadline)

    def _tunnel(self, stream: Stream, proxy: Proxy, origin: Origin, deadline: float) -> None:
        place = f"{origin.host}:{origin.port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
        lines += [f"Proxy-Authorization: {proxy.authorization}"] if proxy.authorization else []
        stream.begin(deadline, HEADERS)
        stream.send("\r\n".join([*lines, "", ""]).encode("ascii"))
        answer = http.client.HTTPResponse(stream, method="CONNECT")     # type: ignore[arg-type]  # plays the socket
        answer.begin()
        if answer.status in (502, 503, 504):
            raise Transient(f"The proxy could not reach {origin.host}.", status=answer.status)
        if answer.status != 200:
            raise Unreachable(f"The proxy answered {answer.status} to a tunnel to {place}.")


def _trusting() -> ssl.SSLContext:
    """A TLS context with the system's certificates, or Mozilla's if the system has none."""
    context = ssl.create_default_context()
    places = ssl.get_default_verify_paths()
    if places.cafile is None and places.capath is None:
        import certifi

        context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
