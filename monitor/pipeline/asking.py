"""What all page requests share: robots.txt before, redirects and the raw page after."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from monitor.errors import Insecure, MonitorError, Offline, Refused, Transient
from monitor.model import ClaimedEntry, Page, Response, RobotsRules
from monitor.pipeline.desk import Desk
from monitor.pipeline.visit import Visit
from monitor.stages import address, robots

MOST_HOPS = 5


def may_fetch(desk: Desk, entry: ClaimedEntry, visit: Visit) -> bool:
    """Ask robots.txt; if it had to be fetched first and the host wants a pause, the page waits its turn."""
    now = desk.clock.now()
    rules = entry.rules
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
    except (Offline, Refused, Insecure):
        raise                               # nothing that a feed of http links must wait for
    except MonitorError:
        return robots.unreachable(entry.host, now)
    return robots.rules(entry.host, response, now)


def redirect(desk: Desk, entry: ClaimedEntry, target: str) -> None:
    """Hand the entry over to another host, which is asked in its own time, by its own robots.txt."""
    keys = address.keys(target)
    if entry.hops + 1 > MOST_HOPS:
        raise Transient("Redirected without end.")
    desk.store.entries.redirect(entry, keys.url, keys.host)


def page_of(entry: ClaimedEntry, response: Response, now: datetime) -> Page:
    """The raw page in an answer."""
    mark = hashlib.sha256(f"{entry.entry_id} {now.isoformat()}".encode()).hexdigest()
    url = address.keys(response.url).url
    return Page(mark[:24], url, entry.url, response.status, response.headers, response.body, now, response.packed)
