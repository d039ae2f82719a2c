"""One article in a comparison: whatever is expensive is computed when first used, and only once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from monitor.model import Vector
from monitor.stages import duplicates, fingerprint, names, numbers, sentences, story_centre, translation, vectors
from monitor.stages.duplicates import Weights
from monitor.stages.lead import lead
from monitor.stages.numbers import Figures, Number
from monitor.stages.row_cache import RowCache

if TYPE_CHECKING:
    import numpy

    from monitor.ports import Encoder

OPENING = 25            # characters of the sentence that stands in for a missing title
BODY_LENGTH = 1_500     # characters of the text that its third view is made of
FURNITURE = 1 / 3       # weight of a sentence under which it belongs to pages and not to the article
READINGS = 600          # texts whose names, numbers and sentences stay: who is a candidate once is one again
VERSIONS = 150          # texts whose words and shingles stay: the next version of one has the same candidates
FIGURES = 4_000         # sentences whose numbers stay: each is held against those of every candidate


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as a comparison receives it."""

    title: str
    text: str
    language: str | None = None
    url: str | None = None
    published: datetime | None = None


@lru_cache(maxsize=VERSIONS)
def _words(text: str) -> list[str]:
    return fingerprint.words(text)


@lru_cache(maxsize=VERSIONS)
def _hashed(text: str) -> duplicates.Hashed:
    return duplicates.hashed(_words(text))


def keys_of(title: str, text: str) -> Sequence[int]:
    """The keys of an article's fingerprint."""
    return _hashed(text).keys[:fingerprint.MOST_KEYS] or fingerprint.of(title, text).keys


@lru_cache(maxsize=READINGS)
def _names(title: str, text: str) -> names.Names:
    return names.found(f"{title}\n{text}")


@lru_cache(maxsize=READINGS)
def _numbers(text: str, language: str | None) -> tuple[Number, ...]:
    return tuple(numbers.found(text, language))


@lru_cache(maxsize=READINGS)
def _figures(text: str, language: str | None) -> Figures:
    return numbers.figures(text, language, _numbers(text, language))


@lru_cache(maxsize=READINGS)
def _sentences(text: str) -> tuple[sentences.Sentence, ...]:
    return tuple(sentences.split(text))


@lru_cache(maxsize=FIGURES)
def _figures_of_sentence(text: str, language: str | None) -> Figures:
    return numbers.figures(text, language)


_ROWS = RowCache()


class Side:
    """One of the two articles of a comparison."""

    def __init__(
        self,
        piece: Piece,
        encoder: Encoder | None,
        weights: Weights,
        *,
        vector: Vector | None = None,
    ) -> None:
        self.piece = piece
        self.title, self.text = piece.title, piece.text
        self.language = (piece.language or "").replace("_", "-").split("-")[0].lower() or None
        self._encoder = encoder
        self._weights = weights
        self._vector = vector

    def with_text(self, text: str) -> Side:
        """The same article with another text."""
        return Side(replace(self.piece, text=text), self._encoder, self._weights)

    @property
    def is_encoded(self) -> bool:
        """Whether the encoder knows this language; in others, unrelated texts look alike to it."""
        return self._encoder is not None and self.language in self._encoder.languages

    @cached_property
    def tokens(self) -> list[fingerprint.Token]:
        return fingerprint.tokens(self.text)

    @cached_property
    def words(self) -> list[str]:
        return _words(self.text)

    @cached_property
    def shingled(self) -> duplicates.Shingled:
        return duplicates.weighed(_hashed(self.text), self._weights)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return _numbers(self.text, self.language)

    @cached_property
    def figures(self) -> Figures:
        return _figures(self.text, self.language)

    @cached_property
    def names(self) -> names.Names:
        return _names(self.title, self.text)

    @cached_property
    def most_names(self) -> int | None:
        """How many names it can share with another; None in a script where any word may be one."""
        return None if self.names.script == "unicase" else max(len(self.names.stems), len(self.names.skeletons))

    @cached_property
    def sentences(self) -> tuple[sentences.Sentence, ...]:
        return _sentences(self.text)

    def figures_of(self, sentence: int) -> Figures:
        """The numbers in one of its sentences."""
        return _figures_of_sentence(self.sentences[sentence].text, self.language)

    @cached_property
    def sentence_weights(self) -> numpy.ndarray:
        """The weight of each sentence by its words: low if many groups have them, like the furniture of pages."""
        import numpy as np

        if not self._weights.key_groups:
            return np.ones(len(self.sentences))
        (shingles,) = fingerprint.shingles([token.word for token in self.tokens], fingerprint.SHINGLE)
        keys = fingerprint.window_keys(shingles)
        worth = np.array([*self._weights.of_keys(keys.tolist()), 1.0])
        starts = [token.start for token in self.tokens]
        weights = []
        for sentence in self.sentences:
            first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            first = min(first, len(worth) - 1)
            weights.append(worth[first:max(first + 1, last - fingerprint.SHINGLE + 1)].mean())
        own = np.array(weights)
        return np.where(own >= FURNITURE, own, 0.0) if (own >= FURNITURE).any() else own

    @cached_property
    def size(self) -> float:
        return translation.size_of(len(self.text), self.language)

    @cached_property
    def told(self) -> str:
        """The text without sentences that many groups have; the whole text if nothing else is left."""
        own = [s.text for s, weight in zip(self.sentences, self.sentence_weights, strict=True) if weight]
        return " ".join(own) if own and len(own) < len(self.sentences) else self.text

    @cached_property
    def lead_row(self) -> numpy.ndarray:
        """The vector of title and lead."""
        if self._vector is not None and self._encoder is not None and self._vector.encoder == self._encoder.name:
            kept: numpy.ndarray = vectors.values_of([self._vector])[0]
            return kept
        row: numpy.ndarray = self._encoded([lead(self.title, self.told)])[0]
        return row

    @cached_property
    def sentence_rows(self) -> numpy.ndarray:
        return self._encoded([sentence.text for sentence in self.sentences])

    @cached_property
    def centred_rows(self) -> numpy.ndarray:
        """The sentences relative to the mean of all news."""
        assert self._encoder is not None
        return story_centre.seen_from(self.sentence_rows, self._encoder.name)

    @cached_property
    def views(self) -> numpy.ndarray:
        """Title and lead, title, body."""
        import numpy as np

        return np.stack([self.lead_row, *self._encoded([self.title or self._opening(), self.told[:BODY_LENGTH]])])

    def centred_views(self, *, is_own: bool) -> numpy.ndarray:
        """The same relative to the mean of the language's own news, or else of all news."""
        assert self._encoder is not None
        return story_centre.seen_from(self.views, self._encoder.name, self.language if is_own else None)

    @property
    def is_read(self) -> bool:
        """Whether more of it than the lead has been encoded."""
        return "views" in self.__dict__ or "sentence_rows" in self.__dict__

    def _opening(self) -> str:
        """The first sentence that is long enough to say what the text is about."""
        found = (sentence.text for sentence in _sentences(self.told))
        long = (text for text in found if translation.size_of(len(text), self.language) >= OPENING)
        return next(long, self.told[:sentences.LONGEST])

    def _encoded(self, texts: Sequence[str]) -> numpy.ndarray:
        assert self._encoder is not None
        return _ROWS.rows(self._encoder, texts)
