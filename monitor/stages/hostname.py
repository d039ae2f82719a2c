"""Host names in one spelling: odd numbers, full-width digits, names in all scripts."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import unquote

from monitor.errors import Refused

_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_PLAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]{0,62}")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_DOTS = re.compile("[。．｡]")
_DROPPED = re.compile("[\u00ad\u034f\u180b-\u180d\u200b-\u200d\u2060\u2064\ufe00-\ufe0f\ufeff]")
LONGEST = 253


def canonical(raw: str) -> str:
    """Lower case, IDNA, numbers dotted or in brackets, no last dot; raises Refused if this names no host."""
    if len(raw) <= LONGEST and _PLAIN.fullmatch(raw) and "xn--" not in raw:
        return raw
    if raw.startswith("["):
        return _six(raw)
    name = _DOTS.sub(".", unquote(raw, errors="replace")).removesuffix(".")
    labels = [_label(label) for label in name.split(".")]
    if _NUMBER.fullmatch(labels[-1]):
        return _four(labels)
    host = ".".join(labels)
    if len(host) > LONGEST:
        raise Refused(f"The host has {len(host)} characters, {LONGEST} are permitted.")
    return host


def _label(raw: str) -> str:
    """
    One part of a name in ASCII, as browsers make it (UTS 46 without its tables of what is not allowed).

    The standard library's IDNA is that of 2003, which would turn straße.example into another name: strasse.example.
    """
    label = _DROPPED.sub("", unicodedata.normalize("NFKC", raw).lower())
    if not label.isascii():
        label = "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode("ascii")
    if not _LABEL.fullmatch(label):
        raise Refused("The address names no valid host.")
    return label


def _four(labels: list[str]) -> str:
    """IPv4 in any spelling that a resolver accepts: 127.1, 2130706433, 0x7f.0.0.1, 0177.0.0.1."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) for label in labels):
        raise Refused("The host looks like a number and is none.")
    try:
        numbers = [_integer(label) for label in labels]
    except ValueError:
        raise Refused("The host looks like a number and is none.") from None
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (5 - len(labels)):
        raise Refused("The host looks like a number and is none.")
    value = last + sum(number << 8 * (3 - place) for place, number in enumerate(first))
    return str(ipaddress.IPv4Address(value))


def _integer(label: str) -> int:
    if label[:2] in ("0x", "0X"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if len(label) > 1 and label[0] == "0" else int(label)


def _six(raw: str) -> str:
    if "%" in raw:                          # a zone names a wire of this machine
        raise Refused("The address names no valid host.")
    try:
        return f"[{ipaddress.IPv6Address(raw.removeprefix('[').removesuffix(']')).compressed}]"
    except ValueError:
        raise Refused("The address names no valid host.") from None
