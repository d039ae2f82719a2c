"""A look at the rows: what is wrong is told once, in the words of a person, and once more when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Fate, FeedSource, FeedState, Trouble
from monitor.pipeline import health
from monitor.store.feeds import feed_id_of
from tests.pipeline.room import Room, room
from tests.store import make

GOOD, OTHER = make.feed(1), make.feed(2)
DAY = timedelta(days=1)
QUEUES = {"poll", "fetch", "read"}


@dataclass
class Ear:
    """The port Alert: what was told."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    def raise_(self, subject: str, text: str) -> None:
        self.heard.append((subject, text))

    def subjects(self) -> list[str]:
        """What was told since the last time."""
        told, self.heard = [subject for subject, _ in self.heard], []
        return told


@dataclass
class Watch:
    """A room with two feeds, whose days a test makes."""

    place: Room
    ear: Ear
    named: int = 0

    def poll(self, items: int, source: FeedSource = GOOD, outcome: str = "polled", status: int | None = 200) -> None:
        """One poll of a feed that names so many new items."""
        rows, now = self.place.desk.store, self.place.clock.now()
        url = source.url
        rows.feeds.make_due([url])
        feed = rows.feeds.claim(feed_id_of(url), make.LEASE)
        assert feed is not None
        self.named += items
        entries = [make.new_entry(f"https://pages.example/{self.named - n}", refused="no") for n in range(items)]
        answered = outcome in ("polled", "unchanged")
        state = FeedState(DAY, polled=now if answered else None, due=now + DAY, failures=0 if answered else 1)
        written = replace(make.polled(feed, now), outcome=outcome, status=status, state=state, reason="No.")
        rows.feeds.finish(written, entries, None)
        rows.pace.give_back(url.split("/")[2], timedelta(0))

    def days(self, *counts: int, source: FeedSource = GOOD) -> None:
        """A day each, polled once."""
        for items in counts:
            self.place.clock.forward(days=1)
            self.poll(items, source)

    def look(self) -> list[str]:
        """Look, and give what was told."""
        health.look(self.place.desk)
        return self.ear.subjects()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with room(tmp_path) as place:
        ear = Ear()
        held = Watch(replace(place, desk=replace(place.desk, alert=ear)), ear)
        place.desk.store.feeds.add([GOOD, OTHER])
        yield held


def test_a_feed_that_falls_silent_is_told_of_once_and_when_it_is_back(watch: Watch) -> None:
    watch.days(40, *[3] * 35)
    assert watch.look() == []
    watch.days(*[0] * 7)
    assert watch.look() == [f"Feed {GOOD.url} is silent"]
    watch.days(0)
    assert watch.look() == []
    (alarm,) = watch.place.desk.store.alarms.standing()
    assert (alarm.subject, alarm.trouble) == (f"feed {GOOD.url}", Trouble.SILENT)
    assert alarm.text == "answers, but has yielded 0 items in 6 days, since 2026-04-08; 3.0 a day were usual"
    watch.days(*[3] * 8)
    assert watch.look() == [f"Feed {GOOD.url} is silent no longer"]
    assert watch.look() == []
    assert watch.place.desk.store.alarms.standing() == []


def test_days_without_an_answer_are_no_silence(watch: Watch) -> None:
    watch.days(40, *[3] * 35)
    watch.place.clock.forward(days=20)
    assert watch.look() == []
    watch.days(3)
    assert watch.look() == []


def test_a_feed_that_refuses_us_is_held_back_and_not_called_silent(watch: Watch) -> None:
    for hours in (6, 12, 24):
        watch.place.clock.forward(hours=hours)
        watch.poll(0, outcome="failed", status=403)
    assert watch.look() == [f"Feed {GOOD.url} is held back"]
    watch.place.clock.forward(hours=48)
    watch.poll(1)
    assert watch.look() == [f"Feed {GOOD.url} is held back no longer"]


def test_a_feed_without_an_answer_for_a_day_is_failing_and_one_that_is_gone_at_once(watch: Watch) -> None:
    watch.poll(0, OTHER, "failed", 410)
    for _ in range(3):
        watch.place.clock.forward(hours=13)
        watch.poll(0, outcome="failed", status=None)
    assert sorted(watch.look()) == [f"Feed {GOOD.url} does not answer", f"Feed {OTHER.url} does not answer"]


def test_an_alarm_about_a_feed_that_nobody_follows_any_more_is_dropped_in_silence(watch: Watch) -> None:
    watch.poll(0, OTHER, "failed", 410)
    watch.look()
    watch.place.desk.store.feeds.remove(OTHER.url)
    assert watch.look() == []
    assert watch.place.desk.store.alarms.standing() == []


def test_a_host_whose_pages_turn_into_a_wall_is_told_of(watch: Watch) -> None:
    place = watch.place
    urls = [f"https://walled.example/{number}" for number in range(12)]
    place.name(*urls)
    for url in urls:
        place.web.put(url, b"<html><body></body></html>")
    for _ in urls:
        place.work()
        place.clock.forward(seconds=30)
    assert {place.entry(url).fate for url in urls} == {Fate.UNREADABLE}
    assert watch.look() == ["Host walled.example has turned into a wall"]


def test_many_feeds_that_change_at_once_are_one_message(watch: Watch) -> None:
    sources = [make.feed(number) for number in range(20, 30)]
    watch.place.desk.store.feeds.add(sources)
    for source in sources:
        watch.poll(0, source, "failed", 410)
    assert watch.look() == ["10 feeds: each does not answer"]
    assert len(watch.place.desk.store.alarms.standing()) == 10


def test_the_age_of_the_canaries_is_the_health_of_the_queues(watch: Watch) -> None:
    rows, clock = watch.place.desk.store, watch.place.clock
    assert health.sick_queues(rows) == {}                   # two feeds are due, only just
    clock.forward(minutes=11)
    assert health.sick_queues(rows) == {"poll": "nothing ever came through"}
    for queue in QUEUES:
        rows.canaries.ask(queue)
        rows.canaries.answer(queue, "here")
    assert health.sick_queues(rows) == {}
    assert health.sick_queues(rows, "here") == {}
    assert set(health.sick_queues(rows, "elsewhere")) == QUEUES
    clock.forward(minutes=11)
    assert set(health.sick_queues(rows)) == QUEUES
    assert watch.look() == []                               # none is out: nobody sent one


def test_a_queue_whose_canary_does_not_come_back_is_stuck(watch: Watch) -> None:
    rows, clock = watch.place.desk.store, watch.place.clock
    for queue in QUEUES:
        rows.canaries.ask(queue)
    for queue in QUEUES - {"fetch"}:
        rows.canaries.answer(queue, "here")
    clock.forward(minutes=11)
    assert watch.look() == ["Queue fetch is stuck"]
    rows.canaries.answer("fetch", "here")
    assert watch.look() == ["Queue fetch moves again"]
