"""The topics of articles, each with the words that earned it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Tag, TermHit
from monitor.store.database import Transaction
from monitor.store.values import terms_in, terms_out


def put(tx: Transaction, number: int, tags: Sequence[Tag]) -> None:
    """The tags of a newly filed article."""
    tx.many(
        """INSERT INTO tag (topic, number, score, threshold, version, evidence)
           VALUES (:topic, :number, :score, :threshold, :version, :evidence)""",
        [
            {
                "topic": tag.topic, "number": number, "score": tag.score, "threshold": tag.threshold,
                "version": tag.version, "evidence": terms_out(tag.evidence),
            }
            for tag in tags
        ],
    )


def clear(tx: Transaction, number: int) -> None:
    """Take them off."""
    tx.run("DELETE FROM tag WHERE number = :number", number=number)


def of(tx: Transaction, numbers: Sequence[int], *, evidence: bool) -> dict[int, tuple[Tag, ...]]:
    """The tags of these articles, the strongest first."""
    found: dict[int, list[Tag]] = {}
    for row in tx.all("SELECT * FROM tag WHERE number IN :numbers", numbers=tuple(numbers)):
        hits: tuple[TermHit, ...] = terms_in(row["evidence"]) if evidence else ()
        found.setdefault(row["number"], []).append(
            Tag(row["topic"], row["score"], row["threshold"], row["version"], hits)
        )
    return {number: tuple(sorted(held, key=lambda tag: (-tag.score, tag.topic))) for number, held in found.items()}
