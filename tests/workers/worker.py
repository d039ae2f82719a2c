"""
`monitor run` with a clock, a poison and a dawdler of the test's own.

    python -m tests.workers.worker all|schedule|work

The environment holds the settings; `TEST_SHIFT` names a file with the seconds that the clock is off, `TEST_HALT` a
folder: a page whose bytes hold `dawdle-NAME` is being read as long as the file NAME stands there. A page that holds
`poison-pill` ends the process that reads it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.cli.crawl import stop_signals
from monitor.model import Extraction, FeedItem, Page, ParsedFeed
from monitor.pipeline import Desk
from monitor.ports import Clock, Parser
from monitor.settings import load
from workers.crawl import without_end
from workers.patience import patiently
from workers.service import Service

POISON = b"poison-pill"
DAWDLE = b"dawdle-"


@dataclass(frozen=True)
class ShiftedClock:
    """The machine's clock, off by the seconds in a file."""

    file: Path | None

    def now(self) -> datetime:
        """UTC, aware, and wrong."""
        return datetime.now(UTC) + timedelta(seconds=self._shift())

    def _shift(self) -> float:
        with suppress(OSError, ValueError):
            return float(self.file.read_text()) if self.file is not None else 0.0
        return 0.0


@dataclass(frozen=True)
class OddParser:
    """Reads like the real one, but for pages that kill or keep their reader."""

    real: Parser
    halt: Path | None

    def feed(self, body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed:
        """As it is."""
        return self.real.feed(body, url, content_type, now)

    def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
        """As it is, unless the page says otherwise."""
        if POISON in page.body:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.halt is not None and DAWDLE in page.body:
            name = page.body.partition(DAWDLE)[2].split()[0].decode()
            (self.halt / f"{name}.begun").touch()
            while (self.halt / name).exists():
                time.sleep(0.02)
        return self.real.page(page, items, furniture)

    def close(self) -> None:
        """Children end."""
        self.real.close()


def _place(name: str) -> Path | None:
    return Path(os.environ[name]) if name in os.environ else None


def said(sentence: str) -> None:
    """To whoever started this process."""
    print(sentence, file=sys.stderr, flush=True)


def serve(
    role: str, furnish: Callable[[Desk], Desk], ready: Callable[[], None], clock: Clock | None = None
) -> None:
    """What `monitor run` does in this role, at a desk furnished otherwise; ends the process at SIGTERM."""
    settings = load({})
    with stop_signals() as stopping:
        service = patiently(lambda: Service(settings, works=role != "schedule", clock=clock, said=said), stopping, said)
        if service is None:
            return
        service.desk = furnish(service.desk)
        with service:
            ready()
            if role == "work":
                stopping.wait()
            else:
                without_end(service, stopping, timedelta(days=90), said)
    sys.stderr.flush()
    os._exit(0)


def main(role: str) -> None:
    """Work until SIGTERM."""
    halt = _place("TEST_HALT")
    serve(
        role, lambda desk: replace(desk, parser=OddParser(desk.parser, halt)), lambda: said("ready"),
        ShiftedClock(_place("TEST_SHIFT")),
    )


if __name__ == "__main__":
    main(sys.argv[1])
