"""Loading one article to judge: a file of plain text, HTML or JSON, or the id of a stored article."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import Misused, Unknown

if TYPE_CHECKING:
    from monitor.model import Article
    from monitor.ports import Parser, Store
    from monitor.settings import Settings


def read(place: str, settings: Settings) -> Article:
    """The article in a file; raises Misused if there is none."""
    path = Path(place)
    if path.is_dir():
        raise Misused(f"{place} is a folder, not a file.")
    if not path.is_file():
        raise Misused(f"There is no file {place}.")
    from monitor import assemble, seeds

    now = datetime.now(UTC)
    parser: Parser = assemble.parser(settings)
    try:
        if path.suffix.lower() in seeds.KINDS:
            return seeds.read_file(path, parser, now)
        return _plain(path, now)
    finally:
        parser.close()


def _plain(path: Path, now: datetime) -> Article:
    """A file of any other type is read as plain text, with its first line as the title."""
    from monitor.model import Article
    from monitor.stages import clean, language

    try:
        text = clean.text(path.read_bytes().decode("utf-8-sig")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misused(f"The file {path} cannot be read as UTF-8 text.") from error
    if not text:
        raise Misused(f"The file {path} holds no text.")
    title = clean.line(text.partition("\n")[0])
    return Article(path.stem, None, title, text, "", now, language=language.of(title, text))


def read_or_get(place: str, store: Store | None, settings: Settings) -> Article:
    """The article of an id, or in a file."""
    if store is not None and (stored := store.articles.get(place)) is not None:
        return stored.article
    if Path(place).exists() or _is_path(place):
        return read(place, settings)
    raise Unknown(f"{place} is neither the id of an article nor a file.")


def _is_path(place: str) -> bool:
    """Whether a name that nothing has was meant for a file."""
    return os.sep in place or Path(place).suffix != ""
