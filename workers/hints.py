"""The port `Hints` over Celery: if the broker is down, the hint is lost, but never the row, and little time."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

from celery import Celery
from kombu.exceptions import OperationalError

from workers import place

RETRY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.1}    # 0.2 s; retry=False took 6.3 s (reliability.md)
REST = 1.0              # seconds for which a broker that failed is not asked again: a sweep has two hundred hints


class CeleryHints:
    """Sends a row's id to its queue; `canary:QUEUE` goes through that queue as a canary."""

    def __init__(self, app: Celery, life: float, lost: Callable[[str], None]) -> None:
        self._app, self._life, self._lost = app, life, lost
        self._rests_until = 0.0

    def send(self, queue: str, row_id: str) -> None:
        """Never raises if the broker is down: the sweeper will hint again."""
        if time.monotonic() < self._rests_until:
            self._lost("the broker rests")
            return
        task, _, through = queue.partition(":")
        try:
            self._publish(task, row_id, through or queue)
            place.bell(through or queue).set()
        except (OperationalError, OSError) as error:
            self._rests_until = time.monotonic() + REST
            self._lost(type(error).__name__)

    def _publish(self, task: str, row_id: str, queue: str) -> None:
        """What `send_task` does for one queue that its consumers declare, at 50 µs a hint for 135."""
        message = self._app.amqp.as_task_v2(
            str(uuid4()), task, (row_id,), expires=self._life, ignore_result=True, argsrepr=row_id, kwargsrepr=""
        )
        with self._app.producer_pool.acquire(block=True) as producer:
            producer.publish(
                message.body, exchange="", routing_key=queue, serializer="json", headers=message.headers,
                retry=True, retry_policy=RETRY, **message.properties,
            )
