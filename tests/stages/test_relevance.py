"""Whether an article is about AI policy at all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import data
from monitor.errors import Misused
from monitor.model import Relevance
from monitor.stages import relevance, topic_file
from monitor.stages.relevance import Gate

FILE = data.relevance_file()
ITEMS = Path(__file__).with_name("relevance_items.txt")


@cache
def gate() -> Gate:
    return relevance.load(FILE)


@pytest.mark.parametrize("example", topic_file.read(FILE, frozenset({relevance.POLICY})).examples, ids=lambda e: e.text)
def test_the_examples_of_the_gate_hold(example: topic_file.Example) -> None:
    judged = relevance.verdict("", example.text, gate(), example.language).relevant
    assert (judged is Relevance.YES) == example.tagged


@pytest.mark.parametrize(("title", "text", "expected"), [
    ("Parliament passes a law on artificial intelligence", "The government must now set up a regulator.", "yes"),
    ("OpenAI asks Washington for power plants", "Data centres need electricity, the company says.", "yes"),
    ("A recipe for lemon cake", "Mix the butter with the sugar and bake it.", "no"),
    ("Oil price rises", "OPEC cuts production, and governments worry about sanctions and war.", "no"),
    ("United wins the cup", "The goalkeeper saved two penalties in the final.", "no"),
    ("New limits on semiconductors for data centers", "The government restricts exports of advanced chips.", "yes"),
    ("A plant gets subsidies", "The government supports semiconductors.", "unsure"),
    ("ChatGPT, Claude Code and OpenAI tips", "Ten prompts for large language models and AI agents.", "unsure"),
])
def test_both_the_subject_and_policy_are_needed(title: str, text: str, expected: str) -> None:
    assert relevance.verdict(title, text, gate(), "en").relevant == expected


@pytest.mark.parametrize(("language", "text"), [
    ("it", "Ai bambini piacciono i gelati; il governo tace."),      # «ai» is a preposition
    ("fr", "J'ai vu la ministre et le gouvernement."),              # and a verb
    ("en", "The maid said the government paid."),                   # and a part of words
])
def test_small_letters_are_no_artificial_intelligence(language: str, text: str) -> None:
    assert relevance.verdict("", text, gate(), language).relevant == "no"


def test_items_of_wide_feeds_are_told_apart() -> None:
    lines = ITEMS.read_text(encoding="utf-8").splitlines()
    found: dict[str, list[Relevance]] = {"yes": [], "no": [], "near": []}
    for language, label, title, text in (line.split("|") for line in lines if not line.startswith("#")):
        found[label].append(relevance.verdict(title, text, gate(), language[:2]).relevant)
    about, beside = found["yes"], found["no"]
    assert (len(about), len(beside)) == (47, 75)
    assert Relevance.NO not in about
    assert about.count(Relevance.YES) >= 46
    assert beside.count(Relevance.NO) >= 74
    assert Relevance.YES not in found["near"]


@pytest.mark.parametrize(("language", "text"), [
    ("en", "The film was made without AI, the minister said."),
    ("fr", "Un film tourné sans intelligence artificielle, dit la ministre."),
    ("de", "Ein Film ganz ohne KI, lobt die Ministerin."),
    ("es", "Una película sin inteligencia artificial, dice el ministro."),
    ("it", "Un film senza intelligenza artificiale, dice il ministro."),
    ("pt", "Um filme sem inteligência artificial, diz o ministro."),
    ("nl", "Een film zonder AI, zegt de minister."),
    ("pl", "Film bez sztucznej inteligencji, mówi minister."),
    ("zh", "部长说，这部电影没有用人工智能。"),
    ("ja", "大臣は、この映画ではAIを使わなかったと述べた。"),
    ("ko", "장관은 이 영화가 인공지능 없이 만들어졌다고 말했다."),
])
def test_where_there_is_none_it_is_not_about_it(language: str, text: str) -> None:
    assert relevance.verdict("", text, gate(), language).relevant == "no"


def test_the_seed_is_about_ai_policy() -> None:
    (seed,) = (Path(__file__).parents[2] / "seeds").glob("000_*.txt")
    judged = relevance.verdict("", seed.read_text(encoding="utf-8"), gate())
    assert judged.relevant is Relevance.YES
    assert {"OpenAI", "intelligence artificielle"} <= {hit.text for hit in judged.evidence}


@settings(max_examples=40, deadline=None)
@given(
    st.text(max_size=40),
    st.lists(st.sampled_from(["AI ", "法案", "人工智能", "le\u0301gislation ", "law. "]), max_size=20),
)
def test_evidence_reproduces_its_words(title: str, parts: list[str]) -> None:
    text = "".join(parts)
    for hit in relevance.verdict(title, text, gate(), "en").evidence:
        assert {"title": title, "text": text}[hit.field][hit.start:hit.end] == hit.text


def test_a_topic_has_no_table_of_policy(tmp_path: Path) -> None:
    path = tmp_path / "water.toml"
    body = 'name = "water"\nabout = "Water"\n[strong]\nen = ["river"]\n[policy]\nen = ["law"]\n'
    path.write_text(body, encoding="utf-8")
    with pytest.raises(Misused, match=r"\[policy\] is no weight"):
        topic_file.read(path)
