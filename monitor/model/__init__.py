"""The values that travel between stages: frozen, typed, and without methods that reach out.

Times are UTC and aware; lengths of time are `timedelta`, sizes are bytes, places in a text are code points of its NFC
form, scores run from 0 to 1 (topic points excepted). `None` means "there is none", not "not yet".
"""

from __future__ import annotations

from monitor.model.articles import (
    Article,
    Extraction,
    Fingerprint,
    RelevanceVerdict,
    StoryTopic,
    Tag,
    TermHit,
    Vector,
    Voice,
)
from monitor.model.entries import AddressKeys, ClaimedEntry, NewEntry, Page, Response, RobotsRules
from monitor.model.feeds import (
    FeedForPoll,
    FeedHints,
    FeedItem,
    FeedSource,
    FeedState,
    ParsedFeed,
    PollOutcome,
    Published,
    Validators,
)
from monitor.model.filing import Filing, IndexTerms
from monitor.model.health import Alarm, QueueHealth, Reading, Silence, day_of
from monitor.model.kinds import SEEDS, Access, Fate, Keep, Level, Looked, Relation, Relevance, Stage, Trouble
from monitor.model.reading import (
    ArticleVersion,
    EntryRow,
    FiledArticle,
    Filter,
    Found,
    HostRow,
    Look,
    NewStories,
    PageRow,
    PollRow,
    StoredArticle,
    Told,
)
from monitor.model.repeats import Comparison, Known, Match, Member, Passage, Place, Placement, SeedLikeness

__all__ = [
    "SEEDS",
    "Access",
    "AddressKeys",
    "Alarm",
    "Article",
    "ArticleVersion",
    "ClaimedEntry",
    "Comparison",
    "EntryRow",
    "Extraction",
    "Fate",
    "FeedForPoll",
    "FeedHints",
    "FeedItem",
    "FeedSource",
    "FeedState",
    "FiledArticle",
    "Filing",
    "Filter",
    "Fingerprint",
    "Found",
    "HostRow",
    "IndexTerms",
    "Keep",
    "Known",
    "Level",
    "Look",
    "Looked",
    "Match",
    "Member",
    "NewEntry",
    "NewStories",
    "Page",
    "PageRow",
    "ParsedFeed",
    "Passage",
    "Place",
    "Placement",
    "PollOutcome",
    "PollRow",
    "Published",
    "QueueHealth",
    "Reading",
    "Relation",
    "Relevance",
    "RelevanceVerdict",
    "Response",
    "RobotsRules",
    "SeedLikeness",
    "Silence",
    "Stage",
    "StoredArticle",
    "StoryTopic",
    "Tag",
    "TermHit",
    "Told",
    "Trouble",
    "Validators",
    "Vector",
    "Voice",
    "day_of",
]
