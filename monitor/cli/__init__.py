"""The command line: one file a command, imported only when that command runs."""

from __future__ import annotations

import codecs
import contextlib
import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from monitor import __version__
from monitor.cli import options
from monitor.errors import Misused, MonitorError, Unknown

DONE, NOTHING, MISUSED, FAILED, STOPPED = 0, 1, 2, 3, 130
ESCAPED = "monitor.escaped"

# name -> (what it does, where it stands): help is printed without importing a single one
COMMANDS: dict[str, tuple[str, str]] = {
    "crawl": ("Make one pass: try every feed and article that is due, once.", "crawl:crawl"),
    "run": ("Keep crawling until stopped.", "run:run"),
    "feeds": ("List, add, remove, import, export and check feeds.", "feeds:feeds"),
    "entries": ("Every address ever seen, and what became of it.", "entries:entries"),
    "import": ("File articles from elsewhere.", "imports:import_"),
    "seeds": ("List, show, add and remove seed articles.", "seeds:seeds"),
    "search": ("Find stories by words and meaning, in any language.", "search:search"),
    "export": ("Write every article that matches, with its text.", "export:export"),
    "save": ("Save a search under a name.", "save:save"),
    "watch": ("Show what a saved search finds among new articles.", "watch:watch"),
    "show": ("Show one article with its reasons, or the fate of an address.", "show:show"),
    "open": ("Open an article in the browser.", "open:open_"),
    "similar": ("Find the nearest articles, in any language.", "similar:similar"),
    "stories": ("Show what is going on, a line a story.", "stories:stories"),
    "count": ("Count stories by topic, month, source, language.", "count:count"),
    "extract": ("Extract the article of one page, and store nothing.", "extract:extract"),
    "compare": ("Say how two texts relate, and why.", "compare:compare"),
    "topics": ("List, check, explain, create, retag and try topics.", "topics:topics"),
    "status": ("Show the health of feeds, queues and store.", "status:status"),
    "doctor": ("Check this installation.", "doctor:doctor"),
    "reindex": ("Rebuild the word index after the analyser changed.", "reindex:reindex"),
    "reprocess": ("Compute stored data again with today's code.", "reprocess:reprocess"),
    "retry": ("Release what was quarantined or could not be reached.", "retry:retry"),
    "completion": ("Print the completion script for a shell.", "completion:completion"),
    "forget": ("Remove an address or a host for good, and never fetch it again.", "forget:forget"),
    "backup": ("Write every row into one file, while the program runs.", "backup:backup"),
    "restore": ("Fill an empty store from a backup.", "backup:restore"),
}


class ReaderLeft(Exception):
    """Whoever read our stdout has closed it; this is no failure, though click would exit with 1."""


class LazyGroup(click.Group):
    """A group that imports a command when it runs, and suggests a name for a mistyped one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][1].partition(":")
        command: click.Command = getattr(importlib.import_module(f"monitor.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a pipe that nobody reads any more ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderLeft from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (about, _) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; raises Misused with the nearest name if there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            raise Misused(f"There is no command {args[0]}" + (f"; did you mean {near[0]}?" if near else "."))
        return super().resolve_command(ctx, args)


@click.command(
    cls=LazyGroup, context_settings={"help_option_names": ["--help"], "max_content_width": 100},
    epilog="Every option is also a variable MONITOR_… and a line of monitor.toml. Example: monitor crawl --all",
)
@click.version_option(__version__, prog_name="monitor", message="%(prog)s %(version)s")
@options.top
def monitor() -> None:
    """Monitor: what was published about AI policy, in any language; what is new, what only repeats, and why."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program `monitor`: run a command and exit with its code."""
    _open_streams()
    code = call(arguments)
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        _discard_stdout()
    except OSError as error:        # the disk that stdout goes to is full
        _discard_stdout()
        code = code if code == FAILED else _failed(error)
    sys.exit(code)


def call(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; whatever goes wrong is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=ESCAPED)
    try:
        given = None if arguments is None else list(arguments)
        code = monitor.main(args=given, prog_name="monitor", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else DONE if stop.code is None else FAILED
    except (KeyboardInterrupt, click.Abort):
        return _said("Stopped.", STOPPED)
    except click.exceptions.NoArgsIsHelpError as error:
        return _said(error.format_message(), MISUSED)
    except click.ClickException as error:
        return _said(_usage(error), MISUSED)
    except ReaderLeft:
        _discard_stdout()
        return DONE
    except Exception as error:
        if os.environ.get("MONITOR_DEBUG"):
            raise
        return _failed(error)


def _open_streams() -> None:
    """Replace closed standard streams by the null device: else the next file opened would become stdout."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, open(number, mode, encoding="utf-8"))    # noqa: SIM115  (stays open, as a stream does)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Write characters that the stream's encoding lacks as JSON escapes (`backslashreplace` would break JSON)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start:error.end])[1:-1], error.end


codecs.register_error(ESCAPED, _escaped)


def _failed(error: Exception) -> int:
    if isinstance(error, Misused):
        return _said(str(error), MISUSED)
    if isinstance(error, Unknown):
        return _said(str(error), NOTHING)
    if isinstance(error, MonitorError):
        return _said(str(error), FAILED)
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return _said(f"{error.strerror or type(error).__name__}{place}.", FAILED)
    kind = type(error).__name__
    return _said(f"Something went wrong that nobody foresaw: {kind}: {error} (MONITOR_DEBUG=1 shows where).", FAILED)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    message = error.format_message()
    path = context.command_path if context is not None else "monitor"
    return f"{message.rstrip('.')}. See: {path} --help"


def _said(text: str, code: int) -> int:
    from monitor.stages import clean

    with contextlib.suppress(OSError):      # nobody reads stderr either
        click.echo("\n".join(clean.text(line).rstrip() for line in text.split("\n")), err=True)
    return code


def _discard_stdout() -> None:
    """Send what is still buffered nowhere, quietly, after the reader of a pipe has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
