"""One store: its rows by noun."""

from __future__ import annotations

from typing import Protocol

from monitor.ports.articles import ArticleRows, FetchRows, RenewalRows
from monitor.ports.asking import AlarmRows, CanaryRows, CounterRows, SavedRows, SearchRows
from monitor.ports.queue import EntryRows, FeedRows, Pace
from monitor.ports.world import Clock


class Store(Protocol):
    """All rows of one store, by noun."""

    @property
    def clock(self) -> Clock:
        """The clock for due times and leases: a server's own, whatever this machine's clock says."""
        ...

    @property
    def feeds(self) -> FeedRows: ...
    @property
    def entries(self) -> EntryRows: ...
    @property
    def pace(self) -> Pace: ...
    @property
    def articles(self) -> ArticleRows: ...
    @property
    def search(self) -> SearchRows: ...
    @property
    def counters(self) -> CounterRows: ...
    @property
    def canaries(self) -> CanaryRows: ...
    @property
    def fetches(self) -> FetchRows: ...
    @property
    def renewals(self) -> RenewalRows: ...
    @property
    def saved(self) -> SavedRows: ...
    @property
    def alarms(self) -> AlarmRows: ...

    def close(self) -> None: ...
