"""The seed folder: one article a file (plain text, HTML or JSON), with an optional TOML file of the same name."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from monitor.errors import Misused, MonitorError
from monitor.model import SEEDS, Article, Page
from monitor.ports import Parser
from monitor.stages import clean, dates, language

KINDS = (".txt", ".html", ".htm", ".json")
KNOWN = {"title", "language", "published", "url", "authors", "note", "source"}


def read(folder: Path, parser: Parser, now: datetime) -> list[Article]:
    """Every seed of the folder, in the order of file names; raises Misused naming the file that cannot be read."""
    return [read_file(path, parser, now) for path in sorted(folder.iterdir()) if path.suffix.lower() in KINDS]


def read_file(path: Path, parser: Parser, now: datetime) -> Article:
    """One seed; its id is its file's name without the ending."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Misused(f"The file {path.name} cannot be read: {error.strerror}.") from error
    kind = path.suffix.lower()
    beside = _beside(path)
    if kind == ".json":
        article = _json(path, body, now)
    elif kind == ".txt":
        article = _plain(path, body, now)
    else:
        article = _html(path, body, parser, now)
    return _described(path, article, beside)


def id_of(name: str) -> str:
    """The id of the seed in a file of this name."""
    return re.sub(r"[^\w.-]+", "-", Path(name).stem)[:80]


def _seed(path: Path, title: str, text: str, now: datetime) -> Article:
    if not text.strip():
        raise Misused(f"The file {path.name} holds no text.")
    return Article(
        article_id=id_of(path.name), url=None, title=clean.line(title), text=clean.text(text).strip(), source=SEEDS,
        first_seen=now, origins={"title": "seed", "text": "seed"}, made_by="seed",
    )


def _plain(path: Path, body: bytes, now: datetime) -> Article:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Misused(f"The file {path.name} is not UTF-8 text.") from None
    first = text.strip().partition("\n")[0]
    return _seed(path, first if len(first) <= 200 else first[:160].rsplit(" ", 1)[0] + "…", text, now)


def _json(path: Path, body: bytes, now: datetime) -> Article:
    try:
        value = json.loads(body)
        article = _seed(path, str(value.get("title") or ""), str(value["text"]), now)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Misused(f"The file {path.name} is no JSON object with a title and a text.") from None
    return _described(path, article, {key: value[key] for key in KNOWN & set(value)})


def _html(path: Path, body: bytes, parser: Parser, now: datetime) -> Article:
    page = Page(path.stem, path.absolute().as_uri(), path.absolute().as_uri(), 200, {}, body, now)
    try:
        extraction = parser.page(page, (), frozenset())
    except MonitorError as error:
        raise Misused(f"The file {path.name} cannot be read: {error}") from error
    article = _seed(path, extraction.title, extraction.text, now)
    return replace(article, language=extraction.language, published=extraction.published, authors=extraction.authors)


def _beside(path: Path) -> Mapping[str, Any]:
    """What the TOML file beside the seed says about it."""
    described = path.with_suffix(".toml")
    if not described.is_file():
        return {}
    try:
        values = tomllib.loads(described.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Misused(f"The file {described.name} beside a seed is not UTF-8 text.") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Misused(f"The file {described.name} beside a seed cannot be read: {error}.") from error
    return values


def _described(path: Path, article: Article, values: Mapping[str, Any]) -> Article:
    published = article.published
    if said := values.get("published"):
        text = said.isoformat() if isinstance(said, (date, datetime, time)) else str(said)
        published = dates.read(text, "seed")
        if published is None:
            raise Misused(f"The file {path.name} has a date that cannot be read: {text!r}.")
    title = clean.line(str(values["title"])) if values.get("title") else article.title
    tongue = str(values.get("language") or "")[:2].lower() or article.language
    authors = values.get("authors")
    return replace(
        article, title=title, published=published, url=str(values["url"]) if values.get("url") else article.url,
        language=tongue or language.of(title, article.text),
        authors=tuple(map(str, authors)) if isinstance(authors, list) else article.authors,
    )
