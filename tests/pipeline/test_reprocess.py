"""Computing again: what would change is shown, changes only when told to, and can be stopped at any point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy
import pytest

from monitor.errors import Transient, Unreadable, Walled
from monitor.model import Access, Extraction, Fate, FeedItem, Filter, Page, Relation, StoredArticle
from monitor.parsing.inprocess import InProcess
from monitor.pipeline import reprocess
from monitor.pipeline.reprocess import Part, Step
from monitor.pipeline.reread import Kept
from monitor.stages.changes import Changed
from tests.pipeline.room import WORDS, Room, page, room
from tests.store import make

URLS = [f"https://host{n}.example/story" for n in range(1, 4)]
TEXTS = (
    (WORDS, "It costs two billion, said the minister. Nobody had asked for it, said those who live beside it."),
    (WORDS, "It costs two billion, said the minister. Nobody had asked for it, said those who live next door."),
    ("The harbour fair opens on Saturday with a race of rowing boats and a concert on the quay at night. " * 4,),
)


class Later(InProcess):
    """Tomorrow's reader: it finds a line more, or whatever else a test wants it to find."""

    def __init__(self) -> None:
        self.version = "extract-9"
        self.line: str | None = "A line that only the newer reader finds."
        self.fails: dict[str, Exception] = {}

    def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
        if page.url in self.fails:
            raise self.fails[page.url]
        read = super().page(page, items, furniture)
        text = read.text if self.line is None or page.url == URLS[2] else f"{read.text}\n{self.line}"
        return replace(read, text=text, version=self.version)


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Room]:
    """Three articles, the second a copy of the first."""
    with room(tmp_path) as held:
        for url, text in zip(URLS, TEXTS, strict=True):
            held.web.put(url, page(*text))
        held.name(*URLS)
        held.work()
        assert [held.entry(url).fate for url in URLS] == [Fate.FILED] * 3
        yield held


@dataclass
class Ran:
    """A whole run."""

    steps: list[Step]

    @property
    def kinds(self) -> Counter[Changed]:
        return Counter(change.kind for step in self.steps for change in step.changes)


def run(held: Room, part: Part, *, write: bool = False, later: InProcess | None = None, **more: object) -> Ran:
    desk = held.desk if later is None else replace(held.desk, parser=later)
    return Ran(list(reprocess.reprocess(desk, part, write=write, threads=1, **more)))  # type: ignore[arg-type]


def everything(held: Room) -> list[StoredArticle]:
    return list(held.desk.store.articles.every(Filter(everything=True)))


def versions_of(held: Room, url: str) -> list[tuple[str, str]]:
    article_id = held.article(url).article.article_id
    return [(one.made_by, one.text) for one in held.desk.store.articles.versions(article_id)]


@pytest.mark.parametrize("part", list(Part))
def test_the_same_code_changes_nothing(filed: Room, part: Part) -> None:
    before, mark = everything(filed), filed.desk.store.articles.watermark()
    for write in (False, True):
        found = run(filed, part, write=write)
        assert found.kinds == {}
        assert [step.done for step in found.steps if step.done] == [1, 2, 3]
    assert everything(filed) == before
    assert filed.desk.store.articles.watermark() == mark


# --- extract ---------------------------------------------------------------------------------------------------------


def test_what_a_newer_reader_finds_is_shown_and_not_written(filed: Room) -> None:
    before = everything(filed)
    found = run(filed, Part.EXTRACT, later=Later())
    assert found.kinds == {Changed.TEXT: 2}
    change = next(change for step in found.steps for change in step.changes)
    assert (change.before, change.after) == ("", "A line that only the newer reader finds.")
    assert everything(filed) == before


def test_told_to_it_files_a_version_that_names_the_stage_and_keeps_the_old_text(filed: Room) -> None:
    first = filed.article(URLS[0])
    assert run(filed, Part.EXTRACT, write=True, later=Later()).kinds == {Changed.TEXT: 2}
    (_, old), (made_by, new) = versions_of(filed, URLS[0])
    assert old == first.article.text
    assert (made_by, new) == ("extract-9", f"{old}\nA line that only the newer reader finds.")
    # the third reads the same: no version, but the newer reader answers for it
    assert versions_of(filed, URLS[2]) == [("extract-9", filed.article(URLS[2]).article.text)]
    assert filed.article(URLS[0]).article.page_id == first.article.page_id
    assert filed.article(URLS[1]).story_id == filed.article(URLS[0]).story_id
    assert run(filed, Part.EXTRACT, write=True, later=Later()).kinds == {}


def test_what_would_not_be_read_any_more_is_named_and_stays(filed: Room) -> None:
    later = Later()
    later.fails = {URLS[0]: Walled("A wall."), URLS[1]: Unreadable("No text."), URLS[2]: Transient("It was killed.")}
    before = everything(filed)
    found = run(filed, Part.EXTRACT, write=True, later=later)
    assert found.kinds == {Changed.UNREAD: 3}
    reasons = {change.after for step in found.steps for change in step.changes}
    assert reasons == {"A wall.", "No text.", "It was killed."}
    assert everything(filed) == before


def test_a_page_in_which_nothing_was_found_is_tried_again(filed: Room) -> None:
    hard = "https://host4.example/hard"
    filed.web.put(hard, b"%PDF-1.7")
    filed.name(hard)
    filed.work()
    assert filed.entry(hard).fate is Fate.UNREADABLE

    class Better(Later):
        def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
            if page.url == hard:
                return Extraction("Read at last", WORDS, Access.FULL, "extract-9", language="en")
            return super().page(page, items, furniture)

    better = Better()
    better.line = None
    assert run(filed, Part.EXTRACT, later=better).kinds == {Changed.READ: 1}
    assert filed.entry(hard).fate is Fate.UNREADABLE
    assert run(filed, Part.EXTRACT, write=True, later=better).kinds == {Changed.READ: 1}
    assert (filed.entry(hard).fate, filed.article(hard).article.title) == (Fate.FILED, "Read at last")
    assert run(filed, Part.EXTRACT, write=True, later=better).kinds == {}


def test_a_removed_article_stays_removed(filed: Room) -> None:
    filed.web.put(URLS[0], b"", 404)
    filed.later(days=1)
    run(filed, Part.EXTRACT, write=True, later=Later())
    assert filed.article(URLS[0]).article.access is Access.REMOVED
    assert filed.article(URLS[0]).article.made_by == "extract-9"


def test_pages_that_are_gone_or_never_were_are_said_to_be(filed: Room) -> None:
    store = filed.desk.store
    imported = make.filing(make.article(7))
    assert store.articles.file(imported, None, store.articles.watermark())
    page_id = filed.article(URLS[0]).article.page_id
    assert page_id is not None
    filed.desk.pages.remove([page_id])
    steps = run(filed, Part.EXTRACT, later=Later()).steps
    assert [step.page for step in steps] == [Kept.EXPIRED, Kept.KEPT, Kept.KEPT, Kept.NEVER]


def test_only_what_was_seen_since_then(filed: Room) -> None:
    new = "https://host4.example/new"
    filed.web.put(new, page(*TEXTS[0]))
    since = filed.clock.forward(days=2)
    filed.name(new)
    filed.work()
    assert len(run(filed, Part.EXTRACT, later=Later(), since=since).steps) == 1
    assert len(run(filed, Part.TAG, since=since - timedelta(days=3)).steps) == 4


# --- compare ---------------------------------------------------------------------------------------------------------


def lose_the_match(held: Room) -> None:
    """As if older code had not seen that the second repeats the first."""
    store = held.desk.store
    second = held.article(URLS[1]).article
    store.articles.remove(second.article_id)
    alone = make.filing(second, keys_=[])
    assert store.articles.file(alone, None, store.articles.watermark())
    assert held.article(URLS[1]).match is None


def test_a_match_that_older_code_missed_is_shown_and_then_made(filed: Room) -> None:
    lose_the_match(filed)
    before = everything(filed)
    shown = run(filed, Part.COMPARE).kinds
    assert (shown[Changed.MATCH_FOUND], shown[Changed.MATCH_LOST], shown[Changed.RELATION]) == (1, 0, 0)
    assert shown[Changed.STORY] >= 1
    assert everything(filed) == before
    numbers = filed.desk.store.renewals.numbers([stored.article.article_id for stored in before])
    assert run(filed, Part.COMPARE, write=True).kinds == shown
    second = filed.article(URLS[1])
    assert second.match is not None
    assert second.match.other_id == filed.article(URLS[0]).article.article_id
    assert second.story_id == filed.article(URLS[0]).story_id
    # nobody sees it as newly filed, and nothing but the judgement changed
    assert filed.desk.store.renewals.numbers(list(numbers)) == numbers
    assert [stored.article for stored in everything(filed)] == [stored.article for stored in before]
    assert run(filed, Part.COMPARE, write=True).kinds == {}


def test_a_match_that_does_not_hold_any_more_is_taken_back(filed: Room) -> None:
    store = filed.desk.store
    third = filed.article(URLS[2]).article
    first = filed.article(URLS[0])
    store.articles.remove(third.article_id)
    wrong = make.match(third.article_id, first.article.article_id, Relation.NEAR_DUPLICATE)
    bound = make.filing(third, story=first.story_id, founder=first.article.article_id, matches=[wrong])
    assert store.articles.file(bound, None, store.articles.watermark())
    assert run(filed, Part.COMPARE, write=True).kinds[Changed.MATCH_LOST] == 1
    assert filed.article(URLS[2]).match is None
    together = {filed.article(url).story_id for url in URLS[:2]}
    assert len(together) == 1
    assert filed.article(URLS[2]).story_id not in together


def test_what_a_person_joined_stays_joined(filed: Room) -> None:
    store = filed.desk.store
    third, first = filed.article(URLS[2]), filed.article(URLS[0])
    assert store.articles.choose([third.article.article_id], first.story_id) == 1
    lose_the_match(filed)
    run(filed, Part.COMPARE, write=True)
    run(filed, Part.EXTRACT, write=True, later=Later())
    assert filed.article(URLS[2]).story_id == first.story_id
    assert store.articles.choices([third.article.article_id]) == {third.article.article_id: first.story_id}


def test_what_a_person_split_stays_split(filed: Room) -> None:
    both = [filed.article(url) for url in URLS[:2]]
    split = next(stored for stored in both if stored.story_id != f"s{stored.article.article_id}")
    own_story = f"s{split.article.article_id}"
    assert filed.desk.store.articles.choose([split.article.article_id], own_story) == 1
    run(filed, Part.COMPARE, write=True)
    run(filed, Part.EXTRACT, write=True, later=Later())
    assert sorted(filed.article(url).story_id for url in URLS[:2]) == sorted([own_story, split.story_id])


class Words:
    """The port Encoder: a direction a word, added up."""

    name = "words/1"
    languages = frozenset({"en"})

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        rows = [sum(numpy.random.default_rng(sum(map(ord, word))).normal(size=64) for word in text.split())
                for text in texts]
        return numpy.array([row / numpy.linalg.norm(row) for row in rows], dtype=numpy.float32)


def test_a_new_encoder_reads_every_article_before_any_is_compared(filed: Room) -> None:
    rows, article_id = filed.desk.store.articles, filed.article(URLS[0]).article.article_id
    desk = replace(filed.desk, encoder=Words())
    shown = list(reprocess.reprocess(desk, Part.COMPARE))
    assert (shown[0].done, shown[0].unencoded) == (0, 3)
    assert rows.vector(article_id, Words.name) is None
    list(reprocess.reprocess(desk, Part.COMPARE, write=True))
    assert rows.vector(article_id, Words.name) is not None
    again = list(reprocess.reprocess(desk, Part.COMPARE, write=True))
    assert again[0].unencoded == 0
    assert [change for step in again for change in step.changes] == []


# --- tag -------------------------------------------------------------------------------------------------------------


def test_topics_and_relevance_are_judged_again(filed: Room) -> None:
    store = filed.desk.store
    stored = filed.article(URLS[0])
    assert "energy" in {tag.topic for tag in stored.tags}
    wrong = replace(stored.relevance, relevant=next(r for r in type(stored.relevance.relevant)
                                                    if r is not stored.relevance.relevant))
    store.articles.retag(stored.article.article_id, [make.tag("elections")], wrong)
    found = run(filed, Part.TAG)
    assert found.kinds == {
        Changed.TOPIC_GAINED: len(stored.tags), Changed.TOPIC_LOST: 1, Changed.RELEVANCE: 1}
    assert {tag.topic for tag in filed.article(URLS[0]).tags} == {"elections"}
    run(filed, Part.TAG, write=True)
    assert filed.article(URLS[0]) == stored


# --- stopped half-way ------------------------------------------------------------------------------------------------


def test_a_run_that_was_stopped_goes_on_where_it_was(filed: Room) -> None:
    later = Later()
    desk = replace(filed.desk, parser=later)
    steps = reprocess.reprocess(desk, Part.EXTRACT, write=True, threads=1, batch=2)
    next(steps), next(steps), next(steps)       # the third is of the second batch: the first is noted
    steps.close()
    assert len(versions_of(filed, URLS[0])) == 2
    again = Ran(list(reprocess.reprocess(desk, Part.EXTRACT, write=True, threads=1, batch=2)))
    assert again.steps[0].of == 3       # one was left, and two are new versions
    assert again.kinds == {}
    assert versions_of(filed, URLS[2])[0][0] == "extract-9"
    # what only shows begins at the beginning, and a run that ended is no reason to skip
    assert len(run(filed, Part.EXTRACT, later=later).steps) == 3


def test_another_code_begins_anew(filed: Room) -> None:
    later = Later()
    steps = reprocess.reprocess(replace(filed.desk, parser=later), Part.TAG, write=True, batch=1)
    next(steps), next(steps)
    steps.close()
    assert len(run(filed, Part.EXTRACT, write=True, later=later).steps) == 3
    assert len(run(filed, Part.TAG, write=True).steps) == 4 - 1
