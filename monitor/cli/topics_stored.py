"""Topics against stored articles: what a change would do to the stories, and applying it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, opened, output
from monitor.cli.in_words import counted
from monitor.model import Article, Filter, StoredArticle, Tag
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.ports import Store
    from monitor.settings import Settings
    from monitor.stages.topics import Topics

EXAMPLES = 3            # stories gained and lost that a person is shown of each topic
WORDS = 5               # of an example, that earned it the topic
Tagged = Callable[[Article], tuple[Tag, ...]]
NOTED = 200             # articles confirmed at once


@dataclass(frozen=True, slots=True)
class Example:
    """A story that gains or loses a topic, with the article that shows it best, and its words."""

    story_id: str
    article_id: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Difference:
    """How one topic would change."""

    now: int = 0
    then: int = 0
    gained: list[Example] = field(default_factory=list)
    lost: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class _Story:
    """The tags of a story's articles, as stored and as they would be; the best article of a topic is its example."""

    now: list[tuple[Tag, ...]] = field(default_factory=list)
    then: list[tuple[Tag, ...]] = field(default_factory=list)
    examples: dict[str, tuple[float, Example]] = field(default_factory=dict)

    def add(self, stored: StoredArticle, then: Sequence[Tag]) -> None:
        """Add one article; its words are kept only if they may be shown."""
        for tags in (stored.tags, then):
            for tag in tags:
                if tag.score > self.examples.get(tag.topic, (0.0,))[0]:
                    words = tuple(dict.fromkeys(hit.text for hit in tag.evidence if hit.points))[:WORDS]
                    self.examples[tag.topic] = tag.score, Example(
                        stored.story_id, stored.article.article_id, stored.article.title, words,
                    )
        self.now.append(tuple(replace(tag, evidence=()) for tag in stored.tags))
        self.then.append(tuple(replace(tag, evidence=()) for tag in then))


def with_file(known: Topics, path: Path) -> Topics:
    """The topics in use, with that file among them or in the place of the one of its name; raises Misused."""
    from monitor.stages import topic_file, topics

    tried = topic_file.read(path)
    both = topics.of_files([*(file for file in known.files if file.name != tried.name), tried])
    return replace(both, opinions={topic: one for topic, one in known.opinions.items() if topic != tried.name})


def tagger(settings: Settings, store: Store, known: Topics) -> Tagged:
    """A function that tags a stored article; its stored vector gives the second opinion."""
    from monitor import assemble
    from monitor.stages import topics

    encoder = assemble.encoder(settings)

    def tagged(held: Article) -> tuple[Tag, ...]:
        tags = topics.tag(held.title, held.text, known, held.language)
        if encoder is None or not topics.is_open(tags, known):
            return tags
        return topics.heard(tags, known, store.articles.vector(held.article_id, encoder.name), held.language)

    return tagged


def differences(articles: Iterable[StoredArticle], tagged: Tagged, shared: frozenset[str]) -> dict[str, Difference]:
    """Topic → what would change; only shared or repeated stories must wait for all their articles."""
    found: dict[str, Difference] = {}
    stories: dict[str, _Story] = {}
    for stored in articles:
        alone = not stored.repeats and stored.story_id not in shared
        story = _Story() if alone else stories.setdefault(stored.story_id, _Story())
        story.add(stored, tagged(stored.article))
        if alone:
            _note(story, found)
    for story in stories.values():
        _note(story, found)
    return found


def _note(story: _Story, found: dict[str, Difference]) -> None:
    from monitor.stages import story_topics

    now = {tag.topic for tag in story_topics.of_articles(story.now)}
    then = {tag.topic for tag in story_topics.of_articles(story.then)}
    for topic in now | then:
        told = found.setdefault(topic, Difference())
        told.now += topic in now
        told.then += topic in then
        if (topic in now) != (topic in then):
            (told.lost if topic in now else told.gained).append(story.examples[topic][1])


def try_stored(settings: Settings, known: Topics, *, as_line: bool) -> int:
    """Print what these topics would change in the stored stories; nothing is written; 1 if nothing would."""
    with opened.store(settings) as store:
        shared = frozenset(seed.story_id for seed in store.articles.seeds())
        tagged = tagger(settings, store, known)
        found = differences(_counted(store.articles.every(Filter(everything=True))), tagged, shared)
    changed = {topic: told for topic, told in sorted(found.items()) if told.gained or told.lost}
    for topic, told in changed.items():
        if as_line:
            output.print_json({
                "topic": topic, "stories": told.now, "then": told.then,
                "gained": [_object(one) for one in told.gained], "lost": [_object(one) for one in told.lost],
            })
        else:
            _print(topic, told)
    if not changed:
        click.echo("No stored story would have other topics.", err=True)
    return DONE if changed else NOTHING


def _object(one: Example) -> dict[str, object]:
    return {"story_id": one.story_id, "id": one.article_id, "title": one.title, "words": list(one.words)}


def _print(topic: str, told: Difference) -> None:
    click.echo(f"{output.styled(clean.printable(topic), bold=True)}: {told.now} stories now, {told.then} then; "
               f"{len(told.gained)} gained, {len(told.lost)} lost")
    for sign, examples in (("+", told.gained), ("-", told.lost)):
        for one in examples[:EXAMPLES]:
            title = clean.line(one.title, 80) or "(without a title)"
            words = clean.printable(", ".join(one.words))
            click.echo(f"{output.INDENT}{sign} {title}  {one.article_id}" + (f"  ({words})" if words else ""))


def retag(settings: Settings, known: Topics) -> int:
    """Judge again what other topics or another gate judged, one article at a time, so that a stop loses nothing."""
    from monitor import assemble
    from monitor.stages import relevance

    gate = assemble.gate()
    version = relevance.version_of(known, gate)
    done = changed = written = 0
    same: list[str] = []
    with opened.store(settings) as store:
        tagged = tagger(settings, store, known)
        for stored in _counted(store.articles.judged_otherwise(version)):
            held = stored.article
            tags = tagged(held)
            verdict = relevance.verdict(held.title, held.text, gate, held.language)
            done += 1
            named = {tag.topic for tag in tags} != {tag.topic for tag in stored.tags}
            changed += named or verdict.relevant is not stored.relevance.relevant
            if (set(tags), verdict) == (set(stored.tags), stored.relevance):
                same.append(held.article_id)
            else:
                store.articles.retag(held.article_id, tags, verdict, judged_by=version)
                written += 1
            if len(same) >= NOTED:
                _confirm(store, same, version)
        _confirm(store, same, version)
        empty = not done and not store.articles.watermark()
    click.echo(f"{counted(done, 'article')} judged again, {written} written anew, {changed} with other topics.",
               err=True)
    return NOTHING if empty else DONE


def _confirm(store: Store, same: list[str], version: str) -> None:
    store.articles.confirm(same, version)
    same.clear()


def _counted(articles: Iterable[StoredArticle]) -> Iterator[StoredArticle]:
    """The same articles, counted on a terminal."""
    for number, stored in enumerate(articles, 1):
        yield stored
        if sys.stderr.isatty():
            click.echo(f"\r{number} articles", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
