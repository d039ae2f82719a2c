"""Whether this machine has a network: asked when a host cannot be reached, before anybody is blamed for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from monitor.errors import Offline

OFFLINE = "This machine has no network."
MOST_UNREACHED = 8          # hosts in a row that took no connection, and none in between: the way out is closed
REMEMBERED = 10.0           # seconds; after them the network is looked at again


class Online:
    """What is known of the network by all threads of a fetcher; a look that found none spares the others the wait."""

    def __init__(self, has_network: Callable[[], bool]) -> None:
        self._has_network = has_network
        self._lock = threading.Lock()
        self._offline_until = 0.0
        self._online_until = 0.0
        self._unreached: set[str] = set()   # since the last connection

    def check(self) -> None:
        """Raises Offline where the network was missing a moment ago."""
        if time.monotonic() < self._offline_until:
            raise Offline(OFFLINE)

    def reached(self) -> None:
        """Somebody took a connection."""
        self._unreached.clear()

    def look(self) -> None:
        """A name or a way could not be found: raises Offline where that is our matter, not its owner's."""
        with self._lock:
            self.check()
            if time.monotonic() < self._online_until:
                return
            if self._has_network():
                self._online_until = time.monotonic() + REMEMBERED
                return
            self._missing()

    def unreached(self, host: str) -> None:
        """A host took no connection; raises Offline where many in a row did not."""
        with self._lock:
            self._unreached.add(host)
            if len(self._unreached) >= MOST_UNREACHED:
                self._missing()

    def _missing(self) -> None:
        self._offline_until = time.monotonic() + REMEMBERED
        raise Offline(OFFLINE)
