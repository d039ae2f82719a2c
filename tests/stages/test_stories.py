"""Stories: the same whatever the order of arrival, no chains, and a person's choice above all."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Level, Match, Member, Relation
from monitor.stages import stories

START = datetime(2026, 11, 16, 8, tzinfo=UTC)


def member(name: str, hour: int = 0, *, length: int = 1000, story: str = "", pinned: bool = False) -> Member:
    when = START + timedelta(hours=hour)
    return Member(name, story, when, when, length, pinned)


def match(a: str, b: str, relation: Relation = Relation.NEAR_DUPLICATE, score: float = 0.9) -> Match:
    return Match(a, b, relation, Level.NONE, score, "")


class Shelf:
    """A store in memory, filled one article at a time as the pipeline does it."""

    def __init__(self, links: list[Match]) -> None:
        self.links = links
        self.members: dict[str, Member] = {}
        self.founders: dict[str, str] = {}

    def file(self, new: Member) -> None:
        mine = [m for m in self.links if new.article_id in (m.article_id, m.other_id)]
        mine = [m for m in mine if ({m.article_id, m.other_id} - {new.article_id}) <= self.members.keys()]
        others = {i for m in mine for i in (m.article_id, m.other_id)} & self.members.keys()
        touched = {self.members[i].story_id for i in others}
        near = [m for m in self.members.values() if m.story_id in touched]
        ids = {m.article_id for m in near}
        held = [m for m in self.links if m.article_id in ids and m.other_id in ids]
        placed = stories.place(new, mine, near, held)
        self._put(new, placed.story_id)
        for article_id, story_id in placed.moves:
            self._put(self.members[article_id], story_id)
        self.founders |= dict(placed.founders)

    def _put(self, who: Member, story_id: str) -> None:
        self.members[who.article_id] = Member(
            who.article_id, story_id, who.published, who.first_seen, who.length, who.pinned
        )

    def groups(self) -> set[frozenset[str]]:
        held: dict[str, set[str]] = {}
        for one in self.members.values():
            held.setdefault(one.story_id, set()).add(one.article_id)
        return {frozenset(ids) for ids in held.values()}


def filed(members: list[Member], links: list[Match]) -> Shelf:
    shelf = Shelf(links)
    for one in members:
        shelf.file(one)
    return shelf


def test_an_article_like_no_other_opens_a_story_of_its_own() -> None:
    placed = stories.place(member("a"), [])
    assert (placed.story_id, placed.founder_id, placed.moves) == ("sa", "a", ())


def test_a_copy_joins_the_story_of_the_first() -> None:
    placed = stories.place(member("b", 2), [match("b", "a")], [member("a", story="sa")])
    assert (placed.story_id, placed.founder_id) == ("sa", "a")


def test_an_earlier_copy_becomes_the_founder_and_the_story_keeps_its_id() -> None:
    placed = stories.place(member("b", -2), [match("b", "a")], [member("a", story="sa")])
    assert (placed.story_id, placed.founder_id, placed.moves) == ("sa", "b", ())
    assert placed.founders == (("sa", "b"),)


@pytest.mark.parametrize(
    ("one", "other", "founder"),
    [
        (member("a", 1), member("b", 0), "b"),
        (member("a", 0, length=10), member("b", 0, length=20), "b"),
        (member("b", 0), member("a", 0), "a"),
    ],
)
def test_the_founder_is_the_earliest_then_the_longest_then_by_id(one: Member, other: Member, founder: str) -> None:
    both = [one, other]
    for order in (both, both[::-1]):
        assert set(filed(order, [match("a", "b")]).founders.values()) >= {founder}
        assert filed(order, [match("a", "b")]).groups() == {frozenset("ab")}


def whole(a: str, b: str) -> Match:
    return Match(a, b, Relation.TRANSLATION, Level.TRANSLATION, 0.9, "")


@pytest.mark.parametrize(("ties", "is_one"), [(1, False), (2, True)])
def test_two_texts_in_many_languages_are_no_event_by_one_pair_of_sixteen(ties: int, is_one: bool) -> None:
    mine, theirs = [f"a{n}" for n in range(4)], [f"b{n}" for n in range(4)]
    links = [whole(a, b) for held in (mine, theirs) for a, b in combinations(held, 2)]
    links += [match(mine[n], theirs[n], Relation.SAME_STORY) for n in range(ties)]
    members = [member(name, hour) for hour, name in enumerate([*mine, *theirs])]
    for order in (members, members[::-1], random.Random(5).sample(members, 8)):
        assert (len(filed(order, links).groups()) == 1) is is_one


def test_a_report_joins_a_text_in_nine_languages_by_the_nearest_of_them() -> None:
    held = [f"a{n}" for n in range(9)]
    links = [*(whole(a, b) for a, b in combinations(held, 2)), match("report", "a8", Relation.SAME_STORY)]
    members = [*(member(name, hour) for hour, name in enumerate(held)), member("report", 10)]
    assert len(filed(members, links).groups()) == 1


def test_a_copy_of_one_of_many_languages_stays_with_it() -> None:
    held = [f"a{n}" for n in range(20)]
    links = [*(whole(a, b) for a, b in combinations(held, 2)), match("copy", "a7")]
    members = [*(member(name, hour) for hour, name in enumerate(held)), member("copy", 30)]
    assert len(filed(members, links).groups()) == 1


def test_a_round_up_does_not_tie_two_stories() -> None:
    members = [member("a", 0), member("b", 1), member("c", 2)]
    links = [match("c", "a"), match("c", "b")]
    assert filed(members, links).groups() == {frozenset("ac"), frozenset("b")}


def test_an_exact_copy_of_a_copy_goes_where_its_twin_went() -> None:
    members = [member("a", 0), member("b", 1), member("c", 2)]
    links = [match("b", "a"), match("c", "b", Relation.DUPLICATE, 1.0)]
    assert filed(members, links).groups() == {frozenset("abc")}


def test_a_translation_goes_where_its_text_went() -> None:
    members = [member("a", 0), member("b", 1), member("c", 2), member("d", 3)]
    report = match("b", "a", Relation.SAME_STORY, 0.9)
    assert filed(members[:3], [report, match("c", "b", Relation.TRANSLATION)]).groups() == {frozenset("abc")}
    assert filed(members[:3], [report, match("c", "a", Relation.TRANSLATION)]).groups() == {frozenset("abc")}
    chain = [match("b", "a", Relation.TRANSLATION), match("c", "b", Relation.TRANSLATION)]
    assert filed(members[:3], chain).groups() == {frozenset("ab"), frozenset("c")}


@pytest.mark.parametrize(("level", "speaks"), [
    (Level.EXACT, True), (Level.NEAR_DUPLICATE, True), (Level.REWRITE, True), (Level.TRANSLATION, True),
    (Level.PARTIAL_COPY, False), (Level.ABRIDGED_TRANSLATION, False),
])
def test_a_text_is_heard_in_its_nearest_language_but_not_through_a_round_up(level: Level, speaks: bool) -> None:
    relation = Relation.TRANSLATION if "translation" in level.value else Relation.NEAR_DUPLICATE
    members = [member("a", 0), member("b", 1), member("c", 2)]
    links = [
        Match("c", "b", relation, level, 0.9, ""),
        match("c", "a", Relation.SAME_STORY, 0.95),
    ]
    expected = {frozenset("abc")} if speaks else {frozenset("a"), frozenset("bc")}
    assert filed(members, links).groups() == expected


def test_copies_stay_together_where_only_one_of_them_is_like_another_story() -> None:
    members = [member("a", 0), member("b", 1), member("c", 2)]
    links = [match("c", "b"), match("c", "a", Relation.SAME_STORY, 0.99)]
    assert filed(members, links).groups() == {frozenset("a"), frozenset("bc")}


def test_whom_a_person_split_off_stays_apart_and_draws_its_own_copies() -> None:
    held = [member("a", story="sa"), member("b", 1, story="sb", pinned=True)]
    links = [match("b", "a")]
    placed = stories.place(member("c", 2), [match("c", "b", Relation.DUPLICATE, 1.0), match("c", "a")], held, links)
    assert placed.story_id == "sb"
    assert ("b", "sa") not in placed.moves
    assert dict(placed.founders) == {"sa": "a", "sb": "b"}


@pytest.mark.parametrize("again", ["a", "b"])
@pytest.mark.parametrize("first", ["a", "b"])
def test_whom_a_person_split_off_is_not_followed_by_what_it_repeats(first: str, again: str) -> None:
    a, b = member("a", 1 - (first == "a"), story="sa"), member("b", 1 - (first == "b"), story="sb", pinned=True)
    links = [match("b", "a")]
    placed = stories.place({"a": a, "b": b}[again], links, [a, b], links)
    assert (placed.story_id, placed.moves) == (f"s{again}", ())


def test_whom_a_person_joined_elsewhere_leaves_its_copies_where_they_are() -> None:
    held = [member("a", 0, story="sz", pinned=True), member("b", 1, story="sa"), member("z", 2, story="sz")]
    links = [match("b", "a")]
    placed = stories.place(held[1], links, held, links)
    assert (placed.story_id, placed.moves) == ("sa", ())


def test_what_is_found_to_repeat_a_pinned_article_joins_it() -> None:
    held = [member("a", story="sa", pinned=True), member("b", 1, story="sb")]
    assert stories.place(held[1], [match("b", "a")], held, []).story_id == "sa"


def test_whom_a_person_joined_stays_and_does_not_found_the_story() -> None:
    held = [member("a", 5, story="sa"), member("b", 0, story="sa", pinned=True)]
    placed = stories.place(member("c", 6), [match("c", "a")], held, [])
    assert placed.story_id == "sa"
    assert dict(placed.founders)["sa"] == "a"
    assert placed.moves == ()


def test_a_choice_given_beside_the_members_counts_as_well() -> None:
    placed = stories.place(member("b", 1), [match("b", "a")], [member("a", story="sa")], choices={"b": "sz"})
    assert placed.story_id == "sz"


def test_placing_the_same_article_again_changes_nothing() -> None:
    held = [member("a", story="sa"), member("b", 1, story="sa")]
    placed = stories.place(held[1], [match("b", "a")], held, [match("b", "a")])
    assert (placed.story_id, placed.founder_id, placed.moves) == ("sa", "a", ())


def test_an_article_that_changed_and_repeats_nothing_now_leaves_its_story() -> None:
    held = [member("a", story="sa"), member("b", 1, story="sa")]
    placed = stories.place(held[1], [], held, [match("b", "a")])
    assert placed.story_id == "sb"
    assert placed.founder_id == "b"


def test_no_article_is_ever_lost_from_the_stories_that_are_judged_anew() -> None:
    held = [member(name, hour, story="sa") for hour, name in enumerate("abcd")]
    links = [match("b", "a"), match("c", "a"), match("d", "a")]
    placed = stories.place(member("e", -1), [match("e", "b")], held, links)
    moved = dict(placed.moves)
    assert {moved.get(one.article_id, one.story_id) for one in held} <= {story for story, _ in placed.founders}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_arrival_does_not_decide_about_exact_copies(seed: int) -> None:
    draw = random.Random(seed)
    texts = [draw.randrange(5) for _ in range(12)]
    members = [member(f"{n:02}", draw.randrange(48), length=draw.randrange(100, 999)) for n in range(12)]
    links = [
        match(a.article_id, b.article_id, Relation.DUPLICATE, 1.0)
        for (a, x), (b, y) in combinations(zip(members, texts, strict=True), 2) if x == y
    ]
    first = filed(members, links)
    draw.shuffle(members)
    second = filed(members, links)
    assert first.groups() == second.groups()
    assert len(first.groups()) == len(set(texts))


def test_the_order_of_arrival_hardly_decides_about_anything_else() -> None:
    draw = random.Random(7)
    kinds = [Relation.NEAR_DUPLICATE, Relation.TRANSLATION, Relation.SAME_STORY]
    differing = total = 0
    for _ in range(40):
        events = {f"{n:02}": draw.randrange(4) for n in range(14)}
        members = [member(name, draw.randrange(72)) for name in events]
        links = [
            match(a, b, draw.choice(kinds), draw.uniform(0.5, 1.0))
            for a, b in combinations(events, 2) if events[a] == events[b] and draw.random() < 0.9
        ]
        first = filed(members, links).groups()
        draw.shuffle(members)
        second = filed(members, links).groups()
        home = {name: group for group in second for name in group}
        differing += sum(home[name] != group for group in first for name in group)
        total += len(events)
    assert differing / total <= 0.01, f"{differing} of {total}"
