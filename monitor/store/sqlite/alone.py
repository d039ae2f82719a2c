"""One process at a time, by a lock that the system gives back when its holder dies."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = 0.05            # seconds between two tries


@contextmanager
def alone(path: Path, name: str, patience: float) -> Iterator[bool]:
    """Whether the lock of this name was had within so many seconds; the files stay beside the store, and are empty."""
    import fcntl

    until = time.monotonic() + patience
    file = os.open(path.with_name(f"{path.name}-look-{zlib.crc32(name.encode()):08x}"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    yield False
                    return
                time.sleep(PAUSE)
            else:
                yield True
                return
    finally:
        os.close(file)
