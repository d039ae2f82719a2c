"""What every encoder needs around its model: load it once, when first used, and let one thread at a time use it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy

MOST_CHARACTERS = 8_000  # of one text: a tokenizer is quadratic in an unbroken run of letters, and a lead is 600


class Model(Protocol):
    """The weights and the vocabulary."""

    def encode(self, texts: list[str]) -> numpy.ndarray:
        """The vectors, float32, one row a text, of unit length."""
        ...


class LazyEncoder(ABC):
    """The port `Encoder`; threads take turns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Model | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """Name and version: vectors of different names are never compared."""

    @property
    @abstractmethod
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages it reads."""

    @abstractmethod
    def load(self) -> Model:
        """Load the model; called once, before the first text."""

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """The vectors, float32, one row a text, of unit length."""
        with self._lock:
            if self._model is None:
                self._model = self.load()
            return self._model.encode([text[:MOST_CHARACTERS] for text in texts])
