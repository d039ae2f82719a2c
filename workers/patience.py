"""Waiting for our own servers, which may start in any order and be away for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from monitor.errors import Unavailable

LONGEST = 180.0         # seconds; then whoever started us starts us anew, or reads why not
FIRST_PAUSE, MOST_PAUSE = 0.25, 5.0

T = TypeVar("T")


def patiently(
    attempt: Callable[[], T], stopping: threading.Event, said: Callable[[str], None], longest: float = LONGEST
) -> T | None:
    """The attempt's result, retried while a server does not answer; None if told to stop meanwhile."""
    end, pause, told = time.monotonic() + longest, FIRST_PAUSE, ""
    while True:
        try:
            return attempt()
        except Unavailable as error:
            if time.monotonic() >= end:
                raise
            if str(error) != told:
                told = str(error)
                said(told)
        if stopping.wait(pause):
            return None
        pause = min(2 * pause, MOST_PAUSE)
