"""Canaries: messages that only say they arrived, sent through every queue as a health check."""

from __future__ import annotations

from monitor.pipeline import Desk
from workers.queue import QUEUES

SECONDS = 20.0          # between two rounds


def send_canaries(desk: Desk) -> None:
    """Send one for each queue and machine that answered lately, and one more so that a new machine gets one too."""
    for queue in QUEUES:
        for _ in range(desk.store.canaries.ask(queue)):
            desk.hints.send(f"canary:{queue}", queue)
