"""Where the vectors of news lie on average: seen from there, two reports of one event stand out from the day."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy


@cache
def of(encoder: str) -> dict[str, numpy.ndarray] | None:
    """
    The centre of an encoder's vectors by language, and under "" that of all news; None if it was not measured.

    The means of title and lead over 2,721 news articles in 15 languages, taken without any label; those of a language
    with few articles lean to that of all (by 60 articles). Ten-fold over articles, with centres that the judged ones
    had no part in, same stories have F1 .884 and correlation .820; seen from one centre of all .877 and .818.
    """
    import numpy as np

    if not encoder.startswith("usem3"):
        return None
    with (files("monitor.data") / "story-centres-usem3.npz").open("rb") as stream:
        kept = dict(np.load(stream, allow_pickle=False))
    rows = kept["rows"].astype(np.float32) * kept["scale"]
    return dict(zip(map(str, kept["languages"]), rows, strict=True))


def seen_from(rows: numpy.ndarray, encoder: str, language: str | None = None) -> numpy.ndarray:
    """The vectors of an encoder relative to the centre of a language, or of all news, of unit length again."""
    import numpy as np

    centres = of(encoder)
    moved = rows if centres is None else rows - centres.get(language or "", centres[""])
    lengths: numpy.ndarray = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9))
