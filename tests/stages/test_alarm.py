"""Alarms once a change of state, and one message where many change at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Alarm, Trouble
from monitor.stages import alarm

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEY = ("feed https://a.example/f", Trouble.SILENT)
KEYS = st.tuples(st.sampled_from(["feed a", "feed b", "host c"]), st.sampled_from(list(Trouble)))
VERDICTS = st.dictionaries(KEYS, st.none() | st.just("it is silent"), max_size=5)


def standing(*keys: alarm.Key) -> list[Alarm]:
    return [Alarm(subject, trouble, "it is silent", NOW - timedelta(days=3)) for subject, trouble in keys]


def apply(state: list[Alarm], found: list[Alarm]) -> list[Alarm]:
    over = {(one.subject, one.trouble) for one in found if one.over}
    return [one for one in state if (one.subject, one.trouble) not in over] + [one for one in found if not one.over]


def test_what_begins_is_told_and_what_goes_on_is_not() -> None:
    assert alarm.changes([], {KEY: "it is silent"}, NOW) == [Alarm(*KEY, "it is silent", NOW)]
    assert alarm.changes(standing(KEY), {KEY: "it is still silent"}, NOW) == []


def test_what_is_over_is_told_with_how_long_it_lasted() -> None:
    (over,) = alarm.changes(standing(KEY), {KEY: None}, NOW)
    assert over.over
    assert over.text == "After 3 days. It was: it is silent"


def test_what_was_not_judged_stays_as_it_was() -> None:
    assert alarm.changes(standing(KEY), {}, NOW) == []
    assert alarm.changes([], {KEY: None}, NOW) == []


@given(st.lists(VERDICTS, max_size=6))
def test_each_change_is_told_exactly_once(looks: list[dict[alarm.Key, str | None]]) -> None:
    state: list[Alarm] = []
    for verdicts in looks:
        before = {(one.subject, one.trouble) for one in state}
        found = alarm.changes(state, verdicts, NOW)
        state = apply(state, found)
        after = {(one.subject, one.trouble) for one in state}
        assert {(one.subject, one.trouble) for one in found} == before ^ after
        assert len(found) == len(before ^ after)
        assert alarm.changes(state, verdicts, NOW) == []


def test_a_message_says_who_and_what() -> None:
    begun = Alarm("feed https://a.example/f", Trouble.SILENT, "answers, but", NOW)
    assert alarm.messages([begun]) == [("Feed https://a.example/f is silent", "Answers, but")]
    over = Alarm("queue poll", Trouble.STUCK, "After 3 days.", NOW, over=True)
    assert alarm.messages([over]) == [("Queue poll moves again", "After 3 days.")]


def test_many_at_once_are_one_message_that_names_some() -> None:
    many = [Alarm(f"feed https://a.example/{n:02}", Trouble.SILENT, "answers", NOW) for n in range(40)]
    lone = Alarm("host b.example", Trouble.WALLED, "empty", NOW)
    (subject, text), other = alarm.messages([*many, lone])
    assert subject == "40 feeds: each is silent"
    assert "https://a.example/00" in text
    assert "And 30 more" in text
    assert other[0] == "Host b.example has turned into a wall"
