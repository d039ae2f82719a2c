"""Vectors of articles that stay in memory: who is read beside one article is read beside the next one of its story."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy

    from monitor.ports import Encoder

MOST = 2_500            # articles: 20 MB of 1,100 characters each, 45 MB of usual ones
STEPS = 127.0           # of a coordinate to either side: cosines are off by .0005, of 20,000 pairs at most by .002


class _Held(NamedTuple):
    """Rows in int8, each with its own scale."""

    values: numpy.ndarray
    scales: numpy.ndarray


class RowCache:
    """The rows of the articles that were asked for last. Threads may share it: each step on the table is one of C."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[tuple[Encoder, bytes], _Held] = OrderedDict()

    def rows(self, encoder: Encoder, texts: Sequence[str]) -> numpy.ndarray:
        """The vectors of texts, float32, one row a text: the same whether they are still here or made now."""
        key = encoder, _digest(texts)
        held = self._held.pop(key, None)
        if held is None:
            held = _packed(encoder.encode(texts))
        self._held[key] = held
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        rows: numpy.ndarray = held.values * held.scales
        return rows


def _digest(texts: Sequence[str]) -> bytes:
    return blake2b("\0".join((str(len(texts)), *texts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _packed(rows: numpy.ndarray) -> _Held:
    import numpy as np

    scales = np.abs(rows).max(axis=1, keepdims=True, initial=1e-9) / np.float32(STEPS)
    return _Held(np.rint(rows / scales).astype(np.int8), scales)
