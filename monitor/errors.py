"""What can go wrong, sorted by what the caller does next.

    MonitorError
    ├── Transient      try again later; `after` says how long from now
    │   ├── Silent         it kept us waiting until the deadline: the host is slow, or gone
    │   └── Insecure       no secure connection: of what the host says over http we know nothing
    ├── Final          the entry ends here, in the fate that the class names
    │   ├── Refused        we may not or will not fetch it: robots, address, type, size
    │   ├── Gone           the publisher says that it is no more
    │   ├── Unreachable    it cannot be had, and another try would not help
    │   ├── Walled         a consent, bot or login wall stands before it
    │   └── Unreadable     fetched, but there is no article in it
    ├── Offline        the machine itself has no network; nobody is to blame
    ├── Conflict       somebody filed a repeat meanwhile: compare again
    ├── Unknown        nothing has the id that the person named (exit 1)
    ├── Misused        the person asked for something that is not there or not allowed (exit 2)
    └── Failed         the program cannot go on: store, broker, disk, version (exit 3)
        └── Unavailable    a server does not answer just now: who keeps running waits for it
"""

from __future__ import annotations

from datetime import timedelta

from monitor.model import Fate


class MonitorError(Exception):
    """The root: its text is one sentence for a reader."""


class Transient(MonitorError):
    """Try again later; `after` is the wait the other side asked for, if it asked."""

    def __init__(self, reason: str, after: timedelta | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.after = after
        self.status = status


class Silent(Transient):
    """Nothing, or not all of it, came before the deadline: a host that keeps one waiting is left alone for a while."""


class Insecure(Transient):
    """Its certificate or its handshake fails: that of one scheme, which says nothing of the host's other one."""


class Offline(Transient):
    """The machine has no network: no feed and no host is to blame."""


class Final(MonitorError):
    """The entry ends here, in this class's fate; the text is the reason."""

    fate = Fate.UNREACHABLE
    status: int | None = None               # of the answer that showed it; None: nobody was asked, or nothing answered


class Refused(Final):
    """We may not or will not fetch it: robots, address, scheme, type, size."""

    fate = Fate.REFUSED


class Gone(Final):
    """The publisher says that it is no more (404, 410)."""

    fate = Fate.GONE


class Unreachable(Final):
    """It cannot be had, and another try would not help: redirects without end, nonsense for an answer."""

    fate = Fate.UNREACHABLE


class Walled(Final):
    """A consent, bot or login wall stands before it."""

    fate = Fate.WALL


class Unreadable(Final):
    """Fetched, but no article could be read out of it."""

    fate = Fate.UNREADABLE


class Conflict(MonitorError):
    """Between the comparison and the writing somebody filed what may repeat this article: compare again."""


class Unknown(MonitorError):
    """Nothing has the id that the person named; the command line ends with 1."""


class Misused(MonitorError):
    """The person asked for what is not there or not allowed; the command line ends with 2."""


class Failed(MonitorError):
    """The program cannot go on: a store, broker, disk or version that does not serve; the command line ends with 3."""


class Unavailable(Failed):
    """A server of ours does not answer just now; who keeps running waits for it, a single command ends with 3."""
