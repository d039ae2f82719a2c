"""Fingerprints and matches: who may repeat an article, and who does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from monitor.model import Access, Filing, Fingerprint, Known, Level, Match, Relation
from monitor.store import facts
from monitor.store.database import Row, Transaction, instant, slices
from monitor.store.values import passages_in, passages_out

MOST_HOLDERS = 50       # a key that more articles hold says little: it does not make a candidate alone (dedup.md, 5)
COMMON_TOGETHER = 8     # so many such keys do: a near duplicate shares at least eight shingles (dedup.md, 6)
MOST_COUNTED = 200      # holders of a key whose groups are counted: beyond, its weight is next to nothing

ORDER = (Relation.DUPLICATE, Relation.NEAR_DUPLICATE, Relation.TRANSLATION, Relation.SAME_STORY, Relation.DIFFERENT)


def put(tx: Transaction, filing: Filing, number: int, group: int, *, again: bool) -> None:
    """Store the keys and matches of a filing; `again` if another text of the article was compared before."""
    put_keys(tx, filing.fingerprint.keys, number, group)
    if again:
        put_again(tx, filing.article.article_id, filing.matches)
    else:
        _insert(tx, filing.matches)


def put_keys(tx: Transaction, keys: Sequence[int], number: int, group: int) -> None:
    """Store the keys that find this article."""
    tx.many(
        "INSERT INTO fingerprint (key, number, group_number) VALUES (:key, :number, :group_number)",
        [{"key": key, "number": number, "group_number": group} for key in sorted(set(keys))],
    )


def strongest(matches: Sequence[Match]) -> str | None:
    """The closest relation among matches, kept with the article to search by."""
    best = min((match.relation for match in matches), key=ORDER.index, default=None)
    return None if best is None else best.value


def _insert(tx: Transaction, matches: Sequence[Match]) -> None:
    tx.many(
        """INSERT INTO repeat (article_id, other_id, relation, level, score, reason, evidence, made_by)
           VALUES (:article_id, :other_id, :relation, :level, :score, :reason, :evidence, :made_by)
           ON CONFLICT (article_id, other_id) DO NOTHING""",
        [
            {
                "article_id": match.article_id, "other_id": match.other_id, "relation": match.relation.value,
                "level": match.level.value, "score": match.score, "reason": match.reason,
                "evidence": passages_out(match.evidence), "made_by": match.made_by,
            }
            for match in matches
        ],
    )


def put_again(tx: Transaction, article_id: str, matches: Sequence[Match]) -> None:
    """
    The matches of a text that is compared again with what was filed before it.

    Who was found to repeat it in the meantime still does the repeating, or, where nothing is left of it, no longer.
    """
    number = tx.one("SELECT number FROM article WHERE article_id = :id", id=article_id)
    assert number is not None
    mine = {row["other_id"] for row in tx.all(_OTHERS, id=article_id, number=number["number"])}
    theirs = {row["article_id"] for row in tx.all(_WHO_REPEAT, id=article_id, number=number["number"])}
    found = {match.other_id: match for match in matches}
    for other_id in sorted(mine | theirs):
        tx.run(
            """DELETE FROM repeat WHERE (article_id = :id AND other_id = :other) OR (article_id = :other
                   AND other_id = :id)""",
            id=article_id, other=other_id,
        )
    own = [match for match in matches if match.other_id not in theirs]
    _insert(tx, [*own, *(turned(found[other_id]) for other_id in sorted(theirs & found.keys()))])
    for changed in sorted({article_id, *theirs}):
        _note_strongest(tx, changed)


def settle(tx: Transaction, found: Sequence[Match], gone: Collection[Collection[str]]) -> None:
    """Matches between others that follow from a filing, and pairs that are none after all."""
    numbers = _numbers(tx, {end for match in found for end in (match.article_id, match.other_id)})
    for one, other in sorted(sorted(pair) for pair in gone):
        tx.run(
            """DELETE FROM repeat WHERE (article_id = :one AND other_id = :other) OR (article_id = :other
                   AND other_id = :one)""",
            one=one, other=other,
        )
    # a match is the later one's of the two
    own = [match if numbers[match.article_id] > numbers[match.other_id] else turned(match) for match in found]
    _insert(tx, own)
    for changed in sorted({match.article_id for match in own} | {end for pair in gone for end in pair}):
        _note_strongest(tx, changed)


def _numbers(tx: Transaction, article_ids: Collection[str]) -> dict[str, int]:
    return {
        row["article_id"]: row["number"] for some in slices(sorted(article_ids))
        for row in tx.all("SELECT article_id, number FROM article WHERE article_id IN :ids", ids=some)
    }


_OTHERS = """
    SELECT other_id FROM repeat JOIN article ON article.article_id = other_id
    WHERE repeat.article_id = :id AND number < :number"""
_WHO_REPEAT = """
    SELECT repeat.article_id FROM repeat JOIN article USING (article_id) WHERE other_id = :id AND number < :number"""


def turned(match: Match) -> Match:
    """The same match from the other side."""
    evidence = tuple(replace(passage, a=passage.b, b=passage.a) for passage in match.evidence)
    return replace(match, article_id=match.other_id, other_id=match.article_id, evidence=evidence)


def _note_strongest(tx: Transaction, article_id: str) -> None:
    """Store the closest relation of what the article repeats, to search by."""
    left = tx.all("SELECT relation FROM repeat WHERE article_id = :id", id=article_id)
    relation = min((Relation(row["relation"]) for row in left), key=ORDER.index, default=None)
    tx.run(
        "UPDATE article SET relation = :relation WHERE article_id = :id",
        relation=relation.value if relation else None, id=article_id,
    )


def match_of(row: Row, *, evidence: bool = True) -> Match:
    """A match from its row."""
    return Match(
        row["article_id"], row["other_id"], Relation(row["relation"]), Level(row["level"]), row["score"],
        row["reason"], passages_in(bytes(row["evidence"])) if evidence else (), row["made_by"],
    )


def forget(tx: Transaction, article_id: str) -> None:
    """Remove this article as something that others repeat."""
    others = [row["article_id"] for row in tx.all("SELECT article_id FROM repeat WHERE other_id = :id", id=article_id)]
    tx.run("DELETE FROM repeat WHERE article_id = :id OR other_id = :id", id=article_id)
    for other_id in sorted(others):
        _note_strongest(tx, other_id)


def matches_of(tx: Transaction, article_ids: Sequence[str], *, evidence: bool = True) -> list[Match]:
    """
    Every match that one of them has a part in, on either side.

    Unpacking the evidence is nine tenths of the work, and a story of three hundred copies has tens of thousands of
    matches: whoever only asks who repeats whom leaves it out.
    """
    columns = "*" if evidence else "article_id, other_id, relation, level, score, reason, made_by"
    found: dict[tuple[str, str], Match] = {}
    for some in slices(article_ids):
        for row in tx.all(
            f"""SELECT {columns} FROM repeat WHERE article_id IN :ids
                UNION ALL SELECT {columns} FROM repeat WHERE other_id IN :ids AND article_id NOT IN :ids""",
            ids=some,
        ):
            found[row["article_id"], row["other_id"]] = match_of(row, evidence=evidence)
    return list(found.values())


def among(tx: Transaction, article_ids: Sequence[str]) -> list[Match]:
    """The matches that these have with each other, without their passages."""
    rows = tx.all(
        """SELECT article_id, other_id, relation, level, score, reason, made_by FROM repeat
           WHERE article_id IN :ids AND other_id IN :others""",
        ids=tuple(article_ids), others=tuple(article_ids),
    )
    return [match_of(row, evidence=False) for row in rows]


_KNOWN = """
    SELECT number, article.article_id, story_id, title, text, language, source, url, first_seen, published,
        published_text, published_origin, access
    FROM article JOIN article_version USING (text_id) WHERE """


def known_of(row: Row, shared: int = 0, cosine: float | None = None, shared_names: float = 0.0) -> Known:
    """A candidate from its row."""
    return Known(
        article_id=row["article_id"], story_id=row["story_id"], title=row["title"], text=row["text"],
        language=row["language"], source=row["source"], url=row["url"], first_seen=instant(row["first_seen"]),
        published=facts.published_of(row), access=Access(row["access"]), shared_keys=shared, cosine=cosine,
        shared_names=shared_names,
    )


def known(tx: Transaction, article_ids: Sequence[str]) -> list[Known]:
    """The candidates of these ids, in this order; missing ones are left out."""
    rows = {
        row["article_id"]: row
        for some in slices(list(article_ids))
        for row in tx.all(_KNOWN + "article.article_id IN :ids", ids=some)
    }
    return [known_of(rows[article_id]) for article_id in article_ids if article_id in rows]


def known_by_number(tx: Transaction, numbers: Sequence[int]) -> dict[int, Row]:
    """Rows for `known_of`, by number."""
    if not numbers:
        return {}
    asked = _KNOWN + f"number IN (SELECT value FROM {tx.numbers('numbers')})"
    return {row["number"]: row for row in tx.all(asked, numbers=list(numbers))}


def by_exact(tx: Transaction, exact: str) -> list[Known]:
    """Articles with the same text, at most as many as a key may have holders, the first ones."""
    rows = tx.all(_KNOWN + "exact = :exact ORDER BY number LIMIT :most", exact=exact, most=MOST_HOLDERS)
    return [known_of(row) for row in rows]


def by_keys(tx: Transaction, keys: Sequence[int], limit: int, most: int = MOST_HOLDERS) -> list[Known]:
    """Candidates by shared keys, most shared first."""
    return _sharers(tx, _holders(tx, keys, most), limit, most)


def by_fingerprint(tx: Transaction, mark: Fingerprint, limit: int, most: int) -> tuple[list[Known], list[Known]]:
    """
    The same as `by_exact` and `by_keys` together.

    Whoever has the same words has the same keys, so nobody has where one of them is new: most articles ask but once.
    """
    holders = _holders(tx, mark.keys, most)
    twins = by_exact(tx, mark.exact) if len(holders) == len(mark.keys) else []
    return twins, _sharers(tx, holders, limit, most)


def _holders(tx: Transaction, keys: Sequence[int], most: int) -> dict[int, list[int]]:
    """Key → the first articles that hold it, and one more than so many; keys that nobody holds are left out."""
    holders: dict[int, list[int]] = {}
    if keys:
        for row in tx.all(tx.holders("fingerprint", "keys"), keys=list(set(keys)), most=most):
            holders.setdefault(row["key"], []).append(row["number"])
    return holders


def _sharers(tx: Transaction, holders: Mapping[int, Sequence[int]], limit: int, most: int) -> list[Known]:
    if not holders:
        return []
    rare = Counter(number for held in holders.values() if len(held) <= most for number in held)
    common = Counter(number for held in holders.values() if len(held) > most for number in held)
    shared = {
        number: rare[number] + common[number]
        for number in {*rare, *common}
        if rare[number] or common[number] >= COMMON_TOGETHER
    }
    best = sorted(shared, key=lambda number: (-shared[number], number))[:limit]
    rows = known_by_number(tx, best)
    return [known_of(rows[number], shared[number]) for number in best if number in rows]


def key_groups(tx: Transaction, keys: Sequence[int]) -> Mapping[int, int]:
    """How many groups of copies hold each key."""
    counted = tx.all(_GROUPS.format(tx.numbers("keys")), keys=list(set(keys)), most=MOST_COUNTED)
    return {row["key"]: row["n"] for row in counted if row["n"]}


_GROUPS = """
    SELECT value AS key, (
        SELECT count(DISTINCT group_number) FROM (
            SELECT group_number FROM fingerprint WHERE key = value ORDER BY number LIMIT :most
        ) AS holders
    ) AS n FROM {}"""
