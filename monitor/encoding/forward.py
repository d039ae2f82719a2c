"""The multilingual encoder's forward pass, arranged so that what depends on a single token is computed only once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy

from monitor.encoding import recent
from monitor.encoding.recent import Recent, Rows
from monitor.encoding.token_cache import ORDERS, WIDTH, TokenCache
from monitor.encoding.weights import Weights

LEFT = (0, 1, 2)        # tokens before its own that a branch looks at
BATCH = 768             # tokens at a time: some 4 MB of working memory


class Forward:
    """Tokens in, unit vectors out, equal to the package's own backend to 1e-6. Not safe for two threads at once."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._tokens = TokenCache(weights)
        self._recent = Recent(weights.dimensions + len(ORDERS) * WIDTH)

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
        ends = numpy.cumsum(lengths)
        near = _neighbours(ends - lengths, ends, lengths, len(flat))
        five, nine = recent.windows(flat, near)
        keys, first, which = numpy.unique(nine, return_index=True, return_inverse=True)
        slots = self._recent.slots(keys)
        made = self._made(flat, near, five, first[slots < 0])
        rows = self._recent.filled(keys, slots, made)
        return self._narrowed(rows, which, ends - lengths, ends, lengths)

    def _made(self, flat: numpy.ndarray, near: numpy.ndarray, five: numpy.ndarray, wanted: numpy.ndarray) -> Rows:
        """The rows of the wanted places: the embedding, then what each branch makes of it and its neighbours."""
        weights, count = self._weights, len(flat)
        around = _inside(near[wanted], count)
        _, first, which = numpy.unique(five[around], return_index=True, return_inverse=True)
        inner = around[first]                       # one place for each different window of the first layer
        inner_of = numpy.full(count + 1, len(inner))
        inner_of[around] = which
        read = _inside(near[inner], count)
        known, slots = self._slots(flat[read])
        slot_of = numpy.full(count + 1, known.size)
        slot_of[read] = slots
        inner_slots, inner_near = slot_of[inner], slot_of[near[inner]]
        own, wanted_near = inner_of[wanted], inner_of[near[wanted]]
        features = numpy.empty((len(wanted), weights.dimensions + len(ORDERS) * WIDTH), numpy.float32)
        features[:, :weights.dimensions] = known.embedding[inner_slots[own]]
        for i, (order, left) in enumerate(zip(ORDERS, LEFT, strict=True)):
            columns = slice(max(LEFT) - left, max(LEFT) - left + order)
            hidden = numpy.zeros((len(inner) + 1, WIDTH), numpy.float32)      # the last row: outside of a sentence
            h = hidden[:-1]
            _sum_windows(known.products[i], inner_near[:, columns], h)
            h += weights.first_bias[i]
            numpy.maximum(h, 0, out=h)
            h += known.inputs[i][inner_slots]
            second = numpy.zeros((len(wanted), WIDTH), numpy.float32)
            _sum_windows(hidden @ weights.second[i], wanted_near[:, columns], second)
            second += weights.second_bias[i]
            numpy.maximum(second, 0, out=second)
            at = weights.dimensions + i * WIDTH
            numpy.add(second, h[own], out=features[:, at:at + WIDTH])
        mean = features.mean(axis=1)
        variance = numpy.einsum("ij,ij->i", features, features) / features.shape[1] - mean * mean
        return Rows(features, mean, 1.0 / numpy.sqrt(variance + weights.epsilon))

    def _slots(self, tokens: numpy.ndarray) -> tuple[TokenCache, numpy.ndarray]:
        slots = self._tokens.slots(tokens)
        if slots is not None:
            return self._tokens, slots
        known = TokenCache(self._weights, len(tokens))      # more different ones than are kept: a table of their own
        slots = known.slots(tokens)
        assert slots is not None
        return known, slots

    def _narrowed(
        self, rows: Rows, which: numpy.ndarray, starts: numpy.ndarray, ends: numpy.ndarray, lengths: numpy.ndarray
    ) -> numpy.ndarray:
        """Normalise, sum and project: normalising a row is a factor and a shift in the sum of its sentence."""
        weights = self._weights
        share = numpy.zeros((len(lengths), len(rows.features)), numpy.float32)
        for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
            share[row] = numpy.bincount(which[start:end], minlength=share.shape[1])
        share *= rows.factor
        summed = share @ rows.features
        summed -= (share @ rows.mean)[:, None]
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


def _inside(places: numpy.ndarray, count: int) -> numpy.ndarray:
    found: numpy.ndarray = numpy.unique(places)
    return found[:-1] if len(found) and found[-1] == count else found


def _sum_windows(products: numpy.ndarray, places: numpy.ndarray, into: numpy.ndarray) -> None:
    """Add to each row what the rows of its window contribute at their positions."""
    rows = products.reshape(-1, WIDTH)
    order = places.shape[1]
    part = numpy.empty_like(into)
    for place in range(order):
        numpy.take(rows, places[:, place] * order + place, axis=0, out=part, mode="clip")
        into += part
