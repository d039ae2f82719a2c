"""The port `Fetcher`: one address in, one answer out, guarded from the host name to the last byte."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from monitor.errors import Insecure, Misused, Offline, Refused, Silent, Transient, Unreachable
from monitor.model import AddressKeys, Response, Validators
from monitor.net import exchange
from monitor.net.connections import Connections, NoConnection, Origin, Proxy, ProxyDown
from monitor.net.exchange import Answer
from monitor.net.guard import Guard
from monitor.net.kinds import ACCEPT
from monitor.net.limits import Limit, Limits
from monitor.net.online import Online
from monitor.net.resolve import NoAnswer, Resolver, has_network
from monitor.net.stream import Stream
from monitor.stages import address

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_NETWORK = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})


class WebFetcher:
    """Fetches for many threads; keeps connections, but no cookies or credentials, and ignores the environment."""

    def __init__(
        self,
        agent: str,
        allow: frozenset[str] = frozenset(),
        proxy: str | None = None,
        limits: Limits | None = None,
        *,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        is_online: Callable[[], bool] | None = None,
    ) -> None:
        """`allow` holds HOST:PORT entries; resolver, TLS context and network check can be replaced in tests."""
        if not (agent.isascii() and agent.isprintable()):
            raise Misused("The contact address takes printable ASCII characters.")
        self._agent = agent
        self._limits = limits or Limits.of()
        self._proxy = Proxy.of(proxy) if proxy else None
        self._stopping = threading.Event()
        resolver = resolver or Resolver(self._stopping)
        self._connections = Connections(Guard(allow), self._proxy, resolver, tls)
        self._online = Online(is_online or (lambda: has_network(resolver.ask)))

    def get(
        self, url: str, *, kind: str, validators: Validators | None = None, follow_elsewhere: bool = False,
        hurry: bool = False,
    ) -> Response:
        """
        One address, its redirects followed by hand under one deadline.

        robots.txt is followed to other hosts, as RFC 9309 asks, and where it leads where we may not go the redirect
        itself is the answer.
        """
        limit = self._limits.of_kind(kind, hurry=hurry)
        began = time.monotonic()
        target = address.keys(url)
        redirects: list[tuple[int, str]] = []
        wire_size = 0
        while True:
            answer = self._answer(target, kind, limit, began + limit.seconds, validators)
            wire_size += answer.wire_size
            following = self._following(target, answer, kind)
            if following is not None:
                redirects.append((answer.status, following.url))
            leaves = following is not None and following.host != target.host
            if following is None or (leaves and not follow_elsewhere and kind != "robots"):
                return Response(
                    url=target.url, status=answer.status, headers=answer.headers, body=answer.body,
                    seconds=time.monotonic() - began, redirects=tuple(redirects),
                    elsewhere=following.url if following is not None else None,
                    wire_size=wire_size, truncated=answer.truncated, packed=answer.packed,
                )
            before = {address.keys(url).url, *(place for _, place in redirects[:-1])}
            if len(redirects) > MOST_REDIRECTS or following.url in before:
                raise Unreachable(f"{target.host} redirects without end.")
            target = following

    def close(self) -> None:
        """Close what is open, from any thread; later requests fail at once."""
        self._stopping.set()
        self._connections.close()

    def _following(self, target: AddressKeys, answer: Answer, kind: str) -> AddressKeys | None:
        """The address that a redirect leads to, if any; raises Refused if we may not go there."""
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return None
        try:
            following = address.keys(_unicode(location), target.url)
            self._connections.check(Origin.of(following.url))
        except Refused as error:
            if kind == "robots":
                return None
            raise Refused(f"{target.host} redirects to where we do not go: {error}") from error
        return following

    def _answer(
        self, target: AddressKeys, kind: str, limit: Limit, deadline: float, validators: Validators | None
    ) -> Answer:
        """Ask one address, and turn what goes wrong into our own errors."""
        host = target.host
        try:
            answer = self._ask(target, kind, limit, deadline, validators)
        except ProxyDown:
            raise Offline("The proxy does not answer.") from None
        except (socket.gaierror, NoAnswer) as error:
            raise self._stopped() or self._unknown_name(host, error) from error
        except NoConnection as error:
            raise self._stopped() or self._unreached(target, limit) from error
        except TimeoutError as error:
            raise self._stopped() or _silent(host, limit) from error
        except ssl.SSLCertVerificationError as error:
            raise Insecure(f"The certificate of {host} is not valid: {error.verify_message}.") from error
        except ssl.SSLError as error:
            raise self._stopped() or Insecure(f"No secure connection to {host}.") from error
        except OSError as error:
            raise self._stopped() or self._unconnected(host, error) from error
        except http.client.HTTPException as error:
            raise Unreachable(f"The answer of {host} is no HTTP.") from error
        return answer

    def _ask(
        self, target: AddressKeys, kind: str, limit: Limit, deadline: float, validators: Validators | None
    ) -> Answer:
        """Ask on an idle connection if there is one; if that turns out to be dead, once more on a new one."""
        origin = Origin.of(target.url)
        request = self._request(target, kind, validators)
        self._connections.check(origin)
        stream = self._connections.take(origin)
        if stream is not None:
            try:
                return self._exchange(stream, origin, request, kind, limit, deadline)
            except (ConnectionError, http.client.RemoteDisconnected):
                if stream.received:
                    raise
        if self._connections.needs_network(origin):
            self._online.check()
        stream = self._connections.open(origin, deadline)
        self._online.reached()
        return self._exchange(stream, origin, request, kind, limit, deadline)

    def _exchange(
        self, stream: Stream, origin: Origin, request: bytes, kind: str, limit: Limit, deadline: float
    ) -> Answer:
        answer = None
        try:
            answer = exchange.ask(stream, request, kind, limit, deadline)
            return answer
        finally:
            if answer is not None and answer.is_reusable:
                self._connections.give_back(origin, stream)
            else:
                self._connections.drop(stream)

    def _request(self, target: AddressKeys, kind: str, validators: Validators | None) -> bytes:
        parts = urlsplit(target.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        is_proxied = self._proxy is not None and parts.scheme == "http"
        lines = [
            f"GET {target.url if is_proxied else path} HTTP/1.1",
            f"Host: {target.host}",
            f"User-Agent: {self._agent}",
            f"Accept: {ACCEPT[kind]}",
            "Accept-Encoding: gzip, deflate",
        ]
        if is_proxied and self._proxy is not None and self._proxy.authorization:
            lines.append(f"Proxy-Authorization: {self._proxy.authorization}")
        if validators is not None and validators.url == target.url:     # they belong to the address that gave them
            lines += _conditions(validators)
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _stopped(self) -> Transient | None:
        return Offline("The program is stopping.") if self._stopping.is_set() else None

    def _unknown_name(self, host: str, error: OSError) -> Transient:
        self._online.look()
        if isinstance(error, NoAnswer) or error.errno == socket.EAI_AGAIN:
            return Transient(f"The name {host} could not be looked up.")
        return Transient(f"Nobody knows the name {host}.")

    def _unconnected(self, host: str, error: OSError) -> Transient:
        if error.errno in _NO_NETWORK:
            self._online.look()
            return Transient(f"There is no way to {host}.")
        if isinstance(error, ConnectionRefusedError):
            return Transient(f"{host} refuses connections.")
        return Transient(f"{host} broke off the connection.")

    def _unreached(self, target: AddressKeys, limit: Limit) -> Transient:
        if self._connections.needs_network(Origin.of(target.url)):
            self._online.unreached(target.host)
        return Silent(f"{target.host} took no connection within {limit.seconds:g} seconds.")


def _silent(host: str, limit: Limit) -> Silent:
    if limit.hurry is not None:
        return Silent(f"{host} was too slow for a first try; the next one waits longer.")
    return Silent(f"{host} gave no whole answer within {limit.seconds:g} seconds.")


def _conditions(validators: Validators) -> list[str]:
    """The validators, byte for byte as the server gave them; what no server can have given is left out."""
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return [f"{name}: {value}" for name, value in pairs if value and _is_header(value)]


def _is_header(value: str) -> bool:
    return not any(character in "\r\n\0" or ord(character) > 255 for character in value)


def _unicode(location: str) -> str:
    """A Location header as UTF-8, which http.client reads as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
