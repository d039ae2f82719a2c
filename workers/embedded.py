"""Workers inside this process: a pool of threads a queue, started in side threads, stopped within two seconds.

The recipe is measured in baselines.md, section F: quiet, stdout left alone, signals left to the main thread. Each queue
has an application of its own, since `Worker(queues=…)` narrows the queues of the application it is made from.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Mapping
from typing import Any

import workers.tasks  # noqa: F401  (registers the shared tasks)
from workers.queue import make

STOP_SECONDS = 1.7      # a clean end takes 1.9 to 2.0 s: Celery drains with a fixed wait of 2 s


class EmbeddedWorkers:
    """Celery workers on threads of this process."""

    def __init__(self, broker: str, threads: Mapping[str, int]) -> None:
        """`threads` says how many work on each queue."""
        logging.getLogger("celery").setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # of running as root, which a container's numbered user is not
            self._workers: list[Any] = [self._worker(broker, queue, count) for queue, count in threads.items()]
        self._threads = [threading.Thread(target=worker.start, daemon=True) for worker in self._workers]

    @staticmethod
    def _worker(broker: str, queue: str, count: int) -> Any:
        return make(broker, (queue,)).Worker(
            pool="threads", concurrency=count, queues=[queue], quiet=True, loglevel=logging.CRITICAL + 1,
            hostname=f"{queue}@localhost", without_gossip=True, without_mingle=True, without_heartbeat=True,
        )

    def start(self) -> None:
        """Begin to take hints."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Take no more hints and wait for what runs; whether everything ended in time."""
        end = time.monotonic() + seconds
        stopping = [threading.Thread(target=worker.stop, daemon=True) for worker in self._workers]
        for thread in stopping:
            thread.start()
        for thread in (*stopping, *self._threads):
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in (*stopping, *self._threads))
