"""What a question finds: by words, by meaning, or both; a row a story, or one an article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from monitor.model import SEEDS, Filter, Found, NewStories, StoredArticle, Told, Vector
from monitor.stages import fuse, passages, query, snippet
from monitor.stages.query import Node
from monitor.store import (
    asking,
    counting,
    facts,
    loading,
    looks,
    near,
    reindexing,
    stories,
    story_list,
)
from monitor.store.asking import Question
from monitor.store.database import Database, Transaction, slices
from monitor.store.meaning import LEAD
from monitor.store.signs import Signs
from monitor.store.words import WordIndex

BATCH = 200             # articles loaded at once while all are read
EVERY = 10_000_000      # hits: all of them
_ORDER = {"date": "a.moment DESC, a.number DESC", "repeats": "size DESC, a.moment DESC, a.number DESC"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that a question found."""

    number: int
    story_id: str
    score: float | None = None
    part: int = LEAD                # of its text, that is nearest in meaning
    is_near: bool = False           # by meaning alone


Find = Callable[[int], list[Hit]]


class Search:
    """The port SearchRows."""

    def __init__(self, database: Database, words: WordIndex, signs: Signs) -> None:
        self._database = database
        self._words = words
        self._signs = signs

    def search(
        self, node: Node | None, filter_: Filter, *, vector: Vector | None, sort: str, limit: int
    ) -> Found:
        """The best or newest; with the default filter the best article of each story, with the story's topics."""
        a_story = not filter_.everything
        with self._database.read() as tx:
            asked = asking.question(tx, node, filter_, self._words, of_story=a_story)
            if asked.hopeless and vector is None:
                return Found()
            newest: list[int] = []
            if sort != "relevance":
                find = self._sorted(tx, asked, vector, sort)
            elif vector is not None:
                find = self._fused(tx, asked, vector, newest)
            elif asked.match:
                find = self._by_words(tx, asked, newest)
            else:
                find = self._sorted(tx, asked, None, "date")
            hits = _stories(find, limit, lambda hits: _say_so(tx, asked, hits)) if a_story else find(limit)
            found = loading.load(tx, [hit.number for hit in hits])
            found = story_list.as_stories(tx, found) if a_story else found
        wanted = query.words(node)
        return Found(
            tuple(_shown(stored, hit, wanted) for stored, hit in zip(found, hits, strict=True)),
            newest[0] if newest else None,
        )

    def every(self, node: Node | None, filter_: Filter, *, vector: Vector | None) -> Iterator[StoredArticle]:
        """All that answer, oldest first, with every reason; no transaction stays open while the reader thinks."""
        with self._database.read() as tx:
            asked = asking.question(tx, node, filter_, self._words)
            hits = [] if asked.hopeless and vector is None else self._sorted(tx, asked, vector, "date")(EVERY)[::-1]
        wanted = query.words(node)
        for start in range(0, len(hits), BATCH):
            some = {hit.number: hit for hit in hits[start : start + BATCH]}
            with self._database.read() as tx:
                found = [(n, stored) for n in some for stored in loading.load(tx, [n], evidence=True)]
            yield from (_shown(stored, some[n], wanted) for n, stored in found)

    def _by_words(self, tx: Transaction, asked: Question, newest: list[int]) -> Find:
        """What was ranked goes into `newest` where it was not everything."""
        def find(limit: int) -> list[Hit]:
            ranked = self._words.ranked(tx, asked.match, asked.conditions, asked.values, limit)
            newest[:] = [] if ranked.newest is None else [ranked.newest]
            return [Hit(*hit) for hit in ranked.hits]

        return find

    def _by_meaning(self, tx: Transaction, asked: Question, vector: Vector) -> list[Hit]:
        return [Hit(n, story, cosine, part) for n, story, part, cosine in near.nearest(tx, self._signs, asked, vector)]

    def _fused(self, tx: Transaction, asked: Question, vector: Vector, newest: list[int]) -> Find:
        by_words = self._by_words(tx, asked, newest)(near.DEEP) if asked.match else []
        by_meaning = self._by_meaning(tx, asked, vector)
        worded = {hit.number for hit in by_words}
        known = {hit.number: replace(hit, is_near=hit.number not in worded) for hit in [*by_words, *by_meaning]}
        ranks = [[hit.number for hit in hits] for hits in (by_words, by_meaning)]
        fused = [replace(known[number], score=score) for number, score in fuse.ranks(ranks)]
        return lambda limit: fused[:limit]

    def _sorted(
        self, tx: Transaction, asked: Question, vector: Vector | None, sort: str
    ) -> Find:
        conditions = list(asked.conditions)
        values = dict(asked.values)
        either = []
        if asked.match:
            values["match"] = asked.match
            either.append(f"a.number IN ({self._words.numbers('match', asked.match)})")
        if vector is not None:
            values["near"] = tuple(hit.number for hit in self._by_meaning(tx, asked, vector))
            either.append("a.number IN :near")
        if either:
            conditions.append(f"({' OR '.join(either)})")

        def find(limit: int) -> list[Hit]:
            join = "LEFT JOIN story USING (story_id)" if sort == "repeats" else ""
            rows = tx.all(
                f"""SELECT a.number, a.story_id FROM article a {join}
                    WHERE {asking.where(conditions)} ORDER BY {_ORDER[sort]} LIMIT :limit""",
                limit=limit, **values,
            )
            return [Hit(row["number"], row["story_id"]) for row in rows]

        return find

    def count(
        self, by: Sequence[str], node: Node | None, filter_: Filter, *, stories_: bool = False
    ) -> list[tuple[tuple[str, ...], int]]:
        """How many articles, or stories, by each of topic, month, source, language; with topic, those that have one."""
        with self._database.read() as tx:
            if stories_:
                return counting.count_stories(tx, self._words, by, node, filter_)
            return counting.count(tx, self._words, by, node, filter_)

    def new(
        self, node: Node | None, filter_: Filter, *, cursor: str, limit: int
    ) -> AbstractContextManager[list[StoredArticle]]:
        """What was filed since this cursor last looked, in the order of filing; seen when the block ends."""
        return looks.look(self._database, self._words, node, filter_, cursor, limit)

    def outdated(self) -> int:
        """How many articles another analyser indexed: they want a reindex."""
        with self._database.read() as tx:
            return reindexing.outdated(tx)

    def reindex(self, step: int = 100) -> Iterator[int]:
        """Index every article anew, in steps; how many are done after each. A second run goes on where one stopped."""
        return reindexing.reindex(self._database, self._words, step)

    def stories(self, *, limit: int, everything: bool = False) -> list[tuple[StoredArticle, int, int, int]]:
        """
        (founder, articles, outlets, languages) of each story that an article tells, the last published first; those
        beside the subject only with `everything`.
        """
        with self._database.read() as tx:
            return story_list.by_date(tx, limit, everything=everything)

    def begun(self, *, cursor: str, limit: int, everything: bool = False) -> AbstractContextManager[NewStories]:
        """The stories begun since this cursor last looked; seen when the block ends."""
        return story_list.begun(self._database, cursor, limit, everything=everything)

    def told(self, story_ids: Sequence[str], language: str) -> Mapping[str, Told]:
        """Story → who tells it, and its title in that language."""
        with self._database.read() as tx:
            counts = stories.told(tx, story_ids)
            titles = _in_language(tx, story_ids, language)
            founders = tx.all(
                """SELECT story.story_id, source, published, published_text, published_origin
                   FROM story JOIN article ON article_id = founder_id
                   WHERE story.story_id IN :ids""",
                ids=tuple(story_ids),
            )
        return {
            row["story_id"]: Told(*counts.get(row["story_id"], (0, 0, 0))[:3], row["source"],
                                  titles.get(row["story_id"]), facts.published_of(row))
            for row in founders
        }


def _in_language(tx: Transaction, story_ids: Sequence[str], language: str) -> dict[str, str]:
    """The title of each story's earliest article in a language."""
    rows = tx.all(
        """SELECT story_id, title FROM article JOIN article_version USING (text_id)
           WHERE story_id IN :ids AND language = :language AND source <> :seeds AND title <> ''
           ORDER BY moment DESC, article.number DESC""",
        ids=tuple(story_ids), language=language, seeds=SEEDS,
    )
    return {row["story_id"]: str(row["title"]) for row in rows}


def _shown(stored: StoredArticle, hit: Hit, wanted: Sequence[query.Word | query.Phrase]) -> StoredArticle:
    """With what answers the question: the words asked for, or the passage that is nearest in meaning."""
    text = stored.article.text
    cut = ((0, 0), *passages.cut(text)) if hit.part > LEAD else ((0, 0),)
    passage = cut[min(hit.part, len(cut) - 1)][0]
    shown = snippet.of(text, stored.article.language, wanted, otherwise=passage)
    return replace(stored, score=hit.score, snippet=shown.text, passage=passage, is_near=hit.is_near)


def _stories(find: Find, limit: int, say_so: Callable[[list[Hit]], set[int]]) -> list[Hit]:
    """The first `limit` stories, each by its best article: of those that say so, where any does."""
    wanted = 4 * limit
    while True:
        hits = find(wanted)
        first = dict.fromkeys(hit.story_id for hit in hits)
        if len(first) >= limit or len(hits) < wanted:
            best: dict[str, Hit] = {}
            sayers = say_so(hits)
            for hit in sorted(hits, key=lambda hit: hit.number not in sayers):
                best.setdefault(hit.story_id, hit)
            return [best[story_id] for story_id in first][:limit]
        wanted *= 8


def _say_so(tx: Transaction, asked: Question, hits: Sequence[Hit]) -> set[int]:
    """Those that have themselves a topic that is asked of their stories: such a one stands for its story."""
    if not asked.topics:
        return set()
    return {
        row["number"] for some in slices([hit.number for hit in hits])
        for row in tx.all(
            "SELECT number FROM tag WHERE topic IN :topics AND number IN :numbers",
            topics=tuple(sorted(asked.topics)), numbers=some,
        )
    }
