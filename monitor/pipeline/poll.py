"""Polling one feed: ask what is new, and store its entries before anybody is told of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from monitor.errors import Failed, Final, MonitorError, Offline, Transient
from monitor.model import (
    FeedForPoll,
    FeedState,
    NewEntry,
    ParsedFeed,
    PollOutcome,
    Response,
    Validators,
)
from monitor.pipeline import look_back, set_aside
from monitor.pipeline.desk import Desk
from monitor.pipeline.found import entries_of
from monitor.pipeline.sweep import hint_next
from monitor.pipeline.visit import Visit, gap_of
from monitor.stages import address, clean, schedule

PERMANENT = (301, 308)
MOST_HOPS = 5


def poll_feed(desk: Desk, feed_id: str) -> None:
    """Claim the feed, ask it, and store what it said; do nothing if it is not due or its host is busy."""
    feed = desk.store.feeds.claim(feed_id, desk.limits.lease)
    if feed is None:
        return
    with set_aside.feed(desk, feed):
        _poll(desk, feed)


def _poll(desk: Desk, feed: FeedForPoll) -> None:
    entries: list[NewEntry] = []
    host = address.host_of(feed.target)
    visit = Visit(desk, host, gap_of(desk, feed.target))
    try:
        with visit:
            response = visit.get(feed.target, kind="feed", validators=_validators(feed), hurry=feed.hurry)
        outcome, entries = _answered(desk, feed, response)
        if _is_probe(feed):
            outcome = replace(outcome, events=(*outcome.events, "probe"))
    except Failed:
        raise
    except MonitorError as error:
        outcome = look_back.ended(desk, feed, str(error)) if feed.hops < 0 else _unanswered(desk, feed, error)
    desk.store.feeds.finish(outcome, entries, desk.limits.first_import)
    hint_next(desk, host, visit.gap)


def _unanswered(desk: Desk, feed: FeedForPoll, error: MonitorError) -> PollOutcome:
    if isinstance(error, Offline):
        outcome = _failed(feed, str(error), "offline", feed.state)
        return replace(outcome, state=schedule.after_offline(feed.state, desk.clock.now(), desk.jitter()))
    after = error.after if isinstance(error, Transient) else None
    state = schedule.after_failure(feed.state, desk.clock.now(), desk.jitter(), after)
    return _failed(feed, str(error), "failed", state)


def _validators(feed: FeedForPoll) -> Validators | None:
    """The validators for this request: only for the address that gave them, and not for a probe."""
    return None if feed.hops or _is_probe(feed) else feed.validators


def _is_probe(feed: FeedForPoll) -> bool:
    """Whether to ask for the whole feed despite validators: some servers say "not modified" for ever."""
    return feed.validators is not None and not feed.hops and schedule.wants_whole(feed.state)


def _answered(desk: Desk, feed: FeedForPoll, response: Response) -> tuple[PollOutcome, list[NewEntry]]:
    """What the answer means for the feed, and the new entries in it."""
    outcome, entries = _judged(desk, feed, response)
    cost = replace(outcome, status=response.status, seconds=response.seconds, size=response.wire_size)
    return cost, entries


def _judged(desk: Desk, feed: FeedForPoll, response: Response) -> tuple[PollOutcome, list[NewEntry]]:
    now = desk.clock.now()
    if feed.hops < 0:
        return look_back.looked(desk, feed, response)
    if response.elsewhere is not None:
        return _redirected(desk, feed, response), []
    moved = _moved(response)
    if response.status == 304:
        state = schedule.after_unchanged(feed.state, now, response.headers, desk.jitter())
        given = _given(response, feed.validators)
        return PollOutcome(feed, state, "unchanged", validators=given, body_hash=feed.body_hash, moved_to=moved), []
    if response.status != 200:
        state = schedule.after_status(feed.state, response.status, response.headers, now, desk.jitter())
        return _failed(feed, f"The server answered {response.status}.", "failed", state), []
    body_hash = hashlib.sha256(response.body).hexdigest()
    if body_hash == feed.body_hash:
        state = schedule.after_unchanged(feed.state, now, response.headers, desk.jitter())
        given = _given(response, None)
        return PollOutcome(feed, state, "unchanged", validators=given, body_hash=body_hash, moved_to=moved), []
    parsed = desk.parser.feed(response.body, response.url, response.headers.get("content-type", ""), now)
    outcome, entries = _parsed(desk, feed, response, parsed)
    if response.truncated or not parsed.items:
        # what came is kept; the next poll asks for the whole document again
        return replace(outcome, body_hash=feed.body_hash, validators=feed.validators), entries
    return replace(outcome, body_hash=body_hash), entries


def _parsed(
    desk: Desk, feed: FeedForPoll, response: Response, parsed: ParsedFeed
) -> tuple[PollOutcome, list[NewEntry]]:
    now = desk.clock.now()
    entries = entries_of(parsed.items, response.url)
    safe_keys = [entry.keys.safe for entry in entries]
    known = desk.store.entries.known(safe_keys)
    share = sum(key in known for key in safe_keys) / len(safe_keys) if safe_keys else None
    if not parsed.items and parsed.note:
        # an empty or broken document does not replace validators, and is no success (reliability.md, behaviour 8)
        state = schedule.after_failure(feed.state, now, desk.jitter())
        return _failed(feed, parsed.note, "failed", state), []
    state = schedule.after_success(feed.state, now, parsed, share, response.headers, desk.jitter())
    outcome = PollOutcome(
        feed, state, "polled", reason=parsed.note, validators=_given(response, None), title=parsed.title or None,
        moved_to=_moved(response),
    )
    if schedule.rolled_past(feed.state, share):
        outcome = look_back.begun(desk, outcome, parsed, response.url)
    return outcome, entries


def _given(response: Response, before: Validators | None) -> Validators | None:
    """The validators in this answer, byte for byte; a 304 without any keeps those we had."""
    etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
    if etag is None and modified is None:
        return before
    return Validators(response.url, etag, modified)


def _moved(response: Response) -> str | None:
    """The address to which permanent redirects alone led; a temporary one among them moves nothing."""
    if response.redirects and all(status in PERMANENT for status, _ in response.redirects):
        return response.redirects[-1][1]
    return None


def _redirected(desk: Desk, feed: FeedForPoll, response: Response) -> PollOutcome:
    """The feed moved to another host: it is due again there, at once."""
    target = response.elsewhere
    now = desk.clock.now()
    if target is None or feed.hops + 1 > MOST_HOPS:
        state = schedule.after_failure(feed.state, now, desk.jitter())
        return _failed(feed, "Redirected without end.", "failed", state)
    try:
        address.keys(target)
    except Final as error:
        return _failed(feed, str(error), "failed", schedule.after_failure(feed.state, now, desk.jitter()))
    permanent = all(status in PERMANENT for status, _ in response.redirects)
    return PollOutcome(
        feed, replace(feed.state, due=now), "redirected", target=target, moved_to=target if permanent else None
    )


def _failed(feed: FeedForPoll, reason: str, outcome: str, state: FeedState) -> PollOutcome:
    return PollOutcome(
        feed, state, outcome, reason=clean.line(reason), validators=feed.validators, body_hash=feed.body_hash
    )
