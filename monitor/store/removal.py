"""Removing an article: to file its new version, or for good."""

from __future__ import annotations

from monitor.model import IndexTerms
from monitor.stages import stories as stage
from monitor.store import facts, furniture, likeness, meaning, names, numbering, repeats, stories, tags
from monitor.store.database import Transaction
from monitor.store.words import Indexed, WordIndex


def clear(tx: Transaction, words: WordIndex, indexed: Indexed, terms: IndexTerms | None) -> None:
    """Remove what depends on the article's number: index, keys, vectors, tags."""
    number = indexed.number
    row = tx.one("SELECT keys FROM article JOIN article_version USING (text_id) WHERE number = :number", number=number)
    if row is not None:
        tx.many(
            "DELETE FROM fingerprint WHERE key = :key AND number = :number",
            [{"key": key, "number": number} for key in sorted(facts.keys_in(bytes(row["keys"])))],
        )
    names.clear(tx, number)
    meaning.clear(tx, number)
    tags.clear(tx, number)
    words.take_out(tx, indexed, terms)


def remove(tx: Transaction, words: WordIndex, indexed: Indexed, terms: IndexTerms | None) -> None:
    """Remove the article, its versions and matches; the story that it leaves is judged again."""
    row = tx.one("SELECT * FROM article WHERE number = :number", number=indexed.number)
    assert row is not None
    article_id, story_id = row["article_id"], row["story_id"]
    clear(tx, words, indexed, terms)
    repeats.forget(tx, article_id)
    tx.run("DELETE FROM story_choice WHERE article_id = :id", id=article_id)
    tx.run("DELETE FROM watched WHERE article_id = :id", id=article_id)
    tx.run("DELETE FROM article WHERE article_id = :id", id=article_id)
    tx.run("DELETE FROM article_version WHERE article_id = :id", id=article_id)
    furniture.forget(tx, row["source"], indexed.text, article_id)
    likeness.forget(tx, article_id)
    if row["group_number"] == row["number"]:
        numbering.count_group(tx, -1)
    number = numbering.next_number(tx)      # whoever compared with it must compare again
    _rejudge(tx, story_id, number)


def _rejudge(tx: Transaction, story_id: str, number: int) -> None:
    """Judge a story again, so that what only the removed article held together falls apart."""
    left = stories.members(tx, [story_id])
    if not left:
        stories.settle(tx, story_id, None, number)
        return
    matches = repeats.matches_of(tx, [member.article_id for member in left], evidence=False)
    first = min(left, key=stage.order)
    own = [match for match in matches if first.article_id in (match.article_id, match.other_id)]
    links = [match for match in matches if match not in own]
    placement = stage.place(first, own, left, links, stories.choices(tx, [m.article_id for m in left]))
    moves = [*placement.moves]
    if placement.story_id != first.story_id:
        moves.append((first.article_id, placement.story_id))
    founders = dict([*placement.founders, (placement.story_id, placement.founder_id)])
    stories.move(tx, moves, founders, number, {story_id})
