"""What a command costs with all its children: CPU seconds and peak memory, read from /proc while it runs."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PAUSE = 0.05    # what a process burns after its last sample is lost: at most this long


@dataclass(slots=True)
class Cost:
    """CPU seconds of the whole tree, peak resident bytes of each process by its command, wall seconds."""

    seconds: float = 0.0
    cpu: dict[int, float] = field(default_factory=dict)
    peak: dict[int, tuple[str, int]] = field(default_factory=dict)
    code: int = 0
    output: str = ""

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of all processes together."""
        return sum(self.cpu.values())


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and sample its tree; its standard output is in the result."""
    cost, began = Cost(), time.monotonic()
    around = {**os.environ, **(environment or {})}
    with subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            for pid in _tree(process.pid):
                _sample(pid, cost)
            time.sleep(PAUSE)
        cost.seconds = time.monotonic() - began
        cost.output = process.stdout.read() if process.stdout else ""
        cost.code = process.returncode
    return cost


def spent(root: int) -> float:
    """CPU seconds so far of a process, its children, and those of them that have ended and been waited for."""
    found = 0.0
    for pid in _tree(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found += sum(map(int, fields[11:15])) / TICK
    return found


def _tree(root: int) -> list[int]:
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo.extend(map(int, (task / "children").read_text().split()))
        except OSError:
            continue
    return found


def _sample(pid: int, cost: Cost) -> None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
        name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return
    cost.cpu[pid] = (int(fields[11]) + int(fields[12])) / TICK
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            cost.peak[pid] = (name, int(line.split()[1]) * 1024)
