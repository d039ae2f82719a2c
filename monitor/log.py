"""The log: JSON lines in one rotating file. Silent until it is set up, and never on stdout.

To log, write `log.info("what happened", feed=url)`. A command that sets up no log pays nothing: importing structlog
takes 70 ms. Control characters and passwords in addresses are removed from values, and known secrets are masked.
"""

from __future__ import annotations

import logging
import math
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping, MutableMapping
from enum import Enum
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import unquote, urlsplit

from monitor.errors import Failed
from monitor.stages import address, clean

FILE = "monitor.log"
MOST_BYTES = 10_000_000     # of one file
KEPT = 5                    # older files beside it: monitor.log.1 is the newest
MOST_ITEMS = 50             # of a list
LEAST_SECRET = 4            # shorter ones would mask half of every line; in an address they are cut out anyway
MASK = "***"

_SECRET_NAME = re.compile(r"pass(?:word|wd|phrase)?$|pwd$|secret|token$|authorization|cookie|api_?key", re.IGNORECASE)
_SECRET_IN_TEXT = re.compile(
    r"\b((?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key)\s*[=:]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s&,;]+)",
    re.IGNORECASE,
)
_FIRST = ("at", "level", "event")

_log: Log | None = None


def set_up(
    path: Path,
    *,
    secrets: Iterable[str] = (),
    echo: TextIO | None = None,
    most_bytes: int = MOST_BYTES,
    kept: int = KEPT,
) -> None:
    """Log to this file from now on, and also to `echo` if given; raises Failed if it cannot be written."""
    global _log
    shut_down()
    _log = Log(LogFile(path, most_bytes, kept), secrets, echo)
    logging.getLogger().addHandler(_log.forward)


def shut_down() -> None:
    """Stop logging."""
    global _log
    if _log is not None:
        logging.getLogger().removeHandler(_log.forward)
        _log.file.close()
        _log = None


def info(event: str, **values: object) -> None:
    """Log that something happened as it should."""
    _write("info", event, values)


def warning(event: str, **values: object) -> None:
    """Log something that a person may want to look at."""
    _write("warning", event, values)


def error(event: str, cause: BaseException | None = None, **values: object) -> None:
    """Log that something went wrong, with its cause and traceback if there is one."""
    if cause is not None:
        lines = [line for line in "".join(traceback.format_exception(cause)).splitlines() if line.strip(" ^~")]
        values = {**values, "error": f"{type(cause).__name__}: {cause}", "trace": lines[-MOST_ITEMS:]}
    _write("error", event, values)


def secrets_of(*urls: str | None) -> list[str]:
    """The passwords in these addresses, both as they are written and decoded."""
    found = []
    for url in filter(None, urls):
        password = url.rpartition("@")[0].partition("://")[2].partition(":")[2]
        found += [password, unquote(password)]
        query = urlsplit(url).query if "://" in url else ""
        found += [value for name, _, value in (piece.partition("=") for piece in query.split("&")) if
                  _SECRET_NAME.search(name)]
    return [secret for secret in dict.fromkeys(found) if secret]


def _write(level: str, event: str, values: Mapping[str, object]) -> None:
    if _log is not None:
        _log.write(level, event, values)


class Log:
    """Turns events into cleaned JSON lines."""

    def __init__(self, file: LogFile, secrets: Iterable[str], echo: TextIO | None) -> None:
        import structlog

        self.file, self._echo = file, echo
        self._secrets = sorted((s for s in secrets if len(s) >= LEAST_SECRET), key=len, reverse=True)
        self.forward = _Forward(self)
        self._logger = structlog.wrap_logger(
            self,
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                self._line,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.BoundLogger,
        )

    def write(self, level: str, event: str, values: Mapping[str, object]) -> None:
        """One line; a log that cannot be written stops nobody."""
        named = {f"{name}_" if name in (*_FIRST, "pid") else name: value for name, value in values.items()}
        self._logger.msg(event, level=level, pid=os.getpid(), **named)

    def msg(self, line: str) -> None:
        """The method that structlog calls with the finished line."""
        self.file.write(line)
        if self._echo is not None:
            try:
                self._echo.write(line + "\n")
                self._echo.flush()
            except (OSError, ValueError):
                self._echo = None

    def _line(self, _logger: object, _method: str, values: MutableMapping[str, Any]) -> dict[str, object]:
        return {name: self._cleaned(values[name], name) for name in dict.fromkeys((*_FIRST, *values))}

    def _cleaned(self, value: object, name: str = "") -> object:
        if _SECRET_NAME.search(name):
            return MASK
        if value is None or (isinstance(value, bool | int) and not isinstance(value, Enum)):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, Mapping):
            return {self._text(str(key)): self._cleaned(held, str(key)) for key, held in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._cleaned(item) for item in list(value)[:MOST_ITEMS]]
        return self._text(str(value.value) if isinstance(value, Enum) else str(value))

    def _text(self, raw: str) -> str:
        # masked before the cut, which might part a password from the sign that shows it, and after what hid it is gone
        return self._masked(clean.printable(self._masked(raw)))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return _SECRET_IN_TEXT.sub(rf"\1{MASK}", address.without_password(text))


class _Forward(logging.Handler):
    """Sends the warnings of libraries to the file; without a handler Python would print them on stderr."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record; never raises, since a failing log must not stop the caller."""
        try:
            text = record.getMessage()
        except Exception:
            text = str(record.msg)
        level = "error" if record.levelno >= logging.ERROR else "warning"
        self._log.write(level, text, {"logger": record.name})


class LogFile:
    """A file to which several processes append line by line, and which is rotated when full."""

    def __init__(self, path: Path, most_bytes: int, kept: int) -> None:
        self._path, self._most_bytes, self._kept = path, most_bytes, kept
        self._lock = threading.Lock()
        self._file = -1
        self.lost = 0               # lines that could not be written
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._open()
        except OSError as problem:
            raise Failed(f"The log {path} cannot be written: {problem.strerror}.") from problem

    def write(self, line: str) -> None:
        """Append one complete line."""
        data = (line + "\n").encode("utf-8", "backslashreplace")
        with self._lock:
            try:
                if self._file < 0 or self._is_elsewhere():
                    self._reopen()
                if os.fstat(self._file).st_size + len(data) > self._most_bytes:
                    self._turn_over()
                os.write(self._file, data)
            except OSError:
                self.lost += 1

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)

    def _reopen(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
        self._file = self._open()

    def _is_elsewhere(self) -> bool:
        """Whether another process rotated the file, or a person moved it."""
        try:
            return not os.path.samestat(os.stat(self._path), os.fstat(self._file))
        except FileNotFoundError:
            return True

    def _turn_over(self) -> None:
        if sys.platform != "win32":     # there, an open file cannot be renamed by another process anyway
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX)      # released when this descriptor is closed
        if not self._is_elsewhere():
            for number in range(self._kept, 0, -1):
                older = self._path if number == 1 else self._numbered(number - 1)
                if older.exists():
                    os.replace(older, self._numbered(number))
        self._reopen()

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
