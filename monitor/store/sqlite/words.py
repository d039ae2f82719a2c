"""The word index of SQLite: FTS5 over the analyser's terms, contentless, every term quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.model import IndexTerms
from monitor.stages import analyse
from monitor.stages.analyse import QueryTerms
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.store import cursors, reindexing
from monitor.store.database import Transaction
from monitor.store.words import WEAK, Indexed, Ranked

WEIGHTS = "5.0, 1.0, 0.5"       # title, body, stems (search.md, section 3)
MOST_BOUND = 500                # numbers that one statement names
FEW = 20_000                    # articles whose numbers are worth collecting before a search: 2 ms
WIDE = 200_000                  # articles of some days whose first and last number are worth a look: 27 ms
TAGGED = ("a.number IN (SELECT", "EXISTS (SELECT 1 FROM tag")
DAYS = "a.moment "
INDEXED = (DAYS, "a.language ", "a.source =", "a.source IN")     # conditions that an index of article answers
RANKED = 10_000                 # newest hits that are ranked


class FtsIndex:
    """The port WordIndex, over FTS5; of the hits of a common word only the newest `most` are ranked."""

    def __init__(self, most: int = RANKED, few: int = FEW, wide: int = WIDE) -> None:
        self.most, self.few, self.wide = most, few, wide

    def prepare(self, tx: Transaction) -> None:
        """Do nothing: these statements name the index that drives."""

    def put(self, tx: Transaction, number: int, terms: IndexTerms) -> None:
        """Index an article."""
        _insert(tx, "article_index", number, terms)

    def take_out(self, tx: Transaction, indexed: Indexed, terms: IndexTerms | None) -> None:
        """Remove an article: a contentless index must be told exactly what it holds; else the row waits for a reindex.
        """
        if terms is not None:   # else: no article has this number any more, so it can be found by nobody
            _delete(tx, "article_index", indexed.number, terms)
        if indexed.number <= cursors.value(tx, reindexing.CURSOR):
            made = analyse.terms(indexed.title, indexed.text, indexed.language)
            _delete(tx, "article_index_next", indexed.number, made)

    def begin_rebuild(self, tx: Transaction) -> int:
        """Begin a new index beside the old one."""
        if (at := cursors.value(tx, reindexing.CURSOR)) > 0:
            return at
        tx.run("DELETE FROM cursor WHERE name LIKE 'reindex:%'")
        tx.run("DROP TABLE IF EXISTS article_index_next")
        tx.run(
            """CREATE VIRTUAL TABLE article_index_next USING fts5(
                   title, body, stems, content='', tokenize='unicode61 remove_diacritics 2')"""
        )
        return 0

    def rebuild(self, tx: Transaction, terms: Mapping[int, IndexTerms], at: int) -> None:
        """Index these; all up to `at` are done."""
        for number, made in terms.items():
            _insert(tx, "article_index_next", number, made)
        cursors.move(tx, reindexing.CURSOR, at)

    def end_rebuild(self, tx: Transaction) -> bool:
        """Replace the old index by the new one."""
        if not reindexing.finish(tx):
            return False
        tx.run("DROP TABLE article_index")
        tx.run("ALTER TABLE article_index_next RENAME TO article_index")
        return True

    def expression(self, node: Node) -> str | None:
        """The query's words in FTS5 syntax, which cannot say "not" without something that matches."""
        if isinstance(node, Word):
            return _said(analyse.query_terms(node.text, prefix=node.prefix), node.field)
        if isinstance(node, Phrase):
            return _near(node) if node.near is not None else _said(analyse.phrase_terms(node.words), node.field)
        if isinstance(node, Or):
            parts = [self.expression(part) for part in node.parts]
            if any(part is None for part in parts):
                return None
            return _joined([part for part in parts if part], "OR")
        if isinstance(node, And):
            wanted = [self.expression(part) for part in node.parts if not isinstance(part, Not)]
            unwanted = [self.expression(part.part) for part in node.parts if isinstance(part, Not)]
            if any(part is None for part in [*wanted, *unwanted]) or (unwanted and not any(wanted)):
                return None
            return self.all_of([part for part in wanted if part], [part for part in unwanted if part])
        if isinstance(node, Not | Has):
            return None
        raise TypeError(node)

    def all_of(self, wanted: Sequence[str], unwanted: Sequence[str]) -> str:
        """An expression that wants all of these, and none of those."""
        said = _joined(wanted, "AND")
        return f"({said}) NOT ({_joined(unwanted, 'OR')})" if unwanted else said

    def numbers(self, name: str, said: str) -> str:
        """Rows that match."""
        return f"SELECT rowid FROM article_index WHERE article_index MATCH :{name}"

    def ranked(
        self, tx: Transaction, match: str, conditions: Sequence[str], values: Mapping[str, object], limit: int
    ) -> Ranked:
        """
        The index always drives: the other way round a search was thirty times slower.

        Only the newest hits are ranked: a word that more articles hold says little, and a rank costs .8 µs a hit, half
        a second at a million articles. Where nearly every article fulfils the conditions, the best are ranked by the
        index alone and then looked up; else a hit is held against sets of numbers before its article's row is read.
        """
        if WEAK.issuperset(conditions):
            return _ranked_first(tx, match, conditions, values, limit, self.most)
        where = " AND ".join(["article_index MATCH :match", *self._early(tx, conditions, values), *conditions])
        rows = tx.all(
            f"""SELECT number, story_id, rank, count(*) OVER () AS ranked FROM (
                    SELECT a.number, a.story_id, bm25(article_index, {WEIGHTS}) AS rank
                    FROM article_index CROSS JOIN article a ON a.number = +article_index.rowid
                    WHERE {where} ORDER BY article_index.rowid DESC LIMIT {self.most})
                ORDER BY rank, number DESC LIMIT :limit""",
            match=match, limit=limit, **values,
        )
        hits = tuple((row["number"], row["story_id"], row["rank"] / rows[0]["rank"]) for row in rows)
        return Ranked(hits, self.most if rows and rows[0]["ranked"] == self.most else None)

    def _early(self, tx: Transaction, conditions: Sequence[str], values: Mapping[str, object]) -> list[str]:
        """
        Conditions as sets of numbers, which the index looks into before it reads an article's row: a third of the time.

        Topics always; language, source and day where few articles fulfil them together. Numbers rise with the days, so
        the index need not look at those before and behind, however many lie between: two words, a topic and an eighth
        of a million articles took 129 ms of CPU, and take 47.
        """
        early = [c.replace("a.number", "+article_index.rowid", 1) for c in conditions if c.startswith(TAGGED)]
        indexed = [c for c in conditions if c.startswith(INDEXED)]
        days = [c for c in indexed if c.startswith(DAYS)]
        if few := _stretch(tx, indexed, self.few, values):
            count, first, last = few
            early.append(f"article_index.rowid BETWEEN {first} AND {last}")
            if last - first > 2 * count:        # else the stretch is nearly the set, and no work
                early.append(f"+article_index.rowid IN (SELECT a.number FROM article a WHERE {' AND '.join(indexed)})")
        elif many := _stretch(tx, days, self.wide, values):
            early.append(f"article_index.rowid BETWEEN {many[1]} AND {many[2]}")
        return early


def _is_crowded(tx: Transaction, match: str, most: int) -> bool:
    """
    Whether more articles match than are ranked.

    .6 ms of a single word, where a count beside the ranks costs 2.5; of five words, which are all to be found first, 18
    where the count still costs 2.5.
    """
    sql = f"SELECT 1 FROM article_index WHERE article_index MATCH :match LIMIT 1 OFFSET {most}"
    return tx.one(sql, match=match) is not None


def _ranked_first(
    tx: Transaction, match: str, conditions: Sequence[str], values: Mapping[str, object], limit: int, most: int
) -> Ranked:
    """Look up the articles of the best hits, and of more until enough fulfil the conditions."""
    where = " AND ".join(["a.number IN :numbers", *conditions])
    wanted = limit + limit // 2 + 20
    is_several = " AND " in match
    newest = most if not is_several and _is_crowded(tx, match, most) else None
    while True:
        ranked = tx.all(
            f"""SELECT number, rank, {"count(*) OVER ()" if is_several else "0"} AS ranked FROM (
                    SELECT rowid AS number, bm25(article_index, {WEIGHTS}) AS rank FROM article_index
                    WHERE article_index MATCH :match ORDER BY rowid DESC LIMIT {most})
                ORDER BY rank, number DESC LIMIT :wanted""",
            match=match, wanted=wanted,
        )
        if ranked and ranked[0]["ranked"] == most:
            newest = most
        story: dict[int, str] = {}
        for start in range(0, len(ranked), MOST_BOUND):
            some = tuple(row["number"] for row in ranked[start:start + MOST_BOUND])
            rows = tx.all(f"SELECT a.number, a.story_id FROM article a WHERE {where}", numbers=some, **values)
            story |= {row["number"]: row["story_id"] for row in rows}
        hits = [(row["number"], row["rank"]) for row in ranked if row["number"] in story][:limit]
        if len(hits) == limit or len(ranked) < wanted:
            return Ranked(tuple((number, story[number], rank / hits[0][1]) for number, rank in hits), newest)
        wanted *= 8


def _stretch(
    tx: Transaction, conditions: Sequence[str], most: int, values: Mapping[str, object]
) -> tuple[int, int, int] | None:
    """(how many, first, last) of the numbers that fulfil these; None if nothing is asked, or more than `most` do."""
    if not conditions:
        return None
    found = tx.one(
        f"""SELECT count(*) AS n, coalesce(min(number), 0) AS first, coalesce(max(number), 0) AS last
            FROM (SELECT a.number FROM article a WHERE {" AND ".join(conditions)} LIMIT {most + 1})""",
        **values,
    )
    return None if found is None or found["n"] > most else (found["n"], found["first"], found["last"])


def _insert(tx: Transaction, table: str, number: int, terms: IndexTerms) -> None:
    tx.run(
        f"INSERT INTO {table} (rowid, title, body, stems) VALUES (:number, :title, :body, :stems)",
        number=number, title=terms.title, body=terms.body, stems=terms.stems,
    )


def _delete(tx: Transaction, table: str, number: int, terms: IndexTerms) -> None:
    tx.run(
        f"INSERT INTO {table} ({table}, rowid, title, body, stems) VALUES ('delete', :number, :title, :body, :stems)",
        number=number, title=terms.title, body=terms.body, stems=terms.stems,
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _side_by_side(terms: QueryTerms) -> str:
    return _quoted(" ".join(terms.words)) + (" *" if terms.prefix else "")


def _said(terms: QueryTerms | None, column: str | None) -> str:
    """An expression for these words side by side, or any of the stems."""
    if terms is None:
        return ""
    said = _joined([_side_by_side(terms), *map(_quoted, terms.stems)], "OR")
    return f"title : ({said})" if column == "title" else said


def _near(node: Phrase) -> str:
    each = [terms for word in node.words if (terms := analyse.phrase_terms([word])) is not None]
    if not each:
        return ""
    said = f"NEAR({' '.join(map(_side_by_side, each))}, {node.near})"
    return f"title : {said}" if node.field == "title" else said


def _joined(parts: Sequence[str], word: str) -> str:
    """`(a) OR (b)`; one part stands alone, none is empty."""
    return f" {word} ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)
