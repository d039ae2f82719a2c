"""The address guard: the numbers and ports that a stranger's link may make us connect to."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence

from monitor.errors import Misused, Refused
from monitor.stages import hostname

Resolve = Callable[[str, int], Sequence[str]]
Number = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({80, 443})
# Names that resolvers keep for this machine and this network: refused where a proxy resolves, out of our sight.
_INSIDE_NAMES = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "corp", "home")

_UNICAST = ipaddress.IPv6Network("2000::/3")        # the only IPv6 space given out for the public internet
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/96")      # its /48 may hide numbers elsewhere, too
_REFUSED = (                                        # some of it `is_global` in one Python and not in the next
    ipaddress.ip_network("192.0.0.0/24"),           # protocol assignments, as 2001::/23
    ipaddress.ip_network("2001::/23"),
    ipaddress.ip_network("192.88.99.0/24"),         # anycast of 6to4 relays
    ipaddress.ip_network("3fff::/20"),              # documentation
    ipaddress.ip_network("2001:db8::/32"),
)
_LAST_32 = 0xFFFF_FFFF


def is_public(number: Number) -> bool:
    """Whether a number is on the public internet, even if it wraps another number."""
    if isinstance(number, ipaddress.IPv6Address):
        wrapped = _wrapped(number)
        if wrapped:
            return all(is_public(inner) for inner in wrapped)
        if number not in _UNICAST:
            return False
    return number.is_global and not number.is_multicast and not any(
        number in network for network in _REFUSED if network.version == number.version
    )


def _wrapped(number: ipaddress.IPv6Address) -> list[Number]:
    """The IPv4 numbers inside an IPv6 number: mapped, compatible, NAT64, 6to4, Teredo, ISATAP."""
    value = int(number)
    last = ipaddress.IPv4Address(value & _LAST_32)
    if number.ipv4_mapped is not None or number in _NAT64 or number in _LOCAL_NAT64 or value >> 32 == 0:
        return [last]
    if number.sixtofour is not None:
        return [number.sixtofour]
    if number.teredo is not None:
        return list(number.teredo)
    if (value >> 32) & _LAST_32 in (0x0000_5EFE, 0x0200_5EFE):
        prefix = ipaddress.IPv6Address(value >> 64 << 64 | 1)
        return [last, prefix] if prefix in _UNICAST else [last, ipaddress.IPv4Address(0)]
    return []


class Guard:
    """What may be connected to: the public internet at ports 80 and 443, and what a person permitted."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allow = frozenset(permitted(entry) for entry in allow)
        self._ports = PORTS | {port for _, port in self._allow}

    def check_spelling(self, host: str, port: int) -> None:
        """Refuse what can be refused before the name is resolved; the host is in canonical form."""
        if (host, port) in self._allow:
            return
        if (number := as_number(host)) is not None:
            self._judge(host, number, port)
        elif port not in self._ports:
            raise Refused(f"Port {port} of {host} is not permitted.")

    def check_unresolved(self, host: str, port: int) -> None:
        """Judge a host that a proxy will resolve: the number if it is one, else the name."""
        self.check_spelling(host, port)
        if (host, port) in self._allow or as_number(host) is not None:
            return
        if port not in PORTS:
            raise Refused(f"Port {port} of {host} is not permitted.")
        if any(host == name or host.endswith(f".{name}") for name in _INSIDE_NAMES):
            raise Refused(f"{host} is a name of an inside network.")

    def is_permitted(self, host: str, port: int) -> bool:
        """Whether a person permitted exactly this name or number and port."""
        return (host, port) in self._allow

    def numbers(self, host: str, port: int, resolve: Resolve) -> list[str]:
        """The numbers to connect to: the name is resolved once, and all its numbers must be permitted."""
        self.check_spelling(host, port)
        if (number := as_number(host)) is not None:
            return [str(number)]
        answers = list(dict.fromkeys(resolve(host, port)))
        if (host, port) not in self._allow:
            for answer in answers:
                self._judge(host, ipaddress.ip_address(answer), port)
        return answers

    def _judge(self, host: str, number: Number, port: int) -> None:
        if (_spelled(number), port) in self._allow:
            return
        if not is_public(number):
            leads = "is" if as_number(host) is not None else f"leads to {number}, which is"
            raise Refused(f"{host} {leads} not on the public internet.")
        if port not in PORTS:
            raise Refused(f"Port {port} of {host} is not permitted.")


def as_number(host: str) -> Number | None:
    """The number that a canonical host stands for; None for a name."""
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def permitted(entry: str) -> tuple[str, int]:
    """Parse HOST:PORT as a person writes it; raises Misused."""
    host, _, port = entry.rpartition(":")
    try:
        if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise Misused(f"--allow takes HOST:PORT, not {entry!r}.")
        return hostname.canonical(host.lower()), int(port)
    except Refused as error:
        raise Misused(f"--allow takes HOST:PORT, not {entry!r}.") from error


def _spelled(number: Number) -> str:
    return f"[{number}]" if number.version == 6 else str(number)
