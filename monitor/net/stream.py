"""The bytes of one connection. Deadline and byte budget are enforced below every parser."""

from __future__ import annotations

import contextlib
import io
import select
import socket
import ssl
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from monitor.net.limits import Hurry

BUFFER = 1 << 16


class TooMuch(Exception):
    """More bytes came than the budget allows."""


class Stream(io.RawIOBase):
    """A socket to read from; it also stands in for the socket that `http.client.HTTPResponse` expects."""

    def __init__(self, opened: socket.socket | ssl.SSLSocket) -> None:
        super().__init__()
        self.socket = opened
        self.deadline = 0.0
        self.budget = 0                     # bytes that may still come
        self.received = 0                   # bytes that came since the request
        self._hurry: Hurry | None = None
        self._since = 0.0                   # the request, then the first byte of its answer
        self._silent = False
        self._reader = _Reader(self, BUFFER)

    def begin(self, deadline: float, budget: int, hurry: Hurry | None = None) -> None:
        """Start a request: everything until its answer is read must happen before the deadline."""
        self.deadline, self.budget, self.received = deadline, budget, 0
        self._hurry, self._since = hurry, time.monotonic()

    def send(self, data: bytes) -> None:
        self.socket.settimeout(self._left())
        self.socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """The same reader for every answer of this connection, so that surplus bytes are seen, not lost."""
        return self._reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        if self._silent:
            return None
        if self.budget <= 0:
            raise TooMuch
        self.socket.settimeout(self._left())
        count = self.socket.recv_into(buffer)
        if not self.received:
            self._since = time.monotonic()
        self.budget -= count
        self.received += count
        return count

    def has_surplus(self) -> bool:
        """Whether bytes came that belong to no answer; such a connection is not used again."""
        self._silent = True
        try:
            return bool(self._reader.peek(1)) or self._is_readable()
        finally:
            self._silent = False

    def _is_readable(self) -> bool:
        poll = select.poll() if hasattr(select, "poll") else None
        if poll is None:
            return bool(select.select([self.socket], [], [], 0)[0])
        poll.register(self.socket, select.POLLIN)
        return bool(poll.poll(0))

    def _left(self) -> float:
        left = min(self.deadline, self._hurried()) - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _hurried(self) -> float:
        """When a hurried request ends unless more bytes come; infinity if it is not hurried."""
        if self._hurry is None:
            return float("inf")
        return self._since + max(self._hurry.spell, self.received / self._hurry.least)

    def shut(self) -> None:
        """Close the socket itself."""
        with contextlib.suppress(OSError):
            self.socket.close()


class _Reader(io.BufferedReader):
    """A reader that the response may close at its end without closing the connection."""

    def close(self) -> None:
        """Do nothing: `Stream.shut` closes."""
