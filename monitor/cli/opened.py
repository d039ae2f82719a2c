"""The store or the desk of a command, closed when the command ends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.pipeline import Desk
    from monitor.pipeline.seeds import SeedWatch
    from monitor.ports import Store
    from monitor.settings import Settings


@contextlib.contextmanager
def store(settings: Settings) -> Iterator[Store]:
    """The store, created if there is none yet."""
    from monitor import assemble

    held = assemble.open_store(settings)
    try:
        yield held
    finally:
        held.close()


@contextlib.contextmanager
def store_if_any(settings: Settings) -> Iterator[Store | None]:
    """The store if there is one: judging a single text must not create a folder or a file."""
    url = settings.database_url
    if "://" not in url and not Path(url).is_file():
        yield None
        return
    with store(settings) as held:
        yield held


@contextlib.contextmanager
def desk(settings: Settings, *, with_seeds: bool = True, watch: SeedWatch | None = None) -> Iterator[Desk]:
    """A desk in this process, the seeds of the seed folder filed if asked for; `watch` as `sync_seeds` takes it."""
    from monitor import assemble, pipeline

    held = assemble.desk(settings)
    try:
        if with_seeds:
            pipeline.sync_seeds(held, assemble.seeds(settings, held.parser, held.clock), watch)
        yield held
    finally:
        held.parser.close()
        held.fetcher.close()
        held.pages.close()
        held.store.close()
