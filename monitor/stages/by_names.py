"""Translations where no encoder reads both languages: by names, numbers and lengths, and by the word of other texts."""

from __future__ import annotations

import math

from monitor.model import Comparison, Level, Passage, Relation
from monitor.stages import evidence, levels, names, numbers, translation
from monitor.stages.levels import Asked, Way
from monitor.stages.side import Side


def probable_by_way(a: Side, b: Side, way: Way) -> Comparison | None:
    """A translation by way of a third text, where no encoder reads both; None if names and numbers contradict it."""
    score = translation.unread(_facts(a, b))
    if a.language == b.language or score < translation.BY_WAY:
        return None
    return levels.by_way(a, b, way._replace(score=min(score, way.score)))


def outvoted(score: float) -> Comparison:
    """Only related: names and numbers agree with one translation of a text, but less, or not, with the others."""
    return levels.related(score / 2, "Names and numbers agree, but the same text in other languages says otherwise.")


def probable(a: Side, b: Side, asked: Asked, *, is_within: bool) -> Comparison:
    """A probable translation by names, numbers and lengths, if no encoder reads both languages."""
    score = probability(a, b) if asked.in_full or _may_be_probable(a, b) else 0.0
    if score < translation.PROBABLE:
        return Comparison(
            Relation.DIFFERENT, Level.NONE, score, score / 2, "Too few names and numbers agree for a translation."
        )
    if not is_within:
        return levels.related(score / 2, "Names, numbers and lengths agree, but they are too far apart in time.")
    if score < asked.unread:
        return levels.related(score / 2, "Names, numbers and lengths agree, but not enough to be no chance.")
    reason = "Probably a translation: names, numbers and lengths agree; no encoder reads both languages."
    return Comparison(Relation.TRANSLATION, Level.TRANSLATION, score, 1.0, reason, _shown(a, b))


def probability(a: Side, b: Side) -> float:
    """How likely two are one text by names, numbers and lengths."""
    facts = _facts(a, b)
    # alike in length alone are also strangers: of 2,566 random pairs of one sentence 61 were called a translation
    return translation.unread(facts) if facts.shared + facts.confirmed >= translation.AGREEING else 0.0


def by_family(a: Side, b: Side, score: float, languages: int) -> Comparison:
    """A translation by the word of a text in so many languages that the encoder reads."""
    reason = f"Names, numbers and lengths agree with the text in most of {languages} languages that are read."
    return Comparison(Relation.TRANSLATION, Level.TRANSLATION, score, 1.0, reason, _shown(a, b))


def _may_be_probable(a: Side, b: Side) -> bool:
    """Whether lengths and numbers leave it to the names, which are as dear again to find."""
    most = a.most_names
    return most is None or translation.unread(_told(a, b, most, most)) >= translation.PROBABLE


def _facts(a: Side, b: Side) -> translation.Facts:
    return _told(a, b, *names.overlap(a.names, b.names))


def _told(a: Side, b: Side, shared: int, of: int) -> translation.Facts:
    """What they have in common if they share so many names of so many."""
    fewer, more = sorted((len(a.figures.counted), len(b.figures.counted)))
    confirmed = levels.confirmed(a, b)
    is_telling = fewer > 0 or more > translation.SILENT
    return translation.Facts(
        numbers=numbers.agreement(a.figures, b.figures) if is_telling else translation.UNTOLD,
        names=shared / of if of else 0.0,
        size=translation.size_ratio(a.size, b.size),
        sentences=abs(math.log((len(a.sentences) + 1) / (len(b.sentences) + 1))),
        confirmed=confirmed, lacking=fewer - confirmed, beyond=more - confirmed,
        shared=shared, missing=max(0, of - shared),
    )


def _shown(a: Side, b: Side) -> tuple[Passage, ...]:
    """The names and numbers that both hold."""
    shared = evidence.names(a.text, b.text, names.shared(a.names, b.names))
    return (*shared, *evidence.numbers(a.text, b.text, a.numbers, b.numbers))
