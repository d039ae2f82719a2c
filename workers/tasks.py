"""The tasks: take an id, call the pipeline. They may run twice, late, or be lost."""

from __future__ import annotations

import contextlib
import functools
import socket
from collections.abc import Callable
from typing import cast

from celery import shared_task

from monitor import pipeline
from workers.place import Closed, at_work, current_desk

Work = Callable[..., None]


def _task(name: str) -> Callable[[Work], Work]:
    """Celery's decorator, typed; a hint that arrives during a stop is dropped."""

    def decorate(work: Work) -> Work:
        @functools.wraps(work)
        def attempt(*arguments: str) -> None:
            with contextlib.suppress(Closed):
                work(*arguments)

        return cast(Work, shared_task(name=name, ignore_result=True)(attempt))

    return decorate


@_task("poll")
def poll(feed_id: str) -> None:
    """Ask a feed what is new."""
    with at_work("poll") as desk:
        pipeline.poll_feed(desk, feed_id)


@_task("fetch")
def fetch(entry_id: str) -> None:
    """Fetch an entry's page."""
    with at_work("fetch") as desk:
        pipeline.fetch_entry(desk, entry_id)


@_task("read")
def read(entry_id: str) -> None:
    """Read an entry's article and file it."""
    with at_work("read") as desk:
        pipeline.read_entry(desk, entry_id)


@_task("canary")
def canary(queue: str) -> None:
    """Note that a hint arrived: this machine takes hints from that queue and can write to the store."""
    with at_work(queue) as desk:
        desk.store.canaries.answer(queue, socket.gethostname())


@_task("sweep")
def sweep() -> None:
    """Hint what is due."""
    pipeline.sweep(current_desk())


@_task("canaries")
def canaries() -> None:
    """Send a canary through every queue."""
    from workers.canaries import send_canaries

    send_canaries(current_desk())
