"""Two repeats filed at one moment: the writing transaction checks what was filed since the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import Conflict
from monitor.model import Filing
from monitor.stages import name_keys
from monitor.store import meaning, numbering
from monitor.store.database import Transaction, slices

NEAR = 0.45     # cosine of title and lead from which filing may read an article beside another (`compare.HINTED`)


def check(tx: Transaction, filing: Filing, watermark: int) -> None:
    """Raises Conflict if anything filed after the watermark may bear on this filing."""
    if numbering.watermark(tx) == watermark:
        return
    article_id = filing.article.article_id
    newer = {
        row["number"] for row in tx.all(
            "SELECT number FROM article WHERE number > :watermark AND article_id <> :id",
            watermark=watermark, id=article_id,
        )
    }
    if newer and (
        _shares_words(tx, filing, newer)
        or _hold(tx, "name_key", name_keys.wanted(filing.name_keys), newer)
        or _is_near(tx, filing, newer)
    ):
        raise Conflict(f"A repeat of {article_id} was filed meanwhile.")
    if _stories_changed(tx, filing, watermark):
        raise Conflict(f"The stories that {article_id} belongs to changed meanwhile.")


def _shares_words(tx: Transaction, filing: Filing, newer: set[int]) -> bool:
    twins = tx.all("SELECT number FROM article WHERE exact = :exact", exact=filing.fingerprint.exact)
    if any(row["number"] in newer for row in twins):
        return True
    return _hold(tx, "fingerprint", filing.fingerprint.keys, newer)


def _hold(tx: Transaction, table: str, keys: Sequence[int], newer: set[int]) -> bool:
    """Whether one of these articles holds one of these keys."""
    return any(
        row["number"] in newer
        for some in slices(keys)
        for row in tx.all(
            f"SELECT number FROM {table} WHERE key IN :keys AND number >= :least", keys=some, least=min(newer)
        )
    )


def _is_near(tx: Transaction, filing: Filing, newer: set[int]) -> bool:
    if filing.vector is None:
        return False
    return any(one.cosine >= NEAR for one in meaning.near_leads(tx, filing.vector, sorted(newer)))


def _stories_changed(tx: Transaction, filing: Filing, watermark: int) -> bool:
    placement = filing.placement
    others = {match.other_id for match in filing.matches} | {article_id for article_id, _ in placement.moves}
    others |= {end for match in filing.found for end in (match.article_id, match.other_id)}
    others |= {end for pair in filing.gone for end in pair}
    others.discard(filing.article.article_id)
    held = tx.all("SELECT story_id, story_number FROM article WHERE article_id IN :ids", ids=tuple(sorted(others)))
    if len(held) < len(others) or any(row["story_number"] > watermark for row in held):
        return True
    touched = {placement.story_id, *(story for story, _ in placement.founders), *(row["story_id"] for row in held)}
    changed = tx.one(
        "SELECT 1 AS found FROM story WHERE story_id IN :ids AND number > :watermark LIMIT 1",
        ids=tuple(sorted(touched)), watermark=watermark,
    )
    return changed is not None
