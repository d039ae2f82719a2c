"""A filing: everything that one article adds to the store, written at once."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.articles import Article, Fingerprint, RelevanceVerdict, Tag, Vector
from monitor.model.repeats import Match, Placement, SeedLikeness


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """What the word index holds of an article, the same in both stores; terms are separated by spaces."""

    title: str
    body: str
    stems: str
    version: str


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything that one article adds to the store, written at once."""

    article: Article
    fingerprint: Fingerprint
    placement: Placement
    relevance: RelevanceVerdict
    terms: IndexTerms
    vector: Vector | None = None
    matches: tuple[Match, ...] = ()
    tags: tuple[Tag, ...] = ()
    seed: SeedLikeness | None = None
    judged_by: str = ""                     # version of the topics and the gate
    found: tuple[Match, ...] = ()           # matches between others that follow from it
    gone: frozenset[frozenset[str]] = frozenset()       # pairs of others that are none after all
    name_keys: tuple[int, ...] = ()         # what translations are found by where no encoder reads both languages
