"""The encoder that ships with the program: one row a text, of unit length, the same from every thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from monitor.encoding import blas
from monitor.encoding.usem3 import DIMENSIONS, LANGUAGES, Usem3


@cache
def encoder() -> Usem3:
    return Usem3()


def test_it_names_itself_and_its_languages_without_being_loaded() -> None:
    fresh = Usem3()
    assert fresh.name.startswith("usem3-")
    assert {"en", "zh", "ar", "id"} <= fresh.languages == LANGUAGES
    assert len(LANGUAGES) == 16


def test_rows_are_of_unit_length_and_of_one_type() -> None:
    rows = encoder().encode(["A reactor near Narva", "", "核反应堆", "x" * 50_000])
    assert rows.shape == (4, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-3)


def test_no_texts_give_no_rows() -> None:
    assert encoder().encode([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("same", "other"),
    [
        ("Le gouvernement construit un réacteur pour les centres de données", "L'orchestre ouvre sa saison"),
        ("政府为数据中心建造反应堆", "乐团开启新乐季"),
        ("Die Regierung baut einen Reaktor für Rechenzentren", "Das Orchester eröffnet die Saison"),
    ],
)
def test_a_sentence_lies_nearer_to_its_translation_than_to_another(same: str, other: str) -> None:
    rows = encoder().encode(["The government builds a reactor for data centres", same, other])
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


def test_threads_get_the_same_rows() -> None:
    texts = [f"Sentence number {n} about power" for n in range(8)]
    alone = [encoder().encode([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: encoder().encode([text])[0], texts))
    assert np.allclose(alone, together, atol=1e-5)


def test_one_thread_of_the_matrix_library_is_asked_for() -> None:
    assert blas.use_one_thread() in (True, False)
