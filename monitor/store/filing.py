"""Writing one filing: everything that one article adds, in one transaction, with the end of its entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import Conflict
from monitor.model import SEEDS, Article, ClaimedEntry, Fate, Filing, IndexTerms, Looked, Match, Relation
from monitor.store import (
    claims,
    conflicts,
    counters,
    facts,
    furniture,
    likeness,
    meaning,
    names,
    numbering,
    removal,
    repeats,
    revisits,
    stories,
    tags,
)
from monitor.store.counters import Count
from monitor.store.database import Database, Row, Transaction
from monitor.store.words import Indexed, WordIndex

COPIES = (Relation.DUPLICATE, Relation.NEAR_DUPLICATE)


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored of an article before it is filed again."""

    row: Row
    indexed: Indexed


def held(tx: Transaction, article_id: str) -> Held | None:
    """The article as it is stored now."""
    row = tx.one(
        """SELECT article.*, title, text, facts, made_by FROM article JOIN article_version USING (text_id)
           WHERE article.article_id = :id""",
        id=article_id,
    )
    if row is None:
        return None
    return Held(row, Indexed(row["number"], row["title"], row["text"], row["language"], row["terms_version"]))


def file(
    database: Database,
    words: WordIndex,
    filing: Filing,
    entry: ClaimedEntry | None,
    watermark: int,
    fate: Fate,
    reason: str,
    again: datetime | None = None,
) -> bool:
    """Write the filing; False if the entry's fence no longer holds. Raises Conflict like `ArticleRows.file`."""
    article = filing.article
    with database.read() as tx:
        before = held(tx, article.article_id)
    # the terms to take out are made before the transaction: analysing takes longer than writing
    old_terms = before.indexed.terms() if before is not None and differs(before, article) else None
    # what a page led to is read from it again, should the server lose it; what a person brought is there but once
    with database.write("articles", durable=entry is None) as tx:
        counts: list[Count] = []
        if entry is not None:
            ended = (
                claims.end(tx, entry, fate, reason, article.article_id, again) if entry.fate is None
                else revisits.end(tx, entry, Looked.CHANGED, again, reason, article.page_id)
            )
            if ended is None:
                return False
            counts += ended
        now_held = held(tx, article.article_id)
        if (now_held and now_held.indexed.number) != (before and before.indexed.number):
            raise Conflict(f"The article {article.article_id} was filed by somebody else meanwhile.")
        if now_held is not None and not differs(now_held, article):
            facts.refresh(tx, now_held.row, article)
        else:
            conflicts.check(tx, filing, watermark)
            _write(tx, words, filing, now_held, old_terms)
            counts += _counted(filing, again=now_held is not None)
        counters.add(tx, counts)
    return True


def differs(before: Held, article: Article) -> bool:
    """Whether this is a new version: another title, text, language or access."""
    row = before.row
    return (row["title"], row["text"], row["language"], row["access"]) != (
        article.title, article.text, article.language, article.access.value
    )


def _counted(filing: Filing, *, again: bool) -> list[Count]:
    if filing.article.source == SEEDS:
        return []
    counts: list[Count] = [("", "article", "version" if again else "new", 1)]
    if not again and any(match.relation is not Relation.SAME_STORY for match in filing.matches):
        counts.append(("", "article", "repeat", 1))
    return counts


def _write(
    tx: Transaction, words: WordIndex, filing: Filing, before: Held | None, old_terms: IndexTerms | None
) -> None:
    article = filing.article
    number = numbering.next_number(tx)
    if before is not None:
        removal.clear(tx, words, before.indexed, old_terms)
    group = _group(tx, filing, number)
    text_id, version = facts.write_version(tx, filing, before.row if before else None)
    row = facts.columns(article, before.row if before else None) | {
        "number": number, "text_id": text_id, "version": version, "story_id": filing.placement.story_id,
        "story_number": number, "group_number": group, "relevant": filing.relevance.relevant.value,
        "relevance_score": filing.relevance.score, "length": len(article.text), "exact": filing.fingerprint.exact,
        "pinned": int(stories.is_chosen(tx, article.article_id)), "terms_version": filing.terms.version,
        "judged_by": filing.judged_by, "filed_at": tx.now(), "relation": repeats.strongest(filing.matches),
        **likeness.columns(filing.seed),
    }
    if before is None:
        tx.run(f"INSERT INTO article ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", **row)
    else:
        assigned = ", ".join(f"{name} = :{name}" for name in row if name != "article_id")
        tx.run(f"UPDATE article SET {assigned} WHERE article_id = :article_id", **row)
    words.put(tx, number, filing.terms)
    repeats.put(tx, filing, number, group, again=before is not None)
    repeats.settle(tx, filing.found, filing.gone)
    names.put(tx, filing.name_keys, number, article)
    if filing.vector is not None:
        meaning.put(tx, number, filing.vector, row["moment"])
    tags.put(tx, number, filing.tags)
    stories.apply(tx, filing, number, before.row["story_id"] if before else None)
    if article.source == SEEDS:
        likeness.spread(tx, filing)
    elif article.page_id is not None:
        furniture.note(tx, article, number)
    likeness.settle(tx, filing.found, filing.gone)


def _group(tx: Transaction, filing: Filing, number: int) -> int:
    """The group of copies: that of the first article it copies, else a new one."""
    group = group_of(tx, filing.matches)
    if group is not None:
        return group
    numbering.count_group(tx, 1)
    return number


def group_of(tx: Transaction, matches: Sequence[Match]) -> int | None:
    """The group of the first article that an article with these matches copies."""
    for match in matches:
        if match.relation in COPIES:
            other = tx.one("SELECT group_number FROM article WHERE article_id = :id", id=match.other_id)
            if other is not None:
                return int(other["group_number"])
    return None
