"""What is near to a question in meaning and fulfils its conditions."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Vector
from monitor.store import asking
from monitor.store.asking import Question
from monitor.store.database import Transaction
from monitor.store.signs import Signs

DEEP = 200              # hits of each kind that are fused: what stands deeper in both adds nothing to a first page
FEW = 20_000            # articles that fulfil the conditions, up to which the nearest of them alone are looked for
# Cosine from which meaning counts: 53 of 57 questions across languages; .20 answers 49, .30 37. And its least share of
# the best one's: of 97 answers among 2,900 articles of the real web 2 had less than .68.
NEAR, SHARE = 0.10, 0.60


def nearest(tx: Transaction, signs: Signs, asked: Question, vector: Vector) -> list[tuple[int, str, int, float]]:
    """(number, story, part, cosine), the best first; the words themselves need not stand there."""
    found = signs.nearest_parts(tx, vector, DEEP)
    story = _fulfilling(tx, asked, among=[number for number, *_ in found])
    if 2 * len(story) < len(found):
        # the conditions leave little of what is nearest of all: they come first, where they leave few enough
        fulfil = _fulfilling(tx, asked)
        if len(fulfil) <= FEW:
            story, found = fulfil, signs.nearest_parts(tx, vector, DEEP, among=list(fulfil))
    kept = [(number, story[number], part, cosine) for number, part, cosine in found if number in story]
    least = max(NEAR, SHARE * max((cosine for *_, cosine in kept), default=0.0))
    return [hit for hit in kept if hit[3] >= least]


def _fulfilling(tx: Transaction, asked: Question, among: Sequence[int] | None = None) -> dict[int, str]:
    """Number → story of the articles that fulfil every condition; without `among` one more than FEW at most."""
    conditions = [*asked.conditions, *asked.unwanted]
    given = {} if among is None else {"near": tuple(among)}
    where = asking.where(conditions if among is None else ["a.number IN :near", *conditions])
    rows = tx.all(
        f"SELECT a.number, a.story_id FROM article a WHERE {where} LIMIT {FEW + 1}", **given, **asked.values
    )
    return {int(row["number"]): str(row["story_id"]) for row in rows}
