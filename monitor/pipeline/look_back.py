"""After a gap in a feed: its archive pages, or its host's news sitemap, each asked in the host's own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.errors import Final
from monitor.model import FeedForPoll, NewEntry, ParsedFeed, PollOutcome, Response
from monitor.pipeline.desk import Desk
from monitor.pipeline.found import entries_of
from monitor.stages import address, clean, gap, schedule

JUST_NOW = timedelta(hours=1)           # what the feed itself named before we looked back


def begun(desk: Desk, outcome: PollOutcome, parsed: ParsedFeed, asked: str) -> PollOutcome:
    """Note the gap that this poll found, and make the feed due at its archive page or sitemap, if there is one."""
    reason = f"{outcome.reason} {gap.REASON}" if outcome.reason else gap.REASON
    outcome = replace(outcome, events=(*outcome.events, "gap"), reason=reason)
    page = gap.next_page(parsed, asked) or gap.news_sitemap(desk.store.pace.robots(address.host_of(asked)))
    return _to(desk, outcome, page, 1)


def looked(desk: Desk, feed: FeedForPoll, response: Response) -> tuple[PollOutcome, list[NewEntry]]:
    """Take what an archive page adds; return to the feed when known items are reached, or after the last page."""
    if response.status != 200 or response.elsewhere is not None:
        return ended(desk, feed, f"The archive answered {response.status}."), []
    now = desk.clock.now()
    parsed = desk.parser.feed(response.body, response.url, response.headers.get("content-type", ""), now)
    rows = desk.store.entries.rows(feed=feed.url, since=now - JUST_NOW)
    items = gap.missed(parsed, [row.url for row in rows], now)
    entries = entries_of(items, response.url)
    reaches_us = bool(desk.store.entries.known([entry.keys.safe for entry in entries]))
    outcome = ended(desk, feed, parsed.note)
    if not entries or reaches_us or -feed.hops >= gap.MOST_PAGES:
        return outcome, entries
    return _to(desk, outcome, gap.next_page(parsed, response.url), 1 - feed.hops), entries


def ended(desk: Desk, feed: FeedForPoll, reason: str | None) -> PollOutcome:
    """Return to the feed itself, in its earlier state: an archive that does not answer is no failure of the feed."""
    return PollOutcome(
        feed, schedule.after_archive(feed.state, desk.clock.now(), desk.jitter()), "archive",
        reason=clean.line(reason) if reason else None, validators=feed.validators, body_hash=feed.body_hash,
        moved_to=feed.moved_to,
    )


def _to(desk: Desk, outcome: PollOutcome, page: str | None, number: int) -> PollOutcome:
    """Make the feed due at this page at once, if it may be asked."""
    if page is None:
        return outcome
    try:
        target = address.keys(page).url
    except Final:
        return outcome
    return replace(outcome, state=replace(outcome.state, due=desk.clock.now()), target=target, looks_back=number)
