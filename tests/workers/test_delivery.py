"""Nothing is lost and nothing done twice, whoever dies and whatever becomes of the messages."""

from __future__ import annotations

import threading

import pytest

from monitor.model import Fate
from tests.site import Answer, Item, Request, article
from tests.workers.crew import Crew, RedisServer, newsroom, page_url, until


def filed_once(crew: Crew, count: int) -> None:
    """Every entry is filed, and each article was written once."""
    assert [row.fate for row in crew.entries()] == [Fate.FILED] * count
    assert list(crew.articles().values()) == [1] * count
    counted = crew.counted()
    assert counted["end", "filed"] == counted["article", "new"] == count
    assert counted["article", "version"] == 0


def killed_in_every_stage(crew: Crew, roles: tuple[str, ...]) -> None:
    """The worker is killed with -9 while it polls, fetches and reads; the next one goes on."""
    hold, begun = threading.Event(), threading.Event()

    def held_up(path: str, real: Answer) -> None:
        def answer(_: Request) -> Answer:
            begun.set()
            hold.wait(60)
            return real
        crew.site.route(path, answer)

    (path,), slow = newsroom(crew.site, 1, 3), page_url(0, 1)
    feed = crew.site.routes["feed0.example", "/feed.xml"]
    assert isinstance(feed, Answer)
    page = Answer(article("Slow", "dawdle-hold").encode(), headers={"Content-Type": "text/html"})
    held_up(path, feed)
    (crew.folder / "hold").touch()
    crew.follow(path)
    others = [crew.start(role) for role in roles[1:]]

    worker = crew.start(roles[0])
    until(begun.is_set, "the poll")
    worker.kill()
    begun.clear()
    hold.set()
    crew.site.route(path, feed)

    hold.clear()
    held_up(slow, page)
    worker = crew.start(roles[0])
    until(begun.is_set, "the fetch")
    worker.kill()
    hold.set()
    crew.site.route(slow, page)

    worker = crew.start(roles[0])
    until((crew.folder / "hold.begun").exists, "the reading")
    worker.kill()
    (crew.folder / "hold").unlink()

    worker = crew.start(roles[0])
    until(crew.ended(3), "the end of every entry")
    filed_once(crew, 3)
    assert len(crew.site.asked(slow)) == 2        # once by the one that was killed
    for process in (worker, *others):
        process.terminate()
        assert process.wait(30) == 0


def test_a_worker_killed_in_every_stage_leaves_its_work_to_the_next(crew: Crew) -> None:
    killed_in_every_stage(crew, ("all",))


@pytest.mark.slow
def test_the_same_over_redis_and_either_store(fleet: Crew) -> None:
    killed_in_every_stage(fleet, ("work", "schedule"))


@pytest.mark.slow
def test_redis_that_dies_and_forgets_costs_a_delay(fleet: Crew, redis_server: RedisServer) -> None:
    paths = newsroom(fleet.site, 3, 10)
    for number in range(10):
        fleet.site.route(page_url(0, number), Answer(
            article(f"Slow {number}", f"slow {number}").encode(), headers={"Content-Type": "text/html"}, wait=0.3))
    fleet.follow(*paths)
    fleet.start("schedule")
    fleet.start("work")
    until(fleet.ended(3), "the first articles")
    redis_server.kill()
    redis_server.start()
    until(fleet.ended(30), "the end of every entry")
    filed_once(fleet, 30)


def test_a_page_that_kills_its_reader_is_quarantined_at_the_third_attempt(crew: Crew) -> None:
    crew.site.page("/bad", "<p>poison-pill")
    crew.site.article("/good")
    crew.site.feed("/feed.xml", [Item("/bad", "Bad"), Item("/good", "Good")])
    crew.follow("/feed.xml")
    deaths = 0
    while not crew.ended(2)():
        worker = crew.start("all")
        until(lambda process=worker: process.poll() is not None or crew.ended(2)(), "the next death")
        deaths += worker.poll() is not None
    assert deaths == 3
    fates = {row.url.rpartition("/")[2]: row for row in crew.entries()}
    assert fates["good"].fate is Fate.FILED
    bad = fates["bad"]
    assert bad.fate is Fate.QUARANTINED
    assert "3 times in read" in (bad.reason or "")                  # how often and where
    assert "did not come back" in (bad.reason or "")                # why
    assert f":{crew.running[2].pid}:" in (bad.reason or "")         # who
    assert " UTC" in (bad.reason or "")                             # when
    worker.kill()                   # or it may take the released row before anybody looks
    worker.wait()
    crew.site.article("/bad")
    released = crew.run(["-m", "monitor", "retry"])
    assert released.wait(30) == 0
    with crew.rows() as rows:
        (waits,) = [row for row in rows.entries.rows() if row.url.endswith("/bad")]
    assert (waits.state, waits.attempts) == ("waiting", 0)
