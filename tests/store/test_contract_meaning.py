"""Vectors in blocks: what was sealed is found, redated and forgotten as what is loose."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.ports import Store
from monitor.stages import vectors
from monitor.store import blocks, meaning
from monitor.store.rows import Rows
from monitor.store.signs import RESCORED, Narrow, Signs
from tests.store import make

COUNT = 2 * blocks.SIZE + 6
ENCODER = make.vector(0).encoder


def add(store: Rows, first: int, last: int, part: int = 0) -> None:
    """Vectors for articles of these numbers, a day apart."""
    with store.database.write("articles") as tx:
        for n in range(first, last + 1):
            meaning.put(tx, n, make.vector(1000 * part + n), 86_400.0 * n, part=part)


@pytest.fixture
def filled(rows: Store) -> Rows:
    """Two blocks, and a few loose ones."""
    assert isinstance(rows, Rows)
    add(rows, 1, COUNT)
    with rows.database.read() as tx:
        assert [len(tx.all(f"SELECT * FROM {name}")) for name in ("meaning", "meaning_block")] == [6, 2]
    return rows


def nearest(store: Rows, n: int, signs: Signs | None = None, since: float | None = None) -> int:
    with store.database.read() as tx:
        ((number, cosine, _),) = (signs or Signs()).nearest(tx, make.vector(n), 1, since=since)
    return number if cosine > 0.99 else 0


def test_every_vector_is_found_sealed_or_loose(filled: Rows) -> None:
    signs = Signs()
    asked = (1, 700, blocks.SIZE, blocks.SIZE + 1, COUNT - 1, COUNT)
    assert tuple(nearest(filled, n, signs) for n in asked) == asked
    assert nearest(filled, 700, signs, since=86_400.0 * 701) == 0


def test_a_process_that_holds_some_reads_only_what_is_new(filled: Rows) -> None:
    signs = Signs()
    nearest(filled, 1, signs)
    add(filled, COUNT + 1, 3 * blocks.SIZE + 2)     # the block that is read now holds six that are held already
    assert nearest(filled, COUNT + 1, signs) == COUNT + 1
    assert nearest(filled, 3 * blocks.SIZE + 2, signs) == 3 * blocks.SIZE + 2
    (held,) = signs._of.values()
    assert held.count == 3 * blocks.SIZE + 2
    assert sorted(held.numbers[:held.count]) == list(range(1, held.count + 1))


def test_a_sealed_vector_is_given_back_as_it_was(filled: Rows) -> None:
    with filled.database.read() as tx:
        for n in (1, 700, blocks.SIZE + 1, COUNT):
            assert meaning.of(tx, n, ENCODER) == make.vector(n)


def test_what_is_forgotten_leaves_no_sign(filled: Rows) -> None:
    with filled.database.write("articles") as tx:
        for n in (2, COUNT):
            meaning.clear(tx, n)
    assert [nearest(filled, n) for n in (1, 2, 3, COUNT)] == [1, 0, 3, 0]
    with filled.database.read() as tx:
        signs = b"".join(bytes(row["bits"]) for table in ("meaning_block", "meaning")
                         for row in tx.all(f"SELECT bits FROM {table}"))
    assert [make.vector(n).bits in signs for n in (1, 2, 3, COUNT)] == [True, False, True, False]


def test_a_vector_can_be_redated(filled: Rows) -> None:
    late = 86_400.0 * (COUNT + 100)
    with filled.database.write("articles") as tx:
        for n in (3, COUNT):
            meaning.redate(tx, n, late)
    assert [nearest(filled, n, since=late) for n in (3, COUNT, 4)] == [3, COUNT, 0]


def test_passages_are_searched_with_the_leads_and_leave_comparisons_alone(filled: Rows) -> None:
    add(filled, 5, 5 + blocks.SIZE, part=1)
    add(filled, 7, 7, part=2)
    with filled.database.read() as tx:
        for n, part in ((5, 1), (7, 2), (8, 0)):
            said = 1000 * part + n                      # by a lead, too, which goes before the passage
            found = Signs().nearest_parts(tx, make.vector(said), 3)
            assert [place[:2] for place in found][:1 + (part > 0)] == [(said, 0), (n, part)][:1 + (part > 0)]
            assert len({number for number, _, _ in found}) == 3
    assert nearest(filled, 1005) != 5
    with filled.database.write("articles") as tx:
        meaning.clear(tx, 5)
    with filled.database.read() as tx:
        assert 5 not in [number for number, _, _ in Signs().nearest_parts(tx, make.vector(1005), COUNT)]


def test_questions_are_held_against_subjects_and_where_there_is_none_against_leads(rows: Store) -> None:
    assert isinstance(rows, Rows)

    def answer(asked: int) -> int:
        with rows.database.read() as tx:
            (number, part, cosine), *_ = Signs().nearest_parts(tx, make.vector(asked), 3)
        return number if cosine > 0.99 and part == 0 else 0

    with rows.database.write("articles") as tx:
        for n in range(1, blocks.SIZE + 2):                 # the first ones are sealed
            meaning.put(tx, n, make.with_subject(n, 5_000 + n), 86_400.0 * n)
        assert meaning.have_subjects(tx, ENCODER)
    assert [answer(n) for n in (5_003, 5_000 + blocks.SIZE + 1, 3)] == [3, blocks.SIZE + 1, 0]
    assert nearest(rows, 3) == 3                            # comparisons go by title and lead
    assert nearest(rows, 5_003) == 0
    with rows.database.write("articles") as tx:
        meaning.put(tx, 2_000, make.vector(2_000), 0.0)     # of an older version
        assert not meaning.have_subjects(tx, ENCODER)
        assert meaning.of(tx, 3, ENCODER) == make.with_subject(3, 5_003)
    assert [answer(n) for n in (5_003, 2_000, 3)] == [3, 2_000, 0]
    with rows.database.write("articles") as tx:
        meaning.clear(tx, 3)
    assert answer(5_003) == 0


def test_a_store_from_before_is_sealed_little_by_little(rows: Store) -> None:
    assert isinstance(rows, Rows)
    add(rows, 1, blocks.SIZE)
    with rows.database.write("articles") as tx:         # as if all had been loose
        tx.run("DELETE FROM meaning_block")
        tx.run("DELETE FROM vector")
        tx.run("UPDATE sequence SET value = 0 WHERE name = 'vector'")
        for n in range(1, blocks.SIZE):
            meaning.put(tx, n, make.vector(n), 0.0)
    add(rows, blocks.SIZE, blocks.SIZE)
    with rows.database.read() as tx:
        assert len(tx.all("SELECT last FROM meaning_block")) == 1
    assert nearest(rows, 17) == 17


def test_whoever_by_its_signs_may_be_nearer_is_judged_too(rows: Store) -> None:
    """Signs alone misplace: the nearest by signs are not always the nearest by cosine."""
    assert isinstance(rows, Rows)
    asked = make.near(1, 0, 0.0, dimensions=512)
    made = {n: make.near(1, 1_000 + n, 0.3 + n / 100, dimensions=512) for n in range(1, 400)}
    with rows.database.write("articles") as tx:
        for n, vector in made.items():
            meaning.put(tx, n, vector, 0.0)
    exact = sorted(made, key=lambda n: (-vectors.cosine(made[n], asked), n))
    with rows.database.read() as tx:
        found = [one.number for one in Signs().nearest(tx, asked, 100)]
        none = Signs().nearest(tx, asked, 100, least=vectors.cosine(made[exact[0]], asked) + 1e-4)
    assert found == exact[:100]
    assert none == []


@pytest.mark.parametrize("limit", [1, 30, 500, 700])
def test_the_bound_loses_nobody_whom_rescoring_all_would_find(rows: Store, limit: int) -> None:
    """Events of a few reports each, and copies, among strangers; of every time, and since one."""
    assert isinstance(rows, Rows)
    chance = np.random.default_rng(limit)
    events = chance.normal(size=(60, 512))[chance.integers(60, size=900)]
    drawn = events + chance.uniform(0, 3, size=(900, 1)) * chance.normal(size=(900, 512))
    drawn[700:] = drawn[:200]
    made = [vectors.to_vector(row / np.linalg.norm(row), ENCODER) for row in drawn]
    with rows.database.write("articles") as tx:
        for n, vector in enumerate(made, 1):
            meaning.put(tx, n, vector, float(n))
    signs = Signs()
    with rows.database.read() as tx:
        for asked in made[::90]:
            for since, least in ((None, -1.0), (400.0, -1.0), (None, 0.45)):
                some = signs._scan(tx, asked, max(RESCORED, limit), Narrow(since=since))
                every = [one for one in meaning.near_leads(tx, asked, some) if one.cosine >= least]
                every.sort(key=lambda one: (-one.cosine, one.number))
                assert signs.nearest(tx, asked, limit, since=since, least=least) == every[:limit]


def test_of_many_copies_the_newest_are_judged(rows: Store) -> None:
    assert isinstance(rows, Rows)
    with rows.database.write("articles") as tx:
        for n in range(1, 701):
            meaning.put(tx, n, make.vector(1), 0.0)
        meaning.put(tx, 900, make.near(1, 2, 0.1), 0.0)
    with rows.database.read() as tx:
        found = [one.number for one in Signs().nearest(tx, make.vector(1), 500)]
    assert len(found) == 500
    assert min(found) == 201
