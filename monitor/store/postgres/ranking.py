"""The best hits of an expression: which articles are looked at, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.store.database import Transaction, slices
from monitor.store.words import WEAK, Ranked

WEIGHTS = "'{0, 0.1, 0.2, 1.0}'"    # D, C, B, A: as 5 to 1 to 0.5 in SQLite
SLICE = 500                         # articles asked for at once
WIDE = 200_000                      # articles of some days whose first and last number are worth a look
DAYS = "a.moment "
TERM = re.compile(r"('(?:[^']|'')*')(:[*ABCD]+)?")

_STEP = re.compile(r"<(?:-|\d+)>")
_HITS = """
    WITH hit AS MATERIALIZED (
        SELECT number FROM article_index WHERE {column} @@ CAST(:loose AS tsquery) AND {stretch})
    SELECT CAST(ARRAY({chosen} LIMIT CAST(:most AS bigint)) AS text) AS numbers"""
# Such prices would also bring workers and compiled code, which cost more than they save.
_BOTH = {"enable_indexscan": "off", "cpu_tuple_cost": "10", "max_parallel_workers_per_gather": "0", "jit": "off"}
_NEWEST = "SELECT number FROM hit ORDER BY number DESC"
# Few hits are looked up one by one, beside many the conditions drive: one of the two is never begun.
_FULFILLING = """
    SELECT found.number FROM hit CROSS JOIN LATERAL (
        SELECT a.number FROM article a WHERE a.number = hit.number AND {conditions} OFFSET 0) AS found
    WHERE (SELECT count(*) FROM (SELECT 1 FROM hit LIMIT {more}) AS first) < {more}
    UNION ALL
    SELECT a.number FROM hit JOIN article a USING (number)
    WHERE {conditions} AND (SELECT count(*) FROM (SELECT 1 FROM hit LIMIT {more}) AS first) = {more}
    ORDER BY number DESC"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many of something a search looks at."""

    most: int       # newest hits that compete
    whole: int      # of them, those that are ranked by all their words
    few: int        # hits whose articles are looked up one by one, whatever narrows them
    window: int     # newest articles among which the newest hits are looked for first


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression, and what an index answers of it by itself."""

    match: str

    @property
    def in_titles(self) -> bool:
        """Whether all of it is asked of titles: they have an index of their own, and their places stand in the row."""
        return all(_of_title(hit) for hit in TERM.finditer(self.match))

    @property
    def column(self) -> str:
        """Whose index drives."""
        return "title" if self.in_titles else "terms"

    @property
    def loose(self) -> str:
        """The same terms anywhere: what the index answers alone; where something is excluded, as it was."""
        plain = TERM.sub("", self.match)
        if self.in_titles or "!" in plain or not ("<" in plain or any(map(_of_title, TERM.finditer(self.match)))):
            return self.match
        parts, at = [], 0
        for hit in TERM.finditer(self.match):
            prefix = "*" in (hit[2] or "")
            parts += [_STEP.sub("&", self.match[at:hit.start()]), hit[1], ":*" if prefix else ""]
            at = hit.end()
        return "".join([*parts, self.match[at:]])

    @property
    def is_strict(self) -> bool:
        """Whether places or weights must be looked at, which the index of texts does not know."""
        return self.loose != self.match


def _of_title(hit: re.Match[str]) -> bool:
    return "A" in (hit[2] or "")


def best(
    tx: Transaction, asked: Asked, conditions: Sequence[str], values: Mapping[str, object], limit: int, bounds: Bounds
) -> Ranked:
    """
    Of the newest hits those with the words in the title, then the newest, are ranked by all their words.

    The planner cannot tell a rare word from a common one, since it adds up what it expects of a word's stems in every
    language, and walked all articles for both. So hits are read first. Where nearly every article fulfils the
    conditions, the articles of the best are looked up until there are enough.
    """
    # places are not known yet: a hit that is older than `most` others may be the only one
    most = None if asked.is_strict else bounds.most
    if is_weak := WEAK.issuperset(conditions):
        hits = _newest(tx, asked, most, bounds.window)
    else:
        fulfilling = _FULFILLING.format(conditions=" AND ".join(conditions), more=bounds.few + 1)
        days = [condition for condition in conditions if condition.startswith(DAYS)]
        hits = _hits(tx, asked, fulfilling, most, values, _stretch(tx, days, values))
    wanted = max(bounds.whole, limit)
    candidates = _titled_first(tx, asked, hits) if len(hits) > wanted else hits
    ranked = _ranked(tx, asked, _fulfilling(tx, candidates, conditions if is_weak else (), values), wanted)
    ordered = sorted(ranked, key=lambda hit: (-hit[2], -hit[0]))[:limit]
    highest = ordered[0][2] if ordered and ordered[0][2] > 0 else 1.0
    is_cut = len(hits) >= bounds.most and (not asked.is_strict or len(ranked) >= wanted)
    scored = tuple((number, story, rank / highest) for number, story, rank in ordered)
    return Ranked(scored, bounds.most if is_cut else None)


def _newest(tx: Transaction, asked: Asked, most: int | None, window: int) -> list[int]:
    """
    The newest hits: of a common word enough stand among the newest articles.

    Common words of 300,000 articles took 88 ms where all of their hits were read, and take 49.
    """
    row = tx.one("SELECT coalesce(max(number), 0) AS last FROM article_index")
    assert row is not None
    last = int(row["last"])
    while most is not None and 2 * window < last:
        hits = _hits(tx, asked, _NEWEST, most, {}, f"number > {last - window}")
        if len(hits) == most:
            return hits
        window = max(4 * window, 3 * most * window // (2 * max(len(hits), 1)))
    return _hits(tx, asked, _NEWEST, most, {})


def _stretch(tx: Transaction, days: Sequence[str], values: Mapping[str, object]) -> str | None:
    """Numbers rise with the days, so that some days are a stretch of numbers; None where it would be long."""
    if not days:
        return None
    row = tx.one(
        f"""SELECT count(*) AS n, coalesce(min(number), 0) AS first, coalesce(max(number), 0) AS last
            FROM (SELECT a.number FROM article a WHERE {" AND ".join(days)} LIMIT {WIDE + 1}) AS early""",
        **values,
    )
    return None if row is None or row["n"] > WIDE else f"number BETWEEN {row['first']} AND {row['last']}"


def _hits(
    tx: Transaction, asked: Asked, chosen: str, most: int | None, values: Mapping[str, object],
    stretch: str | None = None,
) -> list[int]:
    """
    Numbers of hits, as one text: rows of their own took four times as long.

    In a stretch of numbers the planner takes both indexes together only where it is told what a look at a row may cost:
    it walked the numbers and read 40,000 vectors, 3 s, where both indexes take .1. (Not what an operator costs: that
    would count for each form of a word in the index.)
    """
    sql = _HITS.format(column=asked.column, chosen=chosen, stretch=stretch or "TRUE")
    if stretch is not None:
        tx.one("SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _BOTH.items()))
    row = tx.one(sql, loose=asked.loose, most=most, **values)
    for name in _BOTH if stretch is not None else ():
        tx.run(f"SET LOCAL {name} TO DEFAULT")
    assert row is not None
    return [int(number) for number in row["numbers"][1:-1].split(",") if number]


def _titled_first(tx: Transaction, asked: Asked, numbers: Sequence[int]) -> list[int]:
    if asked.in_titles:
        return list(numbers)
    rows = tx.all(
        """WITH hit AS MATERIALIZED (SELECT number FROM article_index WHERE title @@ CAST(:match AS tsquery))
           SELECT number FROM hit WHERE number >= :oldest""",
        match=asked.match, oldest=numbers[-1],
    )
    titled = {row["number"] for row in rows}
    return sorted(numbers, key=lambda number: number not in titled)


def _fulfilling(
    tx: Transaction, numbers: Sequence[int], conditions: Sequence[str], values: Mapping[str, object]
) -> Iterator[tuple[int, str]]:
    """(number, story) of those that fulfil the conditions, in the order of the numbers."""
    for some in slices(numbers, SLICE):
        rows = tx.all(
            f"""SELECT a.number, a.story_id FROM {tx.numbers("candidates")} JOIN article a ON a.number = value
                WHERE {" AND ".join(conditions) or "TRUE"}""",
            candidates=list(some), **values,
        )
        story = {row["number"]: row["story_id"] for row in rows}
        yield from ((number, story[number]) for number in some if number in story)


def _ranked(
    tx: Transaction, asked: Asked, held: Iterable[tuple[int, str]], wanted: int
) -> list[tuple[int, str, float]]:
    """The first so many that match, each by all its words: a vector stands outside its row, at 50 µs each."""
    # what is judged and ranked is read once for both: as a new vector behind OFFSET 0, which takes 10 µs to make
    whole, strict = ("terms || ''", "WHERE whole @@ CAST(:match AS tsquery)") if asked.is_strict else ("terms", "")
    left, found = iter(held), list[tuple[int, str, float]]()
    while (missing := wanted - len(found)) > 0:
        story = dict(one for one, _ in zip(left, range(missing), strict=False))
        if not story:
            break
        rows = tx.all(
            f"""SELECT number, ts_rank({WEIGHTS}, whole, CAST(:match AS tsquery), 1) AS rank FROM (
                    SELECT number, {whole} AS whole FROM {tx.numbers("candidates")}
                    JOIN article_index ON number = value OFFSET 0) AS read {strict}""",
            match=asked.match, candidates=list(story),
        )
        found += [(row["number"], story[row["number"]], row["rank"]) for row in rows]
    return found
