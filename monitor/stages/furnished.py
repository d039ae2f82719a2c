"""Whether what two texts begin with is their own news, or furniture that their pages put before it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from monitor.stages import duplicates, fingerprint
from monitor.stages.side import Side

if TYPE_CHECKING:
    import numpy

# Cosine, from the centre of all news, of the sentences that both hold and those of one side that the other lacks. Of
# 279 made copies that were cut and filled up 6 % lie below, of 169 pairs of other articles under one banner 10 % above;
# at .25 it is 4 and 21, at .35 11 and 4.
BEARS = 0.30
HELD = 0.5              # of a sentence's words that make it one that the other text holds
LETTERS = 40            # of sentences that say enough to be judged by


def bears(a: Side, b: Side) -> bool:
    """Whether the common sentences belong to the rest of a text, or the titles agree, or nothing else is left."""
    if a.title and fingerprint.words(a.title) == fingerprint.words(b.title):
        return True
    parts = [_parts(a, b), _parts(b, a)]
    common = _mean([(side.centred_rows, held) for side, (held, _) in zip((a, b), parts, strict=True)])
    rests = [_mean([(side.centred_rows, rest)]) for side, (_, rest) in zip((a, b), parts, strict=True)]
    told = [rest for rest in rests if rest is not None]
    return common is None or not told or max(float(common @ rest) for rest in told) >= BEARS


def own(a: Side, b: Side) -> tuple[Side, Side]:
    """Each text without the sentences that the other has; unchanged if one has hardly any others."""
    both = [_parts(a, b)[1], _parts(b, a)[1]]
    if min(map(sum, both)) <= LETTERS:
        return a, b
    left, right = (
        side.with_text(" ".join(s.text for s, letters in zip(side.sentences, rest, strict=True) if letters))
        for side, rest in zip((a, b), both, strict=True)
    )
    return left, right


def _parts(side: Side, other: Side) -> tuple[list[int], list[int]]:
    """The letters of each sentence if the other text has it, else 0; and the reverse."""
    import numpy as np

    words = [token.word for token in side.tokens]
    width = duplicates.width_of(words)
    (shingles,) = fingerprint.shingles(words, width)
    is_held = np.isin(shingles, other.shingled.hashes)
    starts = [token.start for token in side.tokens]
    held, rest = [], []
    for sentence in side.sentences:
        first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        inside = is_held[first:max(first + 1, last - width + 1)]
        is_common = len(inside) > 0 and float(inside.mean()) >= HELD
        held.append(len(sentence.text) if is_common else 0)
        rest.append(0 if is_common else len(sentence.text))
    return held, rest


def _mean(parts: list[tuple[numpy.ndarray, list[int]]]) -> numpy.ndarray | None:
    """The mean unit vector of these sentences, weighted by length; None for hardly a word."""
    import numpy as np

    if sum(sum(letters) for _, letters in parts) <= LETTERS:
        return None
    total = sum(np.asarray(letters, np.float32) @ rows for rows, letters in parts if len(rows))
    mean: numpy.ndarray = total / max(1e-9, float(np.linalg.norm(total)))
    return mean
