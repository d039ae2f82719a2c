"""Each article's nearest seed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.model import SEEDS, Filing, Match, Relation, SeedLikeness
from monitor.store import repeats
from monitor.store.database import Row, Transaction, slices


def columns(seed: SeedLikeness | None) -> dict[str, object]:
    """A likeness as columns of the article."""
    return {
        "seed_id": seed.seed_id if seed else None, "seed_relation": seed.relation.value if seed else None,
        "seed_score": seed.score if seed else None,
    }


def of(row: Row) -> SeedLikeness | None:
    """The likeness in an article's row."""
    return None if row["seed_id"] is None else SeedLikeness(
        row["seed_id"], Relation(row["seed_relation"]), row["seed_score"]
    )


def put(tx: Transaction, article_id: str, seed: SeedLikeness | None) -> None:
    """Set the nearest seed of an article that has none."""
    tx.run(
        """UPDATE article SET seed_id = :seed_id, seed_relation = :seed_relation, seed_score = :seed_score
           WHERE article_id = :id AND seed_id IS NULL""",
        id=article_id, **columns(seed),
    )


def spread(tx: Transaction, filing: Filing) -> None:
    """Store a new seed as the nearest one of the articles that it is nearest to."""
    seed_id = filing.article.article_id
    _drop(tx, seed_id)
    for match in filing.matches:
        other_id = match.other_than(seed_id)
        _offer(tx, other_id, SeedLikeness(seed_id, match.relation, match.score))


def settle(tx: Transaction, found: Sequence[Match], gone: Collection[Collection[str]]) -> None:
    """Follow matches between others that were found, and pairs that are none after all, where one of them is a seed."""
    ends = {end for match in found for end in (match.article_id, match.other_id)}
    ends |= {end for pair in gone for end in pair}
    seeds = {
        row["article_id"] for some in slices(sorted(ends)) for row in tx.all(
            "SELECT article_id FROM article WHERE source = :seeds AND article_id IN :ids", seeds=SEEDS, ids=some
        )
    }
    for article_id, other_id in [(one, other) for pair in gone for one in pair for other in pair if other in seeds]:
        tx.run(
            """UPDATE article SET seed_relation = :relation, seed_score = seed_score / 2
               WHERE article_id = :id AND seed_id = :seed""",
            relation=Relation.DIFFERENT.value, id=article_id, seed=other_id,
        )
    for match in found:
        for article_id, other_id in _ends(match):
            if other_id in seeds:
                _offer(tx, article_id, SeedLikeness(other_id, match.relation, match.score))


def _offer(tx: Transaction, article_id: str, new: SeedLikeness) -> None:
    row = tx.one(
        "SELECT seed_id, seed_relation, seed_score FROM article WHERE article_id = :id AND source <> :seeds",
        id=article_id, seeds=SEEDS,
    )
    if row is None:
        return
    old = of(row)
    if old is None or _rank(new) < _rank(old):
        tx.run(
            """UPDATE article SET seed_id = :seed_id, seed_relation = :seed_relation, seed_score = :seed_score
               WHERE article_id = :id""",
            id=article_id, **columns(new),
        )


def _rank(seed: SeedLikeness) -> tuple[int, float, str]:
    return (repeats.ORDER.index(seed.relation), -seed.score, seed.seed_id)


def _drop(tx: Transaction, seed_id: str) -> None:
    """Remove this seed as the nearest; the next nearest that an article repeats takes its place."""
    orphans = [row["article_id"] for row in tx.all("SELECT article_id FROM article WHERE seed_id = :id", id=seed_id)]
    if not orphans:
        return
    tx.run(
        "UPDATE article SET seed_id = NULL, seed_relation = NULL, seed_score = NULL WHERE seed_id = :id", id=seed_id
    )
    seeds = {row["article_id"] for row in tx.all("SELECT article_id FROM article WHERE source = :seeds", seeds=SEEDS)}
    for match in repeats.matches_of(tx, orphans, evidence=False):
        for article_id, other_id in _ends(match):
            if other_id in seeds and other_id != seed_id:
                _offer(tx, article_id, SeedLikeness(other_id, match.relation, match.score))


def _ends(match: Match) -> tuple[tuple[str, str], tuple[str, str]]:
    return (match.article_id, match.other_id), (match.other_id, match.article_id)


def forget(tx: Transaction, seed_id: str) -> None:
    """Remove a seed."""
    _drop(tx, seed_id)
