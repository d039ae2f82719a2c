"""The name of whoever holds a lease, for the reason of a quarantine."""

from __future__ import annotations

import os
import socket
import threading


def process() -> str:
    """Machine and process."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def name() -> str:
    """Machine, process and thread."""
    return f"{process()}:{threading.current_thread().name}"[:120]
