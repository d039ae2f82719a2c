"""Writing a new judgement on an article in its place, so that nobody sees it twice as new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.model import Article, FiledArticle, Filing, SeedLikeness, Vector
from monitor.store import (
    blocks,
    conflicts,
    cursors,
    facts,
    filing,
    likeness,
    meaning,
    names,
    numbering,
    repeats,
    stories,
)
from monitor.store.database import Database, Row, Transaction, slices, stamp

_FILED = """
    SELECT number, article.article_id, page_id, made_by, fingerprint_version, name_keys
    FROM article JOIN article_version USING (text_id) WHERE """


class Renewals:
    """The port RenewalRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def filed(self, after: int, until: int, limit: int, since: datetime | None = None) -> list[FiledArticle]:
        """Articles in the order of filing, with numbers between the two; first seen since then."""
        with self._database.read() as tx:
            rows = tx.all(
                _FILED + "number > :after AND number <= :until AND first_seen >= :since ORDER BY number LIMIT :limit",
                after=after, until=until, limit=limit, since=-1e18 if since is None else stamp(since),
            )
        return [_filed(row) for row in rows]

    def count(self, after: int, since: datetime | None = None) -> int:
        """How many there are."""
        with self._database.read() as tx:
            row = tx.one(
                "SELECT count(*) AS n FROM article WHERE number > :after AND first_seen >= :since",
                after=after, since=-1e18 if since is None else stamp(since),
            )
        return int(row["n"]) if row else 0

    def numbers(self, article_ids: Sequence[str]) -> Mapping[str, int]:
        """Article → its place in the order of filing."""
        with self._database.read() as tx:
            return {
                row["article_id"]: row["number"] for some in slices(list(article_ids))
                for row in tx.all("SELECT article_id, number FROM article WHERE article_id IN :ids", ids=some)
            }

    def without_vector(self, encoder: str, after: int, limit: int) -> list[FiledArticle]:
        """Articles of whose subject this encoder has made no vector yet, in the order of filing."""
        with self._database.read() as tx:
            rows = tx.all(
                _FILED + """number > :after AND NOT EXISTS (
                       SELECT 1 FROM vector JOIN encoder USING (encoder_id)
                       WHERE vector.number = article.number AND part = :part AND encoder.name = :encoder)
                   ORDER BY number LIMIT :limit""",
                after=after, encoder=encoder, limit=limit, part=blocks.SUBJECT,
            )
        return [_filed(row) for row in rows]

    def put_vector(self, article_id: str, vector: Vector) -> None:
        """Keep the vector of an article beside those of other encoders, or what it has none of yet."""
        with self._database.write("articles") as tx:
            row = tx.one("SELECT number, moment FROM article WHERE article_id = :id", id=article_id)
            held = None if row is None else meaning.of(tx, row["number"], vector.encoder)
            if row is not None and held is None:
                meaning.put(tx, row["number"], vector, row["moment"])
            elif row is not None and held is not None and held.subject is None and vector.subject is not None:
                meaning.put(tx, row["number"], vector.subject, row["moment"], part=blocks.SUBJECT)

    def put_seed(self, article_id: str, seed: SeedLikeness | None) -> None:
        """Another nearest seed, unless somebody has found one meanwhile."""
        with self._database.write("articles") as tx:
            likeness.put(tx, article_id, seed)

    def without_passages(self, encoder: str, most: int) -> tuple[int, list[tuple[int, str]]]:
        """(how far earlier runs came, (number, text) of the next articles in the order of filing)."""
        with self._database.read() as tx:
            at = cursors.value(tx, f"passages:{encoder}")
            rows = tx.all(
                """SELECT number, text FROM article JOIN article_version USING (text_id)
                   WHERE number > :at ORDER BY number LIMIT :most""",
                at=at, most=most,
            )
        return at, [(row["number"], row["text"]) for row in rows]

    def put_passages(self, encoder: str, reached: int, to: int, made: Sequence[tuple[int, Vector]]) -> bool:
        """Keep the vectors of passages, unless somebody else did meanwhile."""
        name = f"passages:{encoder}"
        parts: Counter[int] = Counter()
        with self._database.write("articles") as tx:
            if cursors.value(tx, name) != reached:
                return False
            rows = tx.all("SELECT number, moment FROM article WHERE number IN :n", n=tuple({n for n, _ in made}))
            moments = {row["number"]: row["moment"] for row in rows}
            for number, vector in made:
                if number in moments:       # a newer version has a number of its own
                    parts[number] += 1
                    meaning.put(tx, number, vector, moments[number], part=parts[number])
            cursors.move(tx, name, to)
        return True

    def refresh(self, article: Article) -> bool:
        """What is known beside a text that stays the same; whether it was still the same."""
        with self._database.write("articles") as tx:
            held = filing.held(tx, article.article_id)
            if held is None or filing.differs(held, article):
                return False
            facts.refresh(tx, held.row, article)
            return True

    def compare_again(self, filing_: Filing, watermark: int) -> bool:
        """
        New fingerprint, matches, nearest seed and story of a stored text; whether it was still the same.

        Raises Conflict where something filed after the watermark bears on it. What a person chose stays chosen.
        """
        with self._database.write("articles") as tx:
            held = filing.held(tx, filing_.article.article_id)
            if held is None or filing.differs(held, filing_.article):
                return False
            conflicts.check(tx, filing_, watermark)
            _rewrite(tx, held.row, filing_)
            return True

    def read_again(self, entry_id: str) -> bool:
        """An entry in whose page no article was found waits to be read once more."""
        with self._database.write() as tx:
            return tx.run(
                """UPDATE entry SET state = 'waiting', stage = 'read', fate = NULL, reason = NULL, due = :now,
                       attempts = 0, failures = 0, failed_at = 0, hinted_at = :now, lease_until = 0, ended_at = NULL
                   WHERE entry_id = :id AND state = 'ended' AND fate IN ('unreadable', 'wall')""",
                id=entry_id, now=tx.now(),
            ) == 1

    def reached(self, name: str) -> int:
        """Up to which number a run of this name came before it was stopped; 0: it did not begin."""
        with self._database.read() as tx:
            return cursors.value(tx, name)

    def reach(self, name: str, number: int | None) -> None:
        """It came so far; None: to its end, and the next run begins anew."""
        with self._database.write() as tx:
            if number is None:
                cursors.drop(tx, name)
            else:
                cursors.move(tx, name, number)


def _filed(row: Row) -> FiledArticle:
    return FiledArticle(
        row["number"], row["article_id"], row["page_id"], row["made_by"], row["fingerprint_version"],
        facts.keys_in(bytes(row["name_keys"])),
    )


def _rewrite(tx: Transaction, row: Row, filing_: Filing) -> None:
    number, mark = row["number"], filing_.fingerprint
    step = numbering.next_number(tx)        # whoever compared with its story before must compare again
    names.clear(tx, number)                 # by the keys that its version still holds
    _rewrite_keys(tx, row, filing_)
    names.put(tx, filing_.name_keys, number, filing_.article)
    if filing_.vector is not None and meaning.of(tx, number, filing_.vector.encoder) is None:
        meaning.put(tx, number, filing_.vector, row["moment"])
    repeats.put_again(tx, row["article_id"], filing_.matches)
    repeats.settle(tx, filing_.found, filing_.gone)
    likeness.settle(tx, filing_.found, filing_.gone)
    changed: dict[str, object] = {
        "exact": mark.exact, **likeness.columns(filing_.seed), "story_id": filing_.placement.story_id,
    }
    if row["story_id"] != filing_.placement.story_id:
        changed["story_number"] = step
    assigned = ", ".join(f"{name} = :{name}" for name in changed)
    tx.run(f"UPDATE article SET {assigned} WHERE number = :number", number=number, **changed)
    stories.apply(tx, filing_, step, row["story_id"])


def _rewrite_keys(tx: Transaction, row: Row, filing_: Filing) -> None:
    """Move the keys into the group of copies that the article is in now."""
    number, mark = row["number"], filing_.fingerprint
    group = filing.group_of(tx, filing_.matches) or number
    numbering.count_group(tx, int(group == number) - int(row["group_number"] == number))
    before = tx.one("SELECT keys FROM article_version WHERE text_id = :id", id=row["text_id"])
    assert before is not None
    tx.many(
        "DELETE FROM fingerprint WHERE key = :key AND number = :number",
        [{"key": key, "number": number} for key in sorted(facts.keys_in(bytes(before["keys"])))],
    )
    repeats.put_keys(tx, mark.keys, number, group)
    tx.run("UPDATE article SET group_number = :group_number WHERE number = :number", group_number=group, number=number)
    tx.run(
        """UPDATE article_version SET keys = :keys, name_keys = :name_keys, fingerprint_version = :version,
               shingles = :shingles
           WHERE text_id = :id""",
        keys=facts.keys_out(mark.keys), name_keys=facts.keys_out(filing_.name_keys), version=mark.version,
        shingles=mark.shingles, id=row["text_id"],
    )
