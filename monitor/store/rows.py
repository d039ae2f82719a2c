"""All rows of one store by noun; each noun is imported when first used, so that a search starts fast."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from monitor.store.database import Database
from monitor.store.signs import Signs
from monitor.store.words import WordIndex

if TYPE_CHECKING:
    from monitor.store.articles import Articles
    from monitor.store.canaries import Canaries
    from monitor.store.counters import Counters
    from monitor.store.entries import Entries
    from monitor.store.feeds import Feeds
    from monitor.store.fetches import Fetches
    from monitor.store.hosts import Hosts
    from monitor.store.renewals import Renewals
    from monitor.store.search import Search
    from monitor.store.watching import Alarms, SavedSearches


class Rows:
    """The port Store, over any database."""

    def __init__(self, database: Database, words: WordIndex) -> None:
        self.database = database
        self.clock = database.clock
        self.words = words
        self._signs = Signs()

    @cached_property
    def feeds(self) -> Feeds:
        """The feed list."""
        from monitor.store.feeds import Feeds

        return Feeds(self.database)

    @cached_property
    def entries(self) -> Entries:
        """Every address ever seen."""
        from monitor.store.entries import Entries

        return Entries(self.database, self.words)

    @cached_property
    def pace(self) -> Hosts:
        """When each host may be asked again."""
        from monitor.store.hosts import Hosts

        return Hosts(self.database)

    @cached_property
    def articles(self) -> Articles:
        """What filings wrote."""
        from monitor.store.articles import Articles

        return Articles(self.database, self.words, self._signs)

    @cached_property
    def search(self) -> Search:
        """What a question finds."""
        from monitor.store.search import Search

        return Search(self.database, self.words, self._signs)

    @cached_property
    def counters(self) -> Counters:
        """Every change, counted."""
        from monitor.store.counters import Counters

        return Counters(self.database)

    @cached_property
    def canaries(self) -> Canaries:
        """Whether each queue moves."""
        from monitor.store.canaries import Canaries

        return Canaries(self.database)

    @cached_property
    def fetches(self) -> Fetches:
        """From raw pages to articles."""
        from monitor.store.fetches import Fetches

        return Fetches(self.database)

    @cached_property
    def renewals(self) -> Renewals:
        """New judgements on filed articles."""
        from monitor.store.renewals import Renewals

        return Renewals(self.database)

    @cached_property
    def saved(self) -> SavedSearches:
        """Searches with a name."""
        from monitor.store.watching import SavedSearches

        return SavedSearches(self.database)

    @cached_property
    def alarms(self) -> Alarms:
        """What is wrong now."""
        from monitor.store.watching import Alarms

        return Alarms(self.database)

    def close(self) -> None:
        """Close every connection."""
        self.database.close()
