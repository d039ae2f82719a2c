"""Rows that answer questions: searches, counters, alarms, canaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from monitor.model import Alarm, Filter, Found, NewStories, QueueHealth, Reading, StoredArticle, Told, Vector

if TYPE_CHECKING:
    from monitor.stages.query import Node


class SearchRows(Protocol):
    """Answers to questions."""

    def search(
        self, node: Node | None, filter_: Filter, *, vector: Vector | None, sort: str, limit: int
    ) -> Found: ...

    def every(self, node: Node | None, filter_: Filter, *, vector: Vector | None) -> Iterator[StoredArticle]:
        """All matching articles, oldest first, complete."""
        ...

    def count(
        self, by: Sequence[str], node: Node | None, filter_: Filter, *, stories_: bool = False
    ) -> list[tuple[tuple[str, ...], int]]: ...

    def new(
        self, node: Node | None, filter_: Filter, *, cursor: str, limit: int
    ) -> AbstractContextManager[list[StoredArticle]]:
        """What was filed since this cursor last looked, in the order of filing; nothing twice, nothing lost."""
        ...

    def outdated(self) -> int:
        """How many articles were indexed by another analyser, and need a reindex."""
        ...

    def reindex(self, step: int = 100) -> Iterator[int]:
        """Index every article again in steps; yields how many are done. A second run continues a stopped one."""
        ...

    def stories(self, *, limit: int, everything: bool = False) -> list[tuple[StoredArticle, int, int, int]]:
        """(founder, articles, outlets, languages) of each story, newest first; beside the subject with `everything`."""
        ...

    def begun(self, *, cursor: str, limit: int, everything: bool = False) -> AbstractContextManager[NewStories]:
        """The stories begun since this cursor last looked; seen when the block ends without an error."""
        ...

    def told(self, story_ids: Sequence[str], language: str) -> Mapping[str, Told]:
        """Story → who tells it, and its title in that language."""
        ...


class CounterRows(Protocol):
    """
    Every change, counted by day, feed, stage and outcome.

    Stages and outcomes: `poll` with the outcome of the poll (polled, unchanged, failed, offline, redirected, moved,
    gone); `entry` new; `fetch` with page, failed, robots, redirected; `end` with the fate; `article` with new, version
    and repeat (a match that is more than the same story); `revisit` with what another look found.
    """

    def add(self, stage: str, outcome: str, feed_id: str = "", n: int = 1) -> None: ...

    def since(self, since: datetime) -> Mapping[tuple[str, str], int]: ...

    def daily(self, stage: str, outcomes: Sequence[str], since: date) -> Mapping[str, Mapping[date, int]]:
        """Address of each listed feed → day → number of these outcomes; days without any are left out."""
        ...

    def readings(self, since: datetime, most: int = 50) -> Mapping[str, list[Reading]]:
        """Host → what became of its last pages, newest first."""
        ...

    def health(self) -> Mapping[str, object]:
        """Queue health from the rows: waiting by stage, age of the oldest due row, quarantined, failing feeds."""
        ...


class SavedRows(Protocol):
    """Named searches."""

    def all(self) -> Mapping[str, str]:
        """Name → query."""
        ...

    def save(self, name: str, query: str) -> None: ...

    def remove(self, name: str) -> bool: ...


class AlarmRows(Protocol):
    """Alarms in force, each reported once when it begins and once when it is over."""

    def standing(self) -> list[Alarm]: ...

    def change(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """Store new alarms and remove those that are over; returns those that changed anything, to be reported."""
        ...


class CanaryRows(Protocol):
    """Whether each queue moves, by canaries sent through it and work that came out of it."""

    def queues(self, machine: str | None = None) -> list[QueueHealth]:
        """The health of poll, fetch and read; with `machine`, by canaries that this machine answered."""
        ...

    def ask(self, queue: str) -> int:
        """Note outgoing canaries, and return how many to send: one for each recent machine, and one for a new one."""
        ...

    def answer(self, queue: str, machine: str) -> None:
        """Note that a canary arrived."""
        ...
