"""Loading complete articles, with story, tags, match and seed, in few statements for many articles."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import SEEDS, Match, Relation, Relevance, RelevanceVerdict, StoredArticle
from monitor.store import facts, likeness, repeats, tags
from monitor.store.database import Row, Transaction
from monitor.store.values import terms_in, unpacked


def load(tx: Transaction, numbers: Sequence[int], *, evidence: bool = False) -> list[StoredArticle]:
    """The articles in this order; missing ones are left out. `evidence` includes every reason."""
    wanted = tuple(numbers)
    rows = {
        row["number"]: row for row in tx.all(
            """SELECT article.*, size, made_by, page_id, facts, title, text
               FROM article JOIN article_version USING (text_id) LEFT JOIN story USING (story_id)
               WHERE article.number IN :numbers""",
            numbers=wanted,
        )
    }
    ids = [row["article_id"] for row in rows.values()]
    topics = tags.of(tx, wanted, evidence=evidence)
    matches, feeds = _matches(tx, ids, evidence), _feeds(tx, ids)
    stored = []
    for number in wanted:
        if (row := rows.get(number)) is None:
            continue
        said = unpacked(bytes(row["facts"]))
        article_id = row["article_id"]
        named = tuple(dict.fromkeys([*said["feeds"], *feeds.get(article_id, ())]))
        stored.append(StoredArticle(
            article=facts.article_of(row, said, named),
            story_id=row["story_id"],
            relevance=RelevanceVerdict(
                Relevance(row["relevant"]), row["relevance_score"], terms_in(said["relevance"]) if evidence else ()
            ),
            tags=topics.get(number, ()),
            repeats=_others(row),
            match=matches.get(article_id),
            seed=likeness.of(row),
        ))
    return stored


def _others(row: Row) -> int:
    """How many others tell the story; a seed does not count."""
    return max(0, int(row["size"] or 0) - int(row["source"] != SEEDS))


def _matches(tx: Transaction, article_ids: Sequence[str], evidence: bool) -> dict[str, Match]:
    """The strongest match of each."""
    best: dict[str, Row] = {}
    for row in tx.all("SELECT * FROM repeat WHERE article_id IN :ids", ids=tuple(article_ids)):
        held = best.get(row["article_id"])
        if held is None or _strength(row) < _strength(held):
            best[row["article_id"]] = row
    return {
        article_id: repeats.match_of(row, evidence=evidence) for article_id, row in best.items()
    }


def _strength(row: Row) -> tuple[int, float, str]:
    return repeats.ORDER.index(Relation(row["relation"])), -row["score"], row["other_id"]


def _feeds(tx: Transaction, article_ids: Sequence[str]) -> dict[str, list[str]]:
    """The feeds that named each article, also after it was filed."""
    found: dict[str, list[str]] = {}
    for row in tx.all(
        """SELECT entry.article_id, feed.url FROM entry JOIN feed_entry USING (entry_id)
               JOIN feed ON feed.feed_id = feed_entry.feed_id
           WHERE entry.article_id IN :ids ORDER BY feed_entry.first_seen, feed.position""",
        ids=tuple(article_ids),
    ):
        found.setdefault(row["article_id"], []).append(row["url"])
    return found
