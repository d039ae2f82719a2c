"""`monitor stories`: what is going on, a line a story; and what a person decides about stories."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, in_words, opened, options, output
from monitor.errors import Misused, Unknown
from monitor.stages import clean

if TYPE_CHECKING:
    from datetime import tzinfo

    from monitor.model import StoredArticle
    from monitor.ports import Store

CURSOR = "stories"
Listed = tuple["StoredArticle", int, int, int]      # founder, articles, outlets, languages


@click.group(invoke_without_command=True, epilog="Example: monitor stories --new")
@click.option("--new", is_flag=True, help="Only stories begun since the last look; the next look begins after them.")
@click.option("--all", "everything", is_flag=True, help="Also those that are not about AI policy.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N")
@click.option("--json", "as_line", is_flag=True, help="One object a line.")
@options.common
@click.pass_context
def stories(context: click.Context, new: bool, everything: bool, limit: int, as_line: bool) -> int:
    """List every story, last published first: who told it first, how many outlets and languages tell it."""
    if context.invoked_subcommand is not None:
        return DONE
    settings = options.settings()
    zone = options.zone(settings)
    with opened.store(settings) as store:
        if not new:
            found: Sequence[Listed] = store.search.stories(limit=limit, everything=everything)
            _print(found, store, zone, as_line=as_line)
        else:
            with store.search.begun(cursor=CURSOR, limit=limit, everything=everything) as begun:
                found = begun.found
                _print(found, store, zone, as_line=as_line)
                sys.stdout.flush()      # only what went out was seen
            _tell_repeats(begun.repeats)
    if not found:
        beside = "" if everything else " Stories that are not about AI policy are shown with --all."
        click.echo(("Nothing new." if new else "No stories.") + beside, err=True)
    return DONE if found else NOTHING


def _print(found: Sequence[Listed], store: Store, zone: tzinfo, *, as_line: bool) -> None:
    topics = store.articles.story_topics([founder.story_id for founder, *_ in found]) if as_line else {}
    with output.paged(not as_line):
        for founder, articles, outlets, languages in found:
            if as_line:
                told = {
                    "articles": articles, "outlets": outlets, "languages": languages,
                    "story_topics": as_json.story_topics(topics.get(founder.story_id, ())),
                }
                output.print_json({**as_json.article(founder), **told})
                continue
            click.echo(output.styled(clean.printable(founder.article.title) or "(without a title)", bold=True))
            click.echo(output.wrapped(in_words.facts(founder, zone)))
            told_by = in_words.told(articles, outlets, languages)
            click.echo(output.INDENT + output.styled(f"{told_by}  story {founder.story_id}", dim=True))


def _tell_repeats(repeats: int) -> None:
    """Say what came besides and is nothing new."""
    if repeats:
        said = "1 more article repeats a story" if repeats == 1 else f"{repeats} more articles repeat stories"
        click.echo(f"{said} known before: monitor search is:repeat --all --sort date", err=True)


@stories.command(epilog="Example: monitor stories show s3f2a9c0b7d1e4a55")
@click.argument("name", metavar="STORY|ID")
@click.option("--json", "as_line", is_flag=True, help="One object.")
@options.common
def show(name: str, as_line: bool) -> int:
    """One story, by its id or an article's: who tells it, in order of time, each with what ties it to the others."""
    from monitor.cli import one_story

    with opened.store(options.settings()) as store:
        told = one_story.of(store, name)
    if as_line:
        output.print_json(one_story.as_object(told))
        return DONE
    with output.paged():
        one_story.print_story(told)
    return DONE


@stories.command(epilog="Example: monitor stories split 3f2a9c0b7d1e4a55")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
@options.common
def split(article_ids: tuple[str, ...]) -> int:
    """Put articles together into a story of their own; recomputation does not undo it."""
    return _choose(article_ids, f"split-{article_ids[0]}", "They tell a story of their own now")


@stories.command(epilog="Example: monitor stories join 3f2a9c0b7d1e4a55 91c0d2e3f4a5b6c7")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID ID...")
@options.common
def join(article_ids: tuple[str, ...]) -> int:
    """Put articles into the story of the first of them; recomputation does not undo it."""
    if len(set(article_ids)) < 2:
        raise Misused("Name two articles at least: the first one's story takes the others.")
    return _choose(article_ids, None, "They tell one story now")


@stories.command(epilog="Example: monitor stories pin 3f2a9c0b7d1e4a55")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
@click.option("--off", is_flag=True, help="Undo the decision: the next recomputation decides.")
@options.common
def pin(article_ids: tuple[str, ...], off: bool) -> int:
    """Keep articles in the story that they are in, whatever recomputation finds."""
    with opened.store(options.settings()) as store:
        story_of = {known.article_id: known.story_id for known in store.articles.known(article_ids)}
        for article_id in article_ids:
            if article_id not in story_of:
                raise Unknown(f"There is no article {article_id}.")
        if off:
            taken = store.articles.unchoose(article_ids)
            click.echo(f"{taken} taken back." if taken else "Nothing was chosen for them.", err=True)
            return DONE if taken else NOTHING
        for article_id, story_id in story_of.items():
            store.articles.choose([article_id], story_id)
    click.echo(f"Pinned: {len(story_of)}.", err=True)
    return DONE


def _choose(article_ids: tuple[str, ...], story_id: str | None, said: str) -> int:
    """Put articles into this story, or into that of the first one; raises Misused for an unknown id."""
    with opened.store(options.settings()) as store:
        if story_id is None:
            first = store.articles.known(article_ids[:1])
            if not first:
                raise Unknown(f"There is no article {article_ids[0]}.")
            story_id = first[0].story_id
        moved = store.articles.choose(list(dict.fromkeys(article_ids)), story_id)
    click.echo(f"{said}: {story_id} ({moved} moved).", err=True)
    return DONE
