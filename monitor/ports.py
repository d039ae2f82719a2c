"""The ports: what the pipeline asks of the outside world, as Protocols. `assemble` says which class serves each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from monitor.model import (
    AddressKeys,
    Alarm,
    Article,
    ArticleVersion,
    ClaimedEntry,
    EntryRow,
    Extraction,
    Fate,
    FeedForPoll,
    FeedItem,
    FeedSource,
    FiledArticle,
    Filing,
    Filter,
    HostRow,
    Known,
    Looked,
    Match,
    Member,
    NewEntry,
    Page,
    PageRow,
    ParsedFeed,
    PollOutcome,
    PollRow,
    QueueHealth,
    Reading,
    RelevanceVerdict,
    Response,
    RobotsRules,
    StoredArticle,
    Tag,
    Validators,
    Vector,
)

if TYPE_CHECKING:
    import numpy

    from monitor.stages.query import Node


class Clock(Protocol):
    """What time it is: UTC, aware."""

    def now(self) -> datetime: ...


class Hints(Protocol):
    """The queue: a hint that a row is due. It may lose, repeat and delay; it never raises for a broker that is down."""

    def send(self, queue: str, row_id: str) -> None: ...


class Alert(Protocol):
    """Somebody who hears of a change of state, once a change."""

    def raise_(self, subject: str, text: str) -> None: ...


class Fetcher(Protocol):
    """The web, guarded: one deadline, limits on the wire and after inflating, no inside addresses."""

    def get(
        self,
        url: str,
        *,
        kind: str,                                      # feed, page or robots: its deadline and limits
        validators: Validators | None = None,
        follow_elsewhere: bool = False,                 # follow redirects to other hosts too
    ) -> Response:
        """Raises Transient, Refused, Gone, Unreachable or Offline; a status of 304, 4xx or 5xx is an answer."""
        ...

    def close(self) -> None:
        """Shut open sockets, so that a stop need not wait for a slow server."""
        ...


class Parser(Protocol):
    """Strangers' bytes in, values out, by a child process with limits. Raises Unreadable or Transient."""

    def feed(self, body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed: ...

    def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction: ...

    def close(self) -> None: ...


class Encoder(Protocol):
    """Sentences into vectors of meaning, comparable across its languages."""

    @property
    def name(self) -> str:
        """Name and version, kept with each vector: vectors of different encoders are never compared."""
        ...

    @property
    def languages(self) -> frozenset[str]: ...

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        """float32, shape (len(texts), dimensions), rows of unit length."""
        ...


class Pages(Protocol):
    """The raw pages: kept compressed, by month, until a limit in days or gigabytes is reached."""

    def put(self, page: Page) -> None: ...

    def get(self, page_id: str) -> Page | None: ...

    def expire(self, before: datetime, most_bytes: int | None) -> int:
        """How many months were dropped."""
        ...

    def remove(self, page_ids: Sequence[str]) -> None: ...

    def close(self) -> None: ...


class Pace(Protocol):
    """Politeness has one owner: one request at a time a host, over all workers; its rows are in the store."""

    def take(self, host: str, lease: timedelta) -> bool:
        """Whether the host is free and now ours until the lease runs out."""
        ...

    def give_back(
        self,
        host: str,
        gap: timedelta,
        *,
        seconds: float = 0.0,
        size: int = 0,
        status: int | None = None,                      # None: nothing was asked; 0: no answer came
        rest: timedelta | None = None,                  # a longer pause: Retry-After, for the whole host
        silent: bool = False,                           # it kept us waiting until the deadline
        requests: int = 1,                              # redirects within the host, and robots.txt before the page
    ) -> None:
        """The host is free again after its pause: what we owe it, what it asks, what its response time asks for."""
        ...

    def hosts(self) -> list[HostRow]:
        """What every host that was asked has cost, the dearest first."""
        ...

    def robots(self, host: str) -> RobotsRules | None: ...

    def keep_robots(self, rules: RobotsRules) -> None: ...


class FeedRows(Protocol):
    """The feed list and each feed's state."""

    def add(self, sources: Iterable[FeedSource], spread: timedelta = timedelta(0)) -> int:
        """How many were new; a known one takes the new title, group and terms. First polls fall due over `spread`."""
        ...

    def remove(self, url: str) -> bool: ...

    def listed(self) -> list[tuple[FeedSource, str, str | None, datetime | None]]:
        """(source, state, reason, due) of each feed, in the order they were added."""
        ...

    def history(self, url: str) -> list[PollRow]:
        """Its last polls, the newest first."""
        ...

    def make_due(self, urls: Sequence[str] | None = None) -> int:
        """Every listed feed (or those named) is due now."""
        ...

    def claim(self, feed_id: str, lease: timedelta) -> FeedForPoll | None:
        """The feed, leased, if it is due and its host was free; the host is then ours too."""
        ...

    def finish(self, outcome: PollOutcome, entries: Sequence[NewEntry], cap: int | None) -> list[str]:
        """
        Write a poll in one transaction: entries, feed–entry ties, validators, state, counters. The host stays leased.

        On a first import (nothing polled before) only the newest `cap` entries wait; the others end over_the_cap; one
        with `refused` ends so. Nothing is written where the fence no longer holds. Gives back the ids of new waiting
        entries.
        """
        ...

    def release(self, feed: FeedForPoll) -> None:
        """Give a lease back unused: a stop."""
        ...


class EntryRows(Protocol):
    """Every address ever seen, and what became of it."""

    def claim(self, entry_id: str, stage: str, lease: timedelta) -> ClaimedEntry | None:
        """The entry, leased, if it is due; for a fetch only where its host was free, and the host is then ours too."""
        ...

    def fetched(self, entry: ClaimedEntry, page: Page, keys: AddressKeys) -> bool:
        """
        Its raw page is kept: it waits to be read. Whether the fence held.

        `keys` are those of the address that answered: from now on a feed that names it means this entry.
        """
        ...

    def end(self, entry: ClaimedEntry, fate: Fate, reason: str, article_id: str | None = None) -> bool: ...

    def postpone(self, entry: ClaimedEntry, due: datetime, reason: str, *, failed: bool) -> bool:
        """Back to waiting; `failed` counts a transient failure, otherwise the attempt is not counted."""
        ...

    def redirect(self, entry: ClaimedEntry, target: str, host: str) -> bool:
        """It is to be asked at another host, in that host's own time."""
        ...

    def looked(self, entry: ClaimedEntry, found: Looked, again: datetime | None, reason: str = "") -> bool:
        """
        Another look at a filed entry's page is over, and it is as it was; whether the fence held.

        REMOVED gives its article this access, and keeps the text; BACK takes it away. `again`: the look after this.
        """
        ...

    def keep_page(self, entry: ClaimedEntry, page: Page) -> None:
        """That a page with another text was kept: the filing of this text makes it the entry's own."""
        ...

    def stumble(self, entry: ClaimedEntry, reason: str) -> bool:
        """An error that nobody foresaw: the lease ends, the attempt stays counted, the last one quarantines."""
        ...

    def release(self, entry: ClaimedEntry) -> None:
        """Give a lease back unused: a stop. The attempt is not counted."""
        ...

    def hand_back(self) -> int:
        """End every lease that this process holds, feeds included, without counting the attempts: a stop."""
        ...

    def due(
        self,
        queue: str,                                     # poll, fetch or read
        limit: int,
        *,
        pass_started: datetime | None = None,
        host: str | None = None,
        again: timedelta = timedelta(seconds=10),
    ) -> list[str]:
        """
        Ids whose time has come and whose lease is free, marked as hinted; newest first in a feed, fair between feeds.

        A row hinted less than `again` ago and not claimed since is left out. For a poll or a fetch: at most one a free
        host, none for a host with such a hint under way; with `host`, of that host alone. With `pass_started`: a row
        that failed after it is left for a later pass.
        """
        ...

    def owed(self, pass_started: datetime, patience: timedelta) -> Mapping[str, int]:
        """
        How many rows this pass still owes a try: `poll`, `fetch`, `read` waiting, and `leased` now under work.

        Left out: what failed after the pass began, and what waits for a host that rests longer than `patience`.
        """
        ...

    def quarantine_spent(self, most_attempts: int) -> int:
        """End rows whose lease ran out at the last attempt; how many."""
        ...

    def rows(
        self,
        *,
        feed: str | None = None,
        fate: Fate | None = None,
        state: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[EntryRow]: ...

    def find(self, safe_key: str) -> EntryRow | None:
        """The entry of an address, or of one that a page answered from."""
        ...

    def known(self, safe_keys: Sequence[str]) -> set[str]:
        """Which of these addresses were seen before."""
        ...

    def retry(self, fate: Fate) -> int:
        """Rows of this fate wait again, with a clean sheet; of the quarantined, feeds too."""
        ...

    def forget(self, *, safe_key: str | None = None, host: str | None = None) -> tuple[int, int, list[str]]:
        """
        One address, or all of a host, is taken out for good and never fetched again.

        Gives (entries, articles, ids of raw pages, for `Pages.remove`).
        """
        ...

    def drop_raw(self, before: datetime) -> int:
        """Forget the pages and the feeds' own full texts of that time, as `Pages.expire` does; how many rows."""
        ...

    def fates(self, since: datetime) -> Mapping[str, int]:
        """How many entries ended in each fate since then."""
        ...


class ArticleRows(Protocol):
    """Articles, their versions, matches, stories, tags: everything a filing wrote."""

    def file(
        self,
        filing: Filing,
        entry: ClaimedEntry | None,
        watermark: int,
        *,
        fate: Fate = Fate.FILED,
        reason: str = "filed",
        again: datetime | None = None,                  # when its page is looked at again
    ) -> bool:
        """
        Write all of it in one transaction, and the end of its entry. False where the entry's fence no longer holds.
        An entry that was filed before stays so: what ends is another look at its page.

        Raises Conflict where an article filed after the watermark shares its exact hash or a key, or is near in
        meaning.
        """
        ...

    def watermark(self) -> int:
        """A number that rises with every filing."""
        ...

    def by_exact(self, exact: str) -> list[Known]: ...

    def by_keys(self, keys: Sequence[int], limit: int) -> list[Known]:
        """Candidates by shared keys, most shared first; keys that more than 50 articles hold do not count alone."""
        ...

    def by_meaning(
        self, vector: Vector, limit: int, *, since: datetime | None = None, seeds_only: bool = False
    ) -> list[Known]:
        """The nearest by cosine: sign bits scanned exactly, then rescored."""
        ...

    def key_groups(self, keys: Sequence[int]) -> Mapping[int, int]:
        """How many groups (stories' copies, not articles) hold each key."""
        ...

    def groups(self) -> int:
        """How many groups there are in all: weights need some thousands of them to mean something."""
        ...

    def known(self, article_ids: Sequence[str]) -> list[Known]: ...

    def vector(self, article_id: str, encoder: str) -> Vector | None: ...

    def members(self, story_ids: Sequence[str]) -> list[Member]: ...

    def choices(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Article → the story that a person put it into."""
        ...

    def choose(self, article_ids: Sequence[str], story_id: str) -> int:
        """A person puts these articles into a story, and that outlives recomputation; how many moved."""
        ...

    def unchoose(self, article_ids: Sequence[str]) -> int:
        """Take a person's choice back: the next recomputation decides."""
        ...

    def matches_of(self, article_ids: Sequence[str]) -> list[Match]:
        """Every match that one of them has a part in, on either side."""
        ...

    def get(self, article_id: str) -> StoredArticle | None: ...

    def find(self, safe_key: str) -> str | None:
        """The id of the article at this address."""
        ...

    def version(self, article_id: str) -> tuple[int, str] | None:
        """(version, exact hash) of what is stored."""
        ...

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Every text it ever had, the oldest first."""
        ...

    def retag(self, article_id: str, tags: Sequence[Tag], relevance: RelevanceVerdict) -> bool:
        """New tags and relevance for a stored text; whether there is such an article."""
        ...

    def furniture(self, host: str) -> frozenset[str]:
        """Hashes of lines that come back on other pages of this host."""
        ...

    def remove(self, article_id: str) -> bool: ...

    def seeds(self) -> list[StoredArticle]: ...

    def seed_counts(self, seed_id: str) -> Mapping[str, object]:
        """
        How many articles repeat it: each relation → n, `languages` (relation → language → n), `outlets`, `first_seen`
        and `last_seen` (datetimes or None).
        """
        ...

    def every(self, filter_: Filter) -> Iterator[StoredArticle]:
        """Oldest first."""
        ...


class FetchRows(Protocol):
    """That pages were fetched: from a raw page to its entry, its article, and what feeds said of it."""

    def rows(self, fates: Sequence[Fate] = ()) -> Iterator[PageRow]:
        """Every page, oldest first, whose raw bytes may still be kept; with fates, the last of those that ended so."""
        ...

    def of_articles(self, article_ids: Sequence[str]) -> list[PageRow]:
        """The pages of some articles, oldest first."""
        ...

    def items(self, page_id: str) -> list[FeedItem]:
        """What feeds said of the entry that the page was fetched for."""
        ...


class RenewalRows(Protocol):
    """Writing anew what an article was judged to be, in the place that it has among the filed ones."""

    def filed(self, after: int, until: int, limit: int, since: datetime | None = None) -> list[FiledArticle]:
        """Articles in the order of filing, with numbers between the two; first seen since then."""
        ...

    def count(self, after: int, since: datetime | None = None) -> int: ...

    def numbers(self, article_ids: Sequence[str]) -> Mapping[str, int]:
        """Article → its place in the order of filing."""
        ...

    def without_vector(self, encoder: str, after: int, limit: int) -> list[FiledArticle]:
        """Articles that this encoder has not read yet, in the order of filing."""
        ...

    def put_vector(self, article_id: str, vector: Vector) -> None:
        """Keep the vector of an article beside those of other encoders."""
        ...

    def refresh(self, article: Article) -> bool:
        """What is known beside a text that stays the same; whether it was still the same."""
        ...

    def compare_again(self, filing: Filing, watermark: int) -> bool:
        """
        New fingerprint, matches, nearest seed and story of a stored text; whether it was still the same.

        Raises Conflict where something filed after the watermark bears on it. What a person chose stays chosen.
        """
        ...

    def read_again(self, entry_id: str) -> bool:
        """An entry in whose page no article was found waits to be read once more."""
        ...

    def reached(self, name: str) -> int:
        """Up to which number a run of this name came before it was stopped; 0: it did not begin."""
        ...

    def reach(self, name: str, number: int | None) -> None:
        """It came so far; None: to its end, and the next run begins anew."""
        ...


class SearchRows(Protocol):
    """What a question finds."""

    def search(
        self, node: Node | None, filter_: Filter, *, vector: Vector | None, sort: str, limit: int
    ) -> list[StoredArticle]: ...

    def count(self, by: Sequence[str], node: Node | None, filter_: Filter) -> list[tuple[tuple[str, ...], int]]: ...

    def new(self, node: Node | None, filter_: Filter, *, cursor: str, limit: int) -> list[StoredArticle]:
        """What was filed since the last look of this cursor, in order of filing; nothing twice, nothing lost."""
        ...

    def outdated(self) -> int:
        """How many articles another analyser indexed: they want a reindex."""
        ...

    def reindex(self, step: int = 100) -> Iterator[int]:
        """Index every article anew, in steps; how many are done after each. A second run goes on where one stopped."""
        ...

    def stories(self, *, since_cursor: str | None, limit: int) -> list[tuple[StoredArticle, int, int, int]]:
        """(founder, articles, outlets, languages) of each story, newest first; the cursor moves on."""
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
        """Address of each listed feed → day → how many of these outcomes; days without any are left out."""
        ...

    def readings(self, since: datetime, most: int = 50) -> Mapping[str, list[Reading]]:
        """Host → what its last pages came to, the newest first."""
        ...

    def health(self) -> Mapping[str, object]:
        """Queue health from the rows: waiting by stage, age of the oldest due row, quarantined, failing feeds."""
        ...


class SavedRows(Protocol):
    """Searches that a person gave a name."""

    def all(self) -> Mapping[str, str]:
        """Name → query."""
        ...

    def save(self, name: str, query: str) -> None: ...

    def remove(self, name: str) -> bool: ...


class AlarmRows(Protocol):
    """What is wrong now, told once when it begins and once when it is over."""

    def standing(self) -> list[Alarm]: ...

    def change(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """Write new alarms and take back those that are over; gives those that changed anything: to be told."""
        ...


class CanaryRows(Protocol):
    """Whether each queue moves: canaries sent through it, and work that came out of it."""

    def queues(self, machine: str | None = None) -> list[QueueHealth]:
        """poll, fetch and read; with `machine`, by the canaries that this machine answered."""
        ...

    def ask(self, queue: str) -> int:
        """A canary goes out: how many to send, one for each machine that answered lately."""
        ...

    def answer(self, queue: str, machine: str) -> None:
        """A canary arrived."""
        ...


class Store(Protocol):
    """The rows, by noun."""

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

