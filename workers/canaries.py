"""Canaries: a message through every queue that only says that it arrived; the age of the last is the health check."""

from __future__ import annotations

from monitor.pipeline import Desk
from workers.queue import QUEUES

SECONDS = 20.0          # between two rounds


def send_canaries(desk: Desk) -> None:
    """One a queue and machine that answered lately, and one more: a new machine would find all taken."""
    for queue in QUEUES:
        for _ in range(desk.store.canaries.ask(queue)):
            desk.hints.send(f"canary:{queue}", queue)
