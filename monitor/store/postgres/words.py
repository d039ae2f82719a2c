"""The word index of PostgreSQL: tsvectors of the analyser's own terms, that no parser of the server cuts again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from math import comb, factorial

from monitor.model import IndexTerms
from monitor.stages import analyse
from monitor.stages.analyse import QueryTerms
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.store import cursors, reindexing
from monitor.store.database import Transaction
from monitor.store.postgres import ranking
from monitor.store.postgres.ranking import Asked, Bounds
from monitor.store.words import Indexed, Ranked

RANKED = 10_000                     # newest hits that are ranked
WHOLE = 200                         # of them, those whose whole vector is read: outside the row, at 50 µs each
FEW = 2_000                         # hits whose articles are looked up one by one, whatever narrows them
WINDOW = 60_000                     # newest articles among which the newest hits are looked for first
LAST_PLACE = 16_383                 # the highest place in a tsvector
MOST_PLACES = 255                   # of one term
LONGEST = 250                       # letters of a term
GAP = 20                            # places between title and body, so that no phrase reaches over
NOWHERE = "'nowhere':D"             # no term has this weight
MOST_ORDERS = 500                   # ways in which words may stand near one another that are written out


class TsvectorIndex:
    """The port WordIndex, over tsvector; the newest `most` hits are ranked, `whole` of them by all their words."""

    def __init__(self, most: int = RANKED, whole: int = WHOLE, few: int = FEW, window: int = WINDOW) -> None:
        self.most, self.whole, self.few, self.window = most, whole, few, window

    def prepare(self, tx: Transaction) -> None:
        """
        The rows look cheap to read one after another, for their vectors stand elsewhere: left to itself the planner
        matched 100,000 vectors for a common word, 1.4 s, where its index takes 12 ms.
        """
        tx.run("SET LOCAL enable_seqscan = off")

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

    def numbers(self, name: str, said: str) -> str:
        """Rows that match."""
        return f"SELECT article_index.number FROM article_index WHERE {Asked(said).column} @@ CAST(:{name} AS tsquery)"

    def ranked(
        self, tx: Transaction, match: str, conditions: Sequence[str], values: Mapping[str, object], limit: int
    ) -> Ranked:
        """The newest hits are ranked; of a word that more hold, the older ones are left out."""
        bounds = Bounds(self.most, self.whole, self.few, self.window)
        return ranking.best(tx, Asked(match), conditions, values, limit, bounds)


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
    """
    The words in every order and at every distance that the span allows, as FTS5 counts it: from the end of the first to
    the beginning of the last. Where that would be too long to write, each two of them within the span.
    """
    weight = "A" if node.field == "title" else ""
    each = [terms for word in node.words if (terms := analyse.phrase_terms([word])) is not None]
    if len(each) < 2:
        return "".join(_side_by_side(terms, weight) for terms in each)
    near = node.near or 0
    if factorial(len(each)) * comb(near + 1, len(each) - 1) <= MOST_ORDERS:
        return _spanned(each, weight, near)
    return _joined([_spanned(pair, weight, near) for pair in combinations(each, 2)], "&")


def _spanned(each: Sequence[QueryTerms], weight: str, near: int) -> str:
    """Each order and each distance written out: an alternative inside a phrase has no place that the next can count."""
    orders = []
    for order in permutations(each):
        first, *others = (f"({_side_by_side(terms, weight)})" for terms in order)
        between = near - sum(len(terms.words) for terms in order[1:-1])
        orders += [
            first + "".join(f" <{gap + 1}> {said}" for gap, said in zip(gaps, others, strict=True))
            for gaps in _gaps(len(others), between)
        ]
    return _joined(orders, "|") or NOWHERE


def _gaps(count: int, between: int) -> Iterator[tuple[int, ...]]:
    """So many gaps that together hold at most so many words."""
    if count == 0:
        yield ()
        return
    for gap in range(between + 1):
        for rest in _gaps(count - 1, between - gap):
            yield (gap, *rest)


def _joined(parts: Sequence[str], word: str) -> str:
    """`(a) | (b)`; one part stands alone, none is nothing."""
    return f" {word} ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)
