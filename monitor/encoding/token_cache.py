"""A cache of what the encoder computes from a single token: two thirds of its arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from monitor.encoding.weights import Weights

KEPT = 4_096        # tokens: 63 MB; they cover four in five of a crawl in a dozen languages
WIDTH = 256         # of a branch
ORDERS = (2, 3, 5)  # tokens that a branch looks at together


class TokenCache:
    """Rows of tokens by slot: embedding, branch input, and that input multiplied for each place of the first window.

    A window's product is the sum of the products of its tokens, each at its place, so that no window is multiplied.
    The slot after the last is empty: what lies outside a sentence.
    """

    def __init__(self, weights: Weights, size: int = KEPT) -> None:
        self._weights = weights
        self.size = size
        self.embedding = numpy.zeros((size + 1, weights.dimensions), numpy.float32)
        self.inputs = [numpy.zeros((size + 1, WIDTH), numpy.float32) for _ in ORDERS]
        self.products = [numpy.zeros((size + 1, n * WIDTH), numpy.float32) for n in ORDERS]
        self._slot = numpy.full(weights.vocabulary, -1, numpy.int64)     # of a token; -1: not here
        self._token = numpy.full(size, -1, numpy.int64)                 # in a slot
        self._used = numpy.zeros(size, numpy.int64)
        self._free = numpy.arange(size)

    def slots(self, tokens: numpy.ndarray) -> numpy.ndarray | None:
        """The slot of each token; None if there are more tokens than room."""
        found: numpy.ndarray = self._slot[tokens]
        self._used[found[found >= 0]] += 1
        missing = numpy.unique(tokens[found < 0])
        if len(missing):
            if len(missing) > len(self._free):
                self._forget(found[found >= 0])
            if len(missing) > len(self._free):
                return None
            self._learn(missing)
            found = self._slot[tokens]
        return found

    def _forget(self, needed: numpy.ndarray) -> None:
        """Drop the half that was used least, but nothing that is needed now; the counts of the rest are halved."""
        rank = self._used.copy()
        rank[self._token < 0] = -1
        rank[needed] = numpy.iinfo(numpy.int64).max
        gone = numpy.argpartition(rank, self.size // 2)[:self.size // 2]
        gone = gone[rank[gone] < numpy.iinfo(numpy.int64).max]
        self._slot[self._token[gone[self._token[gone] >= 0]]] = -1
        self._token[gone] = -1
        self._used //= 2
        self._used[gone] = 0
        self._free = numpy.flatnonzero(self._token < 0)

    def _learn(self, tokens: numpy.ndarray) -> None:
        weights = self._weights
        slots, self._free = self._free[:len(tokens)], self._free[len(tokens):]
        rows, inputs = weights.of_tokens(tokens)
        self.embedding[slots] = rows
        for i in range(len(ORDERS)):
            own = inputs[:, i * WIDTH:(i + 1) * WIDTH]
            self.inputs[i][slots] = own
            self.products[i][slots] = own @ weights.first[i]
        self._token[slots] = tokens
        self._slot[tokens] = slots
        self._used[slots] = 1
