"""Files that a command writes: whole under their names, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import Misused


def part_of(target: Path) -> Path:
    """Where a file is written until it is whole; raises Misused where the target names no file."""
    if not target.name:
        raise Misused(f"The file {str(target)!r} cannot be written: it has no name.")
    return target.with_name(f".{target.name}.part")


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to, which takes the name of the target when everything is written."""
    part = part_of(target)
    try:
        yield part
        os.replace(part, target)
    except OSError as error:
        raise Misused(f"The file {target} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def write(target: Path, pieces: Iterable[str]) -> None:
    """A text, piece by piece."""
    with whole(target) as part, part.open("w", encoding="utf-8") as stream:
        stream.writelines(pieces)
