"""Articles, and what is known of a single one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.feeds import Published
from monitor.model.kinds import Access, Relevance


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one page, each field with where it came from."""

    title: str
    text: str                               # NFC; paragraphs are lines
    access: Access
    version: str                            # of the extraction stage
    page_title: str = ""
    feed_title: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None             # ISO 639-1
    published: Published | None = None
    dates: tuple[Published, ...] = ()       # every candidate
    canonical_url: str | None = None        # only where it is trusted: same host
    site: str | None = None
    free: bool | None = None                # the publisher's isAccessibleForFree
    reserved: bool = False                  # tdm-reservation
    modified: Published | None = None       # what the page says of its last change
    origins: Mapping[str, str] = field(default_factory=dict)   # field -> where it came from
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is stored; offsets count the code points of this title and text."""

    article_id: str
    url: str | None
    title: str
    text: str
    source: str                             # the host without www., `seeds`, or what an import said
    first_seen: datetime
    language: str | None = None
    published: Published | None = None
    authors: tuple[str, ...] = ()
    canonical_url: str | None = None
    external_id: str | None = None
    access: Access = Access.FULL
    feeds: tuple[str, ...] = ()
    version: int = 1
    page_id: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    dates: tuple[Published, ...] = ()
    free: bool | None = None
    modified: Published | None = None       # what the page says of its last change
    made_by: str = ""                       # version of the extraction stage; `import` or `seed` otherwise


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The keys that find copies: a hash of the normalised text, and winnowed hashes of its shingles."""

    exact: str
    keys: tuple[int, ...]                   # signed 64-bit, distinct
    shingles: int                           # how many distinct shingles the text has
    version: str


@dataclass(frozen=True, slots=True)
class Vector:
    """The meaning of title and lead as a unit vector of the named encoder."""

    encoder: str                            # name and version
    values: bytes                           # int8, one a dimension, value * 127
    bits: bytes                             # the signs, packed, most significant bit first
    subject: Vector | None = None           # with the title weighed more: what questions are held against


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term of a topic, at its place in the text."""

    term: str
    field: str                              # title or text
    start: int
    end: int
    text: str
    points: float


@dataclass(frozen=True, slots=True)
class Tag:
    """A topic that an article reached, and the words that earned it."""

    topic: str
    score: float
    threshold: float
    version: str                            # of the topic's file
    evidence: tuple[TermHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """An article of a story that reaches one of the story's topics."""

    article_id: str
    score: float


@dataclass(frozen=True, slots=True)
class StoryTopic:
    """A topic of a story, and the articles that reach it, the strongest first."""

    tag: Tag
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class RelevanceVerdict:
    """Whether an article is about AI policy, and the words that decided it."""

    relevant: Relevance
    score: float
    evidence: tuple[TermHit, ...] = ()
