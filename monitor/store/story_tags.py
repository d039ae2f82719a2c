"""The topics of stories, and the articles that made them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import StoryTopic, Tag, Voice
from monitor.stages import story_topics
from monitor.stages.story_topics import Voices
from monitor.store.database import Row, Transaction, slices

_VOICES = f"""
    SELECT tag.topic, count(*) AS articles, sum(tag.score) AS points, max(tag.threshold) AS threshold,
        sum(CASE WHEN tag.score > {story_topics.MOST} * tag.threshold THEN {story_topics.MOST} * tag.threshold
            ELSE tag.score END) AS counted, max(tag.version) AS version
    FROM article JOIN tag ON tag.number = article.number WHERE article.story_id = :id GROUP BY tag.topic"""


def settle(tx: Transaction, story_id: str, articles: int, *, fresh: bool = False) -> None:
    """Update one story's topics after its articles or their tags changed; `fresh` if it had none before."""
    voices = [
        Voices(row["topic"], row["articles"], row["points"], row["counted"], row["threshold"], row["version"])
        for row in tx.all(_VOICES, id=story_id)
    ]
    found = story_topics.weighed(voices, articles)
    held = () if fresh else of(tx, [story_id]).get(story_id, ())
    if found == held:
        return
    if held:
        clear(tx, story_id)
    tx.many(
        """INSERT INTO story_tag (topic, story_id, score, threshold, version)
           VALUES (:topic, :story_id, :score, :threshold, :version)""",
        [
            {
                "topic": tag.topic, "story_id": story_id, "score": tag.score, "threshold": tag.threshold,
                "version": tag.version,
            }
            for tag in found
        ],
    )


def settle_of(tx: Transaction, number: int) -> None:
    """Update the topics of the story of an article whose tags changed."""
    row = tx.one(
        """SELECT story_id, (SELECT count(*) FROM article AS other WHERE other.story_id = article.story_id) AS articles
           FROM article WHERE number = :number""",
        number=number,
    )
    if row is not None:
        settle(tx, row["story_id"], row["articles"])


def clear(tx: Transaction, story_id: str) -> None:
    """Remove a story's topics."""
    tx.run("DELETE FROM story_tag WHERE story_id = :id", id=story_id)


def of(tx: Transaction, story_ids: Sequence[str]) -> dict[str, tuple[Tag, ...]]:
    """The topics of these stories, strongest first."""
    found: dict[str, list[Tag]] = {}
    for some in slices(list(dict.fromkeys(story_ids))):
        for row in tx.all("SELECT * FROM story_tag WHERE story_id IN :ids", ids=some):
            found.setdefault(row["story_id"], []).append(
                Tag(row["topic"], row["score"], row["threshold"], row["version"])
            )
    return {story: tuple(sorted(held, key=lambda tag: (-tag.score, tag.topic))) for story, held in found.items()}


def told(tx: Transaction, story_ids: Sequence[str]) -> dict[str, tuple[StoryTopic, ...]]:
    """The topics of these stories, each with the articles that made it."""
    held = of(tx, story_ids)
    says: dict[tuple[str, str], list[Row]] = {}
    for some in slices(list(held)):
        for row in tx.all(
            """SELECT article.story_id, article.article_id, tag.topic, tag.score
               FROM article JOIN tag ON tag.number = article.number WHERE article.story_id IN :ids
               ORDER BY tag.score DESC, article.article_id""",
            ids=some,
        ):
            says.setdefault((row["story_id"], row["topic"]), []).append(row)
    return {
        story_id: tuple(
            StoryTopic(tag, tuple(Voice(row["article_id"], row["score"]) for row in says[story_id, tag.topic]))
            for tag in tags
        )
        for story_id, tags in held.items()
    }
