"""The sweeper: send a hint for whatever is due, and quarantine what has used up its attempts."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.pipeline.desk import Desk

QUEUES = ("poll", "fetch", "read")
MORE_POLLS = 5              # times as many as of the others: nobody knows which feeds are slow before they are asked,
                            # and a slow one that begins with the second sweep ends a pass seconds later


def hint_next(desk: Desk, host: str, gap: timedelta) -> None:
    """If the host needs no pause, hint its next row at once; otherwise leave it to the sweeper."""
    if gap > timedelta(0):
        return
    if (found := desk.store.entries.next_of_host(host, desk.limits.most_slow)) is not None:
        desk.hints.send(*found)


def sweep(desk: Desk, pass_started: datetime | None = None) -> int:
    """Hint what is due, at most `hints_a_sweep` a queue; returns the number. Running it twice does no harm."""
    desk.store.entries.quarantine_spent(desk.limits.attempts)
    sent = 0
    most, most_slow = desk.limits.hints_a_sweep, desk.limits.most_slow
    for queue in QUEUES:
        limit = most * MORE_POLLS if queue == "poll" else most
        for row_id in desk.store.entries.due(queue, limit, pass_started=pass_started, most_slow=most_slow):
            desk.hints.send(queue, row_id)
            sent += 1
    return sent
