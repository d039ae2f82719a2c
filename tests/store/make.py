"""Made values for tests of the store: small, all different, none of them real."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    AddressKeys,
    Article,
    FeedForPoll,
    FeedItem,
    FeedSource,
    FeedState,
    Filing,
    Fingerprint,
    Level,
    Match,
    NewEntry,
    Page,
    Placement,
    PollOutcome,
    Published,
    Relation,
    Relevance,
    RelevanceVerdict,
    SeedLikeness,
    Tag,
    TermHit,
    Validators,
    Vector,
)
from monitor.stages import address, analyse

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
ENCODER = "made/1"


class HandClock:
    """A clock that goes when it is told to."""

    def __init__(self, now: datetime = START) -> None:
        self.time = now

    def now(self) -> datetime:
        """The time that was set."""
        return self.time

    def forward(self, **length: float) -> datetime:
        """Later by so much."""
        self.time += timedelta(**length)
        return self.time


def feed(number: int, **changes: object) -> FeedSource:
    """One feed a host."""
    return replace(FeedSource(f"https://host{number}.example/feed.xml", f"Feed {number}"), **changes)  # type: ignore[arg-type]


def keys(url: str) -> AddressKeys:
    """As the pipeline makes them."""
    return address.keys(url)


def new_entry(
    url: str, title: str = "A title", published: datetime | None = None, refused: str | None = None
) -> NewEntry:
    """An item on its way to become an entry."""
    said = None if published is None else Published(published.isoformat(), published, "feed")
    return NewEntry(FeedItem(url, title, published=said), keys(url), refused)


def polled(feed_: FeedForPoll, now: datetime, **changes: object) -> PollOutcome:
    """A poll that was answered."""
    state = FeedState(timedelta(hours=1), polled=now, due=now + timedelta(hours=1))
    outcome = PollOutcome(
        feed_, state, "polled", status=200, validators=Validators(feed_.target, '"a"', None), body_hash="b", title="T"
    )
    return replace(outcome, **changes)  # type: ignore[arg-type]


def page(url: str, fetched: datetime, body: bytes = b"<p>Hello</p>") -> Page:
    """A page that was fetched."""
    page_id = hashlib.sha256(f"{url} {fetched}".encode()).hexdigest()[:24]
    return Page(page_id, url, url, 200, {"content-type": "text/html"}, body, fetched)


def vector(seed: int, dimensions: int = 64) -> Vector:
    """A direction; two seeds give directions that have nothing to do with each other."""
    chance = random.Random(seed)
    return vector_of([chance.gauss(0, 1) for _ in range(dimensions)])


def near(seed: int, other: int, share: float = 0.3, dimensions: int = 64) -> Vector:
    """A direction close to that of `seed`, drawn a little towards another."""
    one, two = random.Random(seed), random.Random(other)
    return vector_of([one.gauss(0, 1) + share * two.gauss(0, 1) for _ in range(dimensions)])


def with_subject(lead: int, subject: int) -> Vector:
    """Directions of title and lead, and of what questions are held against."""
    return replace(vector(lead), subject=vector(subject))


def vector_of(values: Sequence[float]) -> Vector:
    """Packed as the encoder's are."""
    length = sum(value * value for value in values) ** 0.5
    unit = [value / length for value in values]
    coordinates = bytes(round(value * 127) & 0xFF for value in unit)
    bits = bytes(
        sum((unit[start + i] > 0) << (7 - i) for i in range(8)) for start in range(0, len(unit), 8)
    )
    return Vector(ENCODER, coordinates, bits)


def article(number: int, **changes: object) -> Article:
    """An article that shares its words with no other."""
    made = Article(
        article_id=f"a{number}", url=f"https://host{number}.example/story-{number}", title=f"Title number{number}",
        text=f"The first line of text{number}.\nAnd a second one about thing{number}.", source=f"host{number}.example",
        first_seen=START + timedelta(minutes=number), language="en", feeds=(f"https://host{number}.example/feed.xml",),
        origins={"title": "json-ld"}, made_by="made",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def mark(text: str, keys_: Sequence[int] | None = None) -> Fingerprint:
    """A fingerprint of five keys of its own, or of those that are given."""
    exact = hashlib.sha256(text.encode()).hexdigest()
    own = [int.from_bytes(hashlib.sha256(f"{text} {i}".encode()).digest()[:8], "big", signed=True) for i in range(5)]
    return Fingerprint(exact, tuple(own if keys_ is None else keys_), 40, "made-1")


def match(article_id: str, other_id: str, relation: Relation = Relation.NEAR_DUPLICATE, score: float = 0.9) -> Match:
    """One repeats the other."""
    level = {
        Relation.DUPLICATE: Level.EXACT, Relation.NEAR_DUPLICATE: Level.NEAR_DUPLICATE,
        Relation.TRANSLATION: Level.TRANSLATION, Relation.SAME_STORY: Level.SAME_STORY,
    }[relation]
    return Match(article_id, other_id, relation, level, score, "because", made_by="made-1")


def tag(topic: str, score: float = 6.0) -> Tag:
    """A topic that was reached."""
    return Tag(topic, score, 3.0, "t1", (TermHit("chip*", "text", 4, 9, "chips", 3.0),))


def filing(
    article_: Article,
    *,
    story: str | None = None,
    founder: str | None = None,
    keys_: Sequence[int] | None = None,
    vector_: Vector | None = None,
    matches: Sequence[Match] = (),
    tags: Sequence[Tag] = (),
    relevant: Relevance = Relevance.YES,
    seed: SeedLikeness | None = None,
    moves: Sequence[tuple[str, str]] = (),
    founders: Sequence[tuple[str, str]] = (),
    names: Sequence[int] = (),
) -> Filing:
    """All that an article adds; without a story it opens its own."""
    story_id = story or f"s{article_.article_id}"
    return Filing(
        article=article_, fingerprint=mark(article_.text, keys_),
        placement=Placement(story_id, founder or article_.article_id, tuple(moves), tuple(founders)),
        relevance=RelevanceVerdict(relevant, 4.0, (TermHit("AI", "title", 0, 2, "AI", 2.0),)),
        terms=analyse.terms(article_.title, article_.text, article_.language), vector=vector_, matches=tuple(matches),
        tags=tuple(tags), seed=seed, name_keys=tuple(names),
    )
