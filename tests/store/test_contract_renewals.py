"""What every store promises of computing again: in place, and never shown as new; and of its raw pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import Conflict
from monitor.model import Access, Fate, Filter, Passage, Place, Relation, SeedLikeness
from monitor.ports import Store
from tests.store import make
from tests.store.make import HandClock
from tests.store.test_contract import NO_GAP, claimed, with_entries
from tests.store.test_contract_articles import file


@pytest.fixture
def three(rows: Store) -> Store:
    """Two that repeat each other, and one alone."""
    repeat = make.filing(make.article(2), story="sa1", founder="a1", matches=[make.match("a2", "a1")])
    file(rows, make.filing(make.article(1), vector_=make.vector(1)), repeat, make.filing(make.article(3)))
    return rows


def numbers(rows: Store) -> list[tuple[int, str]]:
    return [(one.number, one.article_id) for one in rows.renewals.filed(0, rows.articles.watermark(), 10)]


def test_articles_come_in_the_order_of_filing_and_in_pieces(three: Store) -> None:
    assert [article_id for _, article_id in numbers(three)] == ["a1", "a2", "a3"]
    (first,) = three.renewals.filed(0, three.articles.watermark(), 1)
    rest = three.renewals.filed(first.number, three.articles.watermark(), 10)
    assert [one.article_id for one in rest] == ["a2", "a3"]
    assert three.renewals.filed(0, first.number, 10) == [first]
    assert (first.made_by, first.fingerprint_version) == ("made", "made-1")
    assert three.renewals.numbers(["a1", "nobody"]) == {"a1": first.number}
    assert three.renewals.count(0) == 3
    since = make.article(2).first_seen
    assert [one.article_id for one in three.renewals.filed(0, 99, 10, since)] == ["a2", "a3"]
    assert three.renewals.count(first.number, since + timedelta(seconds=1)) == 1


def test_only_what_the_encoder_has_not_read_wants_a_vector(three: Store) -> None:
    def wanting() -> list[str]:
        return [one.article_id for one in three.renewals.without_vector(make.ENCODER, 0, 10)]

    assert wanting() == ["a1", "a2", "a3"]              # a1 was filed before subjects had vectors
    three.renewals.put_vector("a1", make.with_subject(6, 7))
    three.renewals.put_vector("a3", make.with_subject(3, 8))
    three.renewals.put_vector("a3", make.vector(4))      # there is one already
    assert wanting() == ["a2"]
    assert three.articles.vector("a1", make.ENCODER) == replace(make.vector(1), subject=make.vector(7))
    assert three.articles.vector("a3", make.ENCODER) == make.with_subject(3, 8)
    other = replace(make.vector(5), encoder="other/1")
    three.renewals.put_vector("a1", other)
    assert three.articles.vector("a1", make.ENCODER) == replace(make.vector(1), subject=make.vector(7))
    assert three.articles.vector("a1", "other/1") == other


def test_what_is_known_beside_a_text_is_renewed_without_a_version(three: Store) -> None:
    before = numbers(three)
    newer = replace(make.article(1), authors=("B",), made_by="made-2")
    assert three.renewals.refresh(newer)
    stored = three.articles.get("a1")
    assert stored is not None
    assert (stored.article.authors, stored.article.made_by, stored.article.version) == (("B",), "made-2", 1)
    assert not three.renewals.refresh(replace(newer, text="Another text."))
    assert not three.renewals.refresh(make.article(9))
    assert numbers(three) == before


def test_matches_are_written_anew_in_place_and_nobody_sees_it_as_new(three: Store) -> None:
    def look() -> int:
        with three.search.new(None, Filter(everything=True), cursor="me", limit=10) as found:
            return len(found)

    assert look() == 3
    before = numbers(three)
    match = make.match("a3", "a1", Relation.TRANSLATION)
    filing = make.filing(
        make.article(3), keys_=[7, 8], vector_=make.vector(3), story="sa1", founder="a1", matches=[match],
        seed=SeedLikeness("a1", Relation.TRANSLATION, 0.5),
    )
    newer = replace(filing, fingerprint=replace(filing.fingerprint, version="made-2", exact="e"))
    assert three.renewals.compare_again(newer, three.articles.watermark())
    stored = three.articles.get("a3")
    assert stored is not None
    assert (stored.story_id, stored.match, stored.seed) == ("sa1", match, newer.seed)
    assert [known.article_id for known in three.articles.by_keys([7, 8], 5)] == ["a3"]
    assert three.articles.by_keys(make.mark(make.article(3).text).keys, 5) == []
    assert [known.article_id for known in three.articles.by_exact("e")] == ["a3"]
    assert three.articles.vector("a3", make.ENCODER) == make.vector(3)
    assert look() == 0
    assert numbers(three) == before
    assert three.renewals.filed(before[1][0], 99, 9)[0].fingerprint_version == "made-2"
    assert [told for _, told, _, _ in three.search.stories(limit=9)] == [3]


def test_a_match_that_was_lost_is_lost_from_both_sides(three: Store) -> None:
    alone = make.filing(make.article(2))
    assert three.renewals.compare_again(alone, three.articles.watermark())
    assert three.articles.matches_of(["a1", "a2"]) == []
    stored = three.articles.get("a2")
    assert stored is not None
    assert (stored.match, stored.story_id) == (None, "sa2")


def test_the_first_of_two_leaves_the_match_to_the_second(three: Store) -> None:
    """What came later was compared with it then: its match stays as it is."""
    assert three.renewals.compare_again(make.filing(make.article(1), story="sa1"), three.articles.watermark())
    assert three.articles.matches_of(["a1"]) == [make.match("a2", "a1")]


def test_a_changed_text_leaves_the_repeating_to_those_who_repeated_it(three: Store) -> None:
    passage = Passage("passage", Place("text", 0, 2, "An"), Place("text", 3, 5, "is"), 0.5)
    turned = replace(make.match("a1", "a2", Relation.TRANSLATION), evidence=(passage,))
    changed = make.filing(make.article(1, text="Another text."), story="sa1", matches=[turned, make.match("a1", "a3")])
    file(three, changed)
    (by_second,) = [m for m in three.articles.matches_of(["a1"]) if "a2" in (m.article_id, m.other_id)]
    assert (by_second.article_id, by_second.other_id, by_second.relation) == ("a2", "a1", Relation.TRANSLATION)
    assert by_second.evidence == (replace(passage, a=passage.b, b=passage.a),)
    (own,) = [m for m in three.articles.matches_of(["a1"]) if m.article_id == "a1"]
    assert own.other_id == "a3"
    file(three, make.filing(make.article(1, text="A third text.")))
    assert three.articles.matches_of(["a1"]) == []
    second = three.articles.get("a2")
    assert second is not None
    assert second.match is None


def test_what_changed_meanwhile_is_left_alone(three: Store) -> None:
    stale = make.filing(make.article(2, text="An older text."))
    assert not three.renewals.compare_again(stale, three.articles.watermark())
    mark = three.articles.watermark()
    file(three, make.filing(make.article(4), keys_=make.mark(make.article(2).text).keys))
    with pytest.raises(Conflict):
        three.renewals.compare_again(make.filing(make.article(2)), mark)


def test_what_a_person_chose_stays(three: Store) -> None:
    assert three.articles.choose(["a3"], "sa1") == 1
    pinned = make.filing(make.article(3), story="sa1", founder="a1")
    assert three.renewals.compare_again(pinned, three.articles.watermark())
    assert three.articles.choices(["a3"]) == {"a3": "sa1"}
    assert [member.pinned for member in three.articles.members(["sa1"]) if member.article_id == "a3"] == [True]


def test_groups_of_copies_are_counted_as_before(three: Store) -> None:
    groups = three.articles.groups()
    copy = make.filing(make.article(3), story="sa1", founder="a1", matches=[make.match("a3", "a1", Relation.DUPLICATE)])
    assert three.renewals.compare_again(copy, three.articles.watermark())
    assert three.articles.groups() == groups - 1
    assert three.renewals.compare_again(make.filing(make.article(3)), three.articles.watermark())
    assert three.articles.groups() == groups


def test_a_run_knows_where_it_was_stopped(rows: Store) -> None:
    assert rows.renewals.reached("x") == 0
    rows.renewals.reach("x", 7)
    rows.renewals.reach("y", 3)
    assert (rows.renewals.reached("x"), rows.renewals.reached("y")) == (7, 3)
    rows.renewals.reach("x", None)
    assert (rows.renewals.reached("x"), rows.renewals.reached("y")) == (0, 3)


# --- raw pages -------------------------------------------------------------------------------------------------------


def fetched(rows: Store, clock: HandClock, *urls: str) -> list[str]:
    """Pages of a feed's entries; their ids."""
    ids = []
    for entry_id in with_entries(rows, clock, *urls):
        entry = claimed(rows, entry_id)
        page = make.page(entry.url, clock.forward(seconds=1))
        assert rows.entries.fetched(entry, page, make.keys(entry.url))
        rows.pace.give_back(entry.host, NO_GAP)
        ids.append(page.page_id)
    return ids


def test_a_page_leads_to_its_entry_and_its_article(rows: Store, clock: HandClock) -> None:
    urls = ["https://host1.example/a", "https://host1.example/b"]
    page_ids = fetched(rows, clock, *urls)
    one, other = (rows.entries.find(make.keys(url).safe) for url in urls)
    assert one is not None
    assert other is not None
    article = make.article(1, url=urls[0])
    reading = claimed(rows, one.entry_id, "read")
    assert rows.articles.file(make.filing(article), reading, rows.articles.watermark())
    assert rows.entries.end(claimed(rows, other.entry_id, "read"), Fate.WALL, "A wall.")
    found = {row.url: row for row in rows.fetches.rows()}
    assert {row.page_id for row in found.values()} == set(page_ids)
    assert (found[urls[0]].fate, found[urls[0]].article_id) == (Fate.FILED, "a1")
    assert (found[urls[1]].fate, found[urls[1]].reason, found[urls[1]].article_id) == (Fate.WALL, "A wall.", None)
    assert [row.url for row in rows.fetches.rows((Fate.WALL, Fate.UNREADABLE))] == [urls[1]]
    assert rows.fetches.of_articles(["a1", "nobody"]) == [found[urls[0]]]
    assert [item.url for item in rows.fetches.items(found[urls[0]].page_id)] == [urls[0]]
    assert rows.fetches.items("nothing") == []


def test_what_was_not_read_may_be_read_once_more(rows: Store, clock: HandClock) -> None:
    fetched(rows, clock, "https://host1.example/a")
    (row,) = rows.fetches.rows()
    assert not rows.renewals.read_again(row.entry_id)       # it waits already
    assert rows.entries.end(claimed(rows, row.entry_id, "read"), Fate.UNREADABLE, "No text.")
    assert rows.renewals.read_again(row.entry_id)
    entry = claimed(rows, row.entry_id, "read")
    assert (entry.page_id, entry.fate) == (row.page_id, None)
    assert rows.articles.file(make.filing(make.article(1)), entry, rows.articles.watermark())
    assert not rows.renewals.read_again(row.entry_id)       # what was filed stays filed


def test_the_access_of_a_removed_article_is_that_of_its_page_again_when_it_is_back(rows: Store) -> None:
    file(rows, make.filing(make.article(1, access=Access.REMOVED)))
    (version,) = rows.articles.versions("a1")
    assert version.access is Access.FULL        # what could be seen while it was there
