"""`monitor topics`: list and check the topics, explain an article's topics, and try topics on a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, MISUSED, NOTHING, as_json, batch, documents, in_words, opened, options, output
from monitor.errors import Misused
from monitor.stages import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Tag, Vector
    from monitor.settings import Settings
    from monitor.stages.topic_file import Problem
    from monitor.stages.topics import Explanation, Topics


@click.group(epilog="Example: monitor topics try article.txt")
def topics() -> None:
    """Topics: files of words, with examples that are their tests."""


def _loaded(settings: Settings) -> Topics:
    from monitor import assemble

    return assemble.topics(settings)


@topics.command("list", epilog="Example: monitor topics list")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
def list_(as_line: bool) -> int:
    """List every installed topic, with what it is about."""
    files = _loaded(options.settings()).files
    if as_line:
        for file in files:
            output.print_json({
                "name": file.name, "about": file.about, "threshold": file.threshold, "label": dict(file.label),
                "version": file.version, "path": str(file.path),
            })
    elif files:
        output.print_table(("topic", "points needed", "about"), [(f.name, f"{f.threshold:g}", f.about) for f in files],
                           right=frozenset(("points needed",)))
    return DONE if files else NOTHING


@topics.command(epilog="Example: monitor topics check my-topics")
@click.argument("folder", required=False, metavar="[FOLDER]")
@options.common
def check(folder: str | None) -> int:
    """Check each topic against its own examples, and name every mistake with its line."""
    from monitor import data
    from monitor.stages import topics as stage

    settings = options.settings()
    folders = [Path(folder)] if folder else [data.topics_folder(), *([settings.topics] if settings.topics else [])]
    problems: list[Problem] = []
    for place in folders:
        if not place.is_dir():
            raise Misused(f"There is no folder of topics {place}.")
        problems += stage.check(place)
    for problem in problems:
        click.echo(clean.printable(str(problem)))
    if not problems:
        click.echo("Every topic holds.", err=True)
    return MISUSED if problems else DONE


@topics.command(epilog="Example: monitor topics explain a1b2c3")
@click.argument("article_id", metavar="ID")
@click.option("--all", "everything", is_flag=True, help="Also show topics that found nothing.")
@options.common
def explain(article_id: str, everything: bool) -> int:
    """Explain an article's topics: the words that earned them, near misses, and what was masked."""
    from monitor.stages import topics as stage

    settings = options.settings()
    with opened.store(settings) as store:
        held = documents.read_or_get(article_id, store, settings)
    judge = Judge(settings)
    tags = stage.tag(held.title, held.text, judge.known, held.language)
    meaning = judge.meaning(tags, held.title, held.text, held.language)
    told = stage.explain(held.title, held.text, judge.known, held.language, meaning)
    for one in sorted(told, key=lambda one: -one.score):
        if one.score or one.masked or everything:
            _print_explanation(one)
    return DONE


def _print_explanation(one: Explanation) -> None:
    state = "tagged" if one.tagged else "not tagged"
    if one.doubted:
        state += " for all its words, since its meaning as a whole is another"
    click.echo(f"{output.styled(one.topic, bold=True)}: {state}, {one.score:g} of {one.threshold:g} points")
    in_words.print_hits(one.evidence)
    if one.meaning is not None:
        click.echo(f"{output.INDENT}second opinion, by the meaning of title and lead: {one.meaning:.0%} likely")
    for masked in one.masked:
        click.echo(f'{output.INDENT}{clean.printable(masked.hit.text)}: masked by "{clean.printable(masked.by.text)}"')


@topics.command(epilog="Example: monitor topics new water")
@click.argument("name")
@options.common
def new(name: str) -> int:
    """Write a commented template for a topic of your own."""
    from monitor.stages import topics as stage

    settings = options.settings()
    written = stage.start(name)
    path = (settings.topics or Path()) / f"{name}.toml"
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(written)
    except FileExistsError:
        raise Misused(f"There is a file {path} already.") from None
    except OSError as error:
        raise Misused(f"The file {path} cannot be written: {error.strerror}.") from error
    click.echo(str(path))
    if settings.topics is None:
        click.echo("Name its folder in the setting topics: MONITOR_TOPICS, or a line of monitor.toml.", err=True)
    return DONE


@topics.command(epilog="Example: monitor topics retag")
@options.common
def retag() -> int:
    """Tag articles again after topics changed; writes only what differs, and can be stopped and repeated."""
    from monitor.cli import topics_stored

    settings = options.settings()
    return topics_stored.retag(settings, _loaded(settings))


@topics.command("try", epilog="Example: monitor topics try seeds/000_593f141771f8a783.txt")
@click.argument("place", required=False, metavar="FILE")
@click.option("--batch", "lines", metavar="FILE", help="JSON lines with id, title, text, perhaps language; - is stdin.")
@click.option("--stored", is_flag=True, help="Show what the topics as installed would change in the stored stories.")
@click.option("--json", "as_line", is_flag=True, help="One JSON object; with stored stories one a topic.")
@options.common
def try_(place: str | None, lines: str | None, stored: bool, as_line: bool) -> int:
    """
    Show the topics that a text would get, with the words that earn them. Stores nothing.

    If FILE ends in .toml it is a topic: show instead which stored stories would gain or lose it.
    """

    if (place is not None) + (lines is not None) + stored != 1:
        raise Misused("Give one FILE, or --batch FILE, or --stored.")
    settings = options.settings()
    if stored:
        return _try_stored(settings, None, as_line)
    if place is not None and place.endswith(".toml"):
        return _try_stored(settings, Path(place), as_line)
    if lines is not None:
        found = batch.lines(lines)
        judge = Judge(settings)
        batch.tell(batch.judged(found, lambda line: _answer(line, judge)))
        return DONE
    assert place is not None
    held = documents.read(place, settings)
    tags = Judge(settings).tags(held.title, held.text, held.language)
    if as_line:
        output.print_json({"id": None, "topics": [as_json.topic(tag, evidence=True) for tag in tags]})
        return DONE
    for tag in tags:
        click.echo(f"{output.styled(tag.topic, bold=True)}: {tag.score:g} points, {tag.threshold:g} are needed")
        in_words.print_hits(tag.evidence)
    if not tags:
        click.echo("No topic is reached.", err=True)
    return DONE if tags else NOTHING


def _try_stored(settings: Settings, path: Path | None, as_line: bool) -> int:
    from monitor.cli import topics_stored

    known = _loaded(settings)
    if path is not None:
        if not path.is_file():
            raise Misused(f"There is no file {path}.")
        known = topics_stored.with_file(known, path)
    return topics_stored.try_stored(settings, known, as_line=as_line)


class Judge:
    """Tags a text as an article of that text would be; the encoder is loaded only if it may remove a tag."""

    def __init__(self, settings: Settings) -> None:
        from monitor import assemble

        self.known = _loaded(settings)
        self._encoder = assemble.encoder(settings)

    def tags(self, title: str, text: str, language: str | None) -> tuple[Tag, ...]:
        """The topics of a text, without those that its meaning contradicts."""
        from monitor.stages import topics as stage

        tags = stage.tag(title, text, self.known, language)
        meaning = self.meaning(tags, title, text, language)
        return stage.heard(tags, self.known, meaning, language)

    def meaning(self, tags: Sequence[Tag], title: str, text: str, language: str | None) -> Vector | None:
        """The vector that such an article would have; None if nothing asks for it, or no encoder reads the language."""
        from monitor.stages import language as languages
        from monitor.stages import topics as stage
        from monitor.stages import vectors

        if self._encoder is None or not stage.is_open(tags, self.known):
            return None
        if (language or languages.of(title, text)) not in self._encoder.languages:
            return None
        return vectors.of_leads(self._encoder, [(title, text)])[0]


def _answer(line: batch.Line, judge: Judge) -> batch.Json:
    title, text = batch.text_of(line.value, "title"), batch.text_of(line.value, "text", needed=True)
    language = batch.text_of(line.value, "language")[:2].lower() or None
    tags = judge.tags(title, text, language)
    return {"topics": [as_json.topic(tag, evidence=True) for tag in tags]}
