"""Repeats as they are filed: what no encoder reads, furniture, a seed against everything, two workers at one moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import pipeline
from monitor.model import SEEDS, Access, Article, Known, Published, Relation
from monitor.stages import compare
from tests.pipeline.room import Room, room
from tests.stages.test_name_keys import ENGLISH, TELLINGS
from tests.store import make

STORY = (
    "The regional council voted on Tuesday to let the operator build a second hall for computing beside the river, on "
    "the condition that the heat of its machines warms the public baths and two schools. Opponents had collected nine "
    "thousand signatures against the plan and announced that they would go to court. The mayor said that the town "
    "could not afford to wait, since the next round of permits would not come before spring of the year after."
)
OTHER = (
    "At the fair the beekeepers of the valley showed honey from forty farms and let children look into a glass hive. "
    "The judges took two hours, and the prize went to a woman who keeps her bees on the roof of the town library. Rain "
    "drove most visitors into the tents, where the band played on until the lights were put out shortly before eleven."
)
WALL = (
    "We recorded a very large number of connections from your address. Please confirm that you are a human being by "
    "ticking the box below, or come back later. If you believe that this is a mistake, write to the webmaster and name "
    "the number at the foot of this page. Your connection is safe and nothing was stored on your machine but a note."
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as held:
        yield held


def file(held: Room, *articles: Article) -> None:
    for article in articles:
        assert pipeline.file_article(held.desk, article) is not None


def stories(held: Room, *ids: str) -> list[str]:
    return [known.story_id for known in held.desk.store.articles.known(ids)]


def relations(held: Room, article_id: str) -> dict[str, Relation]:
    matches = held.desk.store.articles.matches_of([article_id])
    return {m.other_id if m.article_id == article_id else m.article_id: m.relation for m in matches}


def seed(name: str, text: str = STORY, language: str = "en") -> Article:
    title = f"Seed {name}"
    return make.article(900, article_id=name, url=None, source=SEEDS, title=title, text=text, language=language)


@pytest.mark.parametrize("language", sorted(TELLINGS))
@pytest.mark.parametrize("first", [0, 1])
def test_a_translation_that_no_encoder_reads_is_found_by_names(here: Room, language: str, first: int) -> None:
    both = [
        make.article(1, text=ENGLISH, language="en"), make.article(2, text=TELLINGS[language], language=language),
    ]
    strangers = [make.article(n, text=text, language="en") for n, text in ((3, STORY), (4, OTHER))]
    file(here, *strangers, both[first], both[1 - first])
    assert relations(here, "a1") == {"a2": Relation.TRANSLATION}
    assert len(set(stories(here, "a1", "a2"))) == 1


def test_each_match_names_the_version_that_made_it(here: Room) -> None:
    file(here, make.article(1, text=STORY), make.article(2, text=STORY))
    assert [match.made_by for match in here.desk.store.articles.matches_of(["a2"])] == [compare.VERSION]


def test_a_text_at_three_addresses_of_one_host_is_nobodys_repeat(here: Room) -> None:
    pages = [
        make.article(n, url=f"https://walled.example/{n}", source="walled.example", text=WALL) for n in range(1, 5)
    ]
    file(here, pages[0], pages[1])
    assert len(set(stories(here, "a1", "a2"))) == 1         # two may still be one article with two addresses
    file(here, pages[2])
    assert len(set(stories(here, "a1", "a2", "a3"))) == 3
    file(here, pages[3], make.article(9, text=WALL))
    assert len(set(stories(here, "a1", "a2", "a3", "a4", "a9"))) == 5
    assert all(relations(here, f"a{n}") == {} for n in (1, 2, 3, 4, 9))


def test_a_text_at_one_address_of_three_hosts_is_a_story(here: Room) -> None:
    file(here, *(make.article(n, text=STORY) for n in range(1, 4)))
    assert len(set(stories(here, "a1", "a2", "a3"))) == 1


@pytest.mark.parametrize("access", [Access.TEASER, Access.CONSENT_WALL, Access.BOT_WALL])
@pytest.mark.parametrize("last", [False, True])
def test_what_is_no_whole_article_is_never_a_member(here: Room, access: Access, last: bool) -> None:
    wall, article = make.article(1, text=STORY, access=access), make.article(2, text=STORY)
    file(here, *([article, wall] if last else [wall, article]))
    assert relations(here, "a1") == {}
    assert len(set(stories(here, "a1", "a2"))) == 2


def test_a_new_seed_is_held_against_all_that_repeats_it_and_a_removed_one_leaves_no_trace(here: Room) -> None:
    copies = [make.article(n, text=f"{STORY}\nPrinted here as number{n}.") for n in range(70)]
    file(here, *copies, *(make.article(n, text=f"{OTHER} Seen by visitor{n}.") for n in range(70, 75)))
    before = stories(here, *(f"a{n}" for n in range(75)))
    seen: list[int] = []

    def watch(held: Article, candidates: Sequence[Known]) -> Iterator[Known]:
        assert held.article_id == "one"
        for known in candidates:
            seen.append(1)
            yield known

    assert pipeline.sync_seeds(here.desk, [seed("one")], watch) == 1
    rows = here.desk.store.articles
    counts = rows.seed_counts("one")
    assert counts["near_duplicate"] == 70
    assert counts["outlets"] == 70
    assert len(seen) >= 70
    assert pipeline.sync_seeds(here.desk, [seed("one")]) == 0
    assert pipeline.sync_seeds(here.desk, []) == 1
    assert rows.get("one") is None
    assert [stored.seed for n in range(75) if (stored := rows.get(f"a{n}"))] == [None] * 75
    assert rows.matches_of(["one"]) == []
    assert stories(here, *(f"a{n}" for n in range(75))) == before


def test_a_changed_seed_is_held_against_everything_again(here: Room) -> None:
    file(here, make.article(1, text=STORY), make.article(2, text=OTHER))
    pipeline.sync_seeds(here.desk, [seed("one")])
    assert relations(here, "one") == {"a1": Relation.DUPLICATE}
    assert pipeline.sync_seeds(here.desk, [seed("one", OTHER)]) == 1
    assert relations(here, "one") == {"a2": Relation.DUPLICATE}
    assert here.desk.store.articles.seed_counts("one")["duplicate"] == 1


def test_an_article_knows_the_nearest_of_several_seeds(here: Room) -> None:
    pipeline.sync_seeds(here.desk, [seed("one"), seed("two", OTHER)])
    file(here, make.article(1, text=f"{OTHER} One more line at the end of it all."))
    stored = here.desk.store.articles.get("a1")
    assert stored is not None
    assert stored.seed is not None
    assert (stored.seed.seed_id, stored.seed.relation) == ("two", Relation.NEAR_DUPLICATE)


def test_a_changed_text_is_compared_again(here: Room) -> None:
    file(here, make.article(1, text=STORY), make.article(2, text=OTHER))
    file(here, replace(make.article(2), text=STORY))
    assert relations(here, "a2") == {"a1": Relation.DUPLICATE}
    assert len(set(stories(here, "a1", "a2"))) == 1
    file(here, replace(make.article(2), text=OTHER))
    assert relations(here, "a2") == {}
    assert len(set(stories(here, "a1", "a2"))) == 2


@pytest.mark.parametrize("pair", ["copy", "unread"])
def test_two_repeats_filed_at_one_moment_are_one_story_always(here: Room, pair: str) -> None:
    other = make.article(2, text=STORY) if pair == "copy" else make.article(2, text=TELLINGS["cs"], language="cs")
    mine = make.article(1, text=STORY if pair == "copy" else ENGLISH)
    for turn in range(8):
        both = [replace(one, article_id=f"{one.article_id}-{turn}", url=f"{one.url}-{turn}",
                        text=one.text.replace("Narva", f"Narva{'bcdfghkl'[turn]}om"),
                        published=Published("", make.START + timedelta(days=30 * turn), "feed"))
                for one in (mine, other)]
        gate = threading.Barrier(2)
        errors: list[BaseException] = []

        def work(article: Article, gate: threading.Barrier, errors: list[BaseException]) -> None:
            try:
                gate.wait(10)
                pipeline.file_article(here.desk, article)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(one, gate, errors)) for one in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert len(set(stories(here, f"a1-{turn}", f"a2-{turn}"))) == 1
        for one in both:
            here.desk.store.articles.remove(one.article_id)


BAD = {
    "one word": "Word", "empty": "", "blank": " \n\t ", "marks": "…—!?", "no letters": "12 34 56 78",
    "one sentence over and over": "The price of copper rose again today. " * 4_000,
    "a mixture of languages": f"{STORY}\n{TELLINGS['cs']}\n政府建造反应堆。\n{TELLINGS['hi']}\nشكرا",
    "digits of another script": "في ٢٠٣١ بلغت ٤٬١٥٠ وحدة بسعر ٧٤٠ مليون",
    "half a pair": "a\ud83d b " * 20,
}


@pytest.mark.parametrize("kind", sorted(BAD))
def test_bad_input_is_filed_beside_itself_and_beside_news(here: Room, kind: str) -> None:
    text = BAD[kind].encode("utf-8", "replace").decode()
    file(here, make.article(1, text=STORY), make.article(2, text=text), make.article(3, text=text))
    assert Relation.DUPLICATE not in {relations(here, "a1").get("a2"), relations(here, "a1").get("a3")}
    assert {known.article_id for known in here.desk.store.articles.known(["a2", "a3"])} == {"a2", "a3"}


@pytest.mark.slow
def test_an_article_of_five_megabytes_is_filed_twice_and_known(here: Room) -> None:
    text = " ".join(f"word{n * 7919 % 100_003} of{n}" for n in range(300_000))
    assert len(text) > 4_500_000
    file(here, make.article(1, text=text), make.article(2, text=text))
    assert relations(here, "a1") == {"a2": Relation.DUPLICATE}
