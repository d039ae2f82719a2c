"""What becomes of messages does not matter: lost, doubled, late; nor how many sweep, nor what a worker's clock says."""

from __future__ import annotations

import os
import signal
import time

import pytest
import redis

from monitor.model import Filter
from tests.site import Answer, Item, article
from tests.workers.crew import Crew, RedisServer, newsroom, page_url, until
from tests.workers.test_delivery import filed_once
from workers.queue import QUEUES

pytestmark = pytest.mark.slow


def slow_down(crew: Crew, feeds: int, articles: int, wait: float = 0.2) -> None:
    """Every page takes a moment, so that messages wait."""
    for feed in range(feeds):
        for number in range(articles):
            body = article(f"Report {feed} {number}", f"{feed} subject {number}").encode()
            crew.site.route(page_url(feed, number), Answer(body, headers={"Content-Type": "text/html"}, wait=wait))


def test_messages_that_are_lost_doubled_or_late_change_nothing(fleet: Crew, redis_server: RedisServer) -> None:
    paths = newsroom(fleet.site, 2, 12)
    slow_down(fleet, 2, 12)
    fleet.follow(*paths)
    fleet.start("schedule")
    client = redis.Redis.from_url(redis_server.url)

    def held() -> dict[str, list[bytes]]:
        return {queue: client.lrange(queue, 0, -1) for queue in QUEUES}  # type: ignore[misc]  # redis: or awaitable

    until(lambda: len(held()["poll"]) >= 2, "the hints")
    client.delete(*QUEUES)                                  # lost
    until(lambda: len(held()["poll"]) >= 2, "the hints again")
    for message in held()["poll"]:
        client.rpush("poll", message, message)              # three times
    fleet.start("work")
    late: list[bytes] = []

    def take_some() -> bool:
        late.extend(client.lpop("fetch", 8) or [])  # type: ignore[arg-type]
        return len(late) >= 4

    until(take_some, "hints to fetch")
    until(fleet.ended(24 - len(late)), "the others")
    until(fleet.ended(24), "those whose hints were taken away")
    client.rpush("fetch", *late, *late)                     # late, and twice
    until(lambda: not any(held().values()), "an empty queue")
    time.sleep(1)
    filed_once(fleet, 24)
    assert [len(fleet.site.asked(page_url(feed, n))) for feed in range(2) for n in range(12)] == [1] * 24


def test_two_schedulers_and_two_workers_do_nothing_twice(fleet: Crew) -> None:
    paths = newsroom(fleet.site, 4, 8)
    fleet.lease = 60.0              # nobody dies here: a loaded machine may take its time
    fleet.follow(*paths)
    for role in ("schedule", "schedule", "work", "work"):
        fleet.start(role)
    until(fleet.ended(32), "the end of every entry")
    time.sleep(1)
    filed_once(fleet, 32)
    assert [len(fleet.site.asked(page_url(feed, n))) for feed in range(4) for n in range(8)] == [1] * 32
    assert [len(fleet.site.asked(path)) for path in paths] == [1] * 4


def test_a_worker_that_writes_after_its_lease_ran_out_writes_nothing(fleet: Crew) -> None:
    (feed,) = newsroom(fleet.site, 1, 1)
    fleet.site.page(page_url(0, 0), article("Slow", "dawdle-hold"))
    (fleet.folder / "hold").touch()
    fleet.follow(feed)
    fleet.start("schedule")
    late = fleet.start("work")
    until((fleet.folder / "hold.begun").exists, "the reading")
    os.kill(late.pid, signal.SIGSTOP)
    (fleet.folder / "hold").unlink()
    fleet.start("work")
    until(fleet.ended(1), "the other's article")
    os.kill(late.pid, signal.SIGCONT)
    time.sleep(2)
    assert late.poll() is None
    filed_once(fleet, 1)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_worker_whose_clock_is_an_hour_off_loses_nothing(fleet: Crew, hours: int) -> None:
    paths = newsroom(fleet.site, 3, 8)
    shift = fleet.folder / "shift"
    shift.write_text(str(3600 * hours))
    fleet.follow(*paths)
    fleet.start("work", TEST_SHIFT=str(shift))
    until(lambda: "ready" in fleet.said(0), "the odd worker")
    fleet.start("schedule")
    time.sleep(2)
    fleet.start("work")
    time.sleep(2)
    fleet.running[0].kill()         # whatever it held is leased, by its clock, for an hour
    until(fleet.ended(24), "the end of every entry", 90)
    filed_once(fleet, 24)


def test_two_repeats_filed_at_one_moment_by_two_workers_are_one_story(fleet: Crew) -> None:
    for number in range(6):
        body = article("The same report", "dawdle-hold")
        fleet.site.page(f"http://twin{number}.example/a", body)
    items = [Item(f"http://twin{number}.example/a", "The same report") for number in range(6)]
    fleet.follow(fleet.site.feed("http://twins.example/feed.xml", items))
    (fleet.folder / "hold").touch()
    fleet.lease = 30.0
    fleet.start("schedule")
    fleet.start("work")
    fleet.start("work")
    until((fleet.folder / "hold.begun").exists, "the reading")
    time.sleep(3)                   # both hold one
    (fleet.folder / "hold").unlink()
    until(fleet.ended(6), "the end of every entry")
    with fleet.rows() as rows:
        stories = {stored.story_id for stored in rows.articles.every(Filter(everything=True))}
    assert len(stories) == 1
