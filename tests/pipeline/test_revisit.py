"""Second looks at filed articles, through the real pipeline: what changed makes a version, what went is marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import Offline, Refused, Transient
from monitor.model import Access, Fate, Keep, Looked, Response
from monitor.pipeline import file_article
from monitor.stages import versions
from tests.pipeline.room import WORDS, Room, page, room
from tests.store import make

URL = "https://host1.example/reactor"
FIRST = (WORDS, "It costs two billion, said the minister. Nobody had asked for it, said those who live beside it.")
SECOND = (WORDS, "It costs three billion, said the minister. Nobody had asked for it, said those who live beside it.")


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Room]:
    """A room in which one article was filed."""
    with room(tmp_path) as held:
        held.web.put(URL, page(*FIRST))
        held.name(URL)
        held.work()
        assert held.entry(URL).fate is Fate.FILED
        yield held


def asked(held: Room) -> list[bool]:
    """Of each request for a page, whether it was conditional."""
    return [validators is not None and validators.etag is not None for _, validators in held.web.asked]


def test_an_unchanged_article_is_asked_for_twice_in_its_first_days_and_never_again(filed: Room) -> None:
    filed.later(hours=23)
    assert asked(filed) == [False]
    filed.later(hours=1)
    assert asked(filed) == [False, True]
    filed.later(days=2)
    assert asked(filed) == [False, True, True]
    filed.later(days=50)
    assert len(asked(filed)) == 3
    assert filed.counted("revisit") == {"unchanged": 2}
    assert filed.counted("end") == {"filed": 1}
    assert filed.counted("article") == {"new": 1}
    assert (filed.entry(URL).state, filed.entry(URL).reason) == ("ended", "filed")


def test_without_the_setting_nothing_is_asked_for_again(tmp_path: Path) -> None:
    with room(tmp_path, revisits=()) as held:
        held.web.put(URL, page(*FIRST))
        held.name(URL)
        held.work()
        held.later(days=30)
        assert len(held.web.asked) == 1


def test_a_changed_text_makes_a_version_and_the_old_one_is_kept(filed: Room) -> None:
    first = filed.article(URL).article
    filed.web.put(URL, page(*SECOND))
    filed.later(days=1)
    stored = filed.article(URL).article
    assert "three billion" in stored.text
    before, after = filed.desk.store.articles.versions(stored.article_id)
    assert (before.text, before.page_id) == (first.text, first.page_id)
    assert after.page_id == stored.page_id != first.page_id
    assert versions.cause(before, after) is versions.Cause.SILENT
    assert filed.counted("revisit") == {"changed": 1}
    assert filed.counted("end") == {"filed": 1}
    assert stored.page_id is not None
    kept = filed.desk.pages.get(stored.page_id)
    assert kept is not None
    assert b"three billion" in kept.body
    # the next look asks by the validators of the newer page
    filed.later(days=2)
    assert filed.counted("revisit") == {"changed": 1, "unchanged": 1}


def test_a_changed_article_is_compared_and_tagged_again(filed: Room) -> None:
    assert "energy" in {tag.topic for tag in filed.article(URL).tags}
    other = "https://host2.example/copy"
    filed.web.put(other, page(*SECOND, title="Another outlet has it too"))
    fair = "The harbour fair opens on Saturday with a race of rowing boats and a concert. " * 4
    filed.web.put(URL, page(fair, title="The harbour fair"))
    filed.name(other)
    filed.work()
    near = filed.article(other)
    assert near.match is not None
    assert near.story_id == filed.article(URL).story_id
    filed.later(days=1)
    stored = filed.article(URL)
    assert "energy" not in {tag.topic for tag in stored.tags}
    assert stored.story_id != filed.article(other).story_id


def test_an_edit_that_says_so_is_not_silent(filed: Room) -> None:
    filed.web.put(URL, page(*SECOND, head="<meta property='article:modified_time' content='2026-03-02T18:00:00Z'>"))
    filed.later(days=1)
    before, after = filed.desk.store.articles.versions(filed.article(URL).article.article_id)
    assert versions.cause(before, after) is versions.Cause.EDITED


@pytest.mark.parametrize("extra", ["<!-- another advert -->", "<nav><a href=/x>Another menu</a></nav>"])
def test_other_bytes_with_the_same_text_leave_nothing_but_a_counter(filed: Room, extra: str) -> None:
    before = filed.article(URL)
    filed.web.put(URL, page(*FIRST).replace(b"</main>", f"</main>{extra}".encode()))
    filed.later(days=1)
    assert filed.counted("revisit") == {"unchanged": 1}
    assert filed.article(URL) == before
    assert len(filed.desk.store.articles.versions(before.article.article_id)) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_marked_and_its_text_kept(filed: Room, status: int) -> None:
    filed.web.put(URL, b"", status)
    filed.later(days=1)
    stored = filed.article(URL).article
    assert stored.access is Access.REMOVED
    assert "two billion" in stored.text
    assert filed.entry(URL).fate is Fate.FILED
    (version,) = filed.desk.store.articles.versions(stored.article_id)
    assert [(look.found, look.reason) for look in version.looks] == [
        (Looked.REMOVED, f"The server answered {status}.")]
    filed.web.put(URL, page(*FIRST))
    filed.later(days=2)
    assert filed.article(URL).article.access is Access.FULL
    assert filed.counted("revisit") == {"removed": 1, "back": 1}


def test_what_was_removed_is_still_found_as_the_text_that_others_copy(filed: Room) -> None:
    filed.web.put(URL, b"", 410)
    filed.later(days=1)
    other = "https://host2.example/copy"
    filed.web.put(other, page(*FIRST, title="Another outlet has it too"))
    filed.name(other)
    filed.work()
    assert filed.article(other).story_id == filed.article(URL).story_id


def test_an_address_that_leads_to_the_front_page_is_gone(filed: Room) -> None:
    filed.web.answers[URL] = Response("https://host1.example/", 200, {"content-type": "text/html"}, page(*SECOND), 0.1)
    filed.later(days=1)
    assert filed.article(URL).article.access is Access.REMOVED


WALL = page("Please enable cookies and accept them to go on.", title="Just a moment...")


@pytest.mark.parametrize(("body", "status", "found"), [
    (b"", 401, "wall"), (b"", 451, "refused"), (b"%PDF-1.7", 200, "unreadable"), (b"", 200, "unreadable"),
    (WALL, 200, "wall"), (b"", 302, "unreachable"),
])
def test_whatever_stands_there_now_the_article_stays(filed: Room, body: bytes, status: int, found: str) -> None:
    before = filed.article(URL)
    filed.web.put(URL, body, status)
    filed.later(days=1)
    assert filed.counted("revisit") == {found: 1}
    assert filed.article(URL) == before
    assert (filed.entry(URL).fate, filed.entry(URL).state) == (Fate.FILED, "ended")
    assert (filed.entry(URL).reason or "").startswith("filed; looked at again: ")


def test_a_publisher_who_now_reserves_his_texts_is_heeded(filed: Room) -> None:
    before = filed.article(URL)
    filed.web.put(URL, page(*SECOND), tdm_reservation="1")
    filed.later(days=1)
    assert filed.counted("revisit") == {"held_by_terms": 1}
    assert filed.article(URL) == before


@pytest.mark.parametrize("why", ["terms", "removed"])
def test_where_nothing_may_be_asked_the_host_is_given_back_and_never_asked(filed: Room, why: str) -> None:
    rows = filed.desk.store
    if why == "terms":
        rows.feeds.add([replace(make.feed(9), keep=Keep.HEADLINE)])
    else:
        assert rows.articles.remove(filed.article(URL).article.article_id)
    filed.later(days=1)
    assert len(filed.web.asked) == 1
    assert filed.counted("revisit") == {"held_by_terms" if why == "terms" else "unreadable": 1}
    assert rows.pace.take("host1.example", timedelta(seconds=1))
    filed.later(days=9)
    assert len(filed.web.asked) == 1


def test_a_server_that_fails_is_tried_again_as_at_first_and_then_left_alone(filed: Room) -> None:
    filed.web.fail(URL, Transient("The server answered 503.", status=503))
    filed.later(days=1)
    assert (filed.entry(URL).fate, filed.entry(URL).state, filed.counted("revisit")) == (Fate.FILED, "waiting", {})
    for minutes in (15, 60, 240, 960):
        filed.later(minutes=minutes)
    assert len(filed.web.asked) == 1 + 5
    assert filed.counted("revisit") == {"unreachable": 1}
    assert filed.entry(URL).state == "ended"


def test_a_machine_without_a_network_blames_nobody(filed: Room) -> None:
    filed.web.fail(URL, Offline("This machine has no network."))
    filed.later(days=1)
    filed.web.put(URL, page(*FIRST))
    filed.later(minutes=5)
    assert filed.counted("revisit") == {"unchanged": 1}


def test_robots_that_now_forbid_it_are_heeded(filed: Room) -> None:
    filed.web.fail(URL, Refused("robots.txt forbids it."))
    filed.later(days=1)
    assert filed.counted("revisit") == {"refused": 1}


def test_a_redirect_to_another_host_is_followed_in_that_host_s_time(filed: Room) -> None:
    moved = "https://host2.example/reactor"
    filed.web.answers[URL] = Response(URL, 301, {}, b"", 0.1, elsewhere=moved)
    filed.web.put(moved, page(*SECOND))
    filed.later(days=1)
    assert [url for url, _ in filed.web.asked] == [URL, URL, moved]
    assert filed.counted("revisit") == {"changed": 1}
    assert filed.article(URL).article.url == moved


def test_a_pass_owes_second_looks_that_are_due_and_no_others(filed: Room) -> None:
    entries, patience = filed.desk.store.entries, timedelta(minutes=1)
    assert entries.owed(filed.clock.now(), patience)["fetch"] == 0
    filed.clock.forward(days=1)
    assert entries.owed(filed.clock.now(), patience)["fetch"] == 1
    filed.work()
    assert entries.owed(filed.clock.now(), patience)["fetch"] == 0


def test_what_a_newer_program_reads_otherwise_in_the_same_page_is_no_edit(tmp_path: Path) -> None:
    """The stored text is one that another program made: the old page, read again, says that nothing changed."""
    with room(tmp_path) as held:
        held.web.put(URL, page(*FIRST))
        held.name(URL)
        held.work()
        article = held.article(URL).article
        file_article(held.desk, replace(article, text=f"Menu\n{article.text}", made_by="extract-0"))
        held.web.put(URL, page(*FIRST).replace(b"</main>", b"</main><!-- other bytes -->"))
        held.later(days=1)
        assert held.counted("revisit") == {"unchanged": 1}
        held.web.put(URL, page(*SECOND))
        held.later(days=2)
        assert held.counted("revisit") == {"unchanged": 1, "changed": 1}


def test_who_repeated_the_old_text_repeats_the_new_one_or_nobody(filed: Room) -> None:
    """The copy that came later keeps the match; it is judged anew, and taken back where nothing is left of it."""
    copy = "https://host2.example/copy"
    filed.web.put(copy, page(*FIRST, title="Another outlet has it too"))
    filed.name(copy)
    filed.work()
    rows, first = filed.desk.store.articles, filed.article(URL).article
    assert [(match.article_id, match.other_id) for match in rows.matches_of([first.article_id])] == [
        (filed.article(copy).article.article_id, first.article_id)]
    filed.web.put(URL, page(*SECOND))
    filed.later(days=1)
    (match,) = rows.matches_of([first.article_id])
    assert (match.article_id, match.other_id) == (filed.article(copy).article.article_id, first.article_id)
    for passage in match.evidence:
        for place, url in ((passage.a, copy), (passage.b, URL)):
            article = filed.article(url).article
            told = article.title if place.field == "title" else article.text
            assert told[place.start:place.end] == place.text
    fair = "The harbour fair opens on Saturday with a race of rowing boats and a concert. " * 4
    filed.web.put(URL, page(fair, title="The harbour fair"))
    filed.later(days=2)
    assert rows.matches_of([first.article_id]) == []
    assert filed.article(copy).match is None
    assert filed.article(copy).story_id != filed.article(URL).story_id
