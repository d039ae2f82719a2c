"""Celery workers inside this process: one a queue, each with its threads, supervised, stopped within two seconds.

The settings were measured (baselines.md, section F): quiet, stdout left alone, signals left to the main thread. Each
queue has an application of its own, since `Worker(queues=…)` narrows the queues of the application it is made from.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import workers.tasks  # noqa: F401  (registers the shared tasks)
from workers import place
from workers.broker import Broker
from workers.queue import make

STOP_SECONDS = 1.0      # for a task that waits for a slow server; a clean end takes 0.3 s
DRAIN_SECONDS = 0.25    # between two looks whether to stop; Celery's own 2 s made every end of a crawl that long
LOOK_SECONDS = 1.0      # between two looks at the consumers
STALL_SECONDS = 6.0     # hints wait and hands are free so long, and none is taken: the consumer lives and does nothing
FIRST_REST, MOST_REST = 1.0, 30.0       # between two restarts of one consumer


class Consumer:
    """One Celery worker for one queue; it can be replaced by a new one."""

    def __init__(self, broker: str, queue: str, count: int) -> None:
        self.queue, self.count = queue, count
        self.began = 0.0
        self.stalled_since: float | None = None
        self.rest, self.not_before = FIRST_REST, 0.0
        self._broker = broker
        self._worker: Any = None
        self._thread = threading.Thread()

    def start(self) -> None:
        """Begin to take hints."""
        with warnings.catch_warnings(), _own_logging():
            warnings.simplefilter("ignore")     # of running as root, which a container's numbered user is not
            self._worker = _worker(self._broker, self.queue, self.count)
        self._thread = threading.Thread(target=self._run, args=(self._worker,), daemon=True, name=self.queue)
        self.began = time.monotonic()
        self.stalled_since = None
        self._thread.start()

    @staticmethod
    def _run(worker: Any) -> None:
        """Run the worker; a broken connection can end it with any error (kombu 582), and the supervisor replaces it."""
        try:
            worker.start()
        except BaseException as error:      # SystemExit too: it would end nothing but this thread
            logging.getLogger("workers").warning("A consumer ended: %s", type(error).__name__)

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def stop(self) -> threading.Thread:
        """Ask it to end; its own thread does so."""
        stopping = threading.Thread(target=self._worker.stop, daemon=True)
        stopping.start()
        place.bell(self.queue).set()
        return stopping

    def join(self, seconds: float) -> bool:
        """Whether it ended in time."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()


@contextlib.contextmanager
def _own_logging() -> Iterator[None]:
    """Stop Celery from giving the root logger its own level and handler, which would hide library warnings."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


def _worker(broker: str, queue: str, count: int) -> Any:
    worker = make(broker, (queue,)).Worker(
        pool="threads", concurrency=count, queues=[queue], quiet=True, loglevel=logging.CRITICAL + 1,
        hostname=f"{queue}@localhost", without_gossip=True, without_mingle=True, without_heartbeat=True,
        # the event loop that Redis would be served with is one a process: three workers would share it
        use_eventloop=False,
    )
    worker.consumer.loop = _loop(queue, is_inside=broker.startswith("memory://"))
    return worker


class Attentive:
    """A connection that is asked for messages only if there may be some and a thread is free to take one.

    Celery wakes up neither when a thread becomes free nor when a message arrives in memory: it polls, which costs
    either latency or CPU. Instead, whoever sends or takes a hint rings a bell.
    """

    def __init__(self, connection: Any, consumer: Any, queue: str, *, is_inside: bool) -> None:
        self._connection, self._consumer, self._is_inside = connection, consumer, is_inside
        self._bell = place.bell(queue)

    def drain_events(self, timeout: float) -> Any:
        """The next message, or TimeoutError soon."""
        tasks = self._consumer.task_consumer
        if tasks is not None and not tasks.channel.qos.can_consume():
            self._wait()
            raise TimeoutError
        if not self._is_inside:
            return self._connection.drain_events(timeout=min(timeout, DRAIN_SECONDS))
        try:
            return self._connection.drain_events(timeout=0)
        except TimeoutError:
            self._wait()
            raise

    def _wait(self) -> None:
        """Wait for the bell; it is cleared before the queue is looked at again, so that no ring is lost."""
        self._bell.wait(DRAIN_SECONDS)
        self._bell.clear()


def _loop(queue: str, is_inside: bool) -> Callable[..., None]:
    """Celery's plain loop, over a connection that does not block for two seconds."""
    def loop(consumer: Any, connection: Any, *parts: Any, **more: Any) -> None:
        from celery.worker.loops import synloop

        synloop(consumer, Attentive(connection, consumer, queue, is_inside=is_inside), *parts, **more)

    return loop


class EmbeddedWorkers:
    """Celery workers on threads of this process, and the thread that supervises them."""

    def __init__(
        self, broker_url: str, broker: Broker, threads: Mapping[str, int], said: Callable[[str], None]
    ) -> None:
        """`threads` says how many work on each queue."""
        logging.getLogger("celery").setLevel(logging.CRITICAL + 1)
        self._broker, self._said = broker, said
        self.consumers = [Consumer(broker_url, queue, count) for queue, count in threads.items()]
        self._stopping = threading.Event()
        self._ending: list[threading.Thread] = []
        self._mender = threading.Thread(target=self._mend, daemon=True, name="mender")

    def start(self) -> None:
        """Begin to take hints."""
        for consumer in self.consumers:
            consumer.start()
        if self.consumers:
            self._mender.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Take no more hints and wait for the running tasks; returns whether all ended in time."""
        end = time.monotonic() + seconds
        self._stopping.set()
        if self._mender.ident is not None:
            self._mender.join(seconds)
        stopping = [consumer.stop() for consumer in self.consumers]
        self._ending = stopping
        return self.join(end - time.monotonic())

    def join(self, seconds: float) -> bool:
        """Whether everything that was told to stop has ended by then."""
        end = time.monotonic() + seconds
        for thread in self._ending:
            thread.join(max(0.0, end - time.monotonic()))
        ended = [consumer.join(end - time.monotonic()) for consumer in self.consumers]
        return all(ended) and not any(thread.is_alive() for thread in self._ending)

    def _mend(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            now = time.monotonic()
            lengths = self._broker.lengths(tuple(consumer.queue for consumer in self.consumers))
            for consumer in self.consumers:
                why = "ended" if not consumer.is_alive else self.stalled(consumer, lengths.get(consumer.queue, 0), now)
                if why is None:
                    if now - consumer.began > 2 * MOST_REST:
                        consumer.rest = FIRST_REST
                elif now >= consumer.not_before:
                    self._said(f"The consumer of {consumer.queue} {why}: a new one takes its place.")
                    consumer.not_before, consumer.rest = now + consumer.rest, min(2 * consumer.rest, MOST_REST)
                    consumer.stop()
                    consumer.start()

    @staticmethod
    def stalled(consumer: Consumer, waiting: int, now: float) -> str | None:
        """Whether hints have waited for a while although threads were free."""
        is_free = place.running().get(consumer.queue, 0) < consumer.count
        if not waiting or not is_free:
            consumer.stalled_since = None
            return None
        since = consumer.stalled_since
        if since is None or place.last_taken(consumer.queue) > since:
            consumer.stalled_since = now
            return None
        return "took nothing" if now - since > STALL_SECONDS else None
