"""The application that `celery -A workers.app worker` starts: one process of several, over Redis and PostgreSQL.

Its settings come from the environment and `monitor.toml`, as for every command. Its pool is threads: they wait for the
network, and strangers' bytes are parsed in children of this process, which a prefork child may not have.
"""

from __future__ import annotations

import os

from celery.signals import worker_init, worker_shutdown

import workers.tasks  # noqa: F401  (registers the shared tasks)
from monitor import assemble
from monitor.settings import load
from workers import place
from workers.hints import CeleryHints
from workers.queue import HINT_LIFE, make
from workers.schedule import BEAT

settings = load({})
app = make(settings.broker_url)
app.conf.update(
    worker_pool="threads",
    worker_concurrency=settings.fetch_threads + (settings.parse_processes or os.cpu_count() or 1),
    beat_schedule=BEAT,
)


def open_desk(**_: object) -> None:
    """Before the first task: a desk for this process."""
    place.open_desk(assemble.desk(settings, hints=CeleryHints(app, HINT_LIFE, lambda _: None)))


def close_desk(**_: object) -> None:
    """After the last task: leases that are still held go back, children end."""
    desk = place.current_desk()
    place.close_desk()
    desk.fetcher.close()
    desk.store.entries.hand_back()
    desk.parser.close()
    desk.store.close()


worker_init.connect(open_desk)
worker_shutdown.connect(close_desk)
