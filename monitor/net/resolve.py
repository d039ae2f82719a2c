"""Resolving names within a deadline: the system's resolver has none, so it runs in a thread of its own."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence

MOST_AT_ONCE = 64
MOST_SECONDS = 5.0  # a resolver that has not answered by then is not going to
SLICE = 0.2         # how soon a stop is seen
# Names that stand as long as there is an internet: a resolver that knows none of them is ours, and broken. Some answer
# «no such name» to all they are asked where there is no network.
CONTROL_NAMES = ("a.root-servers.net", "www.iana.org")
CONTROL_SECONDS = 3.0


class NoAnswer(TimeoutError):
    """No resolver answered in time."""


def system(host: str, port: int) -> list[str]:
    """Ask the system's resolver; returns numbers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(address[0]) for *_, address in found]


class Resolver:
    """Resolves in daemon threads, so that one that hangs can be abandoned."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._slots = threading.BoundedSemaphore(MOST_AT_ONCE)

    def ask(self, host: str, port: int, deadline: float) -> Sequence[str]:
        """The numbers of a name; raises OSError as the system does, or NoAnswer."""
        deadline = min(deadline, time.monotonic() + MOST_SECONDS)
        if not self._slots.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise NoAnswer
        answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()
        threading.Thread(target=self._run, args=(host, port, answers), daemon=True).start()
        while not self._stopping.is_set():
            left = deadline - time.monotonic()
            if left <= 0:
                raise NoAnswer
            try:
                answer = answers.get(timeout=min(left, SLICE))
            except queue.Empty:
                continue
            if isinstance(answer, OSError):
                raise answer
            return answer
        raise ConnectionAbortedError

    def _run(self, host: str, port: int, answers: queue.SimpleQueue[list[str] | OSError]) -> None:
        try:
            answers.put(system(host, port))
        except OSError as error:
            answers.put(error)
        except UnicodeError:                # a label that the system's IDNA cannot encode
            answers.put(socket.gaierror(socket.EAI_NONAME, "no such name"))
        finally:
            self._slots.release()


def has_network(ask: Callable[[str, int, float], Sequence[str]]) -> bool:
    """Whether this machine has a route to the internet and a resolver that knows any name at all."""
    if not has_route():
        return False
    deadline = time.monotonic() + CONTROL_SECONDS
    for name in CONTROL_NAMES:
        try:
            if ask(name, 443, deadline):
                return True
        except OSError:
            continue
    return False


def has_route() -> bool:
    """Whether there is a route out; the kernel is asked, and no packet is sent."""
    for family, number in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((number, 9))
                return True
        except OSError:
            continue
    return False
