"""How articles relate to each other: applies the levels of likeness in order, from the same text to the same story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.model import (
    SEEDS,
    Article,
    Comparison,
    Fingerprint,
    Known,
    Level,
    Match,
    Relation,
    SeedLikeness,
    Vector,
)
from monitor.stages import (
    by_names,
    duplicates,
    fingerprint,
    furnished,
    levels,
    numbers,
    seeds,
    side,
    slots,
    stories,
    translation,
)
from monitor.stages import kin as kinship
from monitor.stages.duplicates import Weights
from monitor.stages.kin import Kin, Unread
from monitor.stages.levels import Asked
from monitor.stages.side import Piece, Side

if TYPE_CHECKING:
    from monitor.ports import Encoder

__all__ = ["Piece", "Weights", "article", "batch", "keys_of", "pair"]

VERSION = "compare-5"
WINDOW = timedelta(days=7)
# Cosine of title and lead from which sentences are read for a rewrite, and for a translation: of 806 translations 3 lie
# below (they are of other texts), of rewrites one.
LIKE_REWRITE, LIKE_TRANSLATION = 0.60, 0.42
# Cosine from which a candidate is read closely, and how many are at most. From .45 on, two in five articles of
# unrelated news had somebody to be read beside, from .55 on one in six, and 1 % of true translations lie below .56
# (dedup.md).
# With eight at most the order of arrival decided which were read: 1.6 an article, and without that limit 2.0.
CLOSE, CLOSELY = 0.55, 30
# Cosine from which it is still read where names or numbers ask for it: another report of the same days may be told from
# another side, and 28 of 450 graded pairs lie here that all signs tell.
HINTED = 0.45
# Cosine under which it takes a weak hint at least. Of 20,567 pairs of .45 to .80 with 3,201 repeats and reports of one
# event, this leaves out 1,080 of the 4,341 strangers that would be read, and 19 of the others.
LIKELY = 0.65
# Cosine from which words are compared though the look-up by keys, which is limited, did not name the candidate.
ALIKE = 0.90
# Probability from which one report among thousands is called the same story as another (`same_story.among_strangers`),
# and score by title and lead alone, of those that are too many to be read. Where pairs are half and half .50 is the
# border; in a collection nearly all are strangers. By cross-validation .80 has recall .591 of 450 pairs, with 15 wrong
# of 946 strangers, .70 .633 with 19, and the score of pairs, of which .80 was asked before, .633 with 39. By title and
# lead alone: of 132 pairs of .80 to .90 35 are still one story when they are read, of 56 from .90 on 52.
FILED, GLANCED = 0.80, 0.90
# The same of a translation that no encoder reads: among all 2,637 of nine languages and all strangers of fitting length
# in 3,518 documents P .992 R .945, where translation.PROBABLE has .971 and .979 (.80: .982 and .966).
FILED_UNREAD = 0.90
# Copies whose passages are kept, the nearest: of a release in two hundred outlets each would be searched for what it
# has in common with fifty others. Of these the share is kept.
SHOWN = 12
COPIES = frozenset({Level.EXACT, Level.NEAR_DUPLICATE, Level.PARTIAL_COPY})
_ORDER = {Relation.DUPLICATE: 0, Relation.NEAR_DUPLICATE: 1, Relation.TRANSLATION: 2, Relation.SAME_STORY: 3}


def pair(
    a: Piece, b: Piece, *, encoder: Encoder | None = None, weights: Weights | None = None, window: timedelta = WINDOW
) -> Comparison:
    """Compare two articles."""
    weights = weights or Weights()
    return _whole(Side(a, encoder, weights), Side(b, encoder, weights), window)


def batch(
    pairs: Sequence[tuple[Piece, Piece]], *, encoder: Encoder | None, weights: Weights | None = None
) -> Iterator[Comparison]:
    """Compare each pair; without weights, the batch serves as its own background."""
    if weights is None:
        pieces = dict.fromkeys(piece for both in pairs for piece in both)
        weights = Weights.of(fingerprint.of(piece.title, piece.text, piece.language) for piece in pieces)
    for a, b in pairs:
        yield _whole(Side(a, encoder, weights), Side(b, encoder, weights), WINDOW)


def _whole(a: Side, b: Side, window: timedelta) -> Comparison:
    return _judge(a, b, _shared(a, b), None, window, Asked(), is_close=True)


def keys_of(mark: Fingerprint, candidates: Iterable[Known]) -> list[int]:
    """The keys whose group counts `article` needs: its own, and those of every candidate that shares one."""
    keys = set(mark.keys)
    for known in candidates:
        if _may_share(known):
            keys.update(side.keys_of(known.title, known.text))
    return sorted(keys)


def article(
    article: Article,
    mark: Fingerprint,
    vector: Vector | None,
    candidates: Iterable[Known],
    encoder: Encoder | None,
    weights: Weights,
    *,
    window: timedelta = WINDOW,
    closely: int = CLOSELY,
    kin: Kin | None = None,
    watch: Callable[[Sequence[Known]], Iterable[Known]] = iter,
) -> tuple[tuple[Match, ...], SeedLikeness | None]:
    """How the article relates to each candidate, best first, and its nearest seed.

    So many of the nearest are read `closely`; `kin` says which candidates are known to hold one text. `watch` is given
    all in their order, and gives them back.
    """
    me = Side(piece_of(article), encoder if vector is not None else None, weights, vector=vector)
    reading = _Reading(
        me, encoder, weights, window, closely, kin or {}, is_seed=article.source == SEEDS, has_keys=bool(mark.keys)
    )
    judged = [(known, reading.judge(known)) for known in watch(sorted(candidates, key=_nearness))]
    judged = kinship.voted(judged, reading.unread, kin or {})
    matches = [
        Match(article.article_id, known.article_id, c.relation, c.level, c.score, c.reason, c.evidence, VERSION)
        for known, c in judged
        if c.relation in _ORDER
    ]
    return tuple(sorted(matches, key=lambda m: (_ORDER[m.relation], -m.score, m.other_id))), seeds.nearest(judged)


@dataclass(slots=True)
class _Reading:
    """One article beside its candidates, the nearest first: what was found so far decides how closely the next is read.
    """

    me: Side
    encoder: Encoder | None
    weights: Weights
    window: timedelta
    closely: int
    kin: Kin
    is_seed: bool
    has_keys: bool
    whole: dict[str, float] = field(default_factory=dict)       # who was found to hold all of its text, and the score
    unread: dict[str, Unread] = field(default_factory=dict)
    read: int = 0
    looked_at: int = 0
    copies: int = 0

    def judge(self, known: Known) -> Comparison:
        """What the article is to this candidate."""
        me, other = self.me, Side(piece_of(known), self.encoder, self.weights, vector=known.vector)
        cosine, ways = known.cosine or 0.0, kinship.ways(self.kin, known.article_id, self.whole)
        is_close = self._is_close(known, other, ways)
        found = _shared(me, other) if _may_share(known) and self.has_keys else duplicates.NOTHING
        one = _judge(me, other, found, cosine, self.window, self._asked(known), is_close=is_close)
        self.read += other.is_read
        self.copies += one.level in COPIES
        if not (me.is_encoded and other.is_encoded):
            self.unread[known.article_id] = Unread(me, other, within(me, other, self.window))
        elif one.level in stories.WHOLE:
            self.whole[known.article_id] = one.score
        elif ways and cosine >= CLOSE and not is_close and one.level is not Level.TEMPLATE:
            return levels.by_way(me, other, ways[0])
        return one

    def _is_close(self, known: Known, other: Side, ways: Sequence[levels.Way]) -> bool:
        """Whether the sentences of both are read."""
        cosine = known.cosine or 0.0
        if cosine >= CLOSE:
            has_room = self.read < self.closely and not kinship.is_told(ways, self.whole)
            if known.source == SEEDS or not has_room or cosine >= LIKELY:
                return known.source == SEEDS or has_room
            return not (self.me.is_encoded and other.is_encoded) or levels.may_be_read(self.me, other, levels.WEAKLY)
        if cosine < HINTED or self.looked_at >= self.closely or not (self.me.is_encoded and other.is_encoded):
            return False
        is_within = within(self.me, other, self.window)
        self.looked_at += is_within
        return is_within and levels.may_be_read(self.me, other, levels.CLEARLY)

    def _asked(self, known: Known) -> Asked:
        """Everything that is shared with a seed is shown, and of the nearest copies."""
        asked = Asked(FILED, FILED_UNREAD, shows_forms=False, glanced=GLANCED, is_collection=True)
        if self.is_seed or known.source == SEEDS:
            return asked
        return asked._replace(in_full=False, shows_passages=self.copies < SHOWN)


def _may_share(known: Known) -> bool:
    """Whether a candidate may share words with the article."""
    return known.shared_keys > 0 or (known.cosine or 0.0) >= ALIKE


def _nearness(known: Known) -> tuple[float, str]:
    """A sort key, nearest first; shared keys count too, since a fragmented copy may look far in meaning."""
    return (-(known.cosine or 0.0) - 0.02 * min(known.shared_keys, 20), known.article_id)


def piece_of(one: Article | Known) -> Piece:
    """An article as a comparison receives it."""
    when = one.published.instant if one.published else _seen(one.source, one.first_seen)
    return Piece(one.title, one.text, one.language, one.url, when)


def _seen(source: str, first_seen: datetime) -> datetime | None:
    """When an article was first seen; None for a seed without a date, since the day it was added says nothing."""
    return None if source == SEEDS else first_seen


def _shared(a: Side, b: Side) -> duplicates.Overlap:
    return duplicates.overlap(a.shingled, b.shingled)


def _judge(
    a: Side,
    b: Side,
    found: duplicates.Overlap,
    cosine: float | None,
    window: timedelta,
    asked: Asked,
    *,
    is_close: bool,
) -> Comparison:
    """Apply the levels in order and return the first that holds; `is_close` reads the sentences too."""
    if not a.words or not b.words:
        return levels.nothing()
    if fingerprint.is_same((a.title, a.words), (b.title, b.words), min(len(a.text), len(b.text))):
        return levels.exact(a, b, asked)
    if (duplicates.is_copy(found) or duplicates.is_scattered(found)) and slots.is_template(a.words, b.words):
        return levels.template(a, b, found.jaccard, asked)
    shares_much = duplicates.is_copy(found)
    if shares_much and _is_copy(a, b, found):
        return levels.copy(a, b, found, asked)
    is_within = within(a, b, window)
    if not (a.is_encoded and b.is_encoded):
        if a.language != b.language:
            return by_names.probable(a, b, asked, is_within=is_within)
        return levels.scattered(a, b, found, asked) or levels.nothing()
    if cosine is None:
        cosine = float(a.lead_row @ b.lead_row)
    if not is_close or not a.sentences or not b.sentences:
        return levels.glance(a, b, cosine, asked, is_within=is_within)
    is_scattered = duplicates.is_scattered(found) and not shares_much
    story = None
    if not (asked.in_full or shares_much or is_scattered or levels.may_be_one_text(a, b)):
        return _story(a, b, asked, shares_much=False, is_within=is_within)
    if not asked.in_full and _tells_otherwise(a, b, is_scattered=is_scattered):
        story = _story(a, b, asked, shares_much=shares_much, is_within=is_within)
        if story.relation is Relation.DIFFERENT:
            return story    # and a form, which is all that its sentences could make of it, is different too
    if cosine >= (LIKE_REWRITE if a.language == b.language else LIKE_TRANSLATION):
        read = levels.read(a, b, asked, is_scattered=is_scattered)
        if read is not None:
            return read
    return story or _story(a, b, asked, shares_much=shares_much, is_within=is_within)


def _tells_otherwise(a: Side, b: Side, *, is_scattered: bool) -> bool:
    """Whether their numbers alone rule out all that sentences could show but a form."""
    return (
        not is_scattered
        and translation.size_ratio(a.size, b.size) < translation.SIZE
        and min(len(a.figures.counted), len(b.figures.counted)) >= translation.VETO_NUMBERS
        and numbers.agreement(a.figures, b.figures) < translation.VETO_SHARE
    )


def _story(a: Side, b: Side, asked: Asked, *, shares_much: bool, is_within: bool) -> Comparison:
    """Whether they tell of one event; what both hold tells nothing where it is furniture."""
    return levels.story(a, b, furnished.own(a, b) if shares_much else (a, b), asked, is_within=is_within)


def _is_copy(a: Side, b: Side, found: duplicates.Overlap) -> bool:
    """Whether two that share much are a copy: if words leave it open, by sentences, since both may begin with a banner.
    """
    if duplicates.is_plain(found) or not (a.is_encoded and b.is_encoded):
        return True
    return (found.opened == 2 or duplicates.has_most(found)) and furnished.bears(a, b)


def within(a: Side, b: Side, window: timedelta) -> bool:
    """Whether both appeared within the window of days; an unknown date does not separate them."""
    if a.piece.published is None or b.piece.published is None:
        return True
    return abs(a.piece.published - b.piece.published) <= window


