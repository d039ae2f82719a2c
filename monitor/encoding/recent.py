"""What the encoder made of the last places of texts: a title, its lead, its body and its sentences are one text."""

from __future__ import annotations

from typing import NamedTuple

import numpy

KEPT = 1_024            # places: 5 MB, the views and sentences of an article of usual length
_FACTORS = numpy.random.default_rng(9).integers(1, 2**63, (2, 5), numpy.uint64) | numpy.uint64(1)


class Rows(NamedTuple):
    """One row a place: what the branches make of it, and what normalises that."""

    features: numpy.ndarray
    mean: numpy.ndarray
    factor: numpy.ndarray


class Recent:
    """The rows of the last places, each by the tokens that it depends on; the oldest go first."""

    def __init__(self, width: int, size: int = KEPT) -> None:
        self._held = Rows(*(numpy.empty((size, *rest), numpy.float32) for rest in ((width,), (), ())))
        self._slot: dict[int, int] = {}
        self._key: list[int | None] = [None] * size
        self._next = 0

    def slots(self, keys: numpy.ndarray) -> numpy.ndarray:
        """Where the row of each key is; -1: not here."""
        return numpy.fromiter((self._slot.get(key, -1) for key in keys.tolist()), numpy.int64, len(keys))

    def filled(self, keys: numpy.ndarray, slots: numpy.ndarray, made: Rows) -> Rows:
        """The rows of all keys, those without a slot as they were `made`, and kept from now on."""
        if len(made.features) == len(keys):
            rows = made
        else:
            missing = slots < 0
            rows = Rows(*(held[slots] for held in self._held))
            for whole, new in zip(rows, made, strict=True):
                whole[missing] = new
        self._keep(keys[slots < 0].tolist(), made)
        return rows

    def _keep(self, keys: list[int], made: Rows) -> None:
        size = len(self._key)
        keys = keys[-size:]
        places = (self._next + numpy.arange(len(keys))) % size
        for place, key in zip(places.tolist(), keys, strict=True):
            gone = self._key[place]
            if gone is not None and self._slot.get(gone) == place:
                del self._slot[gone]
            self._key[place], self._slot[key] = key, place
        for held, new in zip(self._held, made, strict=True):
            held[places] = new[len(new) - len(keys):]
        self._next = (self._next + len(keys)) % size


def windows(tokens: numpy.ndarray, near: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    For each place a hash of the five tokens around it, and of the nine: on these its row depends.

    `near` are the places of the five, the count of all for what lies outside of the text. Among a thousand rows two
    different windows have one hash once in 10^13 batches.
    """
    five = _mixed(_padded(tokens.astype(numpy.uint64) + numpy.uint64(1))[near] @ _FACTORS[0])
    return five, _mixed(_padded(five)[near] @ _FACTORS[1])


def _padded(values: numpy.ndarray) -> numpy.ndarray:
    return numpy.append(values, numpy.uint64(0))


def _mixed(values: numpy.ndarray) -> numpy.ndarray:
    values ^= values >> numpy.uint64(31)
    values *= numpy.uint64(0x9E3779B97F4A7C15)
    values ^= values >> numpy.uint64(29)
    return values
