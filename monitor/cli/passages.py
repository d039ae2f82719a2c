"""What two articles share, for a person to check: coloured, or marked [[so]] without colours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from monitor.cli import output
from monitor.model import Passage, Place
from monitor.stages import clean

if TYPE_CHECKING:
    from rich.text import Text

SIDE_BY_SIDE = 100      # columns from which two passages stand beside one another
AROUND = 60             # characters before and after a common passage, where its text is at hand
MOST = 600              # characters of a passage; of a longer one the middle is left out
LISTED = {"number": "numbers in both", "name": "names in both", "difference": "differs"}
NAMED = {"passage": "in both", "sentence": "sentence", "headline": "headlines"}
Segments = list[tuple[str, bool]]       # pieces of one side, and whether each is common
Texts = Mapping[str, str]               # field of an article → what stands in it


def print_passages(
    found: Iterable[Passage], names: tuple[str, str], texts: tuple[Texts, Texts] | None = None
) -> None:
    """Print passages side by side if the terminal is wide, else one under the other.

    With `texts` each common passage stands in what is around it.
    """
    passages = list(found)
    shown = [passage for passage in passages if passage.kind not in LISTED]
    rows = [(one, _segments(one, passages, 0, texts), _segments(one, passages, 1, texts)) for one in shown]
    if output.is_terminal() and _width() >= SIDE_BY_SIDE and rows:
        _draw(rows, names)
    else:
        for passage, *sides in rows:
            click.echo(f"{output.INDENT}{_kind(passage)}, {passage.score:.2f}")
            for name, place, segments in zip(names, (passage.a, passage.b), sides, strict=True):
                click.echo(f"{output.INDENT}  {name}, {place.field} {place.start}–{place.end}: {_inline(segments)}")
    for kind, said in LISTED.items():
        listed = [_pair(passage) for passage in passages if passage.kind == kind]
        if listed:
            click.echo(output.wrapped(f"{said}: " + ("; ".join(listed))))


def first(found: Sequence[Passage], most: int) -> list[Passage]:
    """At most this many passages of each kind."""
    kinds = dict.fromkeys(passage.kind for passage in found)
    return [passage for kind in kinds for passage in [one for one in found if one.kind == kind][:most]]


def _kind(passage: Passage) -> str:
    return NAMED.get(passage.kind, passage.kind)


def _pair(passage: Passage) -> str:
    """`Narva = Нарва`, or for a difference `said | announced`."""
    a, b = (clean.line(place.text, 80) for place in (passage.a, passage.b))
    if passage.kind == "difference":
        return f"{a or '–'} | {b or '–'}"
    return a if a == b else f"{a} = {b}"


def _segments(passage: Passage, every: Sequence[Passage], end: int, texts: tuple[Texts, Texts] | None) -> Segments:
    """The pieces to print: a copy with its surroundings; of matching sentences their names and numbers."""
    place = _at(passage, end)
    if passage.kind == "passage":
        before, after = _around(place, texts[end].get(place.field, "")) if texts else ("", "")
        return [piece for piece in ((before, False), (_shortened(place.text), True), (after, False)) if piece[0]]
    return list(_split(place, [_at(other, end) for other in every if other.kind in ("number", "name")]))


def _at(passage: Passage, end: int) -> Place:
    return passage.b if end else passage.a


def _around(place: Place, text: str) -> tuple[str, str]:
    if text[place.start:place.end] != place.text:
        return "", ""           # of another version of the text
    before = text[max(0, place.start - AROUND):place.start]
    after = text[place.end:place.end + AROUND]
    return ("…" if place.start > AROUND else "") + before, after + ("…" if place.end + AROUND < len(text) else "")


def _shortened(text: str) -> str:
    if len(text) <= MOST:
        return text
    half = MOST // 2
    return f"{text[:half]} … ({len(text) - 2 * half} characters) … {text[-half:]}"


def _split(place: Place, inside: Iterable[Place]) -> Iterator[tuple[str, bool]]:
    at = place.start
    for found in sorted(inside, key=lambda one: one.start):
        if found.field == place.field and at <= found.start and found.end <= place.end:
            yield place.text[at - place.start:found.start - place.start], False
            yield place.text[found.start - place.start:found.end - place.start], True
            at = found.end
    yield place.text[at - place.start:], False


def _plain(text: str) -> str:
    """Text that is safe on a terminal, keeping the space that separates it from the next piece."""
    before, after = (" " if text[i:][:1].isspace() else "" for i in (0, -1))
    return before + clean.printable(text) + after if text.strip() else before


def _is_coloured() -> bool:
    return output.is_terminal() and not os.environ.get("NO_COLOR")


def _inline(segments: Segments) -> str:
    """One line, coloured or marked."""
    is_coloured = _is_coloured()
    pieces = []
    for text, is_common in segments:
        plain = _plain(text)
        if is_common:
            pieces.append(output.styled(plain, fg="green", bold=True) if is_coloured else f"[[{plain}]]")
        else:
            pieces.append(plain)
    return "".join(pieces)


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _draw(rows: Sequence[tuple[Passage, Segments, Segments]], names: tuple[str, str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_lines=True)
    for name in ("", *names):
        table.add_column(Text(name), ratio=None if name == "" else 1, overflow="fold")
    for passage, a, b in rows:
        table.add_row(Text(f"{_kind(passage)}\n{passage.score:.2f}"), _drawn(a), _drawn(b))
    Console().print(table)


def _drawn(segments: Segments) -> Text:
    from rich.text import Text

    is_coloured, drawn = _is_coloured(), Text()     # Text, not str: what a stranger wrote never reaches a renderer
    for text, is_common in segments:
        plain = _plain(text)
        if is_common and is_coloured:
            drawn.append(plain, style="bold green")
        else:
            drawn.append(f"[[{plain}]]" if is_common else plain)
    return drawn
