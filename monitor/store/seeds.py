"""What articles that repeat a seed say about it."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model import Relation
from monitor.store.database import Transaction, moment


def counts(tx: Transaction, seed_id: str) -> Mapping[str, object]:
    """Who repeats it: by relation, by language, outlets, first and last seen; being merely near does not count."""
    rows = tx.all(
        """SELECT seed_relation, language, source, count(*) AS n, min(moment) AS first, max(moment) AS last
           FROM article WHERE seed_id = :id AND seed_relation <> :different
           GROUP BY seed_relation, language, source""",
        id=seed_id, different=Relation.DIFFERENT.value,
    )
    relations = {relation.value: 0 for relation in Relation if relation is not Relation.DIFFERENT}
    languages: dict[str, dict[str, int]] = {relation: {} for relation in relations}
    for row in rows:
        relation, language = row["seed_relation"], row["language"] or ""
        relations[relation] += row["n"]
        languages[relation][language] = languages[relation].get(language, 0) + row["n"]
    return {
        **relations,
        "languages": languages,
        "outlets": len({row["source"] for row in rows}),
        "first_seen": moment(min((row["first"] for row in rows), default=None)),
        "last_seen": moment(max((row["last"] for row in rows), default=None)),
    }
