"""What one article is to another, and by what it is told: the levels from the same text to the same story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.model import (
    SEEDS,
    Article,
    Comparison,
    Fingerprint,
    Known,
    Level,
    Match,
    Passage,
    Relation,
    SeedLikeness,
    Vector,
)
from monitor.stages import duplicates, evidence, fingerprint, numbers, same_story, seeds, sentences, translation
from monitor.stages.duplicates import Weights
from monitor.stages.lead import lead

if TYPE_CHECKING:
    import numpy

    from monitor.ports import Encoder

__all__ = ["Piece", "Weights", "article", "batch", "pair"]

WINDOW = timedelta(days=7)
NEAR = 0.40             # cosine of title and lead under which no sentence is looked at: 1 % of translations are < .56
_ORDER = {Relation.DUPLICATE: 0, Relation.NEAR_DUPLICATE: 1, Relation.TRANSLATION: 2, Relation.SAME_STORY: 3}


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as a comparison takes it."""

    title: str
    text: str
    language: str | None = None
    url: str | None = None
    published: datetime | None = None


class Side:
    """One article under comparison; what is dear to compute is computed at first need, and once."""

    def __init__(self, piece: Piece, encoder: Encoder | None, weights: Weights) -> None:
        self.piece = piece
        self.language = (piece.language or "").split("-")[0].lower() or None
        self._encoder = encoder
        self._weights = weights

    @property
    def is_encoded(self) -> bool:
        """Whether the encoder knows this language; where it does not, strangers look alike to it."""
        return self._encoder is not None and self.language in self._encoder.languages

    @cached_property
    def mark(self) -> Fingerprint:
        return fingerprint.of(self.piece.title, self.piece.text, self.language)

    @cached_property
    def words(self) -> list[str]:
        return fingerprint.words(self.piece.text)

    @cached_property
    def shingled(self) -> duplicates.Shingled:
        return duplicates.shingled(self.words, self._weights)

    @cached_property
    def numbers(self) -> list[numbers.Number]:
        return numbers.found(self.piece.text, self.language)

    @cached_property
    def values(self) -> list[frozenset[float]]:
        return numbers.distinct(self.numbers)

    @cached_property
    def sentences(self) -> list[sentences.Sentence]:
        return sentences.split(self.piece.text)

    @cached_property
    def rows(self) -> numpy.ndarray:
        """Vectors of the sentences."""
        assert self._encoder is not None
        return self._encoder.encode([sentence.text for sentence in self.sentences])

    @cached_property
    def row(self) -> numpy.ndarray:
        """The vector of title and lead."""
        assert self._encoder is not None
        rows: numpy.ndarray = self._encoder.encode([lead(self.piece.title, self.piece.text)])[0]
        return rows

    @cached_property
    def size(self) -> float:
        return translation.size_of(self.piece.text, self.language)


def pair(
    a: Piece, b: Piece, *, encoder: Encoder | None = None, weights: Weights | None = None, window: timedelta = WINDOW
) -> Comparison:
    """The judgement on two articles."""
    weights = weights or Weights()
    return _judge(Side(a, encoder, weights), Side(b, encoder, weights), None, window)


def batch(
    pairs: Sequence[tuple[Piece, Piece]], *, encoder: Encoder | None, weights: Weights | None = None
) -> Iterator[Comparison]:
    """The judgement on each pair; without weights the batch is its own background."""
    if weights is None:
        pieces = {piece for both in pairs for piece in both}
        weights = Weights.of(fingerprint.of(p.title, p.text, p.language) for p in pieces)
    sides: dict[Piece, Side] = {}
    for a, b in pairs:
        for piece in (a, b):
            if piece not in sides:
                sides[piece] = Side(piece, encoder, weights)
        yield _judge(sides[a], sides[b], None, WINDOW)


def article(
    article: Article,
    mark: Fingerprint,
    vector: Vector | None,
    candidates: Iterable[Known],
    encoder: Encoder | None,
    weights: Weights,
    *,
    window: timedelta = WINDOW,
) -> tuple[tuple[Match, ...], SeedLikeness | None]:
    """What the article is to each candidate, best first, and its nearest seed."""
    published = article.published.instant if article.published else _seen(article.source, article.first_seen)
    me = Side(Piece(article.title, article.text, article.language, article.url, published), encoder, weights)
    judged = []
    for known in candidates:
        when = known.published.instant if known.published else _seen(known.source, known.first_seen)
        other = Side(Piece(known.title, known.text, known.language, known.url, when), encoder, weights)
        judged.append((known, _judge(me, other, known.cosine, window)))
    matches = [
        Match(article.article_id, known.article_id, c.relation, c.level, c.score, c.reason, c.evidence)
        for known, c in judged
        if c.relation in _ORDER
    ]
    return tuple(sorted(matches, key=lambda m: (_ORDER[m.relation], -m.score, m.other_id))), seeds.nearest(judged)


def _seen(source: str, first_seen: datetime) -> datetime | None:
    """A seed without a date has none: when it was added says nothing about its event."""
    return None if source == SEEDS else first_seen


def _judge(a: Side, b: Side, cosine: float | None, window: timedelta) -> Comparison:
    """The first level that holds."""
    if a.is_encoded and b.is_encoded and cosine is None:
        cosine = float(a.row @ b.row)
    elif not (a.is_encoded and b.is_encoded):
        cosine = None
    return _same_words(a, b, cosine) or _same_sentences(a, b, cosine) or _same_event(a, b, cosine, window)


def _same_words(a: Side, b: Side, cosine: float | None) -> Comparison | None:
    """Exact and near copies, partial ones, and forms with other figures."""
    if not a.words or not b.words:
        return None
    if a.mark.exact == b.mark.exact:
        shared = evidence.passages(a.piece.text, b.piece.text, *_tokens(a, b))
        return Comparison(Relation.DUPLICATE, Level.EXACT, 1.0, 1.0, "The same text.", shared)
    found = duplicates.overlap(a.shingled, b.shingled)
    if not duplicates.is_copy(found):
        return None
    if duplicates.is_template(a.words, b.words):
        return Comparison(
            Relation.DIFFERENT, Level.TEMPLATE, found.jaccard, same_story.score(cosine or 0.0) / 2,
            "The same form with other figures.",
        )
    shared = evidence.passages(a.piece.text, b.piece.text, *_tokens(a, b))
    if found.jaccard >= duplicates.WHOLE:
        reason = f"{found.jaccard:.0%} of the words of both are shared."
        return Comparison(Relation.NEAR_DUPLICATE, Level.NEAR_DUPLICATE, found.jaccard, 1.0, reason, shared)
    smaller, share = ("A", found.share_of_a) if found.share_of_a >= found.share_of_b else ("B", found.share_of_b)
    reason = f"{share:.0%} of {smaller} is in {'B' if smaller == 'A' else 'A'}."
    return Comparison(Relation.NEAR_DUPLICATE, Level.PARTIAL_COPY, found.containment, 1.0, reason, shared)


def _tokens(a: Side, b: Side) -> tuple[list[fingerprint.Token], list[fingerprint.Token]]:
    return fingerprint.tokens(a.piece.text), fingerprint.tokens(b.piece.text)


def _same_sentences(a: Side, b: Side, cosine: float | None) -> Comparison | None:
    """Translations and rewrites, sentence by sentence."""
    if cosine is None or cosine < NEAR or not a.sentences or not b.sentences:
        return None
    cosines = a.rows @ b.rows.T
    path = sentences.aligned(cosines)
    worth = sentences.gain(path)
    found = translation.Likeness(
        sentences.late(cosines),
        worth / max(cosines.shape),
        worth / min(cosines.shape),
        numbers.agreement(a.values, b.values),
        translation.is_vetoed(a.values, b.values),
        translation.size_ratio(a.size, b.size),
    )
    if a.language == b.language:
        if not translation.is_rewrite(found) or duplicates.is_template(a.words, b.words):
            return None
        kind, level, name = Relation.NEAR_DUPLICATE, Level.REWRITE, "rewritten"
    elif translation.is_translation(found):
        kind, level, name = Relation.TRANSLATION, Level.TRANSLATION, "translated"
    elif translation.is_abridged(found):
        kind, level, name = Relation.TRANSLATION, Level.ABRIDGED_TRANSLATION, "translated in part"
    else:
        return None
    reason = f"{len(path)} sentences answer each other in order: {name}."
    return Comparison(kind, level, min(1.0, found.late), 1.0, reason, _paired(a, b, path))


def _paired(a: Side, b: Side, path: Sequence[sentences.Pairing]) -> tuple[Passage, ...]:
    clear = [pairing for pairing in path if pairing.cosine >= translation.LATE]
    return (
        *evidence.sentence_pairs(a.piece.text, b.piece.text, a.sentences, b.sentences, clear),
        *evidence.numbers(a.piece.text, b.piece.text, a.numbers, b.numbers),
    )


def _same_event(a: Side, b: Side, cosine: float | None, window: timedelta) -> Comparison:
    """Another report of one event, something related, or nothing."""
    if cosine is None:
        return Comparison(Relation.DIFFERENT, Level.NONE, 0.0, 0.0, "Nothing in common was found.")
    score = same_story.score(cosine)
    reason = f"Title and lead are alike to {score:.2f}."
    if score < same_story.RELATED:
        return Comparison(Relation.DIFFERENT, Level.NONE, score, score, reason)
    shown = (
        *evidence.headline(a.piece.title, b.piece.title, score),
        *evidence.numbers(a.piece.text, b.piece.text, a.numbers, b.numbers),
    )
    if score < same_story.SAME or not _within(a, b, window):
        return Comparison(Relation.DIFFERENT, Level.RELATED, score, score, reason, shown)
    return Comparison(Relation.SAME_STORY, Level.SAME_STORY, score, score, reason, shown)


def _within(a: Side, b: Side, window: timedelta) -> bool:
    """Whether both appeared near enough in time; unknown dates do not part them."""
    if a.piece.published is None or b.piece.published is None:
        return True
    return abs(a.piece.published - b.piece.published) <= window
