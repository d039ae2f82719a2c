"""A story is found, shown and counted by the topics of its articles, weighed, in every store."""

from __future__ import annotations

from importlib.resources import files

from monitor.model import SEEDS, Filter, Relevance, RelevanceVerdict
from monitor.ports import Store
from monitor.stages.query import Has, Word
from monitor.store.rows import Rows
from monitor.store.sqlite.database import SqliteDatabase
from monitor.store.sqlite.migrate import statements
from tests.store import make
from tests.store.test_contract_articles import file

STORIES = Filter()
ARTICLES = Filter(everything=True)


def tell(rows: Store, number: int, *topics: tuple[str, float], story: str | None = "story") -> None:
    """File one article; those of «story» were founded by a1."""
    file(rows, make.filing(make.article(number), story=story, founder="a1" if story else None,
                           tags=[make.tag(*one) for one in topics]))


def found(rows: Store, topic: str, filter_: Filter = STORIES) -> list[str]:
    """The stories, or articles, of a topic, asked in both ways."""
    by_field = rows.search.search(Has("topic", topic), filter_, vector=None, sort="date", limit=9).articles
    narrowed = Filter(topics=(topic,), everything=filter_.everything)
    by_option = rows.search.search(Word("title"), narrowed, vector=None, sort="relevance", limit=9).articles
    ids = sorted(one.article.article_id if filter_.everything else one.story_id for one in by_field)
    assert ids == sorted(one.article.article_id if filter_.everything else one.story_id for one in by_option)
    return ids


def topics(rows: Store, story: str = "story") -> dict[str, tuple[float, tuple[str, ...]]]:
    """A story's topics: score, and who says so."""
    return {
        one.tag.topic: (one.tag.score, tuple(voice.article_id for voice in one.voices))
        for one in rows.articles.story_topics([story]).get(story, ())
    }


def test_what_the_second_article_says_is_found_too(rows: Store) -> None:
    tell(rows, 1)
    tell(rows, 2, ("energy", 9.0))
    assert topics(rows) == {"energy": (9.0, ("a2",))}
    assert found(rows, "energy") == ["story"]
    assert found(rows, "energy", ARTICLES) == ["a2"]
    (row,) = rows.search.search(None, STORIES, vector=None, sort="date", limit=9).articles
    assert [(tag.topic, tag.score) for tag in row.tags] == [("energy", 9.0)]
    ((founder, *_),) = rows.search.stories(limit=9)
    assert (founder.article.article_id, [tag.topic for tag in founder.tags]) == ("a1", ["energy"])


def test_what_one_of_many_says_is_not_the_storys(rows: Store) -> None:
    tell(rows, 1, ("energy", 6.0), ("chips", 3.0))
    for number in (2, 3, 4):
        tell(rows, number, ("energy", 3.0))
    assert topics(rows) == {"energy": (3.75, ("a1", "a2", "a3", "a4"))}
    assert (found(rows, "chips"), found(rows, "chips", ARTICLES)) == ([], ["a1"])


def test_new_tags_and_a_removal_change_it(rows: Store) -> None:
    tell(rows, 1, ("energy", 3.0))
    tell(rows, 2, ("chips", 3.0))
    tell(rows, 3, ("chips", 3.0))
    assert topics(rows) == {"chips": (3.0, ("a2", "a3"))}
    assert rows.articles.retag("a1", [make.tag("chips", 6.0)], RelevanceVerdict(Relevance.YES, 3.0))
    assert topics(rows) == {"chips": (4.0, ("a1", "a2", "a3"))}
    assert rows.articles.remove("a1")
    (left,) = {member.story_id for member in rows.articles.known(["a2"])}
    assert topics(rows, left)["chips"][0] == 3.0
    for number in (2, 3):
        assert rows.articles.remove(f"a{number}")
    assert topics(rows, left) == {}
    assert (found(rows, "chips"), found(rows, "energy")) == ([], [])


def test_a_person_who_splits_a_story_splits_its_topics(rows: Store) -> None:
    tell(rows, 1, ("energy", 3.0))
    tell(rows, 2, ("chips", 3.0))
    assert topics(rows) == {"chips": (3.0, ("a2",)), "energy": (3.0, ("a1",))}
    rows.articles.choose(["a2"], "split-a2")
    assert (topics(rows), topics(rows, "split-a2")) == ({"energy": (3.0, ("a1",))}, {"chips": (3.0, ("a2",))})
    rows.articles.choose(["a2"], "story")
    assert (set(topics(rows)), topics(rows, "split-a2")) == ({"chips", "energy"}, {})


def test_a_new_version_speaks_for_itself(rows: Store) -> None:
    tell(rows, 1, ("energy", 3.0))
    changed = make.article(1, text="Another text.")
    file(rows, make.filing(changed, story="story", founder="a1", tags=[make.tag("chips")]))
    assert topics(rows) == {"chips": (6.0, ("a1",))}


def test_stories_are_counted_by_their_topics(rows: Store) -> None:
    tell(rows, 1, ("energy", 3.0))
    tell(rows, 2, ("energy", 3.0))
    tell(rows, 3, ("energy", 3.0), ("chips", 3.0), story=None)
    tell(rows, 4, story=None)
    count = rows.search.count
    assert count(["topic"], None, STORIES) == [(("chips",), 1), (("energy",), 3)]
    assert count(["topic"], None, STORIES, stories_=True) == [(("chips",), 1), (("energy",), 2)]
    assert count(["language"], None, STORIES, stories_=True) == [(("en",), 3)]
    narrowed = Filter(topics=("chips",))
    assert count(["topic", "language"], Word("title"), narrowed, stories_=True) == [
        (("chips", "en"), 1), (("energy", "en"), 1),
    ]
    assert count(["topic"], Word("!!!"), STORIES, stories_=True) == []


def test_a_seed_speaks_in_its_story(rows: Store) -> None:
    file(rows, make.filing(make.article(9, source=SEEDS, url=None), tags=[make.tag("energy")]))
    assert found(rows, "energy") == ["sa9"]


def test_what_others_judged_is_judged_again(rows: Store) -> None:
    for number in (1, 2, 3):
        tell(rows, number, story=None)
    assert [one.article.article_id for one in rows.articles.judged_otherwise("new")] == ["a1", "a2", "a3"]
    verdict = RelevanceVerdict(Relevance.YES, 3.0)
    assert rows.articles.retag("a2", [make.tag("chips")], verdict, judged_by="new")
    rows.articles.confirm(["a1", "nobody"], "new")
    assert [one.article.article_id for one in rows.articles.judged_otherwise("new")] == ["a3"]
    file(rows, make.filing(make.article(1, text="Another text.")))
    assert [one.article.article_id for one in rows.articles.judged_otherwise("new")] == ["a3", "a1"]


def test_a_store_from_before_has_the_topics_of_its_stories_too(rows: Store) -> None:
    assert isinstance(rows, Rows)
    tell(rows, 1, ("energy", 6.0), ("chips", 3.0))
    for number in (2, 3, 4):
        tell(rows, number, ("energy", 3.0))
    tell(rows, 5, ("energy", 12.0), story=None)
    told = rows.articles.story_topics(["story", "sa5"])
    kind = "sqlite" if isinstance(rows.database, SqliteDatabase) else "postgres"
    script = (files(f"monitor.store.{kind}") / "migrations" / "007_story_tags.sql").read_text(encoding="utf-8")
    (fill,) = [statement for statement in statements(script) if "INSERT" in statement]
    with rows.database.write() as tx:
        tx.run("DELETE FROM story_tag")
        tx.run(fill)
    assert rows.articles.story_topics(["story", "sa5"]) == told
    assert set(told) == {"story", "sa5"}
