"""When to ask a feed or retry an entry: due times from rhythm, hints, answers and failures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import FeedHints, FeedState, ParsedFeed

FLOOR = timedelta(hours=1)              # at most one poll an hour (reliability.md, behaviour 9)
CAP = timedelta(days=1)                 # many feeds hold ten items, a week or less: never longer between two polls
FIRST_WAIT = timedelta(hours=1)         # after the first failure; doubles
LONGEST_WAIT = timedelta(weeks=1)       # the probe of a dead feed: never for good
NOT_FOUND_WAIT = timedelta(days=1)      # a 404 may be one bad deployment: a day, then doubling to the week
FORBIDDEN_WAIT = timedelta(hours=6)     # a 403 after many requests is throttling (peers.md, complaint 3)
LONGEST_RETRY_AFTER = timedelta(days=2)  # 317,100 s were seen in the wild; the next poll lies within a few days
LONGEST_REST = timedelta(days=3)        # skipDays may hold a poll this long, no longer
THROTTLED_REST = timedelta(minutes=10)  # a host that said 429 without a time
OFFLINE_PAUSE = timedelta(minutes=5)
START_INTERVAL = timedelta(hours=2)
PROBE_EVERY = 14                        # unchanged answers in a row before one request without validators
SPREAD = 0.1                            # of an interval, so that feeds polled together drift apart
FAILURE_SPREAD = 0.25
WEEK = timedelta(weeks=1)
RHYTHM_WINDOW = timedelta(weeks=8)
LEAST_SPAN = timedelta(hours=6)         # feeds that date all their items alike say nothing of their rhythm

MOST_TRIES = 5                          # of one entry: 15 min, 1 h, 4 h, 16 h apart, then it is unreachable
ENTRY_WAIT = timedelta(minutes=15)


def first(now: datetime, jitter: float = 0.0, spread: timedelta = timedelta(0)) -> FeedState:
    """A new feed is due at once, or within `spread` if many start together."""
    return FeedState(START_INTERVAL, due=now + spread * jitter)


def after_success(
    state: FeedState,
    now: datetime,
    parsed: ParsedFeed,
    known_share: float | None,
    headers: Mapping[str, str],
    jitter: float,
) -> FeedState:
    """The next poll, from the feed's rhythm, the share of known items, and what the feed asks for."""
    rate = entries_a_week(parsed, now)
    interval = _rhythm(state, rate, known_share)
    is_first = state.polled is None
    state = replace(
        state, interval=interval, failures=0, polled=now, entries_a_week=rate, known_share=known_share, unchanged=0,
        hints=parsed.hints,
    )
    return replace(state, due=_due(state, now, headers, jitter, is_first=is_first))


def after_unchanged(state: FeedState, now: datetime, headers: Mapping[str, str], jitter: float) -> FeedState:
    """Nothing new, by a 304 or the same bytes: a success, with a slightly longer interval."""
    interval = _between(FLOOR, state.interval * 1.25, CAP)
    state = replace(state, interval=interval, failures=0, polled=now, unchanged=state.unchanged + 1)
    return replace(state, due=_due(state, now, headers, jitter))


def after_failure(
    state: FeedState,
    now: datetime,
    jitter: float,
    after: timedelta | None = None,
    first_wait: timedelta = FIRST_WAIT,
) -> FeedState:
    """Back off: double the wait each time, a week at most; longer if the other side asked for it."""
    wait = min(first_wait * 2.0 ** min(state.failures, 10), LONGEST_WAIT)
    if after is not None:
        wait = max(wait, min(after, LONGEST_RETRY_AFTER))
    return replace(state, due=now + wait * (1 + jitter * FAILURE_SPREAD), failures=state.failures + 1)


def after_status(
    state: FeedState, status: int, headers: Mapping[str, str], now: datetime, jitter: float
) -> FeedState:
    """An error status: 410 stops until a person restarts, 404 slows down to a week, others back off."""
    if status == 410:
        return replace(state, due=None, failures=state.failures + 1)
    first_wait = {404: NOT_FOUND_WAIT, 401: NOT_FOUND_WAIT, 403: FORBIDDEN_WAIT}.get(status, FIRST_WAIT)
    return after_failure(state, now, jitter, retry_after(headers.get("retry-after"), now), first_wait)


def after_archive(state: FeedState, now: datetime, jitter: float) -> FeedState:
    """An archive page was read: the feed itself is asked in its own time."""
    return replace(state, due=now + max(FLOOR, state.interval) * (1 + SPREAD * jitter))


def after_offline(state: FeedState, now: datetime, jitter: float) -> FeedState:
    """This machine had no network: no failure of the feed."""
    return replace(state, due=now + OFFLINE_PAUSE * (1 + jitter))


def rolled_past(state: FeedState, known_share: float | None) -> bool:
    """Whether the feed holds nothing that the last poll saw: items may have come and gone unseen."""
    return state.polled is not None and state.known_share is not None and known_share == 0.0


def wants_whole(state: FeedState) -> bool:
    """Whether to ask without validators: some servers say "not modified" for ever (peers.md, finding 4)."""
    return state.unchanged > 0 and state.unchanged % PROBE_EVERY == 0


def entries_a_week(parsed: ParsedFeed, now: datetime) -> float | None:
    """The entries a week by the feed's dates; None if it has no dates."""
    moments = [item.published.instant for item in parsed.items if item.published is not None]
    if not moments:
        return None
    recent = [moment for moment in moments if now - RHYTHM_WINDOW <= moment <= now]
    if not recent:
        return 0.0
    reaches_back = min(moments) < now - RHYTHM_WINDOW
    span = RHYTHM_WINDOW if reaches_back else max(now - min(recent), LEAST_SPAN)
    return len(recent) / (span / WEEK)


def _rhythm(state: FeedState, rate: float | None, known_share: float | None) -> timedelta:
    """
    Half the mean gap between entries, drawn by what the polls found: all known slower, all new faster.

    The first answer sets it; later ones meet the dates half-way, since dates lie more often than repeats do.
    """
    by_dates = None if rate is None else _between(FLOOR, WEEK / max(rate, 1e-6) / 2, CAP)
    if state.polled is None or known_share is None:
        return by_dates or _between(FLOOR, state.interval, CAP)
    if rolled_past(state, known_share):
        return _between(FLOOR, state.interval / 4, CAP)
    factor = 0.5 if known_share < 1 / 3 else 1.25 if known_share > 2 / 3 else 1.0
    by_polls = _between(FLOOR, state.interval * factor, CAP)
    if by_dates is None or known_share == 1.0:
        return by_polls
    return timedelta(seconds=(by_polls.total_seconds() * by_dates.total_seconds()) ** 0.5)


def _due(
    state: FeedState, now: datetime, headers: Mapping[str, str], jitter: float, *, is_first: bool = False
) -> datetime:
    """
    From now, never from the last due time: a machine that slept for a day asks once, not twenty-four times.

    The first answer spreads: feeds that were imported together are asked again all over their interval.
    """
    hints = state.hints or FeedHints()
    asked = [ask for ask in (hints.ttl, max_age(headers, now)) if ask is not None]
    least = _between(FLOOR, max(asked, default=FLOOR), CAP)
    most = max(state.interval, least)
    wait = least + (most - least + FLOOR / 2) * jitter if is_first else most * (1 + SPREAD * jitter)
    return _awake(now + wait, hints)


def _awake(due: datetime, hints: FeedHints) -> datetime:
    """The next time outside the hours and days the feed asks to skip; ignored if it skips everything."""
    moment = due
    while moment.hour in hints.skip_hours or moment.weekday() in hints.skip_days:
        moment += timedelta(hours=1)
        if moment - due > LONGEST_REST:
            return due
    return moment


def _between(least: timedelta, wanted: timedelta, most: timedelta) -> timedelta:
    return max(least, min(wanted, most))


# --- what headers ask ------------------------------------------------------------------------------------------------


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Retry-After as seconds or date; None if absent, past or invalid; two days at most."""
    if value is None:
        return None
    value = value.strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", value) and value.isascii():
        seconds = float(value[:12])
        wait = timedelta(seconds=min(seconds, LONGEST_RETRY_AFTER.total_seconds()))
    else:
        moment = http_date(value)
        if moment is None:
            return None
        wait = moment - now
    return min(wait, LONGEST_RETRY_AFTER) if wait > timedelta(0) else None


def max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh: Cache-Control before Expires; None if unknown or past."""
    control = headers.get("cache-control", "").lower()
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]+)", control)
    if "no-cache" in control or "no-store" in control:
        return None
    if found:
        wait = timedelta(seconds=min(int(found[1][:12]), 10 * 366 * 86400))
    elif expires := http_date(headers.get("expires", "")):
        wait = expires - (http_date(headers.get("date", "")) or now)
    else:
        return None
    return wait if wait > timedelta(0) else None


def host_rest(status: int, asked: str | None, now: datetime) -> timedelta | None:
    """How long a whole host is left alone after this status; None if its usual pause will do."""
    if status not in (429, 503):
        return None
    wait = retry_after(asked, now)
    if wait is None and status == 429:
        return THROTTLED_REST
    return wait


def http_date(value: str) -> datetime | None:
    """A date as HTTP writes it, in UTC."""
    try:
        moment: datetime = parsedate_to_datetime(value.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# --- entries ---------------------------------------------------------------------------------------------------------


def entry_after_failure(
    failures: int, now: datetime, after: timedelta | None, jitter: float
) -> datetime | None:
    """When to try an entry again after `failures` failures; None: it is unreachable."""
    if failures + 1 >= MOST_TRIES:
        return None
    wait = ENTRY_WAIT * 4.0 ** max(failures, 0)
    if after is not None:
        wait = max(wait, min(after, LONGEST_RETRY_AFTER))
    return now + wait * (1 + jitter * FAILURE_SPREAD)
