"""Keys of names and numbers: candidates for translations where no encoder reads both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.model import Article, Known
from monitor.stages import name_keys
from monitor.stages.name_keys import Holder, Told
from monitor.store import facts, numbering, repeats
from monitor.store.database import Transaction


def put(tx: Transaction, keys: Sequence[int], number: int, article: Article) -> None:
    """Store the keys of an article; its version holds them too, so that they can be removed."""
    told = name_keys.packed(Told(article.language, len(article.text)))
    tx.many(
        "INSERT INTO name_key (key, number, holds, told) VALUES (:key, :number, :holds, :told)",
        [{"key": key, "number": number, "holds": len(keys), "told": told} for key in sorted(set(keys))],
    )


def clear(tx: Transaction, number: int) -> None:
    """Remove the keys of an article."""
    row = tx.one(
        "SELECT name_keys FROM article JOIN article_version USING (text_id) WHERE number = :number", number=number
    )
    keys = facts.keys_in(bytes(row["name_keys"])) if row is not None else ()
    tx.many(
        "DELETE FROM name_key WHERE key = :key AND number = :number",
        [{"key": key, "number": number} for key in sorted(keys)],
    )


def by_names(tx: Transaction, keys: Sequence[int], language: str | None, length: int, limit: int) -> list[Known]:
    """The likeliest translations by names, numbers and length, among the newest that hold each key."""
    held = tx.all(_HELD.format(tx.numbers("keys")), keys=list(set(keys)), most=name_keys.HOLDERS)
    rarest = name_keys.rarest({row["key"]: row["n"] for row in held})
    holders: dict[int, list[Holder]] = {}
    packed: dict[int, int] = {}
    for row in tx.all(_HOLDERS.format(tx.numbers("keys")), keys=rarest, most=name_keys.HOLDERS):
        number = row["number"]
        holders.setdefault(row["key"], []).append(Holder(number, row["holds"]))
        packed[number] = row["told"]
    weights = name_keys.weighed(holders, numbering.watermark(tx))
    told = _told(tx, {number: packed[number] for number in weights})
    best = name_keys.chosen(weights, told, language, length, limit)
    rows = repeats.known_by_number(tx, best)
    return [repeats.known_of(rows[number], shared_names=weights[number]) for number in best if number in rows]


def _told(tx: Transaction, packed: Mapping[int, int]) -> dict[int, Told]:
    """The language and length of each article: of one filed before these stood beside the keys, and of a very long one,
    the article itself is asked, which is a page for each.
    """
    found = {number: known for number, value in packed.items() if (known := name_keys.unpacked(value))}
    asked = f"SELECT number, language, length FROM article WHERE number IN (SELECT value FROM {tx.numbers('others')})"
    others = [number for number in packed if number not in found]
    for row in tx.all(asked, others=others) if others else ():
        found[row["number"]] = Told(row["language"], row["length"])
    return found


# How many hold each key, as far as they are looked at.
_HELD = """
    SELECT value AS key, (
        SELECT count(*) FROM (SELECT 1 FROM name_key WHERE key = value LIMIT :most) AS holders
    ) AS n FROM {}"""
# The newest holders of each key.
_HOLDERS = """
    WITH asked (key, first) AS (
        SELECT value, coalesce((
            SELECT number FROM name_key WHERE key = value ORDER BY number DESC LIMIT 1 OFFSET :most - 1
        ), -1) FROM {})
    SELECT asked.key, number, holds, told FROM asked JOIN name_key ON name_key.key = asked.key AND number >= first"""
