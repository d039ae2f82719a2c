"""The stored seeds are those of the folder."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Article
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.pipeline.judge import WHOLE, Watch


def sync_seeds(desk: Desk, seeds: Sequence[Article], watch: Watch = iter) -> int:
    """
    File new and changed seeds, each held against the whole collection; remove the missing. How many changed.

    `watch` is given the articles that a seed is held against, and gives them back one by one.
    """
    held = {stored.article.article_id: stored.article for stored in desk.store.articles.seeds()}
    changed = 0
    for seed in seeds:
        before = held.pop(seed.article_id, None)
        if before is None or (before.title, before.text) != (seed.title, seed.text):
            file_article(desk, seed, breadth=WHOLE, watch=watch)
            changed += 1
    for seed_id in held:
        desk.store.articles.remove(seed_id)
        changed += 1
    return changed
