"""Computing stored data again, one stage at a time: what would change, and on request the change itself."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model import FiledArticle
from monitor.pipeline import recompare, reread
from monitor.pipeline.desk import Desk
from monitor.pipeline.reread import Kept
from monitor.stages import changes, compare, extract, fingerprint, relevance, topics
from monitor.stages.changes import Change, Changed

BATCH = 32              # articles between two notes of how far a run came


class Part(StrEnum):
    """A part of the data that can be computed again."""

    EXTRACT = "extract"     # from raw pages: all stages, where the text comes out otherwise
    COMPARE = "compare"     # from stored texts: fingerprints, vectors, matches, seeds, stories
    TAG = "tag"             # from stored texts: topics and relevance


@dataclass(frozen=True, slots=True)
class Step:
    """The result for one article, or for one page without an article."""

    done: int               # so far in this part
    of: int                 # as far as is known
    changes: tuple[Change, ...] = ()
    page: Kept = Kept.KEPT
    unencoded: int = 0      # only before the first: articles that the encoder has not read yet


def reprocess(
    desk: Desk,
    part: Part,
    *,
    since: datetime | None = None,
    write: bool = False,
    threads: int | None = None,     # None: as many as there are processors, each with a parsing child
    batch: int = BATCH,
) -> Generator[Step, None, None]:
    """
    One part over all articles first seen since then, in the order of filing, each written by itself.

    A run that was stopped while it wrote goes on where it was, unless the code changed meanwhile.
    """
    name = _name(desk, part, since)
    after = desk.store.renewals.reached(name) if write else 0
    until = desk.store.articles.watermark()     # what is filed from now on is made by today's code
    total = desk.store.renewals.count(after, since)
    done = 0
    if part is Part.COMPARE:
        yield Step(0, total, unencoded=recompare.give_vectors(desk, write=write))
    moved: set[str | None] = set()
    while some := desk.store.renewals.filed(after, until, batch, since):
        for found, page in _batch(desk, part, some, write, threads):
            done += 1
            yield Step(done, max(done, total), tuple(_once(found, moved)), page)
        after = some[-1].number
        if write:
            desk.store.renewals.reach(name, after)
    if part is Part.EXTRACT:
        for row in reread.unread(desk, since):
            done += 1
            yield Step(done, max(done, total), reread.try_again(desk, row, write=write))
    if write:
        desk.store.renewals.reach(name, None)


def _name(desk: Desk, part: Part, since: datetime | None) -> str:
    """The name of the run, by which it is found again after a stop; with other code it is another run."""
    if part is Part.EXTRACT:
        made_by = extract.VERSION
    elif part is Part.COMPARE:
        made_by = f"{compare.VERSION} {fingerprint.VERSION} {desk.encoder.name if desk.encoder else 'none'}"
    else:
        made_by = f"{desk.gate().version} {sorted(desk.topics().versions.items())}"
    return f"reprocess:{part.value}:{made_by}:{since.date().isoformat() if since else ''}"


def _batch(
    desk: Desk, part: Part, some: list[FiledArticle], write: bool, threads: int | None
) -> Iterator[tuple[tuple[Change, ...], Kept]]:
    """The changes of each article, and whether there was a page to read."""
    if part is Part.EXTRACT:
        for read in reread.reread(desk, some, threads or os.cpu_count() or 1):
            yield reread.apply(desk, read, write=write), read.page
    elif part is Part.COMPARE:
        for one in some:
            yield recompare.recompare(desk, one, write=write), Kept.KEPT
    else:
        for one in some:
            yield _retag(desk, one.article_id, write), Kept.KEPT


def _retag(desk: Desk, article_id: str, write: bool) -> tuple[Change, ...]:
    """Judge topics and relevance again from the stored text."""
    stored = desk.store.articles.get(article_id)
    if stored is None:
        return ()
    held = stored.article
    vector = desk.store.articles.vector(article_id, desk.encoder.name) if desk.encoder is not None else None
    tags = topics.tag(held.title, held.text, desk.topics(), held.language, vector)
    verdict = relevance.verdict(held.title, held.text, desk.gate(), held.language)
    if write:
        version = relevance.version_of(desk.topics(), desk.gate())
        if (set(tags), verdict) == (set(stored.tags), stored.relevance):
            desk.store.articles.confirm([article_id], version)
        else:
            desk.store.articles.retag(article_id, tags, verdict, judged_by=version)
    return tuple(changes.of_tags(stored, tags, verdict))


def _once(found: tuple[Change, ...], moved: set[str | None]) -> Iterator[Change]:
    """Report each move to another story once: comparing one article also moves its neighbours."""
    for change in found:
        if change.kind is Changed.STORY:
            if change.article_id in moved:
                continue
            moved.add(change.article_id)
        yield change
