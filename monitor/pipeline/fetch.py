"""Fetching the page of one entry, if robots.txt permits, and keeping it raw before anything reads it."""

from __future__ import annotations

from datetime import timedelta

from monitor.errors import Final, MonitorError, Offline, Transient
from monitor.model import ClaimedEntry, Fate, Keep, Response, Stage
from monitor.pipeline import asking, revisit, set_aside
from monitor.pipeline.desk import Desk
from monitor.pipeline.headline import file_headline
from monitor.pipeline.sweep import hint_next
from monitor.pipeline.visit import Visit
from monitor.stages import address, answer, clean, schedule


def fetch_entry(desk: Desk, entry_id: str) -> None:
    """Claim the entry and its host, fetch and keep the page; a failed try waits, an end gets its fate."""
    entry = desk.store.entries.claim(entry_id, Stage.FETCH, desk.limits.lease)
    if entry is None:
        return
    with set_aside.entry(desk, entry):
        if entry.fate is None:
            gap = _try(desk, entry)
        else:
            gap = desk.limits.gap
            revisit.look_again(desk, entry)
    hint_next(desk, entry.host, gap)


def _try(desk: Desk, entry: ClaimedEntry) -> timedelta:
    """Ask for the page; returns the pause that its host is owed."""
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
    return visit.gap


def _fetch(desk: Desk, entry: ClaimedEntry, visit: Visit) -> bool:
    """Fetch the page; returns whether it was kept and now waits to be read."""
    if entry.keep is Keep.HEADLINE:
        file_headline(desk, entry)
        return False
    if not asking.may_fetch(desk, entry, visit):
        return False
    response = visit.get(entry.target, kind="page", hurry=entry.hurry)
    if response.elsewhere is not None:
        asking.redirect(desk, entry, response.elsewhere)
        return False
    answer.page(response, entry.failures, visit.rest)
    if response.truncated:
        raise Transient("The page was cut short.")
    return _keep(desk, entry, response)


def _keep(desk: Desk, entry: ClaimedEntry, response: Response) -> bool:
    keys = address.keys(response.url)
    other = desk.store.entries.find(keys.safe) if response.url != entry.url else None
    if other is not None and other.entry_id != entry.entry_id:
        desk.store.entries.end(
            entry, Fate.KNOWN, f"The same address as {address.without_password(other.url)}.", other.article_id
        )
        return False
    page = asking.page_of(entry, response, desk.clock.now())
    desk.pages.put(page)
    return desk.store.entries.fetched(entry, page, keys)


def _again(desk: Desk, entry: ClaimedEntry, error: Transient) -> None:
    due = schedule.entry_after_failure(entry.failures, desk.clock.now(), error.after, desk.jitter())
    reason = clean.line(str(error))
    if due is None:
        desk.store.entries.end(entry, Fate.UNREACHABLE, f"{reason} Tried {entry.failures + 1} times.")
    else:
        desk.store.entries.postpone(entry, due, reason, failed=True)
