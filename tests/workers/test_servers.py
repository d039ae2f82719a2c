"""Servers that are wrong, away, or come later: one sentence each, no crash, no waiting of publishers."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import Failed, Unavailable
from tests.workers.crew import Crew, RedisServer, free_port, newsroom, redis_binary, until
from workers import broker
from workers.hints import CeleryHints
from workers.patience import patiently
from workers.queue import make

SECRET = "hunter2"


@pytest.fixture
def locked() -> Iterator[RedisServer]:
    """A Redis that wants a password."""
    try:
        held = RedisServer(redis_binary(), SECRET)
    except LookupError as error:
        pytest.skip(str(error))
    held.start()
    yield held
    held.kill()


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(8)
        yield int(held.getsockname()[1])


def hint_seconds(url: str, hints: int = 1) -> tuple[float, list[str]]:
    """How long hints take at best of five tries, since the machine may be loaded, and what was said of them."""
    tries = [_hint_seconds(url, hints) for _ in range(5)]
    return min(spent for spent, _ in tries), tries[0][1]


def _hint_seconds(url: str, count: int) -> tuple[float, list[str]]:
    lost: list[str] = []
    app = make(url, publishes=True)
    hints = CeleryHints(app, 60, lost.append)
    began = time.monotonic()
    for number in range(count):
        hints.send("fetch", str(number))
    spent = time.monotonic() - began
    app.close()
    return spent, lost


def test_a_publisher_that_reaches_no_broker_gives_up_at_once() -> None:
    spent, lost = hint_seconds(f"redis://127.0.0.1:{free_port()}/0")
    assert spent < 0.5
    assert lost != []


def test_a_publisher_does_not_wait_for_a_broker_that_hangs(deaf: int) -> None:
    spent, lost = hint_seconds(f"redis://127.0.0.1:{deaf}/0")
    assert spent < 1.0      # the goal is .5; the machine may be loaded
    assert lost != []


def test_a_sweep_of_hints_loses_its_time_once() -> None:
    spent, lost = hint_seconds(f"redis://127.0.0.1:{free_port()}/0", 200)
    assert spent < 1.5
    assert len(lost) == 200


def test_a_broker_that_is_away_is_unavailable_and_one_that_refuses_has_failed(locked: RedisServer, deaf: int) -> None:
    for port in (free_port(), deaf):
        with pytest.raises(Unavailable, match="does not answer"):
            broker.of(f"redis://:{SECRET}@127.0.0.1:{port}/0").check()
    for wrong in (f"redis://127.0.0.1:{locked.port}/0", f"redis://:wrong-{SECRET}@127.0.0.1:{locked.port}/0"):
        with pytest.raises(Failed) as caught:
            broker.of(wrong).check()
        assert not isinstance(caught.value, Unavailable)
        assert SECRET not in str(caught.value)
    broker.of(locked.url).check()


def test_patience_ends_with_the_server_s_answer_with_a_stop_or_with_the_last_sentence() -> None:
    answers: list[Exception | str] = [Unavailable("Away."), Unavailable("Away."), "here"]

    def attempt() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    said: list[str] = []
    assert patiently(attempt, threading.Event(), said.append) == "here"
    assert said == ["Away."]        # once, however long
    told = threading.Event()
    told.set()
    answers[:] = [Unavailable("Away.")]
    assert patiently(attempt, told, said.append) is None
    answers[:] = [Unavailable("Away.")]
    with pytest.raises(Unavailable):
        patiently(attempt, threading.Event(), said.append, longest=0)
    answers[:] = [Failed("Wrong password.")]
    with pytest.raises(Failed, match="Wrong"):
        patiently(attempt, threading.Event(), said.append)


def ends_with(crew: Crew, arguments: list[str], **more: str) -> str:
    process = crew.run(["-m", "monitor", *arguments], **more)
    assert process.wait(60) == 3
    said = crew.said(len(crew.running) - 1).strip()
    assert SECRET not in said
    assert "Traceback" not in said
    return said.splitlines()[-1]


def test_a_crawl_over_a_broker_that_is_not_there_is_one_sentence(crew: Crew) -> None:
    said = ends_with(crew, ["crawl"], MONITOR_BROKER=f"redis://:{SECRET}@127.0.0.1:{free_port()}/0")
    assert said.startswith("The broker redis://")
    assert said.endswith("does not answer.")


@pytest.mark.slow
def test_the_doctor_takes_the_brokers_password_out_of_its_file(
    crew: Crew, locked: RedisServer, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text(SECRET + "\n")
    bare = f"redis://127.0.0.1:{locked.port}/0"
    file = str(tmp_path / "password")
    told = crew.run(["-m", "monitor", "doctor"], MONITOR_BROKER=bare, MONITOR_BROKER_PASSWORD_FILE=file)
    assert told.wait(60) == 0, crew.said(0)
    assert ends_with(crew, ["doctor"], MONITOR_BROKER=bare).endswith("wants another password.")


@pytest.mark.slow
def test_wrong_passwords_and_stores_are_one_sentence_for_whoever_keeps_running(
    crew: Crew, locked: RedisServer, server: str, request: pytest.FixtureRequest
) -> None:
    import psycopg

    wrong = f"redis://:not-{SECRET}@127.0.0.1:{locked.port}/0"
    assert "wants another password" in ends_with(crew, ["run", "--only", "work"], MONITOR_BROKER=wrong)
    template = request.getfixturevalue("template")
    nobody = server.replace("postgres:@", f"nobody:{SECRET}@")
    assert "nobody" in ends_with(crew, ["run"], MONITOR_DATABASE=nobody)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE from_the_future TEMPLATE " + template)
        connection.execute("CREATE DATABASE of_others")
        connection.execute("CREATE DATABASE bare_one")
        connection.execute("CREATE ROLE guest LOGIN")

    def database(name: str) -> str:
        from tests.store.conftest import of

        return of(server, name)

    with psycopg.connect(database("from_the_future"), autocommit=True) as connection:
        connection.execute("UPDATE monitor_schema SET version = 999")
    with psycopg.connect(database("of_others"), autocommit=True) as connection:
        connection.execute("CREATE TABLE bookmarks (id INT)")
    assert "newer program" in ends_with(crew, ["run"], MONITOR_DATABASE=database("from_the_future"))
    assert "another program" in ends_with(crew, ["run"], MONITOR_DATABASE=database("of_others"))
    guest = database("bare_one").replace("postgres:@", f"guest:{SECRET}@")
    assert "may not do this" in ends_with(crew, ["run"], MONITOR_DATABASE=guest)
    away = f"postgresql://me:{SECRET}@127.0.0.1:{free_port()}/monitor?connect_timeout=2"
    assert "cannot be reached" in ends_with(crew, ["crawl"], MONITOR_DATABASE=away)


@pytest.mark.slow
def test_workers_wait_for_a_broker_that_starts_later_and_take_it_up_again_after_it_died(
    fleet: Crew, redis_server: RedisServer
) -> None:
    redis_server.kill()
    fleet.follow(*newsroom(fleet.site, 2, 4))
    processes = [fleet.start("schedule"), fleet.start("work")]
    until(lambda: all("does not answer" in fleet.said(n) for n in (0, 1)), "the sentence")
    time.sleep(3)
    assert [process.poll() for process in processes] == [None, None]
    assert [fleet.said(n).count("does not answer") for n in (0, 1)] == [1, 1]      # no busy loop, said once
    redis_server.start()
    until(fleet.ended(8), "the first articles")
    redis_server.kill()
    time.sleep(3)
    fleet.follow(*newsroom(fleet.site, 2, 4, "later"))
    redis_server.start()
    until(fleet.ended(16), "the later articles")
    assert [process.poll() for process in processes] == [None, None]
    for process in processes:
        process.terminate()
        assert process.wait(30) == 0


@pytest.mark.slow
def test_celery_s_own_worker_serves_the_queues_apart(fleet: Crew) -> None:
    """As `celery -A workers.app worker` starts them, with beat as the sweeper."""
    fleet.follow(*newsroom(fleet.site, 2, 4))
    common = ["-m", "celery", "-A", "workers.app"]
    processes = [
        fleet.run([*common, "worker", "--pool", "threads", "--queues", queues, "--concurrency", "4",
                   "--hostname", f"{queues[:4]}@test"])
        for queues in ("poll", "fetch,read")
    ]
    beat = fleet.run([*common, "beat", "--schedule", str(fleet.folder / "beat")])
    until(fleet.ended(8), "the end of every entry")
    assert sorted(fleet.articles().values()) == [1] * 8
    for process in (*processes, beat):
        process.terminate()
        process.wait(30)
    assert all("Traceback" not in fleet.said(number) for number in range(3))


@pytest.mark.slow
def test_sigterm_hands_work_back_within_the_grace_time(fleet: Crew) -> None:
    from tests.site import Answer, article
    from tests.workers.crew import page_url

    (feed,) = newsroom(fleet.site, 1, 1)
    page = Answer(article("Slow", "slow").encode(), headers={"Content-Type": "text/html"}, wait=30)
    fleet.site.route(page_url(0, 0), page)
    fleet.lease = 300.0
    fleet.follow(feed)
    fleet.start("schedule")
    worker = fleet.start("work")
    until(lambda: fleet.site.asked(page_url(0, 0)), "the request")
    began = time.monotonic()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(30) == 0
    assert time.monotonic() - began < 20      # the page would last 30 seconds
    (row,) = fleet.entries()
    assert (row.state, row.attempts) == ("waiting", 0)
    fleet.site.article(page_url(0, 0))
    fleet.start("work")
    until(fleet.ended(1), "the article")        # long before the lease of five minutes is over
