"""Who holds a lease: named in the reason when a row had to be quarantined."""

from __future__ import annotations

import os
import socket
import threading


def name() -> str:
    """Machine, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.current_thread().name}"[:120]
