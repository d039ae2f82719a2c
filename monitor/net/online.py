"""Whether this machine has a network: checked when a host cannot be reached, before it is blamed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from monitor.errors import Offline

OFFLINE = "This machine has no network."
MOST_UNREACHED = 8          # hosts in a row that took no connection, and none in between: the way out is closed
REMEMBERED = 10.0           # seconds; after them the network is looked at again


class Online:
    """What all threads of a fetcher know of the network; after one check found none, the others need not wait."""

    def __init__(self, has_network: Callable[[], bool]) -> None:
        self._has_network = has_network
        self._lock = threading.Lock()
        self._offline_until = 0.0
        self._online_until = 0.0
        self._unreached: set[str] = set()   # since the last connection

    def check(self) -> None:
        """Raises Offline if the network was missing a moment ago."""
        if time.monotonic() < self._offline_until:
            raise Offline(OFFLINE)

    def reached(self) -> None:
        """Note that a connection was accepted."""
        self._unreached.clear()

    def look(self) -> None:
        """A name or a route was not found: raises Offline if the fault is ours, not the host's."""
        with self._lock:
            self.check()
            if time.monotonic() < self._online_until:
                return
            if self._has_network():
                self._online_until = time.monotonic() + REMEMBERED
                return
            self._missing()

    def unreached(self, host: str) -> None:
        """A host did not accept a connection; raises Offline after many such hosts in a row."""
        with self._lock:
            self._unreached.add(host)
            if len(self._unreached) >= MOST_UNREACHED:
                self._missing()

    def _missing(self) -> None:
        self._offline_until = time.monotonic() + REMEMBERED
        raise Offline(OFFLINE)
