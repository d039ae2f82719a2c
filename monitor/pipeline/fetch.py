"""Fetch the page of one entry, if its host's robots.txt lets us, and keep it raw before anything is read out of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from monitor.errors import Final, MonitorError, Offline, Transient
from monitor.model import ClaimedEntry, Fate, Keep, Page, Response, RobotsRules, Stage
from monitor.pipeline.desk import Desk
from monitor.pipeline.headline import file_headline
from monitor.pipeline.sweep import hint_next
from monitor.pipeline.visit import Visit
from monitor.stages import address, answer, clean, robots, schedule

MOST_HOPS = 5


def fetch_entry(desk: Desk, entry_id: str) -> None:
    """Claim the entry and its host, ask, keep the raw page; a failed try waits, and an end has its fate."""
    entry = desk.store.entries.claim(entry_id, Stage.FETCH, desk.limits.lease)
    if entry is None:
        return
    read_next = False
    with Visit(desk, entry.host, desk.limits.gap) as visit:
        try:
            read_next = _fetch(desk, entry, visit)
        except Final as error:
            desk.store.entries.end(entry, error.fate, clean.line(str(error)))
        except Offline as error:
            due = desk.clock.now() + schedule.OFFLINE_PAUSE
            desk.store.entries.postpone(entry, due, clean.line(str(error)), failed=False)
        except Transient as error:
            _again(desk, entry, error)
        except MonitorError:
            raise
        except Exception as error:
            desk.store.entries.stumble(entry, clean.line(f"{type(error).__name__}: {error}"))
            raise
    if read_next:
        desk.hints.send("read", entry.entry_id)
    hint_next(desk, entry.host)


def _fetch(desk: Desk, entry: ClaimedEntry, visit: Visit) -> bool:
    """Whether a page was kept that now waits to be read."""
    if entry.keep is Keep.HEADLINE:
        file_headline(desk, entry)
        return False
    if not _may_fetch(desk, entry, visit):
        return False
    response = visit.get(entry.target, kind="page")
    if response.elsewhere is not None:
        _redirect(desk, entry, response.elsewhere)
        return False
    answer.page(response, entry.failures, visit.rest)
    return _keep(desk, entry, response)


def _may_fetch(desk: Desk, entry: ClaimedEntry, visit: Visit) -> bool:
    """Ask robots.txt; where it had to be fetched and the host wants a pause, the page waits its turn."""
    now = desk.clock.now()
    rules = desk.store.pace.robots(entry.host)
    asked = rules is None or rules.until <= now
    if asked:
        rules = _fetch_robots(desk, entry, visit)
        desk.store.pace.keep_robots(rules)
    assert rules is not None
    verdict = robots.verdict(rules, entry.target, desk.limits.agent)
    if not verdict.allowed:
        verdict.raise_(rules.until - now)
    if verdict.delay is not None and desk.limits.keep_crawl_delay:
        visit.gap = max(visit.gap, verdict.delay)
    if asked and visit.gap > timedelta(0):
        desk.store.entries.postpone(entry, now, "robots.txt came first", failed=False)
        return False
    return True


def _fetch_robots(desk: Desk, entry: ClaimedEntry, visit: Visit) -> RobotsRules:
    now = desk.clock.now()
    try:
        response = visit.get(address.robots_url(entry.target), kind="robots")
    except Offline:
        raise
    except MonitorError:
        return robots.unreachable(entry.host, now)
    return robots.rules(entry.host, response, now)


def _redirect(desk: Desk, entry: ClaimedEntry, target: str) -> None:
    """Another host is asked in its own time, by its own robots.txt."""
    keys = address.keys(target)
    if entry.hops + 1 > MOST_HOPS:
        raise Transient("Redirected without end.")
    desk.store.entries.redirect(entry, keys.url, keys.host)


def _keep(desk: Desk, entry: ClaimedEntry, response: Response) -> bool:
    keys = address.keys(response.url)
    other = desk.store.entries.find(keys.safe)
    if other is not None and other.entry_id != entry.entry_id:
        desk.store.entries.end(
            entry, Fate.KNOWN, f"The same address as {address.without_password(other.url)}.", other.article_id
        )
        return False
    now = desk.clock.now()
    mark = hashlib.sha256(f"{entry.entry_id} {now.isoformat()}".encode()).hexdigest()
    page = Page(mark[:24], keys.url, entry.url, response.status, response.headers, response.body, now)
    desk.pages.put(page)
    return desk.store.entries.fetched(entry, page, keys)


def _again(desk: Desk, entry: ClaimedEntry, error: Transient) -> None:
    due = schedule.entry_after_failure(entry.failures, desk.clock.now(), error.after, desk.jitter())
    reason = clean.line(str(error))
    if due is None:
        desk.store.entries.end(entry, Fate.UNREACHABLE, f"{reason} Tried {entry.failures + 1} times.")
    else:
        desk.store.entries.postpone(entry, due, reason, failed=True)
