"""Stories: which articles tell one, who founded it, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from monitor.errors import Unknown
from monitor.model import SEEDS, Filing, Member
from monitor.stages import stories as stage
from monitor.store import numbering, story_tags
from monitor.store.database import Row, Transaction, instant, moment, slices

_MEMBER = """
    SELECT article_id, story_id, published, first_seen, length, pinned, source FROM article WHERE """


def _member(row: Row) -> Member:
    return Member(
        row["article_id"], row["story_id"], moment(row["published"]), instant(row["first_seen"]), row["length"],
        bool(row["pinned"]), row["source"] == SEEDS,
    )


def members(tx: Transaction, story_ids: Iterable[str]) -> list[Member]:
    """All articles of these stories."""
    found = [
        row for some in slices(sorted(set(story_ids)))
        for row in tx.all(_MEMBER + "story_id IN :ids ORDER BY number", ids=some)
    ]
    return [_member(row) for row in found]


def apply(tx: Transaction, filing: Filing, number: int, old_story: str | None) -> None:
    """Put the article into its story, move those that go with it, and set each story's founder."""
    placement = filing.placement
    move(tx, placement.moves, dict([*placement.founders, (placement.story_id, placement.founder_id)]), number,
         {placement.story_id, *([old_story] if old_story else ())})


def move(
    tx: Transaction,
    moves: Sequence[tuple[str, str]],
    founders: Mapping[str, str],
    number: int,
    touched: set[str],
) -> None:
    """Move articles to their new stories, and remove stories that are left empty."""
    ids = tuple(sorted(article_id for article_id, _ in moves))
    left = {row["story_id"] for row in tx.all("SELECT story_id FROM article WHERE article_id IN :ids", ids=ids)}
    for article_id, story_id in sorted(moves):
        tx.run(
            "UPDATE article SET story_id = :story_id, story_number = :number WHERE article_id = :article_id",
            story_id=story_id, number=number, article_id=article_id,
        )
    changed = touched | left | {story_id for _, story_id in moves}
    for story_id in sorted(changed | set(founders)):
        settle(tx, story_id, founders.get(story_id), number, changed=story_id in changed)


def settle(tx: Transaction, story_id: str, founder_id: str | None, number: int, *, changed: bool = True) -> None:
    """Update one story's founder, size and topics; the founder by rule if none, or an absent one, was named."""
    held = tx.one(
        """SELECT count(*) AS n, sum(CASE WHEN source <> :seeds THEN 1 ELSE 0 END) AS size,
               sum(CASE WHEN article_id = :founder THEN 1 ELSE 0 END) AS founded
           FROM article WHERE story_id = :id""",
        id=story_id, seeds=SEEDS, founder=founder_id or "",
    )
    assert held is not None
    if not held["n"]:
        tx.run("DELETE FROM story WHERE story_id = :id", id=story_id)
        story_tags.clear(tx, story_id)
        return
    if not held["founded"]:
        founder_id = min(members(tx, [story_id]), key=stage.order).article_id
    before = tx.one("SELECT founder_id FROM story WHERE story_id = :id", id=story_id)
    if before is not None and not changed and before["founder_id"] == founder_id:
        return
    tx.run(
        """INSERT INTO story (story_id, founder_id, number, begun, size)
           VALUES (:story_id, :founder_id, :number, :number, :size)
           ON CONFLICT (story_id) DO UPDATE SET founder_id = excluded.founder_id, number = excluded.number,
               size = excluded.size""",
        story_id=story_id, founder_id=founder_id, number=number, size=held["size"],
    )
    story_tags.settle(tx, story_id, held["n"], fresh=before is None)


def is_chosen(tx: Transaction, article_id: str) -> bool:
    """Whether a person put it where it is."""
    return tx.one("SELECT 1 AS found FROM story_choice WHERE article_id = :id", id=article_id) is not None


def choices(tx: Transaction, article_ids: Sequence[str]) -> dict[str, str]:
    """Article → the story into which a person put it."""
    return {
        row["article_id"]: row["story_id"] for some in slices(list(article_ids))
        for row in tx.all("SELECT article_id, story_id FROM story_choice WHERE article_id IN :ids", ids=some)
    }


def choose(tx: Transaction, article_ids: Sequence[str], story_id: str) -> int:
    """Put articles into a story by a person's decision, which outlives recomputation; returns how many moved."""
    held = {
        row["article_id"]: row["story_id"]
        for some in slices(list(article_ids))
        for row in tx.all("SELECT article_id, story_id FROM article WHERE article_id IN :ids", ids=some)
    }
    if missing := [article_id for article_id in article_ids if article_id not in held]:
        raise Unknown(f"There is no article {missing[0]}.")
    number = numbering.next_number(tx)
    for article_id in sorted(held):
        tx.run(
            """INSERT INTO story_choice (article_id, story_id, chosen_at) VALUES (:article_id, :story_id, :now)
               ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id, chosen_at = excluded.chosen_at""",
            article_id=article_id, story_id=story_id, now=tx.now(),
        )
    tx.run("UPDATE article SET pinned = 1 WHERE article_id IN :ids", ids=tuple(sorted(held)))
    moves = [(article_id, story_id) for article_id, story in held.items() if story != story_id]
    move(tx, moves, {}, number, {story_id, *held.values()})
    return len(moves)


def unchoose(tx: Transaction, article_ids: Sequence[str]) -> int:
    """Take a person's decision back: the next recomputation decides."""
    ids = tuple(sorted(article_ids))
    tx.run("UPDATE article SET pinned = 0 WHERE article_id IN :ids", ids=ids)
    return tx.run("DELETE FROM story_choice WHERE article_id IN :ids", ids=ids)


def told(tx: Transaction, story_ids: Sequence[str]) -> dict[str, tuple[int, int, int, datetime | None]]:
    """Story → articles, outlets, languages, first seen; seeds are not counted."""
    found = {}
    for some in slices(list(story_ids)):
        for row in tx.all(
            """SELECT story_id, count(*) AS articles, count(DISTINCT source) AS outlets,
                   count(DISTINCT language) AS languages, min(first_seen) AS first_seen
               FROM article WHERE story_id IN :ids AND source <> :seeds GROUP BY story_id""",
            ids=some, seeds=SEEDS,
        ):
            found[row["story_id"]] = (
                row["articles"], row["outlets"], row["languages"], moment(row["first_seen"])
            )
    return found
