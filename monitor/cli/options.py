"""The global options, accepted before or after the command's name, and the settings made from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from monitor.settings import Settings

KEY = "monitor.flags"
Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Any], Any]


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Store a flag where `settings` finds it; the last one on the line wins, and `--allow` adds up."""
    if value is None or value == ():
        return
    flags: dict[str, Any] = context.meta.setdefault(KEY, {})
    name = str(parameter.name)
    flags[name] = (*flags.get(name, ()), *value) if isinstance(value, tuple) else value


def _option(*names: str, hidden: bool, **more: Any) -> Decorator:
    return click.option(*names, expose_value=False, callback=_keep, hidden=hidden, **more)


def _everywhere(hidden: bool) -> list[Decorator]:
    folder = click.Path(file_okay=False, path_type=Path)
    return [
        _option("--data", metavar="DIR", type=folder, hidden=hidden, help="Where everything is kept."),
        _option("--database", metavar="URL", hidden=hidden, help="A SQLite path or postgresql://…"),
        _option("--broker", metavar="URL", hidden=hidden, help="memory:// (the default) or redis://…"),
        _option("--seeds", metavar="DIR", type=folder, hidden=hidden, help="The folder of seed articles."),
        _option("--config", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), hidden=hidden,
                help="Settings to read instead of monitor.toml."),
    ]


def _web(hidden: bool) -> list[Decorator]:
    return [
        _option("--allow", metavar="HOST:PORT", multiple=True, hidden=hidden,
                help="Permit connections to exactly this name or number and port, though it is internal."),
        _option("--proxy", metavar="URL", hidden=hidden, help="Fetch through this HTTP proxy."),
        _option("--delay", metavar="SECONDS", type=float, hidden=hidden,
                help="Least pause between two requests to one host (default 1)."),
    ]


def _applied(command: Command, options: list[Decorator]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def top(command: Command) -> Command:
    """A decorator for `monitor` itself: all global options, for whatever command follows."""
    return _applied(command, [*_everywhere(hidden=False), *_web(hidden=False)])


def common(command: Command) -> Command:
    """A decorator for every command: the global options, hidden from its help."""
    return _applied(command, _everywhere(hidden=True))


def fetching(command: Command) -> Command:
    """A decorator for commands that fetch: --allow, --proxy, --delay."""
    return _applied(command, _web(hidden=False))


def settings() -> Settings:
    """The settings of this run: flags before environment before file."""
    from monitor.settings import load

    flags = dict(click.get_current_context().meta.get(KEY, {}))
    config = flags.pop("config", None)
    return load(flags, config=config)


def zone(held: Settings) -> tzinfo:
    """The reader's time zone; raises Misused if it is unknown here."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    from monitor.errors import Misused

    if held.zone.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(held.zone)
    except (KeyError, ValueError, OSError):
        raise Misused(f"There is no time zone {held.zone!r}; write it as in Europe/Paris.") from None
