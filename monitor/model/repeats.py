"""How articles relate to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.articles import Vector
from monitor.model.feeds import Published
from monitor.model.kinds import Access, Level, Relation


@dataclass(frozen=True, slots=True)
class Known:
    """A stored article, as a candidate for a comparison."""

    article_id: str
    story_id: str
    title: str
    text: str
    language: str | None
    source: str
    url: str | None
    first_seen: datetime
    published: Published | None
    access: Access
    shared_keys: int = 0
    cosine: float | None = None             # of the vectors, where both have one
    vector: Vector | None = None            # its own, where the look-up had it in hand
    shared_names: float = 0.0               # how rare the names and numbers are that both hold, where they were asked


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one field of one article."""

    field: str                              # title or text
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that two articles share, with the places, for a reader to check."""

    kind: str                               # passage, sentence, number, name, difference, headline
    a: Place
    b: Place
    score: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The judgement on a pair: `a` is the article in hand, `b` the other one."""

    relation: Relation
    level: Level
    score: float
    story_score: float
    reason: str
    evidence: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One article repeats another, and the evidence for it."""

    article_id: str
    other_id: str
    relation: Relation
    level: Level
    score: float
    reason: str
    evidence: tuple[Passage, ...] = ()
    made_by: str = ""                       # the version of the comparison

    @property
    def pair(self) -> frozenset[str]:
        """The ids of the two, whichever came later."""
        return frozenset((self.article_id, self.other_id))

    def other_than(self, article_id: str) -> str:
        """The id at the other end, seen from either of the two articles."""
        return self.other_id if self.article_id == article_id else self.article_id


@dataclass(frozen=True, slots=True)
class Member:
    """An article as its story sees it: what is needed to choose a founder."""

    article_id: str
    story_id: str
    published: datetime | None
    first_seen: datetime
    length: int
    pinned: bool = False                    # a person put it where it is
    is_seed: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """The story that an article joins, and the articles that move with it."""

    story_id: str
    founder_id: str
    moves: tuple[tuple[str, str], ...] = ()         # (article_id, new story_id) of others
    founders: tuple[tuple[str, str], ...] = ()      # (story_id, new founder_id) of stories that changed


@dataclass(frozen=True, slots=True)
class SeedLikeness:
    """The seed that is nearest to an article."""

    seed_id: str
    relation: Relation                      # `different` where it is only near
    score: float
