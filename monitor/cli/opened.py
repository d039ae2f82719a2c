"""The store and the desk of a command, closed when it ends."""

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
    """The rows, made where there are none yet."""
    from monitor import assemble

    held = assemble.open_store(settings)
    try:
        yield held
    finally:
        held.close()


@contextlib.contextmanager
def store_if_any(settings: Settings) -> Iterator[Store | None]:
    """The rows, where there are any: judging one thing makes no folder and no file."""
    url = settings.database_url
    if "://" not in url and not Path(url).is_file():
        yield None
        return
    with store(settings) as held:
        yield held


@contextlib.contextmanager
def desk(settings: Settings, *, watch: SeedWatch | None = None) -> Iterator[Desk]:
    """A place of work in this process, with the seeds of the folder filed; `watch` as `sync_seeds` takes it."""
    from monitor import assemble, pipeline

    held = assemble.desk(settings)
    try:
        pipeline.sync_seeds(held, assemble.seeds(settings, held.parser, held.clock), watch)
        yield held
    finally:
        held.parser.close()
        held.fetcher.close()
        held.pages.close()
        held.store.close()
