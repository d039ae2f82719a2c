"""The multilingual encoder's forward pass, arranged so that what depends on a single token is computed only once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy

from monitor.encoding.token_cache import ORDERS, WIDTH, TokenCache
from monitor.encoding.weights import Weights

LEFT = (0, 1, 2)        # tokens before its own that a branch looks at
BATCH = 384             # tokens at a time: some 2 MB of working memory


class Forward:
    """Tokens in, unit vectors out, equal to the package's own backend to 1e-6. Not safe for two threads at once."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._tokens = TokenCache(weights)

    def encode(self, texts: Sequence[Sequence[int]]) -> numpy.ndarray:
        """The vectors, float32, one row a text."""
        rows = numpy.empty((len(texts), self._weights.dimensions), numpy.float32)
        first = held = 0
        for place, tokens in enumerate(texts):
            if held and held + len(tokens) > BATCH:
                rows[first:place] = self._batch(texts[first:place])
                first, held = place, 0
            held += len(tokens)
        if held:
            rows[first:] = self._batch(texts[first:])
        return rows

    def _batch(self, texts: Sequence[Sequence[int]]) -> numpy.ndarray:
        lengths = numpy.fromiter(map(len, texts), numpy.int64, len(texts))
        flat = numpy.fromiter(chain.from_iterable(texts), numpy.int64, int(lengths.sum()))
        known = self._tokens
        slots = known.slots(flat)
        if slots is None:       # more different tokens than are kept: a table of its own
            known = TokenCache(self._weights, len(flat))
            slots = known.slots(flat)
            assert slots is not None
        ends = numpy.cumsum(lengths)
        features = self._features(flat, slots, known, ends - lengths, ends, lengths)
        return self._narrowed(features, ends - lengths, ends, lengths)

    def _features(
        self, flat: numpy.ndarray, slots: numpy.ndarray, known: TokenCache,
        starts: numpy.ndarray, ends: numpy.ndarray, lengths: numpy.ndarray,
    ) -> numpy.ndarray:
        """One row a token: its embedding, then what each branch makes of it and its neighbours."""
        weights, count = self._weights, len(flat)
        features = numpy.empty((count, weights.dimensions + len(ORDERS) * WIDTH), numpy.float32)
        features[:, :weights.dimensions] = known.embedding[slots]
        near = _neighbours(starts, ends, lengths, count)
        near_slots = numpy.append(slots, known.size)[near]
        for i, (order, left) in enumerate(zip(ORDERS, LEFT, strict=True)):
            columns = slice(max(LEFT) - left, max(LEFT) - left + order)
            hidden = numpy.zeros((count + 1, WIDTH), numpy.float32)      # the last row: outside of a sentence
            h = hidden[:count]
            _sum_windows(known.products[i], near_slots[:, columns], h)
            h += weights.first_bias[i]
            numpy.maximum(h, 0, out=h)
            h += known.inputs[i][slots]
            second = numpy.zeros((count, WIDTH), numpy.float32)
            _sum_windows(hidden @ weights.second[i], near[:, columns], second)
            second += weights.second_bias[i]
            numpy.maximum(second, 0, out=second)
            at = weights.dimensions + i * WIDTH
            numpy.add(second, h, out=features[:, at:at + WIDTH])
        return features

    def _narrowed(
        self, features: numpy.ndarray, starts: numpy.ndarray, ends: numpy.ndarray, lengths: numpy.ndarray
    ) -> numpy.ndarray:
        """Normalise, sum and project: normalising a row is a factor and a shift in the sum of its sentence."""
        weights, width = self._weights, features.shape[1]
        mean = features.mean(axis=1)
        variance = numpy.einsum("ij,ij->i", features, features) / width - mean * mean
        factor = 1.0 / numpy.sqrt(variance + weights.epsilon)
        share = numpy.zeros((len(lengths), len(features)), numpy.float32)
        for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
            share[row, start:end] = factor[start:end]
        summed = share @ features
        summed -= (share @ mean)[:, None]
        wide = summed @ weights.narrow
        counts = lengths.astype(numpy.float32)[:, None]
        wide += counts * weights.narrow_bias
        wide /= numpy.sqrt(counts)
        y = numpy.maximum(wide[:, :weights.hidden], 0) @ weights.d1
        y += wide[:, weights.hidden:]
        numpy.maximum(y, 0, out=y)
        z: numpy.ndarray = y @ weights.p3
        z += numpy.maximum(y @ weights.d2, 0) @ weights.d3
        numpy.tanh(z, out=z)
        z /= numpy.sqrt(numpy.maximum(numpy.einsum("ij,ij->i", z, z), weights.epsilon))[:, None]
        return z


def _neighbours(starts: numpy.ndarray, ends: numpy.ndarray, lengths: numpy.ndarray, count: int) -> numpy.ndarray:
    """The positions in each token's widest window; `count` stands for positions outside its sentence."""
    reach = numpy.arange(-max(LEFT), ORDERS[-1] - LEFT[-1])
    places = numpy.arange(count)[:, None] + reach
    inside = (places >= numpy.repeat(starts, lengths)[:, None]) & (places < numpy.repeat(ends, lengths)[:, None])
    return numpy.where(inside, places, count)


def _sum_windows(products: numpy.ndarray, places: numpy.ndarray, into: numpy.ndarray) -> None:
    """Add to each row what the rows of its window contribute at their positions."""
    rows = products.reshape(-1, WIDTH)
    order = places.shape[1]
    part = numpy.empty_like(into)
    for place in range(order):
        numpy.take(rows, places[:, place] * order + place, axis=0, out=part, mode="clip")
        into += part
