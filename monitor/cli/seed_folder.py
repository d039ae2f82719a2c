"""The folder of a person's seeds: adding and removing files, and the progress of a comparison."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import Misused
from monitor.seeds import KINDS, id_of

if TYPE_CHECKING:
    from monitor.model import Article, Known
    from monitor.settings import Settings

__all__ = ["add", "id_of", "progress", "remove", "with_own"]
BESIDE = ".toml"        # what a person wrote about a seed


def with_own(settings: Settings) -> Settings:
    """Settings that name the person's own seed folder; the first seed added creates it."""
    return replace(settings, seeds=_own(settings))


def _own(settings: Settings) -> Path:
    """The folder of the person's own seeds; never the one inside the program."""
    return settings.seeds if settings.seeds is not None else Path("seeds")


def add(files: Sequence[str], settings: Settings) -> list[str]:
    """Copy files into the folder, all or none, each with the TOML file beside it; a file already there stays.

    Returns the seeds of the program that are no longer used, because the person's folder replaces theirs.
    """
    from monitor import assemble

    folder = _own(settings)
    theirs = sorted({id_of(path.name) for path in _seeds_in(assemble.seed_folder(settings))})
    is_first = not folder.is_dir()
    wanted = [_checked(place, folder, settings) for place in dict.fromkeys(files)]
    names = [id_of(source.name) for source in wanted]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Misused(f"Two of these files would be the seed {min(twice)}; use another name for one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in wanted:
            if (beside := source.with_suffix(BESIDE)).is_file():
                _copy(beside, folder)
            _copy(source, folder)
    except OSError as error:
        raise Misused(f"The seed folder {folder} cannot be written: {error.strerror}.") from error
    return theirs if is_first else []


def _checked(place: str, folder: Path, settings: Settings) -> Path:
    """Check that the file can be read as a seed, and that its name is free or its own."""
    from monitor.cli import documents

    source = Path(place)
    if source.suffix.lower() not in KINDS:
        raise Misused(f"{source} is no seed: it ends in none of {', '.join(KINDS)}.")
    documents.read(str(source), settings)
    for held in _seeds_in(folder):
        if id_of(held.name) == id_of(source.name) and not _is_same(source, held):
            raise Misused(f"There is a seed {id_of(held.name)} already; remove it first, or use another name.")
    return source


def _is_same(source: Path, held: Path) -> bool:
    """Whether this file was added before: a command that was stopped may be repeated."""
    return source.name == held.name and source.read_bytes() == held.read_bytes()


def _seeds_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix.lower() in KINDS] if folder.is_dir() else []


def _copy(source: Path, folder: Path) -> None:
    """Copy a file so that it appears complete: half a seed would be read as one."""
    target = folder / source.name
    if target.exists() and target.samefile(source):
        return
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    os.replace(part, target)


def remove(seed_id: str, settings: Settings) -> list[str]:
    """Delete a seed's files and return their names; raises Misused if it is not in the person's own folder."""
    folder = _own(settings)
    doomed = [path for path in _seeds_in(folder) if id_of(path.name) == seed_id]
    if not doomed:
        raise Misused(f"The seed {seed_id} came with the program; name a folder of your own with --seeds.")
    doomed += [beside for path in doomed if (beside := path.with_suffix(BESIDE)).is_file()]
    try:
        for path in doomed:
            path.unlink()
    except OSError as error:
        raise Misused(f"The seed {seed_id} cannot be removed: {error.strerror}.") from error
    return sorted(path.name for path in doomed)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Article, Sequence[Known]], Iterable[Known]]]:
    """A `watch` for `sync_seeds` that shows a progress bar on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _, candidates: candidates
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    named = TextColumn("{task.description}", markup=False)
    columns = (named, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def watch(seed: Article, candidates: Sequence[Known]) -> Iterable[Known]:
            name = Text(f"comparing {seed.article_id}").plain
            return bar.track(candidates, total=len(candidates), description=name)

        yield watch
