"""Output files that appear under their names only when they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import Misused


def part_of(target: Path) -> Path:
    """The temporary path for a target; raises Misused if the target is not a file name."""
    if not target.name:
        raise Misused(f"The file {str(target)!r} cannot be written: it has no name.")
    return target.with_name(f".{target.name}.part")


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to; it is renamed to the target when the block ends without error."""
    part = part_of(target)
    try:
        yield part
        os.replace(part, target)
    except OSError as error:
        raise Misused(f"The file {target} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def write(target: Path, pieces: Iterable[str]) -> None:
    """Write a text, piece by piece."""
    with whole(target) as part, part.open("w", encoding="utf-8") as stream:
        stream.writelines(pieces)
