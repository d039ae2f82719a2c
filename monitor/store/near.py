"""The articles nearest to a question in meaning that fulfil its conditions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from monitor.model import Vector
from monitor.store import asking
from monitor.store.asking import Question
from monitor.store.database import Transaction
from monitor.store.signs import Narrow, Signs
from monitor.store.words import WEAK

DEEP = 200              # hits of each kind that are fused: what stands deeper in both adds nothing to a first page
FEW = 20_000            # articles that fulfil the conditions, up to which they are listed where few of the nearest do
# Cosine from which meaning counts: 53 of 57 questions across languages; .20 answers 49, .30 37. And its least share of
# the best one's: of 97 answers among 2,900 articles of the real web 2 had less than .68.
NEAR, SHARE = 0.10, 0.60


def nearest(tx: Transaction, signs: Signs, asked: Question, vector: Vector) -> list[tuple[int, str, int, float]]:
    """(number, story, part, cosine), the best first; the words themselves need not stand there."""
    if not WEAK.issuperset(asked.conditions):
        story, found = _narrowed(tx, signs, asked, vector)
    else:
        found = signs.nearest_parts(tx, vector, DEEP)
        story = _fulfilling(tx, asked, among=[number for number, *_ in found])
        if 2 * len(story) < len(found):
            story, found = _narrowed(tx, signs, asked, vector)
    kept = [(number, story[number], part, cosine) for number, part, cosine in found if number in story]
    least = max(NEAR, SHARE * max((cosine for *_, cosine in kept), default=0.0))
    return [hit for hit in kept if hit[3] >= least]


def _narrowed(
    tx: Transaction, signs: Signs, asked: Question, vector: Vector
) -> tuple[dict[int, str], list[tuple[int, int, float]]]:
    """The nearest among those alone that fulfil the conditions, and their stories."""
    story: dict[int, str] = {}

    def fulfil(numbers: Sequence[int]) -> Collection[int]:
        held = _fulfilling(tx, asked, among=numbers)
        story.update(held)
        return held

    since, until = _days(asked)
    narrow = Narrow(since=since, until=until, fulfil=fulfil)
    found = signs.nearest_parts(tx, vector, DEEP, narrow)
    if len(found) == DEEP:
        return story, found
    every = _fulfilling(tx, asked)
    if len(every) <= FEW:
        return every, signs.nearest_parts(tx, vector, DEEP, Narrow(among=list(every)))
    return story, signs.nearest_parts(tx, vector, DEEP, replace(narrow, patient=True))


def _days(asked: Question) -> tuple[float | None, float | None]:
    """The moments that its conditions leave: a process knows those of all vectors, and need not ask for them."""
    since = [_bound(asked, said) for said in asked.conditions if said.startswith("a.moment >= :")]
    until = [_bound(asked, said) for said in asked.conditions if said.startswith("a.moment < :")]
    return max(since, default=None), min(until, default=None)


def _bound(asked: Question, condition: str) -> float:
    value = asked.values[condition.rpartition(":")[2]]
    assert isinstance(value, int | float)
    return float(value)


def _fulfilling(tx: Transaction, asked: Question, among: Sequence[int] | None = None) -> dict[int, str]:
    """Number → story of the articles that fulfil every condition; without `among` one more than FEW at most."""
    conditions = [*asked.conditions, *asked.unwanted]
    if among is not None:
        conditions.insert(0, f"a.number IN (SELECT value FROM {tx.numbers('near')})")
    rows = tx.all(
        f"SELECT a.number, a.story_id FROM article a WHERE {asking.where(conditions)} LIMIT :most",
        near=[] if among is None else list(among), most=FEW + 1 if among is None else len(among), **asked.values,
    )
    return {int(row["number"]): str(row["story_id"]) for row in rows}
