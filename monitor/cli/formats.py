"""Export formats: JSON lines, CSV, Atom and Parquet; each has every article's text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli import as_json, files, output
from monitor.errors import Misused

if TYPE_CHECKING:
    from monitor.model import StoredArticle

NAMES = ("jsonl", "csv", "atom", "parquet")
GROUP = 1_000           # articles of a row group
COLUMNS = (*as_json.COLUMNS, "text")
_NUMBERS = ("match_score", "seed_score", "score")

Pieces = Iterator[str]


class Counted:
    """Passes articles on and counts them."""

    def __init__(self, found: Iterable[StoredArticle]) -> None:
        self._found = found
        self.number = 0

    def __iter__(self) -> Iterator[StoredArticle]:
        for stored in self._found:
            self.number += 1
            yield stored


def write(form: str, found: Iterable[StoredArticle], target: Path | None) -> int:
    """Write to a file that appears when complete, or to stdout; returns how many articles."""
    counted = Counted(found)
    if form == "parquet":
        _parquet(counted, target)
    elif target is not None:
        files.write(target, _WRITERS[form](counted))
    else:
        for piece in _WRITERS[form](counted):
            sys.stdout.write(piece)
    return counted.number


def _lines(found: Iterable[StoredArticle]) -> Pieces:
    for stored in found:
        yield output.json_line(as_json.article(stored, text=True, evidence=True)) + "\n"


def _csv(found: Iterable[StoredArticle]) -> Pieces:
    import csv
    import io

    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\n")

    def written(row: Sequence[object]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerow(row)
        return line.getvalue()

    yield written(COLUMNS)
    for stored in found:
        yield written([output.cell(value, lines=name == "text") for name, value in _row(stored).items()])


def _atom(found: Iterable[StoredArticle]) -> Pieces:
    from monitor.cli import atom

    return atom.feed("Monitor", "export", datetime.now(UTC), found)


_WRITERS: dict[str, Callable[[Iterable[StoredArticle]], Pieces]] = {"jsonl": _lines, "csv": _csv, "atom": _atom}


def _row(stored: StoredArticle) -> dict[str, object]:
    held = as_json.flat(as_json.article(stored)) | {"text": stored.article.text}
    return {name: held[name] for name in COLUMNS}


def _parquet(found: Counted, target: Path | None) -> None:
    """One row group at a time: text columns, whole numbers for repeats, doubles for scores."""
    if target is None:
        raise Misused("Parquet is written to a file: --output FILE.")
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise Misused("Parquet needs the package pyarrow: pip install 'ai-policy-monitor[parquet]'.") from None
    schema = pyarrow.schema([(name, _kind(pyarrow, name)) for name in COLUMNS])
    stream = iter(found)
    with files.whole(target) as part, parquet.ParquetWriter(part, schema) as writer:
        while rows := [_row(stored) for stored in islice(stream, GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))


def _kind(pyarrow: Any, name: str) -> Any:
    if name == "repeats":
        return pyarrow.int64()
    return pyarrow.float64() if name in _NUMBERS else pyarrow.string()
