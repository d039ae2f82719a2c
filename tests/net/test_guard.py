"""The guard by tables: which numbers are public, which spellings lead inside, what a person permits."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misused, Refused
from monitor.net.guard import Guard, is_public
from monitor.stages import address

INSIDE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.0.8", "192.0.0.9",
    "192.0.0.170", "192.0.2.1", "198.51.100.1",
    "203.0.113.1", "198.18.0.1", "198.19.255.255", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::2", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1", "100::1",
    "2001:db8::1", "3fff::1", "2001::1", "2001:10::1", "2001:20::1", "2001:1::1", "2001:4:112::1",
    "5f00::1", "4000::1", "e000::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::127.0.0.1", "64:ff9b:1:7f00:0:100::", "64:ff9b:1:1::8.8.8.8",
    "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::", "2001:0:7f00:1::80ff:fffe", "2001:0:808:808::80ff:fffe",
    "2606:4700:0:0:0:5efe:127.0.0.1", "2606:4700:0:0:200:5efe:10.0.0.1", "fe80::5efe:8.8.8.8",
]
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "93.184.215.14", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
    "198.17.0.1", "198.20.0.1", "223.255.255.255", "169.253.0.1",
    "2606:4700::1", "2a00:1450:4001::1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    "64:ff9b:1::8.8.8.8", "2002:808:808::1",
]


@pytest.mark.parametrize("number", INSIDE)
def test_an_inside_number_is_not_public(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", PUBLIC)
def test_a_public_number_is_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "::", "64:ff9b::", "64:ff9b:1::"]))
def test_wrapping_never_makes_a_number_public(inner: ipaddress.IPv4Address, prefix: str) -> None:
    wrapped = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(inner))
    assert is_public(wrapped) == is_public(inner)


@given(st.ip_addresses(v=6))
def test_every_ipv6_number_is_judged(number: ipaddress.IPv6Address) -> None:
    if is_public(number):
        assert number in ipaddress.ip_network("2000::/3") or number in ipaddress.ip_network("64:ff9b::/32") or (
            int(number) >> 48 in (0, 0xFFFF)
        )


SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "00000177.0.0.01",
    "017700000001", "127.0.0.1.", "0", "0.0.0.0", "127.8.8.8", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "127.0.0.%31", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "169.254.169.254", "2852039166", "10.0.0.1",
    "someone@127.0.0.1", "good.example:80@127.0.0.1", "127.0.0.1\u00ad", "0x7f.1", "0x7f.0x000001", "127.0.0x0.1",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_inside_is_refused_however_it_is_spelled(spelling: str) -> None:
    host = address.host_of(f"http://{spelling}/")
    with pytest.raises(Refused, match="not on the public internet"):
        Guard().numbers(host, 80, _never_asked)
    with pytest.raises(Refused, match="not on the public internet"):
        Guard().check_unresolved(host, 80)


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["8.8.8.8", "::ffff:10.0.0.1"],
     ["2606:4700::1", "fe80::1%2"]],
)
def test_one_bad_answer_refuses_the_name(answers: list[str]) -> None:
    with pytest.raises(Refused, match=r"mixed\.example leads to"):
        Guard().numbers("mixed.example", 80, lambda host, port: answers)


def test_a_resolver_that_changes_its_mind_is_asked_once() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    assert Guard().numbers("rebinding.example", 80, lambda host, port: next(answers)) == ["8.8.8.8"]
    assert next(answers) == ["127.0.0.1"]


@pytest.mark.parametrize("port", [1, 22, 25, 8080, 6379, 65535])
def test_another_port_is_refused_before_the_name_is_asked_for(port: int) -> None:
    with pytest.raises(Refused, match=f"Port {port}"):
        Guard().numbers("example.org", port, _never_asked)


@pytest.mark.parametrize(
    ("allow", "host", "port", "answers", "permitted"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000, [], True),
        ("127.0.0.1:8000", "127.0.0.1", 8001, [], False),
        ("127.0.0.1:8000", "127.0.0.2", 8000, [], False),
        ("127.0.0.1:8000", "[::ffff:7f00:1]", 8000, [], False),
        ("127.0.0.1:8000", "some.example", 8000, ["127.0.0.1"], True),
        ("127.0.0.1:8000", "some.example", 8000, ["8.8.8.8"], False),
        ("127.0.0.1:8000", "some.example", 8000, ["127.0.0.1", "10.0.0.1"], False),
        ("127.0.0.1:8000", "127.0.0.1", 80, [], False),
        ("LocalHost:8000", "localhost", 8000, ["::1", "127.0.0.1"], True),
        ("localhost:8000", "other.example", 8000, ["127.0.0.1"], False),
        ("[::1]:8000", "[::1]", 8000, [], True),
        ("[0:0::1]:8000", "[::1]", 8000, [], True),
        ("intranet.example:80", "intranet.example", 80, ["10.0.0.1"], True),
        ("public.example:8080", "public.example", 8080, ["8.8.8.8"], True),
    ],
)
def test_a_permission_is_for_exactly_one_name_or_number_and_port(
    allow: str, host: str, port: int, answers: list[str], permitted: bool
) -> None:
    guard = Guard([allow])
    if permitted:
        assert guard.numbers(host, port, lambda host, port: answers) == (answers or [host.strip("[]")])
    else:
        with pytest.raises(Refused):
            guard.numbers(host, port, lambda host, port: answers)


NOT_PLACES = ["", "localhost", "localhost:", ":80", "localhost:x", "localhost:0", "a b:80", "::1:80"]


@pytest.mark.parametrize("entry", NOT_PLACES)
def test_a_permission_that_names_no_place_is_misused(entry: str) -> None:
    with pytest.raises(Misused, match="HOST:PORT"):
        Guard([entry])


@pytest.mark.parametrize("name", ["localhost", "a.localhost", "printer.local", "metadata.google.internal"])
def test_behind_a_proxy_names_of_inside_networks_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="inside network"):
        Guard().check_unresolved(name, 80)
    Guard([f"{name}:80"]).check_unresolved(name, 80)


def _never_asked(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was asked for")
