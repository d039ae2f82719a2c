"""What a host gives under several addresses, through the real pipeline and a real store."""

from __future__ import annotations

from pathlib import Path

from monitor.model import Access, Fate
from tests.pipeline.room import WORDS, page, room

HOST = "https://host1.example"
MORE = "It costs two billion, said the minister. Nobody had asked for it, said those who live beside it."
QUEUE = (
    "You are in the queue of our readers. It moves on as soon as there is room for you, which takes a minute or two "
    "at most times of the day. Leave this window open, and you are led to the page that you asked for by itself. "
    "Whoever opens it twice loses the place that was held, and has to begin at the end of the queue once more."
)
TITLES = (
    "Fishermen fear the new harbour", "Parliament votes on the budget law", "Schools close early in the heat",
    "Farmers wait for the autumn rain",
)


def test_one_text_under_addresses_that_promise_others_is_a_wall_also_where_it_was_filed_before(tmp_path: Path) -> None:
    urls = [f"{HOST}/{n}" for n in range(len(TITLES))]
    with room(tmp_path) as held:
        for url, title in zip(urls, TITLES, strict=True):
            held.web.put(url, page(QUEUE, title=title))
        held.name(*urls, titles=TITLES)
        held.work()
        ends = [held.entry(url) for url in urls]
        # each bears its own headline: that there is one text under all of them shows only with the fourth
        assert sorted(end.fate for end in ends if end.fate) == [Fate.FILED, Fate.FILED, Fate.FILED, Fate.WALL]
        reasons = [end.reason or "" for end in ends if end.fate is Fate.WALL]
        assert all("gives the same text under" in reason for reason in reasons)
        for filed in (url for url, end in zip(urls, ends, strict=True) if end.fate is Fate.FILED):
            article = held.article(filed).article
            assert article.access is Access.BOT_WALL
            assert any("a wall" in note for note in article.notes)


def test_an_article_in_two_sections_of_its_site_is_filed_twice_and_is_a_duplicate(tmp_path: Path) -> None:
    urls = [f"{HOST}/politics/reactor", f"{HOST}/economy/reactor"]
    with room(tmp_path) as held:
        for url in urls:
            held.web.put(url, page(WORDS, MORE))
        held.name(*urls)
        held.work()
        assert [held.entry(url).fate for url in urls] == [Fate.FILED, Fate.FILED]
        assert {held.article(url).article.access for url in urls} == {Access.FULL}
        assert len({held.article(url).story_id for url in urls}) == 1


def test_a_canonical_address_is_believed_only_where_the_same_text_stands(tmp_path: Path) -> None:
    other = (
        "Fishermen in the old port fear that the new harbour will take the best of their fishing grounds away, and "
        "they want the court to stop the builders before the nets come back empty, one of them told the newspaper."
    )
    same, different = f"{HOST}/reactor?from=front", f"{HOST}/harbour"
    head = f"<link rel=canonical href='{HOST}/reactor'>"
    with room(tmp_path) as held:
        held.web.put(f"{HOST}/reactor", page(WORDS, MORE))
        held.web.put(same, page(WORDS, MORE, head=head))
        held.web.put(different, page(other, other.replace("Fishermen", "Others"), title=TITLES[0], head=head))
        held.name(f"{HOST}/reactor")
        held.work()
        held.name(same, different)
        held.work()
        assert held.article(different).article.canonical_url is None
        assert any("not believed" in note for note in held.article(different).article.notes)
        if held.entry(same).fate is Fate.FILED:
            assert held.article(same).article.canonical_url == f"{HOST}/reactor"


def test_lines_that_come_back_on_other_pages_of_a_host_are_furniture(tmp_path: Path) -> None:
    box = "Our reporters live on what their readers give, and every gift of yours keeps this newspaper in print."
    subjects = ("reactor", "harbour", "budget", "school")
    urls = [f"{HOST}/{subject}" for subject in subjects]
    with room(tmp_path) as held:
        for url, subject in zip(urls, subjects, strict=True):
            told = [f"The {subject} was the subject of the {n} talk of the day, said the speaker who was there to hear "
                    f"what the people of the town make of the {subject} and of its cost." for n in ("first", "second")]
            held.web.put(url, page(told[0], box, told[1], title=f"What the town makes of its {subject}"))
            held.name(url)
            held.work()
        texts = [held.article(url).article.text for url in urls]
        assert [box in text for text in texts] == [True, True, True, False]
        assert "second talk" in texts[-1]
