"""The port `Parser` without child processes, for tests and for files that the person made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Extraction, FeedItem, Page, ParsedFeed


class InProcess:
    """Parses in the caller's thread; use it in one thread only, since trafilatura in several aborts the process."""

    def feed(self, body: bytes, url: str, content_type: str, now: datetime) -> ParsedFeed:
        from monitor.stages import poll

        return poll.read(body, url, content_type, now)

    def page(self, page: Page, items: Sequence[FeedItem], furniture: frozenset[str]) -> Extraction:
        from monitor.stages import extract

        return extract.article(page, items, furniture)

    def close(self) -> None:
        """Do nothing."""
