"""The levels of likeness: the rule of each, its score, and its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.model import Comparison, Level, Passage, Relation
from monitor.stages import duplicates, evidence, names, numbers, same_story, sentences, translation
from monitor.stages.duplicates import Overlap
from monitor.stages.sentences import Pairing
from monitor.stages.side import Side


class Hint(NamedTuple):
    """The share of the names, or else how many numbers, that suggest one event although the leads are not near."""

    names: float
    numbers: int


# Likelihood of one event from which two may be one text, and their sentences are read: of 614 translations among 1,397
# other pairs that were read the least has .26, of 84 rewrites .96. It leaves out half of the others.
TRANSLATED, REWRITTEN = 0.20, 0.50
# Of 28 graded pairs of one event whose leads have a cosine of .45 to .55, and which all signs tell, the clear hint
# keeps 25; of 701 pairs of strangers 48.
CLEARLY, WEAKLY = Hint(0.25, 2), Hint(0.10, 1)


class Asked(NamedTuple):
    """What the caller wants to know, and whether evidence for "different" is wanted."""

    story: float = same_story.SAME          # score from which two reports are of one story
    unread: float = translation.PROBABLE    # the same of a translation that no encoder reads
    shows_forms: bool = True                # in which words two texts of one form differ
    glanced: float = same_story.SAME        # the same by title and lead alone
    is_collection: bool = False             # whether it is held against thousands of strangers
    shows_passages: bool = True             # what copies have in common
    in_full: bool = True                    # the score of what is not joined too: a nearest seed is told by it


class Way(NamedTuple):
    """A third article, of which both are the text."""

    article_id: str
    score: float                            # the lower one of its two matches


def nothing() -> Comparison:
    return Comparison(Relation.DIFFERENT, Level.NONE, 0.0, 0.0, "Nothing in common was found.")


def exact(a: Side, b: Side, asked: Asked) -> Comparison:
    shown = _passages(a, b) if asked.shows_passages else ()
    return Comparison(Relation.DUPLICATE, Level.EXACT, 1.0, 1.0, "The same text.", shown)


def copy(a: Side, b: Side, found: Overlap, asked: Asked) -> Comparison:
    """A complete or a partial copy."""
    shown = _passages(a, b) if asked.shows_passages else ()
    if found.jaccard >= duplicates.WHOLE:
        reason = f"{found.jaccard:.0%} of the words of both are shared."
        shown = (*shown, *_differences(a, b)) if asked.shows_passages else ()
        return Comparison(Relation.NEAR_DUPLICATE, Level.NEAR_DUPLICATE, found.jaccard, 1.0, reason, shown)
    shares = [("A", found.share_of_a, "B"), ("B", found.share_of_b, "A")]
    (one, share, other), (_, less, _) = sorted(shares, key=lambda said: (-said[1], said[0]))
    reason = f"{share:.0%} of {one} is in {other}, and makes {less:.0%} of {other}."
    return Comparison(Relation.NEAR_DUPLICATE, Level.PARTIAL_COPY, found.containment, 1.0, reason, shown)


def template(a: Side, b: Side, likeness: float, asked: Asked) -> Comparison:
    """The same form filled in again: neither a copy nor a story."""
    shown = _differences(a, b) if asked.shows_forms else ()
    return Comparison(Relation.DIFFERENT, Level.TEMPLATE, likeness, 0.0, "The same form with other figures.", shown)


def scattered(a: Side, b: Side, found: Overlap, asked: Asked) -> Comparison | None:
    """A fragmented copy, if no encoder can read the sentences; a few lines of a long report may be the same quotes."""
    if found.shared < duplicates.SHARED or found.containment < duplicates.BROKEN:
        return None
    if translation.size_ratio(a.size, b.size) >= translation.SIZE:
        return None
    return copy(a, b, found, asked)


def read(a: Side, b: Side, asked: Asked, *, is_scattered: bool) -> Comparison | None:
    """Translations, rewrites and templates, by reading the sentences."""
    cosines = a.sentence_rows @ b.sentence_rows.T
    path = sentences.aligned(cosines, a.sentence_weights, b.sentence_weights)
    found = _likeness(a, b, cosines, path)
    if a.language == b.language:
        if translation.is_rewrite(found, is_scattered) and not translation.is_template(found):
            reason = f"{_clear(path)} sentences say the same in other words, in order."
            return Comparison(
                Relation.NEAR_DUPLICATE, Level.REWRITE, _unit(found.late), 1.0, reason, _paired(a, b, path)
            )
    elif translation.is_translation(found):
        reason = f"{_clear(path)} of {min(cosines.shape)} sentences are translated, in order."
        return Comparison(
            Relation.TRANSLATION, Level.TRANSLATION, _unit(found.late), 1.0, reason, _paired(a, b, path)
        )
    elif translation.is_abridged(found):
        reason = f"{_clear(path)} of {min(cosines.shape)} sentences of the shorter text are translated, in order."
        return Comparison(
            Relation.TRANSLATION, Level.ABRIDGED_TRANSLATION, _unit(found.covered), 1.0, reason, _paired(a, b, path)
        )
    return template(a, b, _unit(found.late), asked) if translation.is_template(found) else None


def _likeness(a: Side, b: Side, cosines: object, path: Sequence[Pairing]) -> translation.Likeness:
    import numpy as np

    matrix = np.asarray(cosines)
    weights = (a.sentence_weights, b.sentence_weights)
    worth, sizes = sentences.gain(list(path)), sorted(float(w.sum()) for w in weights)
    covered = sorted((len(w), sentences.covered(m, w)) for m, w in zip((matrix, matrix.T), weights, strict=True))
    form = path if all(w.all() for w in weights) else sentences.aligned(matrix, *(np.ones(len(w)) for w in weights))
    conflicts, confirmed = _conflicts(a, b, form)
    return translation.Likeness(
        late=sentences.late(matrix, *weights),
        aligned=worth / max(1e-9, sizes[1]),
        form=sum(pairing.cosine - sentences.FLOOR for pairing in form) / max(matrix.shape),
        shorter=worth / max(1e-9, sizes[0]),
        covered=covered[0][1],
        sentences=min(matrix.shape),
        counted=min(len(a.figures.counted), len(b.figures.counted)),
        numbers=numbers.agreement(a.figures, b.figures),
        conflicts=conflicts,
        confirmed=confirmed,
        names=names.agreement(a.names, b.names),
        size=translation.size_ratio(a.size, b.size),
    )


def _conflicts(a: Side, b: Side, path: Sequence[Pairing]) -> tuple[int, int]:
    """How many numbers differ, and how many agree, in sentences that clearly correspond."""
    differ = agree = 0
    for pairing in path:
        if pairing.cosine < 0.5:
            continue
        here, there = a.figures_of(pairing.a), b.figures_of(pairing.b)
        fewer = min(len(here.counted), len(there.counted))
        shared = min(len(numbers.confirmed(here, there)), len(numbers.confirmed(there, here)))
        agree += min(shared, fewer)
        differ += max(0, fewer - shared)
    return differ, agree


def by_way(a: Side, b: Side, way: Way) -> Comparison:
    """How two articles relate if both are the text of a third."""
    is_one = a.language == b.language
    relation, level = (
        (Relation.NEAR_DUPLICATE, Level.REWRITE) if is_one else (Relation.TRANSLATION, Level.TRANSLATION)
    )
    reason = f"Both are the text of {way.article_id}."
    return Comparison(relation, level, way.score, 1.0, reason, (*_names(a, b), *_numbers(a, b)))


def glance(a: Side, b: Side, cosine: float, asked: Asked, *, is_within: bool) -> Comparison:
    """The same story, by title and lead alone."""
    score = same_story.glance(cosine)
    return _event(a, b, score, score, asked._replace(story=asked.glanced), is_within=is_within)


def story(a: Side, b: Side, own: tuple[Side, Side], asked: Asked, *, is_within: bool) -> Comparison:
    """The same story, by all signs in what each text has of its own."""
    shared = _shared(*own)
    score = likely = same_story.score(same_story.Signs(*_cosines(*own, is_own=True), *shared))
    if asked.is_collection:
        likely = same_story.among_strangers(same_story.Signs(*_cosines(*own, is_own=False), *shared))
    return _event(a, b, score, likely, asked, is_within=is_within)


def may_be_one_text(a: Side, b: Side) -> bool:
    """Whether two are enough alike as stories to be one text in other words, or in another language."""
    likely = same_story.among_strangers(same_story.Signs(*_cosines(a, b, is_own=False), *_shared(a, b)))
    return likely >= (REWRITTEN if a.language == b.language else TRANSLATED)


def _cosines(a: Side, b: Side, *, is_own: bool) -> tuple[float, float, float, float]:
    """Lead, title, body and crossed, relative to the mean of each language's news, or of all news."""
    here, there = a.centred_views(is_own=is_own), b.centred_views(is_own=is_own)
    lead, title, body = (float(x @ y) for x, y in zip(here, there, strict=True))
    return lead, title, body, float(max(here[1] @ there[0], there[1] @ here[0]))


def _shared(a: Side, b: Side) -> tuple[int, int, int, float]:
    """Names, confirmed and conflicting numbers, and the share of the names: the signs that no mean changes."""
    agreed = confirmed(a, b)
    conflicting = max(0, min(len(a.figures.counted), len(b.figures.counted)) - agreed)
    return len(names.shared(a.names, b.names)), agreed, conflicting, names.agreement(a.names, b.names)


def _event(a: Side, b: Side, score: float, likely: float, asked: Asked, *, is_within: bool) -> Comparison:
    if score < same_story.RELATED:
        return Comparison(Relation.DIFFERENT, Level.NONE, score, score, "They tell of different things.")
    if score < same_story.SAME:
        return related(score)
    if not is_within:
        return related(score, "Alike, but too far apart in time.")
    if likely < asked.story:
        return related(score)
    if asked.is_collection and same_story.has_other_figures(_listed(a, b)):
        return related(score, "Reports of one kind, with other figures.")
    shown = (*evidence.headline(a.title, b.title, likely), *_names(a, b), *_numbers(a, b))
    return Comparison(Relation.SAME_STORY, Level.SAME_STORY, likely, score, "Both seem to report one event.", shown)


def may_be_read(a: Side, b: Side, hint: Hint) -> bool:
    """Whether names or numbers suggest one event although the leads are not near."""
    return names.agreement(a.names, b.names) >= hint.names or confirmed(a, b) >= hint.numbers


def confirmed(a: Side, b: Side) -> int:
    """How many numbers both hold."""
    return min(len(numbers.confirmed(a.figures, b.figures)), len(numbers.confirmed(b.figures, a.figures)))


def _listed(a: Side, b: Side) -> same_story.Figures:
    counted = [len(side.figures.counted) for side in (a, b)]
    sparse = max(side.size / max(1, n) for side, n in zip((a, b), counted, strict=True))
    agreement = numbers.agreement(a.figures, b.figures)
    return same_story.Figures(min(counted), sparse, agreement, len(names.shared(a.names, b.names)))


def related(score: float, reason: str = "Related, but not one event.") -> Comparison:
    """Related only: never joined to a story, so the score is evidence enough."""
    return Comparison(Relation.DIFFERENT, Level.RELATED, score, score, reason)


def _passages(a: Side, b: Side) -> tuple[Passage, ...]:
    return evidence.passages(a.text, b.text, a.tokens, b.tokens)


def _differences(a: Side, b: Side) -> tuple[Passage, ...]:
    return evidence.differences(a.text, b.text, a.tokens, b.tokens)


def _paired(a: Side, b: Side, path: Sequence[Pairing]) -> tuple[Passage, ...]:
    clear = [pairing for pairing in path if pairing.cosine >= translation.LATE]
    return (*evidence.sentence_pairs(a.text, b.text, a.sentences, b.sentences, clear), *_numbers(a, b))


def _numbers(a: Side, b: Side) -> tuple[Passage, ...]:
    return evidence.numbers(a.text, b.text, a.numbers, b.numbers)


def _names(a: Side, b: Side) -> tuple[Passage, ...]:
    return evidence.names(a.text, b.text, names.shared(a.names, b.names))


def _clear(path: Sequence[Pairing]) -> int:
    return sum(pairing.cosine >= translation.LATE for pairing in path)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
