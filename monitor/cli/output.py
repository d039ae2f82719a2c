"""What goes to stdout: JSON lines, CSV without formulas, tables; never a character that controls the terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from monitor.cli import layout
from monitor.cli.layout import columns
from monitor.stages import clean

# what JSON lets through though a terminal or a decoder does not: C1, DEL, bidi controls, separators, lone surrogates
_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA = tuple("=+-@\t\r＝＋－＠|")
INDENT = "    "
NARROWEST, WIDEST = 24, 120     # columns of a wrapped line


def json_line(value: object) -> str:
    """One line of JSON, readable in any script; control characters are escaped."""
    return _UNSAFE.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def print_json(value: object) -> None:
    """Print one object on a line and flush: the reader of a batch may wait for each answer."""
    sys.stdout.write(json_line(value) + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str], *, null: bool = False) -> None:
    """Print plain lines, each cleaned; with `null` each ends as `xargs -0` expects."""
    for line in lines:
        click.echo(clean.printable(line) + ("\0" if null else "\n"), nl=False)


def print_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table for spreadsheets; a cell that would be a formula gets an apostrophe in front."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(value) for value in row])


def cell(value: object, *, lines: bool = False) -> object:
    """A value as a CSV cell: numbers unchanged, text cleaned and never a formula; `lines` keeps line breaks."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = clean.text(str(value)) if lines else clean.printable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


@contextmanager
def paged(wanted: bool = True) -> Iterator[None]:
    """Inside this block, output that exceeds a terminal's screen goes through the pager."""
    if not wanted or not is_terminal() or os.environ.get("PAGER") in ("", "cat"):
        yield
        return
    import io
    import shutil

    class Page(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, page = sys.stdout, Page()
    sys.stdout = page
    try:
        yield
    finally:
        sys.stdout = screen
        text = page.getvalue()
        if text.count("\n") < shutil.get_terminal_size().lines:
            screen.write(text)
        else:
            os.environ.setdefault("LESS", "-R")
            click.echo_via_pager(text.rstrip("\n"))


def styled(text: str, **style: bool | str) -> str:
    """Text with a style if stdout is a terminal and NO_COLOR is not set."""
    if not is_terminal() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, **style)   # type: ignore[arg-type]  # its keywords differ in kind


def print_table(names: Sequence[str], rows: Sequence[Sequence[object]], right: frozenset[str] = frozenset()) -> None:
    """Print a table: drawn on a terminal, aligned with spaces elsewhere."""
    cells = [["" if value is None else clean.printable(str(value)) for value in row] for row in rows]
    if is_terminal():
        _draw(names, cells, right)
        return
    widths = [max(columns(row[n]) for row in [names, *cells]) for n in range(len(names))]
    for row in [names, *cells]:
        padded = [
            _padded(text, width, names[n] in right) for n, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(padded).rstrip())


def _draw(names: Sequence[str], cells: Sequence[Sequence[str]], right: frozenset[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        is_id = name == "id"        # to be copied, so never broken
        table.add_column(
            Text(name), justify="right" if name in right else "left", overflow="fold", no_wrap=is_id
        )
    for row in cells:
        table.add_row(*(Text(text) for text in row))    # Text, not str: titles never reach a markup renderer
    Console().print(table)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - columns(text))
    return space + text if right else text + space


def width() -> int:
    """How many columns a line takes at most where a person reads it."""
    import shutil

    return max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))


def wrapped(text: str, indent: str = INDENT, marks: Sequence[tuple[int, int]] = (), **style: bool | str) -> str:
    """
    Break a long line to fit the terminal; elsewhere it stays one line.

    `style` is that of the text, and `marks` are the stretches of it that stand in bold.
    """
    if not is_terminal():
        return indent + text
    lines = layout.lines(text, width() - layout.columns(indent))
    return "\n".join(indent + _marked(text, start, end, marks, style) for start, end in lines)


def _marked(text: str, start: int, end: int, marks: Sequence[tuple[int, int]], style: dict[str, bool | str]) -> str:
    """One line of a text, with what of the marks stands in it."""
    pieces, at = [], start
    for first, last in marks:
        a, b = max(first, at), min(last, end)
        if a < b:
            pieces += [_plain(text[at:a], style), styled(text[a:b], **{**style, "bold": True})]
            at = b
    return "".join([*pieces, _plain(text[at:end], style)])


def _plain(text: str, style: dict[str, bool | str]) -> str:
    return styled(text, **style) if style and text else text


def print_pairs(pairs: Mapping[str, object]) -> None:
    """Print names and aligned values, one pair a line; empty values are left out."""
    shown = {name: clean.printable(str(value)) for name, value in pairs.items() if value not in (None, "", ())}
    width = max((columns(name) for name in shown), default=0)
    for name, value in shown.items():
        click.echo(f"{styled(_padded(name, width, False), dim=True)}  {value}")
