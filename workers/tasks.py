"""The tasks: take an id, call the pipeline. Safe to run twice, to lose and to delay."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from celery import shared_task

from monitor import pipeline
from workers.place import current_desk

Task = Callable[[Callable[..., None]], Callable[..., None]]


def _task(name: str) -> Task:
    """Celery's decorator, with the type that it does not declare."""
    return cast(Task, shared_task(name=name, ignore_result=True))


@_task("poll")
def poll(feed_id: str) -> None:
    """Ask a feed what is new."""
    pipeline.poll_feed(current_desk(), feed_id)


@_task("fetch")
def fetch(entry_id: str) -> None:
    """Fetch an entry's page."""
    pipeline.fetch_entry(current_desk(), entry_id)


@_task("read")
def read(entry_id: str) -> None:
    """Read an entry's article and file it."""
    pipeline.read_entry(current_desk(), entry_id)


@_task("sweep")
def sweep() -> None:
    """Hint what is due."""
    pipeline.sweep(current_desk())
