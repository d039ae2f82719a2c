"""The list of stories: all of them by date, or those begun since a reader last looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from monitor.model import NewStories, StoredArticle
from monitor.store import cursors, loading, numbering, stories, story_tags
from monitor.store.database import Database, Row, Transaction

_IS_TOLD = """size > 0 AND EXISTS (
    SELECT 1 FROM article a WHERE a.story_id = story.story_id AND a.relevant <> 'no' AND a.source <> 'seeds')"""

_ANY = "size > 0"

_BEGUN_SINCE = """
    SELECT story_id, founder_id, begun FROM story
    WHERE begun > :after AND {} ORDER BY begun, story_id LIMIT :limit"""

# a version after the first is no new telling
_RETOLD_SINCE = """
    SELECT count(*) AS n FROM article a JOIN story USING (story_id)
    WHERE a.number > :after AND story.begun <= :after AND a.version = 1 AND a.source <> 'seeds' AND {}"""

# A CASE, so that PostgreSQL expects many founders and goes by their dates: of an equality it expects one and sorts all.
_BY_DATE = """
    SELECT story.story_id, founder_id, begun FROM article AS founder
    JOIN story ON story.story_id = founder.story_id
        AND CASE WHEN founder_id = founder.article_id THEN TRUE ELSE FALSE END
    WHERE {} ORDER BY founder.moment DESC, founder.number DESC LIMIT :limit"""


def by_date(tx: Transaction, limit: int, *, everything: bool) -> list[tuple[StoredArticle, int, int, int]]:
    """(founder, articles, outlets, languages) of each story, last published first; all with `everything`."""
    return _told(tx, tx.all(_BY_DATE.format(_ANY if everything else _IS_TOLD), limit=limit))


@contextmanager
def begun(database: Database, cursor: str, limit: int, *, everything: bool) -> Iterator[NewStories]:
    """
    The stories begun since this cursor last looked, newest first; with a limit, the oldest of them.

    They count as seen when the block ends without an error. Another look of the same cursor waits meanwhile.
    """
    with database.alone(cursor):
        with database.read() as tx:
            at, newest = cursors.value(tx, cursor), numbering.watermark(tx)
            rows = tx.all(_BEGUN_SINCE.format(_ANY if everything else _IS_TOLD), after=at, limit=limit)
            about = "TRUE" if everything else "a.relevant <> 'no'"
            retold = tx.one(_RETOLD_SINCE.format(about), after=at)
            assert retold is not None
            found = NewStories(tuple(_told(tx, rows[::-1])), int(retold["n"]))
        yield found
        with database.write() as tx:
            cursors.move(tx, cursor, rows[-1]["begun"] if len(rows) == limit else newest)


def as_stories(tx: Transaction, found: Sequence[StoredArticle]) -> list[StoredArticle]:
    """Each article with the topics of its story, since it stands for the story."""
    topics = story_tags.of(tx, [stored.story_id for stored in found])
    return [replace(stored, tags=topics.get(stored.story_id, ())) for stored in found]


def _told(tx: Transaction, rows: Sequence[Row]) -> list[tuple[StoredArticle, int, int, int]]:
    told = stories.told(tx, [row["story_id"] for row in rows])
    numbers = {
        row["article_id"]: row["number"] for row in tx.all(
            "SELECT article_id, number FROM article WHERE article_id IN :ids",
            ids=tuple(row["founder_id"] for row in rows),
        )
    }
    founders = as_stories(tx, loading.load(tx, [numbers[row["founder_id"]] for row in rows]))
    return [
        (founder, articles, outlets, languages)
        for founder, (articles, outlets, languages, _) in
        zip(founders, (told[row["story_id"]] for row in rows), strict=True)
    ]
