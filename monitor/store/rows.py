"""The rows of one store, by noun."""

from __future__ import annotations

from monitor.store.articles import Articles
from monitor.store.canaries import Canaries
from monitor.store.counters import Counters
from monitor.store.database import Database
from monitor.store.entries import Entries
from monitor.store.feeds import Feeds
from monitor.store.fetches import Fetches
from monitor.store.hosts import Hosts
from monitor.store.meaning import Signs
from monitor.store.renewals import Renewals
from monitor.store.search import Search
from monitor.store.watching import Alarms, SavedSearches
from monitor.store.words import WordIndex


class Rows:
    """The port Store, over any database."""

    def __init__(self, database: Database, words: WordIndex) -> None:
        self.database = database
        signs = Signs()
        self.feeds = Feeds(database)
        self.entries = Entries(database, words)
        self.pace = Hosts(database)
        self.articles = Articles(database, words, signs)
        self.search = Search(database, words, signs)
        self.counters = Counters(database)
        self.canaries = Canaries(database)
        self.fetches = Fetches(database)
        self.renewals = Renewals(database)
        self.saved = SavedSearches(database)
        self.alarms = Alarms(database)

    def close(self) -> None:
        """Close every connection."""
        self.database.close()
