"""What can be read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.articles import Article, RelevanceVerdict, Tag
from monitor.model.feeds import Published
from monitor.model.kinds import Access, Fate, Looked, Stage
from monitor.model.repeats import Match, SeedLikeness


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with everything that was decided about it, for search, show and export."""

    article: Article
    story_id: str
    relevance: RelevanceVerdict
    tags: tuple[Tag, ...]
    repeats: int                            # how many others tell the story
    match: Match | None
    seed: SeedLikeness | None
    snippet: str = ""
    score: float | None = None
    is_near: bool = False                   # found by its meaning alone: not by the words that were asked for
    passage: int = 0                        # where in the text the passage begins that a question's meaning is nearest


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question; `newest` is set if only that many, the newest hits, were ranked."""

    articles: tuple[StoredArticle, ...] = ()
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Who tells a story, and its title in the reader's language."""

    articles: int                           # seeds are not counted
    outlets: int
    languages: int
    founder_source: str                     # who told it first
    title: str | None = None                # of its earliest article in that language
    began: Published | None = None          # when its founder was published; None where nobody says


@dataclass(frozen=True, slots=True)
class NewStories:
    """What a reader has not seen yet: stories that began, and how many articles only repeat what began before."""

    found: tuple[tuple[StoredArticle, int, int, int], ...]      # founder, articles, outlets, languages
    repeats: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An address that was seen, and what became of it."""

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
    """A note that the page of an article was gone, or was there again."""

    when: datetime
    found: Looked
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One of the texts that an article has had."""

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
    """An article's place in the order of filing, and the versions of the stages that made its data."""

    number: int
    article_id: str
    page_id: str | None
    made_by: str
    fingerprint_version: str
    name_keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRow:
    """A note that a page was fetched, and what became of its entry."""

    page_id: str
    entry_id: str
    url: str
    fetched: datetime
    fate: Fate | None
    reason: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll in the history of a feed."""

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
    """The conditions of a search beside its words."""

    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    seed_id: str | None = None
    everything: bool = False                # articles beside the subject included, one row an article
    seeds: bool = True                      # whether seed articles are shown
