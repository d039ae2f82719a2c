"""The rows that a filing writes, and their renewal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    Article,
    ArticleVersion,
    ClaimedEntry,
    Fate,
    FeedItem,
    FiledArticle,
    Filing,
    Filter,
    Known,
    Match,
    Member,
    PageRow,
    RelevanceVerdict,
    SeedLikeness,
    StoredArticle,
    StoryTopic,
    Tag,
    Vector,
)


class ArticleRows(Protocol):
    """Articles, their versions, matches, stories, tags: everything a filing wrote."""

    def file(
        self,
        filing: Filing,
        entry: ClaimedEntry | None,
        watermark: int,
        *,
        fate: Fate = Fate.FILED,
        reason: str = "filed",
        again: datetime | None = None,                  # when its page is looked at again
    ) -> bool:
        """
        Write all of it in one transaction, and the end of its entry. False where the entry's fence no longer holds.
        An entry that was filed before stays so: what ends is another look at its page.

        Raises Conflict where an article filed after the watermark shares its exact hash or a key, or is near in
        meaning.
        """
        ...

    def watermark(self) -> int:
        """A number that rises with every filing."""
        ...

    def by_exact(self, exact: str) -> list[Known]: ...

    def by_keys(self, keys: Sequence[int], limit: int, *, holders: int = 50) -> list[Known]:
        """Candidates by shared keys, most shared first; keys that more articles have than `holders` make none alone."""
        ...

    def by_names(self, keys: Sequence[int], language: str | None, length: int, limit: int) -> list[Known]:
        """Candidates by shared keys of names and numbers, of other languages and a like length, the likeliest first."""
        ...

    def by_meaning(
        self, vector: Vector, limit: int, *, since: datetime | None = None, seeds_only: bool = False
    ) -> list[Known]:
        """The nearest by cosine: sign bits scanned exactly, then rescored."""
        ...

    def key_groups(self, keys: Sequence[int]) -> Mapping[int, int]:
        """How many groups (stories' copies, not articles) hold each key."""
        ...

    def groups(self) -> int:
        """How many groups there are in all: weights need some thousands of them to mean something."""
        ...

    def known(self, article_ids: Sequence[str]) -> list[Known]: ...

    def vector(self, article_id: str, encoder: str) -> Vector | None: ...

    def members(self, story_ids: Sequence[str]) -> list[Member]: ...

    def story_topics(self, story_ids: Sequence[str]) -> Mapping[str, tuple[StoryTopic, ...]]:
        """Story → its topics, the strongest first, each with the articles that say so; none for one without."""
        ...

    def choices(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Article → the story that a person put it into."""
        ...

    def choose(self, article_ids: Sequence[str], story_id: str) -> int:
        """A person puts these articles into a story, and that outlives recomputation; how many moved."""
        ...

    def unchoose(self, article_ids: Sequence[str]) -> int:
        """Take a person's choice back: the next recomputation decides."""
        ...

    def matches_of(self, article_ids: Sequence[str], *, evidence: bool = True) -> list[Match]:
        """Every match that one of them has a part in, on either side; their passages only with `evidence`."""
        ...

    def matches_among(self, article_ids: Sequence[str]) -> list[Match]:
        """The matches that these have with each other, without their passages."""
        ...

    def get(self, article_id: str) -> StoredArticle | None: ...

    def find(self, safe_key: str) -> str | None:
        """The id of the article at this address."""
        ...

    def version(self, article_id: str) -> tuple[int, str] | None:
        """(version, exact hash) of what is stored."""
        ...

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Every text it ever had, the oldest first."""
        ...

    def retag(
        self, article_id: str, tags: Sequence[Tag], relevance: RelevanceVerdict, *, judged_by: str = ""
    ) -> bool:
        """New tags and relevance for a stored text; whether there is such an article."""
        ...

    def judged_otherwise(self, judged_by: str) -> Iterator[StoredArticle]:
        """Those that other topics or another gate judged, in the order of filing, with every reason."""
        ...

    def confirm(self, article_ids: Sequence[str], judged_by: str) -> None:
        """These topics and this gate judge them as they are judged."""
        ...

    def furniture(self, host: str) -> frozenset[str]:
        """Hashes of lines that come back on other pages of this host."""
        ...

    def remove(self, article_id: str) -> bool: ...

    def seeds(self) -> list[StoredArticle]: ...

    def seed_counts(self, seed_id: str) -> Mapping[str, object]:
        """
        How many articles repeat it: each relation → n, `languages` (relation → language → n), `outlets`, `first_seen`
        and `last_seen` (datetimes or None).
        """
        ...

    def every(self, filter_: Filter) -> Iterator[StoredArticle]:
        """Oldest first."""
        ...


class FetchRows(Protocol):
    """That pages were fetched: from a raw page to its entry, its article, and what feeds said of it."""

    def rows(self, fates: Sequence[Fate] = ()) -> Iterator[PageRow]:
        """Every page, oldest first, whose raw bytes may still be kept; with fates, the last of those that ended so."""
        ...

    def of_articles(self, article_ids: Sequence[str]) -> list[PageRow]:
        """The pages of some articles, oldest first."""
        ...

    def items(self, page_id: str) -> list[FeedItem]:
        """What feeds said of the entry that the page was fetched for."""
        ...


class RenewalRows(Protocol):
    """Writing anew what an article was judged to be, in the place that it has among the filed ones."""

    def filed(self, after: int, until: int, limit: int, since: datetime | None = None) -> list[FiledArticle]:
        """Articles in the order of filing, with numbers between the two; first seen since then."""
        ...

    def count(self, after: int, since: datetime | None = None) -> int: ...

    def numbers(self, article_ids: Sequence[str]) -> Mapping[str, int]:
        """Article → its place in the order of filing."""
        ...

    def without_vector(self, encoder: str, after: int, limit: int) -> list[FiledArticle]:
        """Articles that this encoder has not read yet, in the order of filing."""
        ...

    def put_vector(self, article_id: str, vector: Vector) -> None:
        """Keep the vector of an article beside those of other encoders."""
        ...

    def put_seed(self, article_id: str, seed: SeedLikeness | None) -> None:
        """Another nearest seed: the one before is gone."""
        ...

    def without_passages(self, encoder: str, most: int) -> tuple[int, list[tuple[int, str]]]:
        """(how far earlier runs came, (number, text) of the next articles in the order of filing)."""
        ...

    def put_passages(self, encoder: str, reached: int, to: int, made: Sequence[tuple[int, Vector]]) -> bool:
        """
        Keep the vectors of passages, those of an article in the order of its text, and note that all up to `to` are
        done. False, and nothing written, where somebody else has come further than `reached` meanwhile.
        """
        ...

    def refresh(self, article: Article) -> bool:
        """What is known beside a text that stays the same; whether it was still the same."""
        ...

    def compare_again(self, filing: Filing, watermark: int) -> bool:
        """
        New fingerprint, matches, nearest seed and story of a stored text; whether it was still the same.

        Raises Conflict where something filed after the watermark bears on it. What a person chose stays chosen.
        """
        ...

    def read_again(self, entry_id: str) -> bool:
        """An entry in whose page no article was found waits to be read once more."""
        ...

    def reached(self, name: str) -> int:
        """Up to which number a run of this name came before it was stopped; 0: it did not begin."""
        ...

    def reach(self, name: str, number: int | None) -> None:
        """It came so far; None: to its end, and the next run begins anew."""
        ...
