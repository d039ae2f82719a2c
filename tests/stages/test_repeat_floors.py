"""Floors of the judgement on pairs, which may rise and not fall: our newsroom, edits of it, a labelled sample."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from examples.newsroom.content import HERE
from monitor.encoding.usem3 import Usem3
from monitor.model import Relation
from monitor.seeds import read
from monitor.stages import compare, dates
from monitor.stages.compare import Piece
from tests.stages.test_compare import encoder

LABELLED = Path(__file__).parents[2] / "../shared/eval/dedup"
SEEDS = Path(__file__).parents[2] / "seeds"
COPIES = (Relation.DUPLICATE, Relation.NEAR_DUPLICATE)
Judged = list[tuple[str, Relation]]     # what a pair is, and what it was called


def f1(judged: Judged, wanted: Sequence[str], called: Sequence[Relation]) -> float:
    found = [(truth in wanted, said in called) for truth, said in judged]
    right = sum(a and b for a, b in found)
    return 2 * right / max(1, sum(a for a, _ in found) + sum(b for _, b in found))


def merged(judged: Judged) -> list[int]:
    """Pairs that are told of different things, called a copy or a translation."""
    return [i for i, (truth, said) in enumerate(judged)
            if truth in ("different", "same_story") and said in (*COPIES, Relation.TRANSLATION)]


# --- the newsroom ----------------------------------------------------------------------------------------------------


@cache
def newsroom() -> tuple[dict[str, Piece], dict[frozenset[str], str]]:
    """Its filed articles and the seed, and what two of them are to each other by the truth."""
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
    pages = [page for page in truth["pages"] if page["fate"] == "filed" and page["access"] == "full"]
    pieces = {page["page"]: _piece(page) for page in pages}
    seed = truth["seeds"][0]
    told = {frozenset((page["page"], other["page"])): other["relation"]
            for page in pages for other in page["relations"] if other.get("page") in pieces}
    told |= {frozenset(("the seed", other["page"])): other["relation"]
             for other in seed["relations"] if other["page"] in pieces}
    return pieces | {"the seed": _seed()}, told


def _piece(page: dict[str, Any]) -> Piece:
    published = dates.read(page["published"], "truth") if page["published"] else None
    text = "\n".join(page["paragraphs"])
    return Piece(page["title"], text, page["language"], page["page"], published.instant if published else None)


def _seed() -> Piece:
    from datetime import UTC, datetime

    from monitor.parsing.inprocess import InProcess

    (held,) = read(SEEDS, InProcess(), datetime(2026, 11, 25, tzinfo=UTC))
    return Piece(held.title, held.text, held.language, held.url, held.published.instant if held.published else None)


@cache
def judged_newsroom(by: Usem3 | None) -> Judged:
    """Every pair that is told of, and 250 strangers."""
    pieces, told = newsroom()
    pairs = [tuple(sorted(pair)) for pair in told]
    strangers = [pair for pair in combinations(sorted(pieces), 2) if frozenset(pair) not in told]
    pairs = sorted(pairs) + random.Random(20_261_125).sample(strangers, 250)
    said = compare.batch([(pieces[a], pieces[b]) for a, b in pairs], encoder=by)
    return [(told.get(frozenset(pair), "different"), one.relation) for pair, one in zip(pairs, said, strict=True)]


@pytest.mark.xdist_group("repeat floors")
def test_copies_translations_and_stories_of_the_newsroom() -> None:
    judged = judged_newsroom(encoder())
    assert {truth for truth, _ in judged} >= {"near_duplicate", "translation", "same_story", "different"}
    assert f1(judged, ("duplicate", "near_duplicate"), COPIES) == 1
    assert f1(judged, ("translation",), (Relation.TRANSLATION,)) == 1
    assert f1(judged, ("same_story",), (Relation.SAME_STORY,)) >= 0.85
    assert merged(judged) == []


@pytest.mark.xdist_group("repeat floors")
def test_words_alone_find_the_copies_of_the_newsroom_and_merge_no_strangers() -> None:
    """Two reports in two languages may be called a probable translation where nobody reads them: of 22 it is 19."""
    judged = judged_newsroom(None)
    assert [judged[i] for i in merged(judged) if judged[i][0] == "different"] == []
    assert f1(judged, ("duplicate", "near_duplicate"), COPIES) == 1


# --- edits of it -----------------------------------------------------------------------------------------------------


def _banner(text: str, _: random.Random) -> str:
    return f"Subscribe to our letter to read on.\n{text}\nAll rights reserved. Follow us and tell your friends."


def _cut(text: str, _: random.Random) -> str:
    return text[: int(0.4 * len(text))]


def _turned(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    return "\n".join(chance.sample(lines, len(lines)))


def _reworded(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    return " ".join(chance.choice(words) if chance.random() < 0.15 else word for word in words)


def _misread(text: str, chance: random.Random) -> str:
    alike = "eaoil"
    return "".join(chance.choice(alike) if one in alike and chance.random() < 0.04 else one for one in text)


EDITS = (_banner, _cut, _turned, _reworded, _misread)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__.strip("_"))
def test_an_edited_article_is_known_by_its_words(edit: Callable[[str, random.Random], str]) -> None:
    pieces = [piece for _, piece in sorted(newsroom()[0].items()) if len(piece.text) > 800]
    chance = random.Random(20_261_125)
    pairs = [(piece, Piece(piece.title, edit(piece.text, chance), piece.language)) for piece in pieces]
    found = [one.relation in COPIES for one in compare.batch(pairs, encoder=None)]
    assert len(found) > 20
    assert all(found)


# --- a labelled sample -----------------------------------------------------------------------------------------------


def _lines(name: str) -> Iterable[dict[str, Any]]:
    with gzip.open(LABELLED / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.mark.slow
@pytest.mark.skipif(not LABELLED.is_dir(), reason="there is no ../shared/eval/dedup here")
def test_one_in_eight_of_the_labelled_pairs() -> None:
    pairs = [pair for pair in _lines("pairs.jsonl.gz") if zlib.crc32(f"{pair['a']} {pair['b']}".encode()) % 8 == 0]
    held = {one["id"]: Piece(one["title"], one["text"], one["lang"]) for one in _lines("documents.jsonl.gz")}
    said = compare.batch([(held[pair["a"]], held[pair["b"]]) for pair in pairs], encoder=encoder())
    judged = [(pair["relation"], one.relation) for pair, one in zip(pairs, said, strict=True)]
    assert len(judged) > 400
    assert f1(judged, ("duplicate", "near_duplicate"), COPIES) >= 0.985
    assert f1(judged, ("translation",), (Relation.TRANSLATION,)) >= 0.98
    assert f1(judged, ("same_story",), (Relation.SAME_STORY,)) >= 0.70
    assert len([i for i in merged(judged) if judged[i][0] == "different"]) <= 1
