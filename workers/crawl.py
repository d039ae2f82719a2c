"""One pass over every due row, and the same for ever."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import pipeline
from monitor.errors import Failed
from monitor.model import Fate
from monitor.pipeline import health
from workers import canaries
from workers.schedule import MOST_PAUSE, PASS_SWEEP_SECONDS, SWEEP_SECONDS
from workers.service import Service

HOUSEKEEPING = timedelta(hours=1)
PASSAGES = 5.0          # seconds between two looks for articles without passages, when all had theirs
SPARE = 0.5             # seconds of a turn that are given to them when there is nothing else to do
HEALTH = 300.0          # seconds between two looks whether something has fallen silent
MENDING = 5.0           # seconds between two looks for leases that a fast clock wrote
THOROUGH = 20.0         # the same of everything that waits: 50 ms for 100,000 entries
JUMP = 2.0              # seconds by which a clock may differ from the one that never jumps


@dataclass(frozen=True, slots=True)
class Summary:
    """What one pass did."""

    polled: int
    unchanged: int
    failed: int
    offline: int
    entries: int
    filed: int
    repeats: int
    waiting: int
    outcomes: Mapping[str, int]
    seconds: float

    def as_json(self) -> dict[str, object]:
        """The summary as the JSON object that `crawl --json` prints."""
        return {
            "feeds": {"polled": self.polled, "unchanged": self.unchanged, "failed": self.failed + self.offline},
            "entries": self.entries, "filed": self.filed, "repeats": self.repeats, "waiting": self.waiting,
            "outcomes": dict(self.outcomes), "seconds": round(self.seconds, 3),
        }

    @property
    def nothing_reached(self) -> bool:
        """Whether feeds were due, but none could be reached."""
        return self.failed + self.offline > 0 and self.polled + self.unchanged == 0


def one_pass(
    service: Service,
    stopping: threading.Event,
    progress: Callable[[Counter[tuple[str, str]], Mapping[str, int]], None] | None = None,
) -> Summary:
    """Try every due row once; ends when nothing is owed, or soon after `stopping` is set."""
    started = service.desk.clock.now()
    before = service.counted()
    while not stopping.is_set():
        pipeline.sweep(service.desk, pass_started=started)
        owed = service.owed(started)
        if progress is not None:
            progress(service.counted() - before, owed)
        if service.is_done(owed):
            break
        stopping.wait(PASS_SWEEP_SECONDS)
    return summary(service, before, started)


def summary(service: Service, before: Counter[tuple[str, str]], started: datetime) -> Summary:
    """The change that a pass made to the counters."""
    now = service.counted() - before
    health = service.desk.store.counters.health()
    waiting = health["waiting"]
    return Summary(
        polled=now["poll", "polled"], unchanged=now["poll", "unchanged"], failed=now["poll", "failed"],
        offline=now["poll", "offline"], entries=now["entry", "new"], filed=now["end", Fate.FILED.value],
        repeats=now["article", "repeat"], waiting=waiting if isinstance(waiting, int) else 0,
        outcomes={fate.value: now["end", fate.value] for fate in Fate if now["end", fate.value]},
        seconds=(service.desk.clock.now() - started).total_seconds(),
    )


def without_end(
    service: Service, stopping: threading.Event, keep: timedelta, said: Callable[[str], None] = lambda _: None
) -> None:
    """Sweep until told to stop, whatever happens to store and broker; hourly, drop pages older than `keep`."""
    upkeep = Upkeep(service, keep)
    pause, told = SWEEP_SECONDS, ""
    while not stopping.wait(pause):
        try:
            upkeep.turn()
            pause, told = SWEEP_SECONDS, ""
        except Failed as error:     # a server that is away, a full disk: every row waits where it is
            pause = min(2 * pause, MOST_PAUSE)
            if str(error) != told:
                told = str(error)
                said(told)


class Upkeep:
    """The scheduler's work at each turn."""

    def __init__(self, service: Service, keep: timedelta) -> None:
        self._service, self._keep = service, keep
        self._broker: str | None = None
        self._offset: float | None = None
        self._due = dict.fromkeys(("canaries", "pages", "mending", "mending thoroughly", "passages"), 0.0)
        self._due["health"] = time.monotonic() + HEALTH

    def turn(self) -> None:
        """Sweep, unless the broker is away and nobody would hear; canaries and old pages have their own intervals."""
        desk = self._service.desk
        broker = self._service.broker.identity()
        if broker is None:
            return          # a hint that is lost hides its row for some seconds
        self._mend()
        if broker != self._broker:
            desk.store.entries.unhint()     # another broker than before: the hints it held are gone
            self._broker = broker
        pipeline.sweep(desk)
        if self._is_time("canaries", canaries.SECONDS):
            canaries.send_canaries(desk)
        if self._is_time("health", HEALTH):
            health.look(desk)
        if self._is_time("pages", HOUSEKEEPING.total_seconds()):
            before = desk.clock.now() - self._keep
            desk.pages.expire(before, None)
            desk.store.entries.drop_raw(before)
        self._read_passages()

    def _read_passages(self) -> None:
        """If nothing is owed, use the time for vectors that only a search will need."""
        desk = self._service.desk
        if desk.encoder is None or not self._is_time("passages", PASSAGES):
            return
        until = time.monotonic() + SPARE
        while not any(self._service.owed(desk.clock.now()).values()):
            if not pipeline.read_passages(desk):
                return
            if time.monotonic() > until:
                break
        self._due["passages"] = 0.0         # there is more: at the next turn

    def _mend(self) -> None:
        """Correct times that a clock wrote before it was set right."""
        desk = self._service.desk
        offset = desk.clock.now().timestamp() - time.monotonic()
        jumped = self._offset is None or abs(offset - self._offset) > JUMP
        self._offset = offset
        if jumped or self._is_time("mending", MENDING):
            # another process's clock may be the one that is wrong: now and then every entry is looked at
            thoroughly = self._is_time("mending thoroughly", THOROUGH) or jumped
            desk.store.entries.mend(desk.limits.lease, thoroughly=thoroughly)

    def _is_time(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + seconds
        return True
