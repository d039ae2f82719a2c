"""A desk: the ports and limits that the pipeline works with, put together by `assemble`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.ports import Alert, Clock, Encoder, Fetcher, Hints, Pages, Parser, Store

if TYPE_CHECKING:
    from monitor.stages.relevance import Gate
    from monitor.stages.topics import Topics


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the pipeline waits, how often it tries, and how much it takes."""

    gap: timedelta                          # least pause between two requests to one host
    agent: str                              # our name before robots.txt
    lease: timedelta = timedelta(minutes=2)
    attempts: int = 3
    first_import: int = 50
    story_window: timedelta = timedelta(days=7)
    keep_crawl_delay: bool = True           # False only where a person set the pause to nothing (a proxy of their own)
    hints_a_sweep: int = 200
    most_slow: int = 16                     # slow hosts under work at a time: the other threads are for the rest
    revisits: tuple[timedelta, ...] = ()    # after publication: when a filed article's page is looked at again


@dataclass(frozen=True, slots=True)
class Desk:
    """One process's ports and limits."""

    store: Store
    pages: Pages
    fetcher: Fetcher
    parser: Parser
    encoder: Encoder | None
    clock: Clock
    hints: Hints
    alert: Alert
    topics: Callable[[], Topics]            # loaded at first need
    gate: Callable[[], Gate]
    limits: Limits
    jitter: Callable[[], float]             # 0 to 1

    def reads(self, language: str | None) -> bool:
        """Whether the encoder knows this language."""
        return self.encoder is not None and language in self.encoder.languages
