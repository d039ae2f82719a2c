"""Output files that appear under their names only when they are complete."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import Failed, Misused

STDOUT = "-"
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))     # the disk fails, which is nobody's misuse


def check_name(target: Path) -> None:
    """Raises Misused if the target is not a file name."""
    if not target.name:
        raise Misused(f"The file {str(target)!r} cannot be written: it has no name.")


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to; what the block wrote there is renamed to the target when the block ends without error.

    A link is followed. A device or a pipe is written to directly: a file in the place of /dev/null harms the machine.
    """
    check_name(target)
    try:
        if target.exists() and not target.is_file():
            yield target
            return
        target = target.resolve()
        part = target.with_name(f".{target.name}.part")
        try:
            yield part
            if part.exists():
                os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        kind = Failed if error.errno in _FULL else Misused
        raise kind(f"The file {target} cannot be written: {error.strerror}.") from error


def write(target: Path, pieces: Iterable[str]) -> None:
    """Write a text, piece by piece; `-` is stdout."""
    if str(target) == STDOUT:
        sys.stdout.writelines(pieces)
        return
    with whole(target) as part, part.open("w", encoding="utf-8") as stream:
        stream.writelines(pieces)
