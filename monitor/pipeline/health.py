"""Never silently blind: watch feeds, hosts and queues, and report each change once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from monitor.model import Alarm, Silence, Trouble, day_of
from monitor.pipeline.desk import Desk
from monitor.ports import Store
from monitor.stages import address, alarm, failing, pulse, silence, walled
from monitor.stages.alarm import Key

PAGES = timedelta(days=28)      # how long the pages of a host are looked back at
READINGS = 60                   # of a host: twenty to judge, forty to compare with


def look(desk: Desk) -> list[Alarm]:
    """Judge everything that is watched, store what changed, then report it; if two look at once, only one reports."""
    now = desk.clock.now()
    standing = desk.store.alarms.standing()
    known = {(one.subject, one.trouble) for one in standing}
    verdicts: dict[Key, str | None] = {}
    for part in (_feeds(desk.store, known, now), _hosts(desk.store, known, now), _queues(desk.store)):
        verdicts |= part
    gone = known - verdicts.keys()          # a feed that nobody follows any more, a host that no feed names
    changed = desk.store.alarms.change(alarm.changes(standing, verdicts | dict.fromkeys(gone), now))
    told = [one for one in changed if (one.subject, one.trouble) not in gone]
    for subject, text in alarm.messages(told):
        desk.alert.raise_(subject, text)
    return told


def sick_queues(store: Store, machine: str | None = None, limit: timedelta = pulse.LIMIT) -> dict[str, str]:
    """Queue → why it seems dead; empty if everything moves. With `machine`, by that machine's own canaries."""
    found = {}
    for queue in store.canaries.queues(machine):
        if (why := pulse.sick(queue, limit, canaries_only=machine is not None)) is not None:
            found[queue.queue] = why
    return found


def _feeds(store: Store, known: set[Key], now: datetime) -> dict[Key, str | None]:
    """For each listed feed, whether it is out of reach, and if not, whether it has fallen silent."""
    first = day_of(now) - timedelta(days=silence.WINDOW)
    answered = store.counters.daily("poll", failing.ANSWERED, first)
    items = store.counters.daily("entry", ("new", "seen"), first)
    verdicts: dict[Key, str | None] = {}
    for source, *_ in store.feeds.listed():
        subject = f"feed {address.without_password(source.url)}"
        silent = subject, Trouble.SILENT
        trouble = failing.trouble(store.feeds.history(source.url), now)
        for kind in (Trouble.FAILING, Trouble.HELD_BACK):
            verdicts[subject, kind] = trouble[1] if trouble is not None and trouble[0] is kind else None
        if trouble is None:
            days = list(_days(answered.get(source.url, {}), items.get(source.url, {}), first, day_of(now)))
            fell = silence.fell_silent(days, already=silent in known)
            verdicts[silent] = None if fell is None else _in_words(fell, first)
        elif silent in known:
            verdicts[silent] = trouble[1]       # it cannot be judged now: what stands, stands
    return verdicts


def _days(
    answered: Mapping[date, int], items: Mapping[date, int], first: date, today: date
) -> Iterator[int | None]:
    """What a feed yielded, day by day; its first day holds the whole first import, and is left out."""
    began = min(answered, default=today)
    for number in range((today - first).days):
        day = first + timedelta(days=number)
        yield items.get(day, 0) if day in answered and day > began else None


def _in_words(fell: Silence, first: date) -> str:
    since = first + timedelta(days=fell.since)
    usual = f"{fell.before:.1f} a day" if fell.before >= 1 else f"{fell.before * 7:.1f} a week"
    items = "1 item" if fell.items == 1 else f"{fell.items} items"
    return f"answers, but has yielded {items} in {fell.days} days, since {since}; {usual} were usual"


def _hosts(store: Store, known: set[Key], now: datetime) -> dict[Key, str | None]:
    """Each host whose pages were read lately."""
    verdicts: dict[Key, str | None] = {}
    for host, readings in store.counters.readings(now - PAGES, READINGS).items():
        key = (f"host {host}", Trouble.WALLED)
        verdicts[key] = walled.judge(list(reversed(readings)), already=key in known)
    return verdicts


def _queues(store: Store) -> dict[Key, str | None]:
    return {(f"queue {queue.queue}", Trouble.STUCK): pulse.stuck(queue) for queue in store.canaries.queues()}
