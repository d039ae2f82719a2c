"""What every store promises of articles: filed once, compared with all, taken out without a trace."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import Conflict, Unknown
from monitor.model import (
    SEEDS,
    Access,
    Fate,
    Filing,
    Filter,
    Passage,
    Place,
    Published,
    Relation,
    Relevance,
    SeedLikeness,
)
from monitor.ports import Store
from monitor.stages.extract import line_hashes
from monitor.stages.query import Word
from tests.store import make
from tests.store.conftest import Place as Where
from tests.store.make import HandClock
from tests.store.test_contract import claimed, with_entries


def file(rows: Store, *filings: Filing) -> None:
    """One after the other, each compared with what was there."""
    for filing in filings:
        assert rows.articles.file(filing, None, rows.articles.watermark())


def found(rows: Store, word: str) -> list[str]:
    hits = rows.search.search(Word(word), Filter(everything=True), vector=None, sort="relevance", limit=50).articles
    return sorted(stored.article.article_id for stored in hits)


def test_an_article_comes_back_as_it_was_filed(rows: Store) -> None:
    day = Published("2026-03-01", make.START - timedelta(hours=8), "json-ld")
    article = make.article(
        1, title="Ключ «a» 'b' %s :name", text="Zeile\n第二行 𝕏", published=day, authors=("A", "B"), external_id="x9",
        canonical_url="https://host1.example/c", access=Access.TEASER, notes=("n",), dates=(day,), free=False,
        page_id="p1", language="de",
    )
    seed = SeedLikeness("seed", Relation.TRANSLATION, 0.7)
    match = replace(make.match("a1", "a0", Relation.TRANSLATION), evidence=(
        Passage("sentence", Place("text", 0, 5, "Zeile"), Place("title", 1, 3, "né"), 0.8),))
    filing = make.filing(article, matches=[match], tags=[make.tag("chips"), make.tag("energy", 9.0)], seed=seed)
    file(rows, make.filing(make.article(0)), filing)
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.article == article
    assert stored.tags == (make.tag("energy", 9.0), make.tag("chips"))
    assert (stored.match, stored.seed, stored.relevance) == (match, seed, filing.relevance)
    assert rows.articles.get("nobody") is None
    assert rows.articles.find(make.keys("http://host1.example/story-1").safe) == "a1"
    assert rows.articles.version("a1") == (1, filing.fingerprint.exact)


def test_filing_twice_changes_nothing(rows: Store) -> None:
    filing = make.filing(make.article(1), vector_=make.vector(1), tags=[make.tag("chips")])
    file(rows, filing)
    before, counted = rows.articles.get("a1"), dict(rows.counters.since(make.START))
    mark = rows.articles.watermark()
    file(rows, filing)
    assert rows.articles.get("a1") == before
    assert rows.articles.watermark() == mark
    assert dict(rows.counters.since(make.START)) == counted == {("article", "new"): 1}


def test_a_changed_text_makes_a_version_and_leaves_no_old_words(rows: Store) -> None:
    file(rows, make.filing(make.article(1), vector_=make.vector(1)), make.filing(make.article(2)))
    changed = make.article(1, text="Something else entirely, a correction.", first_seen=make.START + timedelta(days=1))
    file(rows, make.filing(changed, vector_=make.vector(5), tags=[make.tag("chips")]))
    stored = rows.articles.get("a1")
    assert stored is not None
    assert (stored.article.version, stored.article.text) == (2, changed.text)
    assert stored.article.first_seen == make.article(1).first_seen
    assert (found(rows, "thing1"), found(rows, "correction"), found(rows, "number1")) == ([], ["a1"], ["a1"])
    assert rows.articles.by_keys(make.mark(make.article(1).text).keys, 5) == []
    assert [known.article_id for known in rows.articles.by_exact(make.mark(changed.text).exact)] == ["a1"]
    assert [known.article_id for known in rows.articles.by_meaning(make.vector(5), 1)] == ["a1"]
    assert rows.counters.since(make.START)["article", "version"] == 1


def test_what_is_known_beside_the_same_text_is_taken_over_without_a_version(rows: Store) -> None:
    file(rows, make.filing(make.article(1)))
    day = Published("2026-01-05", make.START - timedelta(days=60), "feed")
    file(rows, make.filing(make.article(1, published=day, authors=("B",), feeds=("https://x.example/f",))))
    stored = rows.articles.get("a1")
    assert stored is not None
    assert (stored.article.version, stored.article.published, stored.article.authors) == (1, day, ("B",))
    assert stored.article.feeds == ("https://host1.example/feed.xml", "https://x.example/f")
    assert rows.search.count(["month"], None, Filter()) == [(("2026-01",), 1)]


def test_an_entry_ends_with_its_filing_or_nothing_is_written(rows: Store, clock: HandClock) -> None:
    (entry_id,) = with_entries(rows, clock, "https://host1.example/story-1")
    entry = claimed(rows, entry_id)
    rows.entries.fetched(entry, make.page(entry.url, clock.now()), make.keys(entry.url))
    late = claimed(rows, entry_id, "read")
    clock.forward(seconds=61)
    reading = claimed(rows, entry_id, "read")
    filing = make.filing(make.article(1, feeds=()))
    assert not rows.articles.file(filing, late, rows.articles.watermark())
    assert rows.articles.get("a1") is None
    assert rows.articles.file(filing, reading, rows.articles.watermark(), fate=Fate.HELD_BY_TERMS, reason="Terms.")
    (row,) = rows.entries.rows()
    assert (row.fate, row.reason, row.article_id) == (Fate.HELD_BY_TERMS, "Terms.", "a1")
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.article.feeds == ("https://host1.example/feed.xml",)


# --- two at the same moment ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [
    make.filing(make.article(2, text=make.article(1).text)),
    make.filing(make.article(2), keys_=make.mark(make.article(1).text).keys[:1]),
    make.filing(make.article(2), vector_=make.near(1, 2)),
], ids=["same text", "a key", "a meaning"])
def test_a_repeat_filed_meanwhile_is_a_conflict(rows: Store, other: Filing) -> None:
    mark = rows.articles.watermark()
    file(rows, other)
    filing = make.filing(make.article(1), vector_=make.vector(1))
    with pytest.raises(Conflict):
        rows.articles.file(filing, None, mark)
    assert rows.articles.get("a1") is None
    assert rows.articles.file(filing, None, rows.articles.watermark())


def test_what_has_nothing_to_do_with_it_is_no_conflict(rows: Store) -> None:
    mark = rows.articles.watermark()
    file(rows, make.filing(make.article(2), vector_=make.vector(2)))
    assert rows.articles.file(make.filing(make.article(1), vector_=make.vector(1)), None, mark)


def test_a_story_that_changed_meanwhile_is_a_conflict(rows: Store) -> None:
    file(rows, make.filing(make.article(1)), make.filing(make.article(2)))
    mark = rows.articles.watermark()
    assert rows.articles.choose(["a2"], "sa1") == 1
    filing = make.filing(make.article(3), story="sa2", founder="a2", matches=[make.match("a3", "a2")])
    with pytest.raises(Conflict):
        rows.articles.file(filing, None, mark)


def test_a_match_that_was_removed_meanwhile_is_a_conflict(rows: Store) -> None:
    file(rows, make.filing(make.article(1)))
    mark = rows.articles.watermark()
    rows.articles.remove("a1")
    filing = make.filing(make.article(3), story="sa1", founder="a1", matches=[make.match("a3", "a1")])
    with pytest.raises(Conflict):
        rows.articles.file(filing, None, mark)


# --- candidates ------------------------------------------------------------------------------------------------------


def test_candidates_by_keys_come_most_shared_first(rows: Store) -> None:
    keys = make.mark("wire").keys
    file(rows, *(make.filing(make.article(n), keys_=keys[:n]) for n in (1, 3, 2)))
    held = rows.articles.by_keys(keys, 10)
    assert [(known.article_id, known.shared_keys) for known in held] == [("a3", 3), ("a2", 2), ("a1", 1)]
    assert [known.article_id for known in rows.articles.by_keys(keys, 1)] == ["a3"]
    assert rows.articles.by_keys([], 5) == []


def test_a_key_that_everybody_holds_makes_no_candidate_alone(rows: Store) -> None:
    common, rare = make.mark("boilerplate").keys, make.mark("rare").keys
    file(rows, *(make.filing(make.article(n), keys_=common[:1]) for n in range(51)))
    file(rows, make.filing(make.article(99), keys_=rare[:1]))
    held = rows.articles.by_keys([common[0], rare[0]], 100)
    assert [known.article_id for known in held] == ["a99"]


def test_many_keys_that_everybody_holds_make_one_together(rows: Store) -> None:
    keys = [*make.mark("viral").keys, *make.mark("story").keys]
    file(rows, *(make.filing(make.article(n), keys_=keys) for n in range(51)))
    assert len(rows.articles.by_keys(keys, 10)) == 10


def test_key_holders_beyond_the_first_fifty_are_found_when_they_are_asked_for(rows: Store) -> None:
    keys = make.mark("viral").keys
    file(rows, *(make.filing(make.article(n), keys_=keys[:1]) for n in range(60)))
    assert rows.articles.by_keys(keys, 100) == []
    assert len(rows.articles.by_keys(keys, 100, holders=100)) == 60


def test_candidates_by_names_are_of_another_language_and_a_like_length(rows: Store) -> None:
    keys = [11, 13, 15, 17]
    file(rows, *(
        make.filing(make.article(n, language=language, text=f"text{n} " * length), names=keys[:held])
        for n, (language, length, held) in enumerate(
            [("cs", 100, 2), ("cs", 100, 4), ("en", 100, 4), ("fi", 900, 4), ("fi", 90, 3), ("sv", 100, 0)]
        )
    ))
    near = rows.articles.by_names(keys, "en", 650, 10)
    assert [known.article_id for known in near] == ["a1", "a4", "a0"]
    assert near[0].shared_names > near[2].shared_names > 0
    assert [known.article_id for known in rows.articles.by_names(keys, "en", 650, 1)] == ["a1"]
    assert rows.articles.by_names([], "en", 650, 10) == []


def test_names_filed_before_language_and_length_stood_beside_them_are_found_as_well(place: Where, rows: Store) -> None:
    texts = [("cs", 100), ("sr-latn", 100), ("cs", 10_000), ("fi", 100)]
    file(rows, *(
        make.filing(make.article(n, language=language, text=f"text{n} " * length), names=[11, 13])
        for n, (language, length) in enumerate(texts)
    ))

    def found(length: int) -> list[str]:
        return [known.article_id for known in rows.articles.by_names([11, 13], "en", length, 10)]

    now = [found(length) for length in (650, 70_000)]
    assert now == [["a0", "a1", "a3"], ["a2"]]
    with closing(place.database()) as database, database.write() as tx:
        assert tx.run("UPDATE name_key SET told = 0") == 2 * len(texts)
    assert [found(length) for length in (650, 70_000)] == now


def test_names_go_with_their_article_and_with_its_old_text(rows: Store) -> None:
    article = make.article(1, language="cs")
    file(rows, make.filing(article, names=[11, 13]))
    assert len(rows.articles.by_names([11], "en", len(article.text), 10)) == 1
    file(rows, make.filing(replace(article, text=f"{article.text} And more."), names=[13, 15]))
    assert rows.articles.by_names([11], "en", len(article.text), 10) == []
    assert len(rows.articles.by_names([15], "en", len(article.text), 10)) == 1
    assert rows.articles.remove("a1")
    assert rows.articles.by_names([11, 13, 15], "en", len(article.text), 10) == []


def test_a_likely_translation_filed_in_the_same_moment_is_a_conflict(rows: Store) -> None:
    before = rows.articles.watermark()
    file(rows, make.filing(make.article(1, language="cs"), names=[11, 13]))      # odd: no encoder reads it
    with pytest.raises(Conflict):
        rows.articles.file(make.filing(make.article(2), names=[10]), None, before)
    assert rows.articles.file(make.filing(make.article(3), names=[16]), None, before)


def test_weights_count_groups_of_copies_and_not_articles(rows: Store) -> None:
    keys = make.mark("wire").keys
    file(rows, make.filing(make.article(1), keys_=keys))
    for n in range(2, 8):
        file(rows, make.filing(make.article(n), keys_=keys, story="sa1", founder="a1", matches=[
            make.match(f"a{n}", f"a{n - 1}")]))
    file(rows, make.filing(make.article(9), keys_=keys[:1], matches=[make.match("a9", "a1", Relation.SAME_STORY)]))
    assert rows.articles.key_groups([*keys, 12345]) == {keys[0]: 2} | dict.fromkeys(keys[1:], 1)
    assert rows.articles.groups() == 2


def test_the_nearest_in_meaning_come_first_and_only_of_one_encoder(rows: Store) -> None:
    file(rows, make.filing(make.article(1), vector_=make.near(1, 2, 0.2)), make.filing(make.article(2)),
         make.filing(make.article(3), vector_=make.near(1, 3, 0.6)),
         make.filing(make.article(4), vector_=make.vector(4)),
         make.filing(make.article(5), vector_=replace(make.vector(1), encoder="other/1")))
    near = rows.articles.by_meaning(make.vector(1), 2)
    assert [known.article_id for known in near] == ["a1", "a3"]
    assert near[0].cosine is not None
    assert near[1].cosine is not None
    assert 1 > near[0].cosine > near[1].cosine > 0.5
    assert rows.articles.vector("a4", make.ENCODER) == make.vector(4)
    assert rows.articles.vector("a5", make.ENCODER) is None
    file(rows, make.filing(make.article(6), vector_=make.vector(1)))
    assert rows.articles.by_meaning(make.vector(1), 1)[0].article_id == "a6"
    since = make.START + timedelta(minutes=3)
    assert [k.article_id for k in rows.articles.by_meaning(make.vector(1), 2, since=since)] == ["a6", "a3"]


def test_what_is_less_near_than_asked_for_is_left_out(rows: Store) -> None:
    file(rows, *(make.filing(make.article(n), vector_=make.vector(n)) for n in range(1, 6)))
    cosines = [known.cosine or 0.0 for known in rows.articles.by_meaning(make.vector(1), 5)]
    assert cosines[0] > cosines[2]
    near = rows.articles.by_meaning(make.vector(1), 5, least=(cosines[0] + cosines[2]) / 2)
    assert 0 < len(near) < len(cosines)
    assert [known.cosine for known in near] == cosines[:len(near)]


def test_seeds_can_be_asked_for_alone(rows: Store) -> None:
    file(rows, make.filing(make.article(1), vector_=make.vector(1)))
    assert rows.articles.by_meaning(make.vector(1), 5, seeds_only=True) == []
    file(rows, make.filing(make.article(2, source=SEEDS, url=None), vector_=make.vector(2)))
    assert [k.article_id for k in rows.articles.by_meaning(make.vector(1), 5, seeds_only=True)] == ["a2"]


def test_known_articles_come_in_the_order_they_are_asked_for(rows: Store) -> None:
    file(rows, make.filing(make.article(1)), make.filing(make.article(2)))
    assert [known.article_id for known in rows.articles.known(["a2", "nobody", "a1"])] == ["a2", "a1"]


# --- stories and seeds -----------------------------------------------------------------------------------------------


def three_in_one_story(rows: Store) -> None:
    file(rows, make.filing(make.article(1)))
    for n in (2, 3):
        file(rows, make.filing(make.article(n), story="sa1", founder="a1", matches=[
            make.match(f"a{n}", m) for m in ("a1", "a2")[:n - 1]]))


def test_a_placement_moves_articles_and_names_founders(rows: Store) -> None:
    file(rows, make.filing(make.article(1)), make.filing(make.article(2)))
    joining = make.filing(
        make.article(3), story="sa1", founder="a3", matches=[make.match("a3", "a1"), make.match("a3", "a2")],
        moves=[("a2", "sa1")], founders=[("sa1", "a3")])
    file(rows, joining)
    assert {m.article_id for m in rows.articles.members(["sa1"])} == {"a1", "a2", "a3"}
    assert rows.articles.members(["sa2"]) == []
    ((founder, articles, outlets, languages),) = rows.search.stories(limit=5)
    assert (founder.article.article_id, articles, outlets, languages) == ("a3", 3, 3, 1)
    stored = rows.articles.get("a2")
    assert stored is not None
    assert stored.repeats == 2


def test_matches_among_articles_are_those_with_both_ends_there(rows: Store) -> None:
    file(rows, *(make.filing(make.article(n)) for n in (1, 2)))
    file(rows, make.filing(make.article(3), matches=[make.match("a3", "a1"), make.match("a3", "a2")]))
    assert rows.articles.matches_among(["a1", "a3", "nobody"]) == [make.match("a3", "a1")]
    assert rows.articles.matches_among(["a1", "a2"]) == rows.articles.matches_among([]) == []
    assert len(rows.articles.matches_among(["a1", "a2", "a3"])) == 2


def test_a_person_s_choice_outlives_the_next_filing_of_the_article(rows: Store) -> None:
    three_in_one_story(rows)
    assert rows.articles.choose(["a3"], "sa3") == 1
    assert rows.articles.choices(["a1", "a3"]) == {"a3": "sa3"}
    (member,) = rows.articles.members(["sa3"])
    assert (member.article_id, member.pinned) == ("a3", True)
    file(rows, make.filing(make.article(3, text="A new version."), story="sa3"))
    assert rows.articles.members(["sa3"])[0].pinned
    assert rows.articles.unchoose(["a3"]) == 1
    assert not rows.articles.members(["sa3"])[0].pinned
    with pytest.raises(Unknown):
        rows.articles.choose(["nobody"], "sa1")


def test_a_filing_also_writes_what_it_shows_of_others(rows: Store) -> None:
    seed = make.filing(make.article(1, source=SEEDS))
    told = SeedLikeness("a1", Relation.TRANSLATION, 0.8)
    wrong = make.match("a2", "a1", Relation.TRANSLATION)
    file(rows, seed, make.filing(make.article(2), seed=told, matches=[wrong]), make.filing(make.article(3), seed=None))
    new = (make.match("a1", "a3", Relation.TRANSLATION), make.match("a2", "a3", Relation.TRANSLATION))
    file(rows, replace(make.filing(make.article(4)), found=new, gone=frozenset({frozenset(("a1", "a2"))})))
    pairs = {(match.article_id, match.other_id) for match in rows.articles.matches_of(["a1", "a2", "a3", "a4"])}
    assert pairs == {("a3", "a1"), ("a3", "a2")}            # a match is the later one's of the two
    second, third = rows.articles.get("a2"), rows.articles.get("a3")
    assert second is not None
    assert third is not None
    assert (second.match, second.seed) == (None, SeedLikeness("a1", Relation.DIFFERENT, 0.4))
    assert third.seed == SeedLikeness("a1", Relation.TRANSLATION, new[0].score)


def test_what_a_filing_shows_of_others_must_still_hold(rows: Store) -> None:
    file(rows, make.filing(make.article(1)), make.filing(make.article(2)))
    watermark = rows.articles.watermark()
    file(rows, make.filing(make.article(2, text="Another text.")))
    new = make.filing(make.article(3))
    found, gone = (make.match("a2", "a1", Relation.TRANSLATION),), frozenset({frozenset(("a1", "a2"))})
    for filing in (replace(new, found=found), replace(new, gone=gone)):
        with pytest.raises(Conflict):
            rows.articles.file(filing, None, watermark)


def test_a_removed_article_leaves_no_trace(rows: Store) -> None:
    three_in_one_story(rows)
    assert rows.articles.remove("a1")
    assert not rows.articles.remove("a1")
    assert {m.article_id for m in rows.articles.members(["sa1"])} == {"a2", "a3"}
    assert rows.search.stories(limit=5)[0][0].article.article_id == "a2"
    assert rows.articles.matches_of(["a1"]) == []
    stored = rows.articles.get("a2")
    assert stored is not None
    assert (stored.match, stored.repeats) == (None, 1)
    assert found(rows, "number1") == []
    assert rows.articles.by_exact(make.mark(make.article(1).text).exact) == []


def test_a_story_that_only_the_removed_article_held_together_falls_apart(rows: Store) -> None:
    file(rows, make.filing(make.article(1)))
    for n in (2, 3):
        file(rows, make.filing(make.article(n), story="sa1", founder="a1", matches=[make.match(f"a{n}", "a1")]))
    rows.articles.remove("a1")
    homes = {article_id: known.story_id for article_id in ("a2", "a3") for known in rows.articles.known([article_id])}
    assert homes["a2"] != homes["a3"]
    assert [m.article_id for m in rows.articles.members([homes["a2"]])] == ["a2"]


def test_a_new_seed_is_known_to_those_it_is_near_and_a_removed_one_to_nobody(rows: Store) -> None:
    file(rows, make.filing(make.article(1)), make.filing(make.article(2)))
    weak = make.article(8, source=SEEDS, url=None)
    seed = make.article(9, source=SEEDS, url=None)
    file(rows, make.filing(weak, matches=[make.match("a8", "a1", Relation.SAME_STORY, 0.6)]))
    file(rows, make.filing(seed, matches=[make.match("a9", "a1", Relation.TRANSLATION, 0.8)]))
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.seed == SeedLikeness("a9", Relation.TRANSLATION, 0.8)
    counts = rows.articles.seed_counts("a9")
    assert (counts["translation"], counts["duplicate"], counts["outlets"]) == (1, 0, 1)
    assert counts["languages"]["translation"] == {"en": 1}  # type: ignore[index]
    assert [s.article.article_id for s in rows.articles.seeds()] == ["a8", "a9"]
    rows.articles.remove("a9")
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.seed == SeedLikeness("a8", Relation.SAME_STORY, 0.6)
    rows.articles.remove("a8")
    stored = rows.articles.get("a1")
    assert stored is not None
    assert stored.seed is None
    assert rows.counters.since(make.START) == {("article", "new"): 2}


def test_seeds_are_no_tellings_of_a_story(rows: Store) -> None:
    file(rows, make.filing(make.article(9, source=SEEDS, url=None)))
    assert rows.search.stories(limit=5) == []
    file(rows, make.filing(make.article(1), story="sa9", founder="a9", matches=[make.match("a1", "a9")]))
    ((founder, articles, outlets, _),) = rows.search.stories(limit=5)
    assert (founder.article.article_id, articles, outlets, founder.repeats) == ("a9", 1, 1, 1)


def test_new_stories_are_shown_once(rows: Store) -> None:
    file(rows, *(make.filing(make.article(n)) for n in (1, 2, 3)),
         make.filing(make.article(4), relevant=Relevance.NO))
    assert looked(rows, 2) == (["a2", "a1"], 0)
    assert looked(rows) == (["a3"], 0)
    assert looked(rows) == ([], 0)
    with rows.search.begun(cursor="other", limit=9) as new:
        assert len(new.found) == 3


def test_what_only_repeats_a_story_seen_before_is_counted_once(rows: Store) -> None:
    file(rows, make.filing(make.article(1)), make.filing(make.article(2), story="sa1", founder="a1"))
    assert looked(rows) == (["a1"], 0)
    file(
        rows, make.filing(make.article(3), story="sa1", founder="a1"), make.filing(make.article(4)),
        make.filing(make.article(5), story="sa4", founder="a4"),
        make.filing(make.article(6), story="sa1", founder="a1", relevant=Relevance.NO),
    )
    assert looked(rows) == (["a4"], 1)
    assert looked(rows) == ([], 0)


def test_a_look_at_new_stories_that_ends_in_an_error_was_none(rows: Store) -> None:
    file(rows, make.filing(make.article(1)))
    with pytest.raises(BrokenPipeError), rows.search.begun(cursor="desk", limit=9):
        raise BrokenPipeError
    assert looked(rows) == (["a1"], 0)


def looked(rows: Store, limit: int = 9) -> tuple[list[str], int]:
    """The founders of the stories begun since the desk last looked, and how many articles only repeat."""
    with rows.search.begun(cursor="desk", limit=limit) as new:
        return [founder.article.article_id for founder, *_ in new.found], new.repeats


def test_stories_stand_by_the_day_they_were_published(rows: Store) -> None:
    old = Published("2025-01-01", make.START - timedelta(days=400), "feed")
    file(rows, make.filing(make.article(1)), make.filing(make.article(2, published=old)),
         make.filing(make.article(3)))
    assert [s[0].article.article_id for s in rows.search.stories(limit=9)] == ["a3", "a1", "a2"]
    assert [s[0].article.article_id for s in rows.search.stories(limit=2)] == ["a3", "a1"]


# --- the rest --------------------------------------------------------------------------------------------------------


def test_lines_that_come_back_on_three_pages_of_a_host_are_furniture(rows: Store) -> None:
    for n in range(4):
        article = make.article(n, source="a.example", text=f"Subscribe now!\nStory {n}", page_id=f"p{n}")
        file(rows, make.filing(article))
        expected = frozenset(line_hashes("Subscribe now!")) if n >= 2 else frozenset()
        assert rows.articles.furniture("a.example") == expected
    assert rows.articles.furniture("b.example") == frozenset()


def test_all_are_read_oldest_first_and_narrowed(rows: Store) -> None:
    old = Published("2025-01-01", make.START - timedelta(days=400), "feed")
    file(rows, make.filing(make.article(1)), make.filing(make.article(2, published=old)),
         make.filing(make.article(3), relevant=Relevance.NO), make.filing(make.article(4, source=SEEDS, url=None)))

    def every(filter_: Filter) -> list[str]:
        return [stored.article.article_id for stored in rows.articles.every(filter_)]

    assert every(Filter()) == ["a2", "a1", "a4"]
    assert every(Filter(everything=True, seeds=False)) == ["a2", "a1", "a3"]


def test_a_store_is_the_same_after_it_was_closed(place: Where) -> None:
    rows = place.open()
    file(rows, make.filing(make.article(1), vector_=make.vector(1)))
    rows.close()
    again = place.open()
    assert found(again, "number1") == ["a1"]
    assert [known.article_id for known in again.articles.by_meaning(make.vector(1), 3)] == ["a1"]
    again.close()
