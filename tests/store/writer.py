"""One of several writers: `python -m tests.store.writer ADDRESS NAME COUNT` files articles that repeat each other."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from monitor import store
from monitor.errors import Conflict
from monitor.model import Member, Stage
from monitor.ports import Store
from monitor.stages import stories
from tests.store import make

TOPICS = 5      # so many stories are told, each by all writers


class Now:
    """The time of the machine."""

    def now(self) -> datetime:
        """UTC."""
        return datetime.now(UTC)


def file_one(rows: Store, name: str, number: int) -> int:
    """Compare, place and file one article, again while somebody files a repeat; how many conflicts there were."""
    topic = number % TOPICS
    article = make.article(number, article_id=f"{name}-{number}", text=f"{name} tells {number} of {topic}", url=None)
    keys = make.mark(f"topic {topic}").keys
    for conflicts in range(200):
        watermark = rows.articles.watermark()
        known = [k for k in rows.articles.by_keys(keys, 200) if k.article_id != article.article_id]
        matches = [make.match(article.article_id, k.article_id) for k in known]
        members = rows.articles.members(sorted({k.story_id for k in known}))
        me = Member(article.article_id, "", None, article.first_seen, len(article.text))
        placement = stories.place(me, matches, members, rows.articles.matches_of([m.article_id for m in members]))
        filing = make.filing(article, keys_=keys, matches=matches, story=placement.story_id,
                             founder=placement.founder_id, moves=placement.moves, founders=placement.founders)
        try:
            assert rows.articles.file(filing, None, watermark)
        except Conflict:
            continue
        return conflicts
    raise AssertionError("Conflicts without end.")


def claim_all(rows: Store) -> list[str]:
    """Take every entry that is to be had and end its fetch; ids of those that were ours."""
    mine = []
    while ids := rows.entries.due("fetch", 20, again=timedelta(0)):
        for entry_id in ids:
            entry = rows.entries.claim(entry_id, Stage.FETCH, timedelta(seconds=30))
            if entry is not None:
                page = make.page(entry.url, datetime.now(UTC))
                assert rows.entries.fetched(entry, page, make.keys(entry.url))
                mine.append(entry_id)
                rows.pace.give_back(entry.host, timedelta(0), seconds=0.01, size=10, status=200)
    return mine


def main(url: str, name: str, count: int) -> None:
    """Print what was claimed and how many conflicts there were."""
    rows = store.open_store(url, Now())
    print(*claim_all(rows))
    print(sum(file_one(rows, name, number) for number in range(count)))
    rows.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
