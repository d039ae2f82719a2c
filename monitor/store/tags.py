"""The topics of articles, each with the words that earned it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Tag, TermHit
from monitor.store.database import Transaction
from monitor.store.values import terms_in, terms_out

COMMON = 5000           # articles of a topic, from which on it is asked of each article and not listed


def put(tx: Transaction, number: int, tags: Sequence[Tag]) -> None:
    """Store the tags of an article."""
    tx.many(
        """INSERT INTO tag (topic, number, month, relevant, score, threshold, version, evidence)
           SELECT :topic, number, month, relevant, :score, :threshold, :version, :evidence
           FROM article WHERE number = :number""",
        [
            {
                "topic": tag.topic, "number": number, "score": tag.score, "threshold": tag.threshold,
                "version": tag.version, "evidence": terms_out(tag.evidence),
            }
            for tag in tags
        ],
    )


def say(tx: Transaction, number: int, **known: str) -> None:
    """Update the article's facts that its tags repeat."""
    assigned = ", ".join(f"{name} = :{name}" for name in known)
    tx.run(f"UPDATE tag SET {assigned} WHERE number = :number", number=number, **known)


def is_common(tx: Transaction, topics: Sequence[str]) -> bool:
    """Whether so many articles have one of these topics that listing them is expensive."""
    row = tx.one(
        "SELECT count(*) AS n FROM (SELECT 1 FROM tag WHERE topic IN :topics LIMIT :most) AS few",
        topics=tuple(topics), most=COMMON,
    )
    return row is not None and int(row["n"]) >= COMMON


def clear(tx: Transaction, number: int) -> None:
    """Remove the tags of an article."""
    tx.run("DELETE FROM tag WHERE number = :number", number=number)


def of(tx: Transaction, numbers: Sequence[int], *, evidence: bool) -> dict[int, tuple[Tag, ...]]:
    """The tags of these articles, strongest first."""
    found: dict[int, list[Tag]] = {}
    for row in tx.all("SELECT * FROM tag WHERE number IN :numbers", numbers=tuple(numbers)):
        hits: tuple[TermHit, ...] = terms_in(row["evidence"]) if evidence else ()
        found.setdefault(row["number"], []).append(
            Tag(row["topic"], row["score"], row["threshold"], row["version"], hits)
        )
    return {number: tuple(sorted(held, key=lambda tag: (-tag.score, tag.topic))) for number, held in found.items()}
