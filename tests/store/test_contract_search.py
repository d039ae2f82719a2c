"""The same question finds the same articles in every store."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from monitor.model import SEEDS, Filter, Published, Relation, Relevance, SeedLikeness
from monitor.ports import Store
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.store import meaning, near, scanned
from monitor.store.postgres.words import TsvectorIndex
from monitor.store.rows import Rows
from monitor.store.sqlite.words import FtsIndex
from tests.store import make
from tests.store.test_contract_articles import file

TEXTS: dict[int, tuple[str, str, str]] = {
    1: ("en", "Nuclear reactors for data centres", "The ministry wants new reactors. Power grids are strained."),
    2: ("fr", "Des réacteurs nucléaires pour l'IA", "Le gouvernement relance les réacteurs nucléaires."),
    3: ("zh", "核反应堆与人工智能", "政府计划为数据中心重新启动核反应堆。"),
    4: ("de", "Bundesregierung plant Gesetz", "Die Bundesregierung will Straßen, Netze und Rechenzentren ausbauen."),
    5: ("en", "Chip export rules", "New chips: the ministry said power and rules. O'Brien's AI_act x-ray C++."),
    6: ("ru", "Правительство о нейросетях", "Правительства стран обсуждают закон об ИИ."),
    7: ("ja", "人工知能の規制", "政府は人工知能の規制を検討している。"),
    8: ("en", "Sport", "The cup final was played in the rain."),
}

SEED_OF = {1: SeedLikeness("a5", Relation.SAME_STORY, 0.5), 4: SeedLikeness("a5", Relation.DIFFERENT, 0.2)}


@pytest.fixture
def library(rows: Store) -> Store:
    """Eight articles in six languages: 1 to 3 tell one story, 8 is beside the subject, 5 is a seed."""
    for n, (language, title, text) in sorted(TEXTS.items(), key=lambda item: item[0] != 5):
        told = n in (1, 2, 3)
        published = Published("x", make.START - timedelta(days=40 * n), "feed")
        file(rows, make.filing(
            make.article(n, title=title, text=text, language=language, published=published,
                         source=SEEDS if n == 5 else f"host{n}.example", url=None if n == 5 else f"https://h.example/{n}"),
            story="story" if told else None, founder="a1" if told else None,
            vector_=make.near(1, n, 0.3) if told else make.vector(n),
            matches=[make.match(f"a{n}", "a1", Relation.TRANSLATION)] if n in (2, 3) else [],
            tags=[make.tag("energy")] * (n <= 3) + [make.tag("chips")] * (n in (3, 5)),
            relevant=Relevance.NO if n == 8 else Relevance.UNSURE if n == 7 else Relevance.YES,
            seed=SEED_OF.get(n),
        ))
    return rows


def ids(store: Store, node: Node | None, **narrowed: object) -> set[int]:
    """Numbers of all articles that a question finds."""
    filter_ = Filter(**{"everything": True, **narrowed})  # type: ignore[arg-type]
    hits = store.search.search(node, filter_, vector=None, sort="relevance", limit=50).articles
    return {int(hit.article.article_id[1:]) for hit in hits}


def word(text: str, field: str | None = None) -> Word:
    return Word(text.removesuffix("*"), text.endswith("*"), field)


@pytest.mark.parametrize(("node", "expected"), [
    (word("reactors"), {1}),
    (word("reactor"), {1}),
    (word("REACTORS"), {1}),
    (word("réacteur"), {2}),
    (word("reacteurs"), {2}),
    (word("反应"), {3}),
    (word("核反应堆"), {3}),
    (word("人工"), {3, 7}),
    (word("規制"), {7}),
    (word("Strassen"), {4}),
    (word("правительство"), {6}),
    (word("nuc*"), {1, 2}),
    (word("nobody"), set()),
    (word("!!!"), set()),
    (word("reactors", "title"), {1}),
    (word("ministry", "title"), set()),
    (Phrase(("power", "grids")), {1}),
    (Phrase(("grids", "power")), set()),
    (Phrase(("centres", "the")), set()),
    (Phrase(("重新启动核反应堆",)), {3}),
    (Phrase(("ministry", "rules"), near=5), {5}),
    (Phrase(("rules", "ministry"), near=3), {5}),
    (Phrase(("ministry", "rules"), near=1), set()),
    (Phrase(("power grids", "new reactors"), near=3), {1}),
    (And((word("ministry"), word("power"))), {1, 5}),
    (And((word("ministry"), Not(word("chips")))), {1}),
    (Not(word("ministry")), {2, 3, 4, 6, 7, 8}),
    (Not(Not(word("ministry"))), {1, 5}),
    (Or((word("rain"), word("закон"))), {6, 8}),
    (Or((word("rain"), Not(word("ministry")))), {2, 3, 4, 6, 7, 8}),
    (And((Or((word("reactors"), word("chips"))), word("ministry"))), {1, 5}),
    (And((word("ministry"), Has("topic", "energy"))), {1}),
    (Or((word("rain"), Has("topic", "chips"))), {3, 5, 8}),
    (And((Not(Has("topic", "energy")), word("ministry"))), {5}),
    (Not(Has("lang", "en")), {2, 3, 4, 6, 7}),
    (Has("lang", "fr"), {2}),
    (Has("source", "host4.example"), {4}),
    (Has("after", (make.START - timedelta(days=41)).isoformat()), {1}),
    (Has("before", (make.START - timedelta(days=280)).isoformat()), {8}),
    (Has("seed", "a5"), {1, 5}),
    (Has("story", "story"), {1, 2, 3}),
    (Has("relation", "translation"), {2, 3}),
    (Has("access", "full"), set(TEXTS)),
    (Has("is", "seed"), {5}),
    (Has("is", "repeat"), {2, 3}),
    (Has("is", "founder"), {1, 4, 5, 6, 7, 8}),
    (Has("is", "relevant"), {1, 2, 3, 4, 5, 6}),
    (Has("is", "unsure"), {7}),
    (Has("is", "irrelevant"), {8}),
    (None, set(TEXTS)),
    (And((word("ministry"), word("?"))), {1, 5}),
    (word("o'brien"), {5}),
    (word("ai_act"), {5}),
    (word("x-ray"), {5}),
], ids=str)
def test_a_question_finds_what_it_asks_for(library: Store, node: Node | None, expected: set[int]) -> None:
    assert ids(library, node) == expected


@pytest.mark.parametrize("text", [
    '"', "'", "a\"b", "NEAR(", "AND", "NOT", "OR", "*", "^a", "title:", "-", "a b c", "\\", "\\'", "%", "%s", ":name",
    "a:*", "&", "|", "!",
    "<->", "(", ")", "a & b", "\x00", "\udc80", "😀", "𝕏", "ﬁ", "x" * 5000, "核" * 5000, "\u202e", "''",
])
def test_nothing_that_a_person_types_can_break_it(library: Store, text: str) -> None:
    for node in (Word(text), Word(text, True), Phrase((text, text)), Phrase((text, "a"), near=3), Has("source", text),
                 Not(Word(text)), Word(text, field="title")):
        ids(library, node)


def test_filters_narrow(library: Store) -> None:
    assert ids(library, word("ministry"), topics=("chips", "none")) == {5}
    assert ids(library, None, languages=("fr", "zh"), topics=("energy",)) == {2, 3}
    assert ids(library, None, sources=("host4.example",)) == {4}
    assert ids(library, None, since=make.START - timedelta(days=90), until=make.START - timedelta(days=39)) == {1, 2}
    assert ids(library, None, seed_id="a5") == {1}
    assert 5 not in ids(library, None, seeds=False)
    assert ids(library, None, everything=False) == {1, 4, 5, 6, 7}
    assert ids(library, Has("is", "irrelevant"), everything=False) == {8}


def test_a_row_a_story_is_its_best_article(library: Store) -> None:
    hits = library.search.search(word("réacteurs"), Filter(), vector=None, sort="relevance", limit=5).articles
    assert [hit.article.article_id for hit in hits] == ["a2"]
    assert hits[0].repeats == 2
    assert hits[0].score == 1.0
    assert "réacteurs nucléaires" in hits[0].snippet


def test_a_row_a_story_is_filled_up_to_the_limit(rows: Store) -> None:
    for n in range(30):
        file(rows, make.filing(make.article(n, title="power"), story="one" if n < 25 else None,
                               founder="a0" if n < 25 else None))
    hits = rows.search.search(word("power"), Filter(), vector=None, sort="date", limit=5).articles
    assert len({hit.story_id for hit in hits}) == 5


def test_meaning_finds_what_no_word_does_and_fulfils_the_conditions(library: Store) -> None:
    def near(node: Node | None, **narrowed: object) -> list[int]:
        filter_ = Filter(**{"everything": True, **narrowed})  # type: ignore[arg-type]
        hits = library.search.search(node, filter_, vector=make.vector(1), sort="relevance", limit=9).articles
        return [int(hit.article.article_id[1:]) for hit in hits]

    assert set(near(word("reactors"))[:3]) == {1, 2, 3}
    assert near(word("reactors"))[0] == 1
    assert set(near(word("!!!"))) >= {1, 2, 3}
    assert set(near(And((word("reactors"), Has("lang", "fr"))))) == {2}
    assert 2 not in near(And((word("ministry"), Not(word("gouvernement")))))
    assert len(near(word("reactors"), everything=False)) <= len(near(word("reactors"))) - 2


def test_what_only_meaning_found_says_so(library: Store) -> None:
    found = library.search.search(
        word("reactors"), Filter(everything=True), vector=make.vector(1), sort="relevance", limit=9
    ).articles
    by_words = ids(library, word("reactors"))
    assert by_words
    assert {int(hit.article.article_id[1:]) for hit in found if not hit.is_near} == by_words
    assert any(hit.is_near for hit in found)


def test_what_is_far_beside_the_nearest_is_not_found(rows: Store) -> None:
    for number, share in ((1, 0.0), (2, 0.8), (3, 3.0)):      # cosines of about 1, .8 and .3
        file(rows, make.filing(make.article(number), vector_=make.near(50, 51, share)))
    found = rows.search.search(
        word("zebra"), Filter(everything=True), vector=make.vector(50), sort="relevance", limit=9
    ).articles
    assert [hit.article.article_id for hit in found] == ["a1", "a2"]


@pytest.mark.parametrize("few", [3, 1])
@pytest.mark.parametrize("first", [2, 2_000])
def test_what_fulfils_the_conditions_is_found_behind_all_that_is_nearer(
    rows: Store, few: int, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "DEEP", 4)
    monkeypatch.setattr(near, "FEW", few)
    monkeypatch.setattr(scanned, "FIRST", first)
    for number in range(12):    # the last ones are the farthest, and alone in their language
        language = "de" if number >= 10 else "en"
        vector_ = make.vector(60) if number == 10 else make.near(50, 51, 0.05 * number)
        file(rows, make.filing(make.article(number, language=language), vector_=vector_))
    asked = And((word("zebra"), Has("lang", "de")))
    found = rows.search.search(
        asked, Filter(everything=True), vector=make.vector(50), sort="relevance", limit=9
    ).articles
    assert [hit.article.article_id for hit in found] == ["a11"]


def test_where_nothing_fulfils_the_conditions_meaning_finds_nothing(library: Store) -> None:
    for node in (word("reactors"), And((word("reactors"), Has("source", "nowhere.example")))):
        filter_ = Filter(sources=("nowhere.example",))
        assert library.search.search(node, filter_, vector=make.vector(1), sort="relevance", limit=9).articles == ()


def test_hits_can_be_sorted(library: Store) -> None:
    def order(sort: str) -> list[str]:
        hits = library.search.search(word("ministry"), Filter(everything=True), vector=None, sort=sort, limit=5)
        return [hit.article.article_id for hit in hits.articles]

    assert order("date") == ["a1", "a5"]
    assert order("repeats") == ["a1", "a5"]
    both = library.search.search(word("ministry"), Filter(), vector=make.vector(3), sort="date", limit=5).articles
    assert both[0].article.article_id == "a1"


def test_counts_by_topic_month_source_and_language(library: Store) -> None:
    everything = Filter(everything=True)
    assert library.search.count(["topic"], None, everything) == [(("chips",), 2), (("energy",), 3)]
    assert library.search.count(["language"], word("ministry"), everything) == [(("en",), 2)]
    by_both = dict(library.search.count(["topic", "language"], None, everything))
    assert by_both["energy", "fr"] == 1
    months = library.search.count(["month"], None, everything)
    assert sum(n for _, n in months) == 8
    assert all(len(month) == 7 for (month,), _ in months)
    assert library.search.count(["topic"], word("!!!"), everything) == []
    assert sum(n for _, n in library.search.count(["source"], None, Filter())) == 7


def test_what_counts_is_found_beneath_many_better_hits_that_do_not(rows: Store) -> None:
    for n in range(60):
        beside = n not in (3, 30)
        file(rows, make.filing(make.article(n, title="power power power" if beside else "Power and more words of it"),
                               relevant=Relevance.NO if beside else Relevance.YES))
    hits = rows.search.search(word("power"), Filter(), vector=None, sort="relevance", limit=1).articles
    assert [hit.article.article_id for hit in hits] == ["a30"]
    assert {hit.article.article_id for hit in rows.search.search(
        word("power"), Filter(), vector=None, sort="relevance", limit=9).articles} == {"a3", "a30"}


def test_a_few_days_narrow_as_any_condition_does(library: Store) -> None:
    day = make.START - timedelta(days=41)
    node = And((word("ministry"), Has("after", day.isoformat())))
    assert ids(library, node) == {1}
    assert ids(library, And((node, Has("lang", "en"), Has("topic", "energy")))) == {1}
    assert ids(library, And((node, Has("lang", "fr")))) == set()
    assert ids(library, And((node, Has("source", "host1.example")))) == {1}


def test_who_tells_a_story_and_its_title_in_the_readers_language(library: Store) -> None:
    told = library.search.told(["story", "sa4", "nobody"], "zh")
    assert set(told) == {"story", "sa4"}
    assert told["story"].title == "核反应堆与人工智能"
    assert (told["story"].articles, told["story"].outlets, told["story"].languages) == (3, 3, 3)
    assert told["story"].founder_source == "host1.example"
    assert told["sa4"].title is None


def test_a_question_is_answered_by_the_passage_that_is_nearest_in_meaning(library: Store) -> None:
    assert isinstance(library, Rows)
    text = "The ministry said little. " * 40 + "Herring is sold at the harbour again. " * 20
    file(library, make.filing(make.article(20, title="Ministry", text=text), vector_=make.vector(20)))
    with library.database.write("articles") as tx:
        (row,) = tx.all("SELECT number, moment FROM article WHERE article_id = 'a20'")
        for part in (1, 2, 3):
            meaning.put(tx, row["number"], make.vector(20 + part), row["moment"], part=part)
    for node, snippet in ((word("fish"), "Herring is sold"), (word("ministry"), "The ministry said")):
        found = library.search.search(node, Filter(), vector=make.near(23, 1, 0.1), sort="relevance", limit=3)
        (hit,) = [hit for hit in found.articles if hit.article.article_id == "a20"]
        assert hit.snippet.lstrip("…").startswith(snippet)
        assert text[hit.passage:].startswith("Herring is sold")


@pytest.mark.parametrize("window", [2, 8, 60_000])
def test_of_a_common_word_the_newest_are_ranked_and_the_answer_says_so(rows: Store, window: int) -> None:
    assert isinstance(rows, Rows)
    assert isinstance(rows.words, FtsIndex | TsvectorIndex)
    rows.words.most = 5
    if isinstance(rows.words, TsvectorIndex):
        rows.words.window = window
    for n in range(100, 112):
        file(rows, make.filing(make.article(n, title="coal")))
    for n in range(8):
        file(rows, make.filing(make.article(n, title="power power power" if n == 1 else "power"),
                               tags=[make.tag("energy")] * (n % 2)))
    node = word("power")
    for everything in (True, False):
        found = rows.search.search(node, Filter(everything=everything), vector=None, sort="relevance", limit=3)
        assert found.newest == 5
        assert "a1" not in [hit.article.article_id for hit in found.articles]
    few = rows.search.search(And((node, Has("topic", "energy"))), Filter(), vector=None, sort="relevance", limit=3)
    assert few.newest is None
    assert few.articles[0].article.article_id == "a1"
    assert rows.search.search(word("number3"), Filter(), vector=None, sort="relevance", limit=3).newest is None


def test_of_many_hits_those_with_the_word_in_the_title_are_looked_at_whole(rows: Store) -> None:
    assert isinstance(rows, Rows)
    if not isinstance(rows.words, TsvectorIndex):
        pytest.skip("FTS5 ranks every hit by all its words")
    rows.words.whole = 2
    for n in range(8):
        file(rows, make.filing(make.article(n, title="power" if n in (1, 4) else "coal", text="The power of words.")))
    found = rows.search.search(word("power"), Filter(everything=True), vector=None, sort="relevance", limit=2)
    assert [hit.article.article_id for hit in found.articles] == ["a4", "a1"]


@pytest.mark.parametrize("seed", range(3))
def test_nearness_of_several_words_is_the_same_everywhere(rows: Store, seed: int) -> None:
    chance = random.Random(seed)
    texts = {n: [chance.choice("abcdefghij") * 3 for _ in range(12)] for n in range(40)}
    for n, words in texts.items():
        file(rows, make.filing(make.article(n, title=f"number{n}", text=" ".join(words))))
    for _ in range(25):
        asked = [letter * 3 for letter in chance.sample("abcdefghij", chance.choice((2, 3)))]
        between = chance.randint(0, 6)
        expected = {n for n, words in texts.items() if _stand_near(words, asked, between)}
        assert ids(rows, Phrase(tuple(asked), near=between)) == expected, (asked, between)


def _stand_near(words: Sequence[str], asked: Sequence[str], between: int) -> bool:
    """Whether a stretch holds all of them, with at most so many words between its first and its last."""
    return any(set(asked) <= set(words[start : start + between + 2]) for start in range(len(words)))
