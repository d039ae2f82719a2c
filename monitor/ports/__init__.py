"""The ports: what the pipeline needs from outside, as Protocols. `assemble` says which class serves each."""

from __future__ import annotations

from monitor.ports.articles import ArticleRows, FetchRows, RenewalRows
from monitor.ports.asking import AlarmRows, CanaryRows, CounterRows, SavedRows, SearchRows
from monitor.ports.queue import EntryRows, FeedRows, Pace
from monitor.ports.store import Store
from monitor.ports.world import Alert, Clock, Encoder, Fetcher, Hints, Pages, Parser

__all__ = [
    "AlarmRows",
    "Alert",
    "ArticleRows",
    "CanaryRows",
    "Clock",
    "CounterRows",
    "Encoder",
    "EntryRows",
    "FeedRows",
    "FetchRows",
    "Fetcher",
    "Hints",
    "Pace",
    "Pages",
    "Parser",
    "RenewalRows",
    "SavedRows",
    "SearchRows",
    "Store",
]
