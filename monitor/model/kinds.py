"""The closed sets of values."""

from __future__ import annotations

from enum import StrEnum

SEEDS = "seeds"  # the source of every seed article


class Stage(StrEnum):
    """What an entry waits for."""

    FETCH = "fetch"
    READ = "read"


class Fate(StrEnum):
    """How an entry ended; always stored with a reason in words."""

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
    """How one article relates to another. Only the first four are ever stored or join stories."""

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
    """How much of the article the publisher showed us."""

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
    """What a feed's terms permit us to store of its articles."""

    TEXT = "text"
    HEADLINE = "headline"


class Trouble(StrEnum):
    """The kinds of alarm: what can be wrong without anybody noticing."""

    SILENT = "silent"                       # a feed answers, and yields much less than it used to
    FAILING = "failing"                     # a feed does not answer
    HELD_BACK = "held_back"                 # a feed is refused with 403
    WALLED = "walled"                       # a host's pages turn empty or alike
    STUCK = "stuck"                         # a queue has work due and does none
