"""What every encoder does around its model: load it once, at first need, and give it one caller at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy

MOST_CHARACTERS = 8_000  # of one text: a tokenizer is quadratic in an unbroken run of letters, and a lead is 600


class Model(Protocol):
    """Weights and vocabulary."""

    def encode(self, texts: list[str]) -> numpy.ndarray:
        """float32, a row a text, rows of unit length."""
        ...


class Loaded(ABC):
    """The port Encoder; threads take turns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Model | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """With the version: vectors of two names are not compared."""

    @property
    @abstractmethod
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of those that it reads."""

    @abstractmethod
    def load(self) -> Model:
        """Called once, before the first text."""

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """float32, a row a text, rows of unit length."""
        with self._lock:
            if self._model is None:
                self._model = self.load()
            return self._model.encode([text[:MOST_CHARACTERS] for text in texts])
