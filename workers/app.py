"""The application for `celery -A workers.app worker`: one process of several, over Redis and PostgreSQL.

Its settings come from the environment and `monitor.toml`, as for every command. Its pool is made of threads: they wait
for the network, and untrusted bytes are parsed in child processes, which a prefork worker may not have.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading

from celery.signals import worker_init, worker_shutdown, worker_shutting_down

import workers.tasks  # noqa: F401  (registers the shared tasks)
from monitor import assemble
from monitor.errors import Failed, MonitorError
from monitor.pipeline import Desk
from monitor.settings import load
from workers import place
from workers.hints import CeleryHints
from workers.patience import patiently
from workers.queue import HINT_LIFE, make
from workers.schedule import BEAT

settings = load({})
desks: list[Desk] = []          # of this process, from its stop on
app = make(settings.broker_url)
app.conf.update(
    worker_pool="threads",
    worker_concurrency=settings.fetch_threads + (settings.parse_processes or os.cpu_count() or 1),
    beat_schedule=BEAT,
)


def open_desk(**_: object) -> None:
    """Open this process's desk before the first task; waits for a store that does not answer yet."""
    hints = CeleryHints(make(settings.broker_url, publishes=True), HINT_LIFE, lambda _: None)
    try:
        desk = patiently(lambda: assemble.desk(settings, hints=hints), threading.Event(), _said)
    except MonitorError as error:
        _said(str(error))
        raise SystemExit(3) from error      # any other exception would be swallowed by Celery's signal
    assert desk is not None
    place.open_desk(desk)


def hand_back(**_: object) -> None:
    """At SIGTERM, give the leases back before the threads that wait for slow servers are woken up."""
    def at_once() -> None:
        with contextlib.suppress(Failed):
            desk = place.current_desk()
            place.close_desk()
            desks.append(desk)
            desk.store.entries.hand_back()
            desk.fetcher.close()

    threading.Thread(target=at_once, daemon=True).start()      # not inside the handler of a signal


def close_desk(**_: object) -> None:
    """After the last task, give back the leases that are still held, and end the children."""
    for desk in desks:
        desk.fetcher.close()
        with contextlib.suppress(Failed):
            desk.store.entries.hand_back()
        desk.parser.close()


def _said(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


worker_init.connect(open_desk)
worker_shutting_down.connect(hand_back)
worker_shutdown.connect(close_desk)
