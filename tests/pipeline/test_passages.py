"""Vectors of passages: made once for each article, in its order, by whoever comes first; a search finds by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import numpy
import pytest

from monitor import pipeline
from monitor.model import Filter, Vector
from monitor.pipeline import Desk
from monitor.stages import vectors
from monitor.stages.query import Word
from monitor.store.rows import Rows
from tests.pipeline.room import room
from tests.store import make
from tests.store.test_contract_articles import file
from workers.crawl import Upkeep

FILLED = "The ministry said little about it, and nobody asked. " * 30
HERRING = FILLED + "Herring is sold at the harbour again this year. " * 20


@dataclass
class Letters:
    """The port Encoder: a text is the letters that it holds."""

    name: str = make.ENCODER
    languages: frozenset[str] = frozenset()
    read: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        self.read += texts
        rows = numpy.array([[text.count(chr(97 + n % 26)) + 0.01 * n for n in range(64)] for text in texts])
        rows -= rows.mean(axis=1, keepdims=True)
        made: numpy.ndarray = (rows / numpy.linalg.norm(rows, axis=1, keepdims=True)).astype(numpy.float32)
        return made

    def of(self, text: str) -> Vector:
        return vectors.to_vector(self.encode([text])[0], self.name)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Twelve articles, the fifth with something of its own at its end; the sixth is short."""
    with room(tmp_path) as held:
        encoder = Letters()
        for n in range(12):
            text = "Short." if n == 6 else HERRING if n == 5 else FILLED
            made = make.article(n, text=text)
            file(held.desk.store, make.filing(made, vector_=encoder.of(text[:600])))
        encoder.read.clear()
        yield replace(held.desk, encoder=encoder)


def found(desk: Desk, text: str) -> list[tuple[str, str]]:
    assert isinstance(desk.encoder, Letters)
    hits = desk.store.search.search(
        Word("herring"), Filter(everything=True), vector=desk.encoder.of(text), sort="relevance", limit=1
    )
    return [(hit.article.article_id, hit.article.text[hit.passage:][:7]) for hit in hits.articles]


def test_each_article_is_read_once(desk: Desk) -> None:
    looked = [pipeline.read_passages(desk, 5) for _ in range(5)]
    assert looked == [5, 5, 2, 0, 0]
    assert isinstance(desk.encoder, Letters)
    assert len(desk.encoder.read) == 11 * 3
    assert isinstance(desk.store, Rows)
    with desk.store.database.read() as tx:
        rows = tx.all("SELECT number, max(part) AS most, count(*) AS n FROM vector GROUP BY number ORDER BY number")
    assert [(row["most"], row["n"]) for row in rows] == [(0, 1) if n == 6 else (3, 4) for n in range(12)]


def test_a_question_finds_what_stands_deep_in_a_text(desk: Desk) -> None:
    asked = "herring harbour"
    before = found(desk, asked)
    while pipeline.read_passages(desk):
        pass
    assert found(desk, asked) == [("a5", "Herring")]
    assert before == [("a5", "The min")]        # by the word alone


def test_what_somebody_else_did_meanwhile_is_left_as_it_is(desk: Desk) -> None:
    rows = desk.store.renewals
    reached, texts = rows.without_passages(make.ENCODER, 3)
    last = texts[-1][0]
    assert rows.put_passages(make.ENCODER, reached, last, [(texts[0][0], make.vector(1))])
    assert not rows.put_passages(make.ENCODER, reached, last, [(texts[0][0], make.vector(2))])
    assert [number for number, _ in rows.without_passages(make.ENCODER, 1)[1]] == [last + 1]


def test_a_changed_article_is_read_anew(desk: Desk) -> None:
    while pipeline.read_passages(desk):
        pass
    file(desk.store, make.filing(make.article(3, text=HERRING), vector_=make.vector(3)))
    assert pipeline.read_passages(desk) == 1
    assert pipeline.read_passages(desk) == 0


@dataclass
class Quiet:
    """What the scheduler asks of its service; it owes what a test says."""

    desk: Desk
    debt: int = 0

    def owed(self, _: object) -> dict[str, int]:
        return {"poll": 0, "fetch": self.debt}


@pytest.mark.parametrize(("debt", "expected"), [(0, 12), (1, 0)])
def test_they_are_made_when_nothing_else_is_to_do(desk: Desk, debt: int, expected: int) -> None:
    upkeep = Upkeep(Quiet(desk, debt), timedelta(days=1))  # type: ignore[arg-type]
    for _ in range(4):
        upkeep._read_passages()
    reached, _ = desk.store.renewals.without_passages(make.ENCODER, 1)
    assert reached == expected
