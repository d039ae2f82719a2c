"""Unpacking ends at its limit, and takes what servers really send."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Refused, Unreachable
from monitor.net.inflate import FREE, Body
from tests.site import bomb

TEXT = b"The committee met on Monday and heard from seven witnesses. " * 40
LIMIT = 10 << 20


def unpacked(data: bytes, encoding: str, step: int = 1 << 16, limit: int = LIMIT) -> Body:
    body = Body(encoding, limit)
    for start in range(0, len(data), step):
        body.add(data[start : start + step])
    return body


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("step", [1, 7, 1 << 16])
@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        (" GZIP ", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"some rubbish after the end"),
        ("gzip", TEXT),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
def test_what_servers_send_is_unpacked(encoding: str, data: bytes, step: int) -> None:
    body = unpacked(data, encoding, step)
    assert body.bytes() == TEXT
    assert body.is_whole


@pytest.mark.parametrize("step", [1, 7, 1 << 16])
@pytest.mark.parametrize(
    ("encoding", "data", "is_one"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0), True),
        ("deflate", zlib.compress(TEXT), True),
        ("deflate", raw_deflate(TEXT), False),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0), False),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"some rubbish after the end", False),
        ("gzip", gzip.compress(TEXT, mtime=0)[:-10], False),
        ("gzip", TEXT, False),
        ("", TEXT, False),
        ("gzip", b"", False),
    ],
)
def test_only_one_whole_stream_is_given_as_it_came(encoding: str, data: bytes, is_one: bool, step: int) -> None:
    assert unpacked(data, encoding, step).packed() == (data if is_one else None)


@given(st.binary(max_size=2000), st.integers(1, 50))
def test_packing_and_unpacking_change_nothing(data: bytes, step: int) -> None:
    assert unpacked(gzip.compress(data), "gzip", step).bytes() == data


@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate", ""]))
def test_any_bytes_end_in_a_body_or_a_reason(data: bytes, encoding: str) -> None:
    with contextlib.suppress(Unreachable, Refused):
        assert isinstance(unpacked(b"\x1f\x8b\x08" + data, encoding).bytes(), bytes)


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_a_bomb_is_refused_long_before_it_is_unpacked(encoding: str, wbits: int) -> None:
    data = bomb(64, wbits)
    body = Body(encoding, LIMIT)
    with pytest.raises(Refused, match=r"grows|larger"):
        body.add(data)
    assert body.size <= LIMIT + 1


def test_many_small_bombs_in_a_row_are_one() -> None:
    with pytest.raises(Refused, match=r"grows|larger"):
        unpacked(gzip.compress(bytes(FREE)) * 20, "gzip")


def test_a_short_page_of_spaces_is_no_bomb() -> None:
    assert unpacked(gzip.compress(b" " * (FREE // 2)), "gzip").size == FREE // 2


def test_a_body_past_its_limit_is_refused_also_when_it_is_not_packed() -> None:
    with pytest.raises(Refused, match="larger than 1,000 bytes"):
        unpacked(TEXT, "", limit=1000)


def test_a_body_that_was_cut_is_told_from_a_whole_one() -> None:
    cut = unpacked(gzip.compress(TEXT, mtime=0)[:-10], "gzip")
    assert TEXT.startswith(cut.bytes()[:50])
    assert not cut.is_whole


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,deflate", "\x1b[31m"])
def test_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(Refused, match="did not offer"):
        Body(encoding, LIMIT)


def test_rubbish_inside_a_packed_body_has_a_reason() -> None:
    with pytest.raises(Unreachable, match="unpacked"):
        unpacked(gzip.compress(TEXT, mtime=0)[:10] + b"\xff" * 50, "gzip")
