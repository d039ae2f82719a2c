"""The word index of PostgreSQL: tsvectors of the analyser's own terms, that no parser of the server cuts again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor.model import IndexTerms
from monitor.stages import analyse
from monitor.stages.analyse import QueryTerms
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.store import cursors, reindexing
from monitor.store.database import Transaction
from monitor.store.words import Indexed

WEIGHTS = "'{0, 0.1, 0.2, 1.0}'"    # D, C, B, A: as 5 to 1 to 0.5 in SQLite
RANKED = 10_000                     # newest hits that are ranked: a rank reads the whole vector of a hit
LAST_PLACE = 16_383                 # the highest place in a tsvector
MOST_PLACES = 255                   # of one term
LONGEST = 250                       # letters of a term
GAP = 20                            # places between title and body, so that no phrase reaches over


class TsvectorIndex:
    """The port WordIndex, over tsvector."""

    def put(self, tx: Transaction, number: int, terms: IndexTerms) -> None:
        """Make an article findable."""
        tx.run(
            """INSERT INTO article_index (number, terms) VALUES (:number, CAST(:terms AS tsvector))
               ON CONFLICT (number) DO UPDATE SET terms = excluded.terms""",
            number=number, terms=vector(terms),
        )

    def take_out(self, tx: Transaction, indexed: Indexed, terms: IndexTerms | None) -> None:
        """The row goes, whatever made its terms."""
        tx.run("DELETE FROM article_index WHERE number = :number", number=indexed.number)

    def begin_rebuild(self, tx: Transaction) -> int:
        """Rows are replaced one by one."""
        return cursors.value(tx, reindexing.CURSOR)

    def rebuild(self, tx: Transaction, terms: Mapping[int, IndexTerms], at: int) -> None:
        """Fill in these; all up to `at` are done."""
        for number, made in terms.items():
            self.put(tx, number, made)
        cursors.move(tx, reindexing.CURSOR, at)

    def end_rebuild(self, tx: Transaction) -> bool:
        """All are done, unless an article was filed since the last step."""
        return reindexing.finish(tx)

    def expression(self, node: Node) -> str | None:
        """A tree of words as a tsquery."""
        if isinstance(node, Word):
            return _said(analyse.query_terms(node.text, prefix=node.prefix), node.field)
        if isinstance(node, Phrase):
            return _near(node) if node.near is not None else _said(analyse.phrase_terms(node.words), node.field)
        if isinstance(node, And | Or):
            parts = [self.expression(part) for part in node.parts]
            if any(part is None for part in parts):
                return None
            return _joined([part for part in parts if part], "&" if isinstance(node, And) else "|")
        if isinstance(node, Not):
            said = self.expression(node.part)
            return f"!({said})" if said else said
        if isinstance(node, Has):
            return None
        raise TypeError(node)

    def all_of(self, wanted: Sequence[str], unwanted: Sequence[str]) -> str:
        """All of these, and none of those."""
        said = _joined(wanted, "&")
        return f"({said}) & !({_joined(unwanted, '|')})" if unwanted else said

    def numbers(self, name: str) -> str:
        """Rows that match."""
        return f"SELECT article_index.number FROM article_index WHERE terms @@ CAST(:{name} AS tsquery)"

    def ranked(
        self, tx: Transaction, match: str, conditions: Sequence[str], values: Mapping[str, object], limit: int
    ) -> list[tuple[int, str, float]]:
        """The newest hits are ranked; of a word that more hold, the older ones are left out."""
        where = " AND ".join(["terms @@ CAST(:match AS tsquery)", *conditions])
        rows = tx.all(
            f"""SELECT number, story_id, ts_rank({WEIGHTS}, terms, CAST(:match AS tsquery), 1) AS rank FROM (
                    SELECT a.number, a.story_id, terms FROM article_index JOIN article a USING (number)
                    WHERE {where} ORDER BY a.number DESC LIMIT {RANKED}) AS hit
                ORDER BY rank DESC, number DESC LIMIT :limit""",
            match=match, limit=limit, **values,
        )
        best = max((row["rank"] for row in rows), default=0.0) or 1.0
        return [(row["number"], row["story_id"], row["rank"] / best) for row in rows]


def vector(terms: IndexTerms) -> str:
    """The text of a tsvector: each term with its places, each place with its weight."""
    title, body = terms.title.split(), terms.body.split()
    places: dict[str, list[str]] = {}
    start = len(title) + GAP
    for term, place in [*_placed(title, 1, "A"), *_placed(body, start, "B")]:
        held = places.setdefault(term, [])
        if len(held) < MOST_PLACES:
            held.append(place)
    for term in terms.stems.split():
        places.setdefault(term[:LONGEST], []).append(f"{LAST_PLACE}C")
    return " ".join(f"{_quoted(term)}:{','.join(held)}" for term, held in places.items())


def _placed(words: Sequence[str], start: int, weight: str) -> Iterator[tuple[str, str]]:
    return ((word[:LONGEST], f"{min(start + i, LAST_PLACE)}{weight}") for i, word in enumerate(words))


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _side_by_side(terms: QueryTerms, weight: str) -> str:
    marks = [weight] * len(terms.words)
    if terms.prefix:
        marks[-1] = "*" + weight
    return " <-> ".join(
        _quoted(word[:LONGEST]) + (f":{mark}" if mark else "") for word, mark in zip(terms.words, marks, strict=True)
    )


def _said(terms: QueryTerms | None, column: str | None) -> str:
    """The words side by side, or any of the stems."""
    if terms is None:
        return ""
    weight = "A" if column == "title" else ""
    stems = [_quoted(stem[:LONGEST]) + (f":{weight}" if weight else "") for stem in terms.stems]
    return _joined([_side_by_side(terms, weight), *stems], "|")


def _near(node: Phrase) -> str:
    """Two words at every distance up to the wanted one, in both orders; of more words, each with the first."""
    weight = "A" if node.field == "title" else ""
    each = [terms for word in node.words if (terms := analyse.phrase_terms([word])) is not None]
    if len(each) < 2:
        return "".join(_side_by_side(terms, weight) for terms in each)
    return _joined([_pair(each[0], other, weight, node.near or 0) for other in each[1:]], "&")


def _pair(one: QueryTerms, other: QueryTerms, weight: str, near: int) -> str:
    either = [(one, other), (other, one)]
    return _joined([
        f"({_side_by_side(a, weight)}) <{between + 1}> ({_side_by_side(b, weight)})"
        for a, b in either for between in range(near + 1)
    ], "|")


def _joined(parts: Sequence[str], word: str) -> str:
    """`(a) | (b)`; one part stands alone, none is nothing."""
    return f" {word} ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)
