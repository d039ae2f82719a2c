"""Rows written by filings, and their renewal."""

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
    Fingerprint,
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
    """Articles with their versions, matches, stories and tags: everything a filing writes."""

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
        """The number of the newest filing; it rises with every one."""
        ...

    def by_fingerprint(
        self, mark: Fingerprint, limit: int, *, holders: int = 50
    ) -> tuple[list[Known], list[Known]]:
        """Who has the same text, and who shares keys: what `by_exact` and `by_keys` give, asked at once."""
        ...

    def by_exact(self, exact: str) -> list[Known]: ...

    def by_keys(self, keys: Sequence[int], limit: int, *, holders: int = 50) -> list[Known]:
        """Candidates by shared keys, most shared first; keys held by more than `holders` articles yield none alone."""
        ...

    def by_names(self, keys: Sequence[int], language: str | None, length: int, limit: int) -> list[Known]:
        """Candidates in other languages and of similar length, by shared keys of names and numbers, likeliest first."""
        ...

    def by_meaning(
        self, vector: Vector, limit: int, *, since: datetime | None = None, seeds_only: bool = False, least: float = -1
    ) -> list[Known]:
        """The nearest by cosine, `least` or more: all sign bits are scanned, then the best are rescored."""
        ...

    def key_groups(self, keys: Sequence[int]) -> Mapping[int, int]:
        """How many groups (an article with its copies) hold each key."""
        ...

    def groups(self) -> int:
        """How many groups there are in all; weights mean something from some thousands on."""
        ...

    def known(self, article_ids: Sequence[str]) -> list[Known]: ...

    def vector(self, article_id: str, encoder: str) -> Vector | None: ...

    def members(self, story_ids: Sequence[str]) -> list[Member]: ...

    def story_topics(self, story_ids: Sequence[str]) -> Mapping[str, tuple[StoryTopic, ...]]:
        """Story → its topics, strongest first, each with the articles that made it; stories without are left out."""
        ...

    def choices(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Article → the story into which a person put it."""
        ...

    def choose(self, article_ids: Sequence[str], story_id: str) -> int:
        """Put these articles into a story by a person's decision, which outlives recomputation; returns how many moved.
        """
        ...

    def unchoose(self, article_ids: Sequence[str]) -> int:
        """Take a person's decision back: the next recomputation decides."""
        ...

    def matches_of(self, article_ids: Sequence[str], *, evidence: bool = True) -> list[Match]:
        """Every match in which one of these has a part, on either side; passages only with `evidence`."""
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
        """Every text that it ever had, oldest first."""
        ...

    def retag(
        self, article_id: str, tags: Sequence[Tag], relevance: RelevanceVerdict, *, judged_by: str = ""
    ) -> bool:
        """Store new tags and a new relevance; returns whether there is such an article."""
        ...

    def judged_otherwise(self, judged_by: str) -> Iterator[StoredArticle]:
        """Articles judged by other topics or another gate, in the order of filing, complete."""
        ...

    def confirm(self, article_ids: Sequence[str], judged_by: str) -> None:
        """Note that these topics and this gate give the stored judgement."""
        ...

    def furniture(self, host: str) -> frozenset[str]:
        """Hashes of lines that recur on other pages of this host."""
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
        """Matching articles, oldest first."""
        ...


class FetchRows(Protocol):
    """A note of each fetched page: its entry, its article, and what feeds said of it."""

    def rows(self, fates: Sequence[Fate] = ()) -> Iterator[PageRow]:
        """Every page, oldest first, whose raw bytes may still be kept; `fates` selects by their last fate."""
        ...

    def of_articles(self, article_ids: Sequence[str]) -> list[PageRow]:
        """The pages of these articles, oldest first."""
        ...

    def items(self, page_id: str) -> list[FeedItem]:
        """What feeds said of the entry for which the page was fetched."""
        ...


class RenewalRows(Protocol):
    """Writing a new judgement on an article, keeping its place among the filed ones."""

    def filed(self, after: int, until: int, limit: int, since: datetime | None = None) -> list[FiledArticle]:
        """Articles in the order of filing, with numbers between the two, first seen since then."""
        ...

    def count(self, after: int, since: datetime | None = None) -> int: ...

    def numbers(self, article_ids: Sequence[str]) -> Mapping[str, int]:
        """Article → its number in the order of filing."""
        ...

    def without_vector(self, encoder: str, after: int, limit: int) -> list[FiledArticle]:
        """Articles that this encoder has not read yet, in the order of filing."""
        ...

    def put_vector(self, article_id: str, vector: Vector) -> None:
        """Store the vector of an article, beside those of other encoders."""
        ...

    def put_seed(self, article_id: str, seed: SeedLikeness | None) -> None:
        """Replace the nearest seed, since the earlier one is gone."""
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
        """Store new facts beside an unchanged text; returns whether it was still unchanged."""
        ...

    def compare_again(self, filing: Filing, watermark: int) -> bool:
        """
        New fingerprint, matches, nearest seed and story of a stored text; whether it was still the same.

        Raises Conflict where something filed after the watermark bears on it. What a person chose stays chosen.
        """
        ...

    def read_again(self, entry_id: str) -> bool:
        """Let an entry wait to be read again, in whose page no article was found."""
        ...

    def reached(self, name: str) -> int:
        """The number that an earlier run of this name reached before it was stopped; 0 if there is none."""
        ...

    def reach(self, name: str, number: int | None) -> None:
        """Note how far the run came; None: it is complete, and the next one starts over."""
        ...
