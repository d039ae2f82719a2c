"""Consumers that ended, or that live and take nothing, are replaced."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from monitor.pipeline import Desk
from tests.workers.crew import until
from workers import embedded, place
from workers.broker import InsideBroker
from workers.embedded import Consumer, EmbeddedWorkers
from workers.hints import CeleryHints
from workers.queue import make

INSIDE = "memory://localhost"
QUEUE = "mended"        # which no consumer serves that another test has left behind


class FullBroker(InsideBroker):
    """Hints always wait."""

    def lengths(self, queues: tuple[str, ...]) -> dict[str, int]:
        return dict.fromkeys(queues, 3)


class Deaf(Consumer):
    """The first time it only looks as if it worked."""

    is_new = True

    def start(self) -> None:
        if not self.is_new:
            super().start()
            return
        self.is_new = False
        self._worker = SimpleNamespace(stop=lambda: None)
        self._thread = threading.Thread(target=threading.Event().wait, args=(60,), daemon=True)
        self._thread.start()
        self.began, self.stalled_since = time.monotonic(), None


@pytest.fixture
def answers() -> Iterator[list[str]]:
    """Which canaries came through, at a desk that has nothing else."""
    came: list[str] = []
    canaries = SimpleNamespace(answer=lambda queue, machine: came.append(queue))
    place.open_desk(cast(Desk, SimpleNamespace(store=SimpleNamespace(canaries=canaries))))
    yield came
    place.close_desk()


def test_a_consumer_that_takes_nothing_is_replaced(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "STALL_SECONDS", 0.2)
    monkeypatch.setattr(embedded, "LOOK_SECONDS", 0.1)
    said: list[str] = []
    crew = EmbeddedWorkers(INSIDE, FullBroker(), {QUEUE: 2}, said.append)
    crew.consumers[:] = [Deaf(INSIDE, QUEUE, 2)]
    hints = CeleryHints(make(INSIDE, publishes=True), 60, lambda _: None)
    hints.send(f"canary:{QUEUE}", QUEUE)
    crew.start()
    try:
        until(lambda: answers == [QUEUE], "the canary")
    finally:
        crew.stop()
    assert said[0] == f"The consumer of {QUEUE} took nothing: a new one takes its place."


def test_a_consumer_that_ended_is_replaced(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LOOK_SECONDS", 0.1)
    said: list[str] = []
    crew = EmbeddedWorkers(INSIDE, InsideBroker(), {QUEUE: 2}, said.append)
    crew.start()
    try:
        crew.consumers[0].stop()
        until(lambda: said, "the sentence")
        hints = CeleryHints(make(INSIDE, publishes=True), 60, lambda _: None)
        hints.send(f"canary:{QUEUE}", QUEUE)
        until(lambda: answers == [QUEUE], "the canary")
    finally:
        crew.stop()
    assert said[0] == f"The consumer of {QUEUE} ended: a new one takes its place."


def test_hands_that_are_full_or_a_queue_that_is_empty_are_no_stall() -> None:
    consumer = Consumer(INSIDE, "read", 1)
    stalled = EmbeddedWorkers.stalled
    late = time.monotonic() + 10 * embedded.STALL_SECONDS
    assert stalled(consumer, 0, time.monotonic()) is None
    assert stalled(consumer, 5, time.monotonic()) is None       # it has only just been seen
    assert stalled(consumer, 0, late) is None                   # nothing waits any more
    assert stalled(consumer, 5, late) is None                   # and it begins anew
    assert stalled(consumer, 5, late + embedded.STALL_SECONDS + timedelta(seconds=1).seconds) == "took nothing"
