"""Keeping the stored seeds equal to those of the seed folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from monitor.model import SEEDS, Article, Known
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.pipeline.judge import WHOLE, by_words, judge

SeedWatch = Callable[[Article, Sequence[Known]], Iterable[Known]]


def sync_seeds(desk: Desk, seeds: Sequence[Article], watch: SeedWatch | None = None) -> int:
    """
    File new and changed seeds, each held against the whole collection; remove the missing. How many changed.

    `watch` is given a seed with the articles that it is held against, and gives these back one by one. Each seed is
    written at once when it was compared with all: who stops in between finds it not filed, and may begin again.
    """
    held = {stored.article.article_id: stored.article for stored in desk.store.articles.seeds()}
    changed = 0
    for seed in seeds:
        before = held.pop(seed.article_id, None)
        if before is None or (before.title, before.text) != (seed.title, seed.text):
            file_article(desk, seed, breadth=WHOLE, watch=partial(watch, seed) if watch else iter)
            changed += 1
    for seed_id in held:
        _remove(desk, seed_id)
        changed += 1
    return changed


def _remove(desk: Desk, seed_id: str) -> None:
    """Remove a seed without a trace: articles near it find their nearest seed among the rest."""
    rows = desk.store.articles
    matches = rows.matches_of([seed_id], evidence=False)
    rows.remove(seed_id)
    if not rows.seeds():
        return
    for other in sorted({m.other_than(seed_id) for m in matches}):
        stored = rows.get(other)
        if stored is None or stored.seed is not None or stored.article.source == SEEDS:
            continue        # the next nearest that it repeats took the place, by what was stored of it
        vector = rows.vector(other, desk.encoder.name) if desk.encoder else None
        judged = judge(desk, stored.article, by_words(desk, stored.article), vector=vector, before=0)
        desk.store.renewals.put_seed(other, judged.seed)
