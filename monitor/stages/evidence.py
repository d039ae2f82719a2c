"""Evidence: what two articles share, with the places, for a reader to check the judgement."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Passage, Place
from monitor.stages.fingerprint import Token
from monitor.stages.names import places
from monitor.stages.numbers import SMALL, Number, rounded
from monitor.stages.sentences import Pairing, Sentence

MOST = 8                # passages of one kind that are shown
MOST_CHANGED = 12       # words of a difference: where more was written anew, nothing answers it
LEAST_WORDS = 5         # of a passage: less is a phrase
READ = 3_000            # tokens that are searched for common passages


def place(field: str, text: str, start: int, end: int) -> Place:
    return Place(field, start, end, text[start:end])


def passages(a: str, b: str, a_tokens: Sequence[Token], b_tokens: Sequence[Token]) -> tuple[Passage, ...]:
    """The longest runs of common words, in the order of `a`."""
    left, right = a_tokens[:READ], b_tokens[:READ]
    kept = sorted(sorted(_runs(left, right), key=lambda run: -run[2])[:MOST])
    least = max(1, min(len(left), len(right)))
    return tuple(
        Passage(
            "passage",
            place("text", a, left[i].start, left[i + size - 1].end),
            place("text", b, right[j].start, right[j + size - 1].end),
            min(1.0, size / least),
        )
        for i, j, size in kept
    )


def differences(a: str, b: str, a_tokens: Sequence[Token], b_tokens: Sequence[Token]) -> tuple[Passage, ...]:
    """What stands between two consecutive common passages of both texts; one side may be empty."""
    left, right = a_tokens[:READ], b_tokens[:READ]
    found: list[Passage] = []
    before = (0, 0, 0)
    for i, j, size in _runs(left, right):
        start, other = before[0] + before[2], before[1] + before[2]
        if before[2] and j >= other and max(i - start, j - other) <= MOST_CHANGED and (i > start or j > other):
            found.append(Passage("difference", _between(a, left, start, i), _between(b, right, other, j), 0.0))
        before = (i, j, size)
    return tuple(found[:MOST])


def _between(text: str, tokens: Sequence[Token], start: int, end: int) -> Place:
    """The words from one token up to another; if there are none, the empty place between them."""
    return place("text", text, tokens[start].start, tokens[end - 1].end if end > start else tokens[start].start)


def _runs(a: Sequence[Token], b: Sequence[Token]) -> list[tuple[int, int, int]]:
    """Runs of common words, each started by five words that `b` has too; linear in time, unlike an alignment."""
    left, right = [token.word for token in a], [token.word for token in b]
    first: dict[tuple[str, ...], int] = {}
    for j in range(len(right) - LEAST_WORDS + 1):
        first.setdefault(tuple(right[j:j + LEAST_WORDS]), j)
    runs, i = [], 0
    while i <= len(left) - LEAST_WORDS:
        j = first.get(tuple(left[i:i + LEAST_WORDS]), -1)
        if j < 0:
            i += 1
            continue
        size = LEAST_WORDS
        while i + size < len(left) and j + size < len(right) and left[i + size] == right[j + size]:
            size += 1
        runs.append((i, j, size))
        i += size
    return runs


def sentence_pairs(
    a: str, b: str, a_sentences: Sequence[Sentence], b_sentences: Sequence[Sentence], path: Sequence[Pairing]
) -> tuple[Passage, ...]:
    """The sentences that correspond most clearly, in the order of `a`."""
    kept = sorted(sorted(path, key=lambda pairing: -pairing.cosine)[:MOST])
    return tuple(
        Passage(
            "sentence",
            place("text", a, a_sentences[pairing.a].start, a_sentences[pairing.a].end),
            place("text", b, b_sentences[pairing.b].start, b_sentences[pairing.b].end),
            max(0.0, min(1.0, pairing.cosine)),
        )
        for pairing in kept
    )


def numbers(a: str, b: str, a_numbers: Sequence[Number], b_numbers: Sequence[Number]) -> tuple[Passage, ...]:
    """Numbers that both texts have, each once, the rarest-looking first."""
    there: dict[float, Number] = {}
    for number in b_numbers:
        for value in number.values:
            there.setdefault(rounded(value), number)
    found: dict[float, Passage] = {}
    for number in a_numbers:
        value = rounded(number.values[0])
        other = there.get(value)
        if other is not None and value >= SMALL and value not in found:
            here, yonder = place("text", a, number.start, number.end), place("text", b, other.start, other.end)
            found[value] = Passage("number", here, yonder, 1.0)
    return tuple(found[value] for value in sorted(found, key=lambda v: -len(f"{v:.4g}"))[:MOST])


def names(a: str, b: str, shared: frozenset[str]) -> tuple[Passage, ...]:
    """Names that both texts have, longest first."""
    here, yonder = places(a, shared), places(b, shared)
    both = sorted(here.keys() & yonder.keys(), key=lambda key: (-len(key), here[key]))
    return tuple(
        Passage("name", place("text", a, *here[key]), place("text", b, *yonder[key]), 1.0) for key in both[:MOST]
    )


def headline(a: str, b: str, score: float) -> tuple[Passage, ...]:
    """The two titles, side by side."""
    if not a or not b:
        return ()
    return (Passage("headline", place("title", a, 0, len(a)), place("title", b, 0, len(b)), score),)
