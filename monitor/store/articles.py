"""Articles with their versions, matches, stories and tags: everything that a filing writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.model import (
    SEEDS,
    ArticleVersion,
    ClaimedEntry,
    Fate,
    Filing,
    Filter,
    Fingerprint,
    Known,
    Match,
    Member,
    RelevanceVerdict,
    StoredArticle,
    StoryTopic,
    Tag,
    Vector,
)
from monitor.store import (
    facts,
    filing,
    furniture,
    loading,
    meaning,
    names,
    narrowing,
    numbering,
    removal,
    repeats,
    seeds,
    stories,
    story_tags,
    tagging,
    tags,
)
from monitor.store.database import Database, seconds
from monitor.store.discovery import resolve
from monitor.store.signs import Signs
from monitor.store.values import id_of
from monitor.store.words import WordIndex

BATCH = 200             # articles loaded at once while all are read


class Articles:
    """The port ArticleRows."""

    def __init__(self, database: Database, words: WordIndex, signs: Signs) -> None:
        self._database = database
        self._words = words
        self._signs = signs

    def file(
        self,
        filing_: Filing,
        entry: ClaimedEntry | None,
        watermark: int,
        *,
        fate: Fate = Fate.FILED,
        reason: str = "filed",
        again: datetime | None = None,
    ) -> bool:
        """Write all of it in one transaction, and the end of its entry."""
        return filing.file(self._database, self._words, filing_, entry, watermark, fate, reason, again)

    def watermark(self) -> int:
        """A number that rises with every filing."""
        with self._database.read() as tx:
            return numbering.watermark(tx)

    def by_fingerprint(
        self, mark: Fingerprint, limit: int, *, holders: int = repeats.MOST_HOLDERS
    ) -> tuple[list[Known], list[Known]]:
        """The same text, and candidates by shared keys, most shared first."""
        with self._database.read() as tx:
            return repeats.by_fingerprint(tx, mark, limit, holders)

    def by_exact(self, exact: str) -> list[Known]:
        """The same text."""
        with self._database.read() as tx:
            return repeats.by_exact(tx, exact)

    def by_keys(
        self, keys: Sequence[int], limit: int, *, holders: int = repeats.MOST_HOLDERS
    ) -> list[Known]:
        """Candidates by shared keys, most shared first."""
        with self._database.read() as tx:
            return repeats.by_keys(tx, keys, limit, holders)

    def by_names(self, keys: Sequence[int], language: str | None, length: int, limit: int) -> list[Known]:
        """Candidates by names and numbers, the likeliest first."""
        with self._database.read() as tx:
            return names.by_names(tx, keys, language, length, limit)

    def by_meaning(
        self, vector: Vector, limit: int, *, since: datetime | None = None, seeds_only: bool = False, least: float = -1
    ) -> list[Known]:
        """The nearest by cosine, `least` or more: all sign bits are scanned, then the best are rescored."""
        with self._database.read() as tx:
            among: list[int] = []
            if seeds_only:
                among = [r["number"] for r in tx.all("SELECT number FROM article WHERE source = :s", s=SEEDS)]
                if not among:
                    return []
            near = self._signs.nearest(tx, vector, limit, since=seconds(since), among=among, least=least)
            rows = repeats.known_by_number(tx, [one.number for one in near])
            return [
                replace(
                    repeats.known_of(rows[one.number], cosine=one.cosine),
                    vector=Vector(vector.encoder, one.values, b""),
                )
                for one in near if one.number in rows
            ]

    def key_groups(self, keys: Sequence[int]) -> Mapping[int, int]:
        """How many groups of copies hold each key."""
        with self._database.read() as tx:
            return repeats.key_groups(tx, keys)

    def groups(self) -> int:
        """How many groups there are in all."""
        with self._database.read() as tx:
            return numbering.groups(tx)

    def known(self, article_ids: Sequence[str]) -> list[Known]:
        """The candidates of these ids, in this order."""
        with self._database.read() as tx:
            return repeats.known(tx, article_ids)

    def vector(self, article_id: str, encoder: str) -> Vector | None:
        """The vector of its title and lead."""
        with self._database.read() as tx:
            row = tx.one("SELECT number FROM article WHERE article_id = :id", id=article_id)
            return None if row is None else meaning.of(tx, row["number"], encoder)

    def members(self, story_ids: Sequence[str]) -> list[Member]:
        """All articles of these stories."""
        with self._database.read() as tx:
            return stories.members(tx, story_ids)

    def story_topics(self, story_ids: Sequence[str]) -> Mapping[str, tuple[StoryTopic, ...]]:
        """Story → its topics, strongest first, each with the articles that made it; stories without are left out."""
        with self._database.read() as tx:
            return story_tags.told(tx, story_ids)

    def choices(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Article → the story into which a person put it."""
        with self._database.read() as tx:
            return stories.choices(tx, article_ids)

    def choose(self, article_ids: Sequence[str], story_id: str) -> int:
        """Put these articles into a story by a person's decision, which outlives recomputation; returns how many moved.
        """
        with self._database.write("articles") as tx:
            return stories.choose(tx, article_ids, story_id)

    def unchoose(self, article_ids: Sequence[str]) -> int:
        """Take a person's decision back."""
        with self._database.write("articles") as tx:
            return stories.unchoose(tx, article_ids)

    def matches_of(self, article_ids: Sequence[str], *, evidence: bool = True) -> list[Match]:
        """Every match in which one of these has a part."""
        with self._database.read() as tx:
            return repeats.matches_of(tx, article_ids, evidence=evidence)

    def matches_among(self, article_ids: Sequence[str]) -> list[Match]:
        """The matches that these have with each other."""
        with self._database.read() as tx:
            return repeats.among(tx, article_ids)

    def get(self, article_id: str) -> StoredArticle | None:
        """The article, complete."""
        with self._database.read() as tx:
            row = tx.one("SELECT number FROM article WHERE article_id = :id", id=article_id)
            return None if row is None else loading.load(tx, [row["number"]], evidence=True)[0]

    def find(self, safe_key: str) -> str | None:
        """The id of the article at this address, or of the entry that was seen there."""
        with self._database.read() as tx:
            row = tx.one(
                "SELECT article_id FROM article WHERE safe_key = :key ORDER BY number LIMIT 1", key=safe_key
            )
            if row is None:
                entry_id = id_of(safe_key)
                row = tx.one(
                    "SELECT article.article_id FROM article JOIN entry USING (article_id) WHERE entry_id = :id",
                    id=resolve(tx, [entry_id]).get(entry_id, ""),
                )
            return None if row is None else str(row["article_id"])

    def version(self, article_id: str) -> tuple[int, str] | None:
        """(version, exact hash) of what is stored."""
        with self._database.read() as tx:
            row = tx.one("SELECT version, exact FROM article WHERE article_id = :id", id=article_id)
            return None if row is None else (row["version"], row["exact"])

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Every text that it ever had, oldest first."""
        with self._database.read() as tx:
            rows = tx.all(
                """SELECT version, filed_at, made_by, page_id, facts, title, text FROM article_version
                   WHERE article_id = :id ORDER BY version""",
                id=article_id,
            )
        return [facts.version_of(row) for row in rows]

    def retag(
        self, article_id: str, tags_: Sequence[Tag], relevance: RelevanceVerdict, *, judged_by: str = ""
    ) -> bool:
        """Store new tags and a new relevance; returns whether there is such an article."""
        with self._database.write("articles") as tx:
            row = tx.one(
                "SELECT number, article.text_id, facts FROM article JOIN article_version USING (text_id) "
                "WHERE article.article_id = :id",
                id=article_id,
            )
            if row is None:
                return False
            tags.clear(tx, row["number"])
            tags.put(tx, row["number"], tags_)
            story_tags.settle_of(tx, row["number"])
            facts.judge(tx, row, relevance)
            tagging.confirm(tx, [article_id], judged_by)
            return True

    def judged_otherwise(self, judged_by: str) -> Iterator[StoredArticle]:
        """Articles judged by other topics or another gate, in the order of filing, complete."""
        return tagging.judged_otherwise(self._database, judged_by)

    def confirm(self, article_ids: Sequence[str], judged_by: str) -> None:
        """Note that these topics and this gate give the stored judgement."""
        with self._database.write("articles") as tx:
            tagging.confirm(tx, article_ids, judged_by)

    def furniture(self, host: str) -> frozenset[str]:
        """Hashes of lines that recur on other pages of this host."""
        with self._database.read() as tx:
            return furniture.of(tx, host)

    def remove(self, article_id: str) -> bool:
        """Remove an article without a trace; the story that it leaves is judged again."""
        with self._database.read() as tx:
            held = filing.held(tx, article_id)
        if held is None:
            return False
        terms = held.indexed.terms()
        with self._database.write("articles") as tx:
            now = filing.held(tx, article_id)
            if now is None:
                return False
            if now.indexed.number != held.indexed.number:
                terms = now.indexed.terms()
            removal.remove(tx, self._words, now.indexed, terms)
        return True

    def seeds(self) -> list[StoredArticle]:
        """The seed articles, by id."""
        with self._database.read() as tx:
            rows = tx.all("SELECT number FROM article WHERE source = :s ORDER BY article_id", s=SEEDS)
            return loading.load(tx, [row["number"] for row in rows], evidence=True)

    def seed_counts(self, seed_id: str) -> Mapping[str, object]:
        """Who repeats a seed: by relation, by language, outlets, first and last seen."""
        with self._database.read() as tx:
            return seeds.counts(tx, seed_id)

    def every(self, filter_: Filter) -> Iterator[StoredArticle]:
        """Matching articles, oldest first, complete; no transaction stays open while the caller works."""
        conditions, values = narrowing.conditions(filter_, lambda _: True)
        where = " AND ".join(["(a.moment, a.number) > (:moment, :number)", *conditions])
        at, number = -1e18, 0
        while True:
            with self._database.read() as tx:
                rows = tx.all(
                    f"SELECT number, moment FROM article a WHERE {where} ORDER BY moment, number LIMIT {BATCH}",
                    moment=at, **{**values, "number": number},
                )
                found = loading.load(tx, [row["number"] for row in rows], evidence=True)
            yield from found
            if len(rows) < BATCH:
                return
            at, number = rows[-1]["moment"], rows[-1]["number"]
