"""The values that travel between stages: frozen, typed, and without methods that reach out.

Times are UTC and aware; lengths of time are `timedelta`, sizes are bytes, places in a text are code points of its NFC
form, scores run from 0 to 1 (topic points excepted). `None` means «there is none», not «not yet».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

SEEDS = "seeds"  # the source of every seed article


class Stage(StrEnum):
    """What an entry waits for."""

    FETCH = "fetch"
    READ = "read"


class Fate(StrEnum):
    """How an entry ended: a closed set, each always with a reason in words."""

    FILED = "filed"
    KNOWN = "known"
    REFUSED = "refused"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    WALL = "wall"
    UNREADABLE = "unreadable"
    OVER_THE_CAP = "over_the_cap"
    HELD_BY_TERMS = "held_by_terms"
    QUARANTINED = "quarantined"


class Relation(StrEnum):
    """What one article is to another. Only the first four are ever stored or joined to a story."""

    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    TRANSLATION = "translation"
    SAME_STORY = "same_story"
    DIFFERENT = "different"


class Level(StrEnum):
    """The finer rule that decided a relation, named in its evidence."""

    EXACT = "exact"
    NEAR_DUPLICATE = "near_duplicate"
    PARTIAL_COPY = "partial_copy"
    REWRITE = "rewrite"
    TRANSLATION = "translation"
    ABRIDGED_TRANSLATION = "abridged_translation"
    SAME_STORY = "same_story"
    RELATED = "related"
    TEMPLATE = "template"
    NONE = "none"


class Access(StrEnum):
    """How much of the article the publisher let us see."""

    FULL = "full"
    TEASER = "teaser"
    CONSENT_WALL = "consent_wall"
    BOT_WALL = "bot_wall"
    REMOVED = "removed"


class Looked(StrEnum):
    """What another look at the page of a filed article found."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REMOVED = "removed"
    BACK = "back"                           # removed at the last look, there again
    MOVED = "moved"                         # its address now answers with another entry's page
    WALL = "wall"                           # a wall, or only the beginning, stands where the article was
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    HELD_BY_TERMS = "held_by_terms"
    QUARANTINED = "quarantined"


class Relevance(StrEnum):
    """Whether an article is about AI policy at all."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Keep(StrEnum):
    """What a feed's terms let us store of its articles."""

    TEXT = "text"
    HEADLINE = "headline"


# --- feeds -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed as a person lists it: one outline of an OPML file."""

    url: str
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    group: str = ""
    keep: Keep = Keep.TEXT


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask «changed since?», byte for byte, and the address that gave it."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the schedule knows of one feed."""

    interval: timedelta
    failures: int = 0
    polled: datetime | None = None          # the last poll that was answered
    due: datetime | None = None             # None: never again by itself (410)
    entries_a_week: float | None = None
    known_share: float | None = None        # share of the last poll's items that were known already
    unchanged: int = 0                      # answers in a row without anything new
    hints: FeedHints | None = None          # what the feed asked when it was last read


@dataclass(frozen=True, slots=True)
class FeedForPoll:
    """A claimed feed: what a poll needs, and the fence that its result must pass."""

    feed_id: str
    url: str
    target: str                             # the address to ask now; differs from url after a redirect to another host
    hops: int
    attempts: int                           # the fence
    source: FeedSource
    state: FeedState
    validators: Validators | None = None
    body_hash: str | None = None
    moved_to: str | None = None             # where the last poll was permanently redirected to


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What a feed says about one of its entries, cleaned, with nothing fetched yet."""

    url: str
    title: str = ""
    guid: str | None = None
    published: Published | None = None
    summary: str = ""                       # plain text
    content: str = ""                       # the feed's own full text as markup, at most 200 kB
    authors: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedHints:
    """What a feed asks of those who poll it."""

    ttl: timedelta | None = None            # <ttl>, sy:updatePeriod and sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()  # Monday is 0
    next_page: str | None = None            # RFC 5005
    reserved: bool = False                  # tdm-reservation


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read: never refused for being malformed while items can be had."""

    title: str = ""
    language: str | None = None
    format: str = ""
    site_url: str | None = None
    items: tuple[FeedItem, ...] = ()
    hints: FeedHints = field(default_factory=FeedHints)
    skipped: tuple[str, ...] = ()           # a reason for each item that was left out
    note: str | None = None                 # what was wrong with the document


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What a poll changes: written in one transaction, only where the fence still holds."""

    feed: FeedForPoll
    state: FeedState
    outcome: str                            # polled, unchanged, failed, moved, gone: counted
    reason: str | None = None
    status: int | None = None
    validators: Validators | None = None
    body_hash: str | None = None
    title: str | None = None
    moved_to: str | None = None             # a permanent redirect, kept after its second sight
    target: str | None = None               # a redirect to another host: ask there next
    seconds: float = 0.0
    size: int = 0


# --- entries and pages -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """When something was published: as it was said, and as an instant to order by."""

    text: str                               # ISO 8601 in the zone it was given in; a bare day is YYYY-MM-DD
    instant: datetime                       # UTC; a bare day counts as its midnight
    origin: str                             # feed, json-ld, meta, time-element, address, text, import, seed


@dataclass(frozen=True, slots=True)
class AddressKeys:
    """Two keys of one address: the safe one refuses a second fetch, the loose one only suspects."""

    url: str                                # cleaned, without fragment
    safe: str
    loose: str
    host: str                               # lower case, IDNA, with the port where it is not the scheme's own


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An item of a feed on its way to become an entry; `refused` says why it ends at once."""

    item: FeedItem
    keys: AddressKeys
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimedEntry:
    """An entry whose lease is ours, and the fence that its result must pass."""

    entry_id: str
    url: str
    target: str                             # the address to ask now; differs from url after a redirect to another host
    host: str                               # the host of target
    hops: int
    stage: Stage
    attempts: int                           # the fence
    failures: int                           # transient failures so far
    first_seen: datetime
    keep: Keep
    items: tuple[tuple[str, FeedItem], ...] = ()    # (feed address, what that feed says)
    page_id: str | None = None
    article_id: str | None = None           # when it was filed before: a second look makes a version
    fate: Fate | None = None                # how it ended before this: its page is looked at again
    gap: timedelta = timedelta(0)           # the pause that its host is owed after this request


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """A host's robots.txt as we hold it: the text, or the status that stood in its place."""

    host: str
    status: int                             # 0: unreachable
    text: str
    fetched: datetime
    until: datetime                         # ask again after


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of the web, read whole within its limits."""

    url: str                                # the address that answered
    status: int
    headers: Mapping[str, str]              # names in lower case
    body: bytes                             # inflated
    seconds: float
    redirects: tuple[tuple[int, str], ...] = ()     # (status, address it led to), in order
    elsewhere: str | None = None            # a redirect to another host, not followed: that host's pace comes first
    wire_size: int = 0
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The raw bytes of one fetch; every later stage is a pure function of it."""

    page_id: str
    url: str                                # the address that answered, without fragment
    requested_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched: datetime


# --- articles --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read out of one page, each field with where it came from."""

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
    """One article as it is stored: offsets count the code points of this title and text."""

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
    """What copies are found by: a hash of the normalised text, and winnowed hashes of its shingles."""

    exact: str
    keys: tuple[int, ...]                   # signed 64-bit, distinct
    shingles: int                           # how many distinct shingles the text has
    version: str


@dataclass(frozen=True, slots=True)
class Vector:
    """The meaning of a title and lead, of unit length, as the named encoder sees it."""

    encoder: str                            # name and version
    values: bytes                           # int8, one a dimension, value * 127
    bits: bytes                             # the signs, packed, most significant bit first


@dataclass(frozen=True, slots=True)
class Known:
    """A stored article as a candidate of a comparison."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one field of one article."""

    field: str                              # title or text
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What two articles share, with the places, for a reader to check."""

    kind: str                               # passage, sentence, number, name, difference, headline
    a: Place
    b: Place
    score: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The judgement on a pair: `a` is the article in hand, `b` the other."""

    relation: Relation
    level: Level
    score: float
    story_score: float
    reason: str
    evidence: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """That one article repeats another, and why we think so."""

    article_id: str
    other_id: str
    relation: Relation
    level: Level
    score: float
    reason: str
    evidence: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """An article as its story sees it: what the choice of a founder needs."""

    article_id: str
    story_id: str
    published: datetime | None
    first_seen: datetime
    length: int
    pinned: bool = False                    # a person put it where it is
    is_seed: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article goes, and which others move with it."""

    story_id: str
    founder_id: str
    moves: tuple[tuple[str, str], ...] = ()         # (article_id, new story_id) of others
    founders: tuple[tuple[str, str], ...] = ()      # (story_id, new founder_id) of stories that changed


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term of a topic at its place in the text."""

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
class RelevanceVerdict:
    """Whether an article is about AI policy, and the words that say so."""

    relevant: Relevance
    score: float
    evidence: tuple[TermHit, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedLikeness:
    """An article's nearest seed."""

    seed_id: str
    relation: Relation                      # `different` where it is only near
    score: float


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """What the word index holds of an article, made by one analyser for both stores; terms are joined by spaces."""

    title: str
    body: str
    stems: str
    version: str


@dataclass(frozen=True, slots=True)
class Filing:
    """All that one article adds, written at once."""

    article: Article
    fingerprint: Fingerprint
    placement: Placement
    relevance: RelevanceVerdict
    terms: IndexTerms
    vector: Vector | None = None
    matches: tuple[Match, ...] = ()
    tags: tuple[Tag, ...] = ()
    seed: SeedLikeness | None = None


# --- what a reader gets ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with all that was decided about it, as search, show and export give it."""

    article: Article
    story_id: str
    relevance: RelevanceVerdict
    tags: tuple[Tag, ...]
    repeats: int                            # how many others tell the story
    match: Match | None
    seed: SeedLikeness | None
    snippet: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An address ever seen, and what became of it."""

    entry_id: str
    url: str
    feeds: tuple[str, ...]
    title: str
    state: str                              # waiting or ended
    stage: Stage
    fate: Fate | None
    reason: str | None
    attempts: int
    due: datetime | None
    article_id: str | None
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """That the page of an article was gone, or was there again."""

    when: datetime
    found: Looked
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One of the texts that an article had."""

    version: int
    filed: datetime
    made_by: str
    title: str
    text: str
    page_id: str | None = None
    published: Published | None = None
    modified: Published | None = None
    access: Access = Access.FULL
    looks: tuple[Look, ...] = ()            # at its page, while this was the newest version


@dataclass(frozen=True, slots=True)
class FiledArticle:
    """An article's place in the order of filing, and which stages made what is stored of it."""

    number: int
    article_id: str
    page_id: str | None
    made_by: str
    fingerprint_version: str


@dataclass(frozen=True, slots=True)
class PageRow:
    """That a page was fetched, and what became of its entry."""

    page_id: str
    entry_id: str
    url: str
    fetched: datetime
    fate: Fate | None
    reason: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll of a feed, as its history keeps it."""

    polled: datetime
    outcome: str
    status: int | None
    reason: str | None
    size: int                               # bytes on the wire
    seconds: float
    entries: int                            # new ones


@dataclass(frozen=True, slots=True)
class HostRow:
    """What one host has cost so far, and when it may be asked again."""

    host: str
    requests: int
    unchanged: int                          # answers of 304
    failures: int                           # no answer, 429 or 5xx
    size: int                               # bytes on the wire
    response_time: float | None             # seconds, smoothed
    last_status: int | None                 # 0: no answer
    last_asked: datetime | None
    next_at: datetime
    first_asked: datetime | None = None
    shortest_pause: float | None = None     # seconds, from the end of one request to the beginning of the next
    disallowed: int = 0                     # entries that its robots.txt kept from being fetched
    silent: int = 0                         # requests in a row that ran into their deadline


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a search beside its words."""

    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    seed_id: str | None = None
    everything: bool = False                # articles beside the subject included, one row an article
    seeds: bool = True                      # whether seed articles are shown


# --- health ----------------------------------------------------------------------------------------------------------


class Trouble(StrEnum):
    """What can be wrong without anybody noticing."""

    SILENT = "silent"                       # a feed answers, and yields much less than it used to
    FAILING = "failing"                     # a feed does not answer
    HELD_BACK = "held_back"                 # a feed is refused with 403
    WALLED = "walled"                       # a host's pages turn empty or alike
    STUCK = "stuck"                         # a queue has work due and does none


@dataclass(frozen=True, slots=True)
class Silence:
    """That a feed yields much less than it used to, and since which day."""

    since: int                              # the place of the first quiet day among the counts
    days: int                               # days since on which it was asked and answered
    items: int                              # what it yielded on them
    before: float                           # items a day until then


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page of a host came to."""

    length: int                             # code points of text; 0: nothing could be read
    mark: str = ""                          # copies of one text share it


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Whether a queue moves, in ages by the clock of the store; None: never."""

    queue: str
    due: timedelta | None                   # how long the oldest row has been due that nothing but a worker holds up
    finished: timedelta | None              # since work through this queue was last finished
    answered: timedelta | None              # since a canary through this queue was last answered
    unanswered: timedelta | None            # how long the canary now under way has been out


@dataclass(frozen=True, slots=True)
class Alarm:
    """That something is wrong, or is so no longer: told once a change."""

    subject: str                            # feed URL, host NAME or queue NAME
    trouble: Trouble
    text: str
    since: datetime
    over: bool = False


def day_of(moment: datetime) -> date:
    """The UTC day that counters file a moment under."""
    return moment.date()
