"""Settings in, a working desk out: the only file that names concrete classes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__, data
from monitor.errors import Misused
from monitor.settings import Settings, check_fetching

if TYPE_CHECKING:
    from monitor.model import Article, FeedSource
    from monitor.pipeline import Desk
    from monitor.ports import Alert, Clock, Encoder, Fetcher, Hints, Pages, Parser, Store
    from monitor.stages.relevance import Gate
    from monitor.stages.topics import Topics

AGENT = "Monitor"


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The time now: UTC, aware."""
        return datetime.now(UTC)


class NoHints:
    """Hints that go nowhere, for commands that do all the work in their own process."""

    def send(self, queue: str, row_id: str) -> None:
        """Do nothing: the row is due all the same."""


def open_store(settings: Settings, clock: Clock | None = None) -> Store:
    """Open the store; raises Failed with one sentence if it cannot be opened."""
    from monitor import store

    return store.open_store(settings.database_url, clock or SystemClock())


def open_pages(settings: Settings, clock: Clock | None = None) -> Pages:
    """Open the raw pages, which are kept beside the database."""
    from monitor import store

    return store.open_pages(settings.database_url, clock or SystemClock())


def backup(settings: Settings, file: Path) -> None:
    """Write every row into a new file."""
    from monitor import store

    store.backup(settings.database_url, file, SystemClock())


def restore(settings: Settings, file: Path) -> bool:
    """Fill an empty store from a backup; returns whether the word index must be rebuilt."""
    from monitor import store

    return store.restore(file, settings.database_url, SystemClock())


def encoder(settings: Settings) -> Encoder | None:
    """The sentence encoder, loaded when first used; None if the settings say `none`."""
    if settings.encoder == "none":
        return None
    from monitor import encoding

    return encoding.named(settings.encoder)


def parser(settings: Settings) -> Parser:
    """A pool of parsing child processes, started when first used."""
    from monitor.parsing import ChildPool

    return ChildPool(settings.parse_processes or os.cpu_count() or 1)


def agent(settings: Settings) -> str:
    """The User-Agent header: name, version, and where a publisher can complain."""
    contact = f" (+{settings.contact})" if settings.contact else ""
    return f"{AGENT}/{__version__}{contact}"


def fetcher(settings: Settings) -> Fetcher:
    """The guarded web client; raises Misused for a delay of 0 on the open web."""
    from monitor.net import Limits, WebFetcher

    check_fetching(settings)
    limits = Limits.of(page_seconds=settings.page_seconds)
    return WebFetcher(agent(settings), frozenset(settings.allow), settings.proxy, limits)


def topics(settings: Settings) -> Topics:
    """The topics that ship, and those of the person's own folder."""
    from dataclasses import replace

    from monitor.stages import opinion
    from monitor.stages import topics as stage

    folders = [data.topics_folder()]
    if settings.topics is not None:
        if not settings.topics.is_dir():
            raise Misused(f"There is no folder of topics {settings.topics}.")
        folders.append(settings.topics)
    known = stage.load(folders)
    if settings.encoder == "none":
        return known
    shipped = {file.name for file in known.files if file.path.parent == folders[0]}
    opinions = [opinion.read(path) for path in sorted(data.opinions_folder().glob("*.json")) if path.stem in shipped]
    return replace(known, opinions={one.topic: one for one in opinions})


def gate() -> Gate:
    """The rules that decide whether an article is about AI policy."""
    from monitor.stages import relevance

    return relevance.load(data.relevance_file())


def seed_folder(settings: Settings) -> Path:
    """The seed folder of the settings, else `seeds/` here, else the seeds that ship."""
    if settings.seeds is not None:
        if not settings.seeds.is_dir():
            raise Misused(f"There is no folder of seeds {settings.seeds}.")
        return settings.seeds
    here = Path("seeds")
    return here if here.is_dir() else data.seeds_folder()


def seeds(settings: Settings, parse: Parser, clock: Clock | None = None) -> list[Article]:
    """The seed articles of the seed folder."""
    from monitor import seeds as folder

    return folder.read(seed_folder(settings), parse, (clock or SystemClock()).now())


def alerts(settings: Settings) -> Alert:
    """The log, and the webhook if one is set."""
    from monitor.alerts import InLog, Several, Webhook

    return Several(InLog(), Webhook(settings.webhook)) if settings.webhook else InLog()


def set_up_log(settings: Settings) -> None:
    """Log into the data folder from now on, with every secret of the settings masked."""
    from urllib.parse import urlsplit

    from monitor import log

    settings.data.mkdir(parents=True, exist_ok=True)
    secrets = log.secrets_of(settings.database_url, settings.broker_url, settings.proxy or "", settings.webhook)
    hook = [urlsplit(settings.webhook).path] if settings.webhook else []
    log.set_up(settings.data / log.FILE, secrets=[*secrets, *hook])


def desk(
    settings: Settings,
    *,
    hints: Hints | None = None,
    clock: Clock | None = None,
    alert: Alert | None = None,
    jitter: Callable[[], float] = random.random,
) -> Desk:
    """A desk with everything wired up; whatever is slow to load is loaded when first used."""
    from monitor.pipeline import Desk, Limits

    clock = clock or SystemClock()
    store = open_store(settings, clock)
    return Desk(
        store=store,
        pages=open_pages(settings, clock),
        fetcher=fetcher(settings),
        parser=parser(settings),
        encoder=encoder(settings),
        clock=store.clock,
        hints=hints or NoHints(),
        alert=alert or alerts(settings),
        topics=cache(lambda: topics(settings)),
        gate=cache(gate),
        limits=Limits(
            gap=timedelta(seconds=settings.delay),
            agent=AGENT,
            lease=timedelta(seconds=settings.lease_seconds),
            first_import=settings.first_import,
            story_window=timedelta(days=settings.story_days),
            keep_crawl_delay=settings.delay > 0,
            most_slow=max(1, settings.fetch_threads // 2),
            revisits=settings.revisit_waits,
        ),
        jitter=jitter,
    )


def default_feeds() -> list[FeedSource]:
    """The feeds that ship with the program."""
    from monitor.stages import opml

    return opml.read(data.feeds_opml().read_bytes())
