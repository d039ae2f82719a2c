"""One child process as its parent sees it: start, ask, kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from monitor.errors import Transient, Unreadable
from monitor.parsing import frames

START_SECONDS = 30.0
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, and after how much a child is replaced."""

    seconds: float = 45.0               # by the clock, in the parent: at a load of 18, innocent pages took over 15
    cpu_seconds: int = 5                # of the child: the net for an orphan whose parent died
    memory: int = 512 * 1024 * 1024     # address space; the 187 replay pages pass under 256 MB
    documents: int = 1_000
    held: int = 320 * 1024 * 1024       # resident bytes after a document


class Overrun(Unreadable):
    """The document took more than a document may take."""


class Crashed(Unreadable):
    """The parser died on the document."""


class Killed(Exception):
    """Somebody else ended the child; the document is not to blame."""


class Child:
    """One parsing process. Not safe for two threads at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.served = 0
        self.held = 0
        self.alive = True
        self.loaded: set[str] = set()
        command = [sys.executable, "-P", "-m", "monitor.parsing", str(limits.memory), str(limits.cpu_seconds)]
        try:
            self._process = subprocess.Popen(
                command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=environment(), cwd="/",
            )
        except OSError as error:
            raise Transient(f"No parsing process could be started: {error.strerror or error}.") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._ready = False

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def spent(self) -> bool:
        """Whether it is dead or has served enough."""
        return not self.alive or self.served >= self._limits.documents or self.held > self._limits.held

    @property
    def is_running(self) -> bool:
        """Whether it is still alive after being idle."""
        return self.alive and self._process.poll() is None

    def ask(self, kind: str, request: dict[str, Any], body: bytes) -> tuple[str, Any]:
        """
        One document: the kind of the answer and its value, as they came.

        Raises Overrun or Crashed where the document is to blame, Killed where it is not, Transient where the child
        cannot serve at all. After any of these the child is dead.
        """
        self.load(kind)
        self.served += 1
        try:
            return self._exchange({"kind": kind, **request}, body, self._limits.seconds)
        except frames.Late:
            self.bury()
            raise Overrun(f"Reading it took longer than {self._limits.seconds:g} seconds.") from None
        except frames.TooLarge:
            self.bury()
            raise Crashed("The parser gave no answer of an honest size.") from None
        except frames.Closed:
            raise self._death() from None

    def load(self, kind: str) -> None:
        """Import first, so that a slow start is not blamed on a document; raises Transient if that fails."""
        if kind in self.loaded:
            return
        try:
            if not self._ready:
                frames.read(self._out, monotonic() + START_SECONDS)
                self._ready = True
            answer, value = self._exchange({"kind": "load", "what": kind}, b"", START_SECONDS)
        except frames.Closed as error:
            death = self._death()
            if isinstance(death, Killed):
                raise death from error
            raise Transient(f"A parsing process did not start: {death}") from error
        except (frames.Late, frames.TooLarge) as error:
            self.bury()
            raise Transient("A parsing process did not start.") from error
        if answer != "value":
            self.bury()
            raise Transient(str(value or "A parsing process has too little memory to start."))
        self.loaded.add(kind)

    def end(self) -> None:
        """Kill it, from any thread; whoever waits for its answer sees it die, and reaps it."""
        self._process.kill()

    def bury(self) -> None:
        """Kill it, reap it and close its pipes; only for the thread that holds it."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _exchange(self, request: dict[str, Any], body: bytes, seconds: float) -> tuple[str, Any]:
        deadline = monotonic() + seconds
        head = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        frames.write(self._in, frames.frame(head, body), deadline)
        answer = frames.read(self._out, deadline)
        try:
            kind, value, held = json.loads(answer.decode("utf-8", "surrogatepass"))
            self.held = int(held)
            return str(kind), value
        except (ValueError, TypeError, RecursionError) as error:
            raise frames.Closed from error

    def _death(self) -> Exception:
        """Why it died; a child that answers nonsense is killed first."""
        try:
            code = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self.bury()
            return Crashed("The parser gave an answer that cannot be read.")
        self.bury()
        if code == -signal.SIGXCPU:
            return Overrun(f"Reading it took more than {self._limits.cpu_seconds} seconds of computing.")
        if code in (-signal.SIGKILL, -signal.SIGTERM):
            return Killed()
        cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return Crashed(f"The parser crashed on it ({cause}).")


def environment() -> dict[str, str]:
    """Only what a parser needs: a child that is taken over must see no password of the parent."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    root = str(Path(__file__).parents[2])
    if root not in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))
    # one BLAS thread, and one hash seed: the same page is read the same way again
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
