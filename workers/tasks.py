"""The tasks: take an id, call the pipeline. Safe to run twice, to lose and to delay."""

from __future__ import annotations

from celery import shared_task

from monitor import pipeline
from workers.place import current_desk


@shared_task(name="poll", ignore_result=True)
def poll(feed_id: str) -> None:
    """Ask a feed what is new."""
    pipeline.poll_feed(current_desk(), feed_id)


@shared_task(name="fetch", ignore_result=True)
def fetch(entry_id: str) -> None:
    """Fetch an entry's page."""
    pipeline.fetch_entry(current_desk(), entry_id)


@shared_task(name="read", ignore_result=True)
def read(entry_id: str) -> None:
    """Read an entry's article and file it."""
    pipeline.read_entry(current_desk(), entry_id)


@shared_task(name="sweep", ignore_result=True)
def sweep() -> None:
    """Hint what is due."""
    pipeline.sweep(current_desk())
