"""Frames on a pipe: four bytes of length, then that many bytes."""

from __future__ import annotations

import os
import select
import struct
from time import monotonic

LENGTH = struct.Struct("!I")
MOST = 64 * 1024 * 1024         # no document and no answer is larger
CHUNK = 1 << 18


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """The deadline passed."""


class TooLarge(Exception):
    """A frame announces more bytes than any honest one has."""


def frame(*parts: bytes) -> bytes:
    """The parts as one frame each."""
    return b"".join(piece for part in parts for piece in (LENGTH.pack(len(part)), part))


def write(descriptor: int, data: bytes, deadline: float) -> None:
    """Write everything to a non-blocking descriptor before the deadline."""
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    rest = memoryview(data)
    while rest:
        _wait(poll, deadline)
        try:
            rest = rest[os.write(descriptor, rest[:CHUNK]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise Closed from error


def read(descriptor: int, deadline: float) -> bytes:
    """Read one frame from a non-blocking descriptor before the deadline."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    head = _exactly(poll, descriptor, LENGTH.size, deadline)
    (length,) = LENGTH.unpack(head)
    if length > MOST:
        raise TooLarge
    return _exactly(poll, descriptor, length, deadline)


def _exactly(poll: select.poll, descriptor: int, size: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while size:
        _wait(poll, deadline)
        try:
            part = os.read(descriptor, min(size, CHUNK))
        except BlockingIOError:
            continue
        except OSError as error:
            raise Closed from error
        if not part:
            raise Closed
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(poll: select.poll, deadline: float) -> None:
    left = deadline - monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise Late


def read_blocking(descriptor: int) -> bytes | None:
    """Read one frame, waiting as long as needed; None at the end of input."""
    head = _all_of(descriptor, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    return _all_of(descriptor, length) if length <= MOST else None


def _all_of(descriptor: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(descriptor, min(size, CHUNK))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_blocking(descriptor: int, data: bytes) -> None:
    """Write everything, waiting as long as needed."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
