"""A second opinion on a topic: whether the meaning of an article contradicts the words found in it.

The words of a topic may occur in a text about something else. A logistic model with a weight for each dimension of the
vector of title and lead gives the probability of the topic; if that is far below one half, the words are not believed.
An opinion removes tags and never adds one, so every tag has its words. `bench/train_opinion.py` trains and tests it.
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
    """The weights for one topic and one encoder."""

    topic: str
    languages: frozenset[str]               # that the encoder reads: in others its vectors say nothing
    encoder: str                            # name without version: the vectors of its versions are alike
    weights: tuple[int, ...]
    scale: float                            # of a weight times a stored value
    bias: float
    least: float                            # probability below which the words are not believed
    version: str


def read(path: Path) -> Opinion:
    """The opinion in a file that `bench/train_opinion.py` wrote."""
    written = path.read_bytes()
    held = json.loads(written)
    weights = tuple(memoryview(b64decode(held["weights"])).cast("b"))
    return Opinion(
        held["topic"], frozenset(held["languages"]), held["encoder"], weights, held["scale"], held["bias"],
        held["least"], blake2b(written, digest_size=6).hexdigest(),
    )


def probability(vector: Vector, opinion: Opinion, language: str | None) -> float | None:
    """The probability of the topic by meaning; None for another encoder, or a language it does not read."""
    if language is not None and language not in opinion.languages:
        return None
    values = memoryview(vector.values).cast("b")
    if vector.encoder.split("-")[0] != opinion.encoder or len(values) != len(opinion.weights):
        return None
    return 1 / (1 + exp(-opinion.bias - opinion.scale * sum(map(mul, values, opinion.weights))))
