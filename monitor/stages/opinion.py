"""A second opinion on a topic: whether an article's meaning as a whole speaks against what its words say.

The words of a topic may stand in a text that is about something else. A logistic weight for each dimension of the
encoder's vector of title and lead gives the probability of the topic; far below a half, the words are not believed. It
takes a tag away and never gives one, so that every tag has its words (`bench/train_opinion.py` makes it and judges it).
"""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass
from hashlib import blake2b
from math import exp
from operator import mul
from pathlib import Path

from monitor.model import Vector


@dataclass(frozen=True, slots=True)
class Opinion:
    """The weights of one topic over the vectors of one encoder."""

    topic: str
    languages: frozenset[str]               # that the encoder reads: in others its vectors say nothing
    encoder: str                            # name without version: the vectors of its versions are alike
    weights: tuple[int, ...]
    scale: float                            # of a weight times a stored value
    bias: float
    least: float                            # probability below which the words are not believed
    version: str


def read(path: Path) -> Opinion:
    """The opinion of a file as `bench/train_opinion.py` writes it."""
    written = path.read_bytes()
    held = json.loads(written)
    weights = tuple(memoryview(b64decode(held["weights"])).cast("b"))
    return Opinion(
        held["topic"], frozenset(held["languages"]), held["encoder"], weights, held["scale"], held["bias"],
        held["least"], blake2b(written, digest_size=6).hexdigest(),
    )


def probability(vector: Vector, opinion: Opinion, language: str | None) -> float | None:
    """How likely the topic is by the meaning alone; None for a vector of another encoder, or in such a language."""
    if language is not None and language not in opinion.languages:
        return None
    values = memoryview(vector.values).cast("b")
    if vector.encoder.split("-")[0] != opinion.encoder or len(values) != len(opinion.weights):
        return None
    return 1 / (1 + exp(-opinion.bias - opinion.scale * sum(map(mul, values, opinion.weights))))
