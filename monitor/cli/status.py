"""`monitor status`: the health of feeds, queues and store, on one page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from monitor import __version__
from monitor.cli import DONE, FAILED, opened, options, output, status_views
from monitor.cli.in_words import counted
from monitor.errors import Misused
from monitor.model import Fate
from monitor.stages import clean

if TYPE_CHECKING:
    from monitor.ports import Store
    from monitor.settings import Settings

DAYS = 7
SHOWN = 10              # feeds with trouble that are named


@click.command(epilog="Example: monitor status --json")
@click.option("--json", "as_line", is_flag=True, help="One JSON object.")
@click.option("--healthy", is_flag=True, help="Only say whether every queue moves: exit 0, or 3 and what does not.")
@click.option("--machine", metavar="NAME", help="With --healthy: judge by the canaries of this machine alone.")
@click.option("--prometheus", is_flag=True, help="Counters and gauges in Prometheus' text format.")
@click.option("--hosts", "all_hosts", is_flag=True, help="Show what each host was asked, and how its wishes were kept.")
@click.option("--host", metavar="HOST", help="Show one host: a page to send to its publisher.")
@click.option("--feed", metavar="F", help="Show one feed, by address or words of its title: its last polls and items.")
@options.common
def status(
    as_line: bool, healthy: bool, machine: str | None, prometheus: bool, all_hosts: bool, host: str | None,
    feed: str | None,
) -> int:
    """Show the health of feeds, queues and store: what waits, how last week's addresses ended, what needs a person."""
    settings = options.settings()
    if sum((healthy, prometheus, all_hosts, host is not None, feed is not None)) > 1:
        raise Misused("--healthy, --prometheus, --hosts, --host and --feed are different questions: ask one of them.")
    with opened.store(settings) as store:
        if all_hosts or host is not None:
            return status_views.hosts(store, host, as_line)
        if feed is not None:
            return status_views.feed(store, feed, as_line)
        if healthy:
            return _judged(store, machine)
        if prometheus:
            return _exposed(store)
        found = gathered(store, settings, datetime.now(UTC))
    if as_line:
        output.print_json(found)
    else:
        _print(found)
    return DONE


def _judged(store: Store, machine: str | None) -> int:
    """A container's health check: whether work gets done, not whether a process is alive."""
    from monitor.pipeline import health

    sick = health.sick_queues(store, machine)
    for queue, why in sick.items():
        click.echo(clean.printable(f"{queue}: {why}"))
    return FAILED if sick else DONE


def _exposed(store: Store) -> int:
    from monitor.alerts import metrics

    counted = store.counters.since(datetime(1970, 1, 1, tzinfo=UTC))
    text = metrics.exposition(counted, store.counters.health(), store.canaries.queues(), store.alarms.standing())
    click.echo(text, nl=False)
    return DONE


def gathered(store: Store, settings: Settings, now: datetime) -> dict[str, object]:
    """The whole status as one object."""
    from monitor.stages import address

    since = now - timedelta(days=DAYS)
    health = dict(store.counters.health())
    fates = store.entries.fates(since)
    counted = store.counters.since(since)
    troubled = [
        {"url": source.url, "title": source.title or None, "state": state, "reason": reason}
        for source, state, reason, _ in store.feeds.listed() if state not in ("ok", "new", "waiting", "") and reason
    ]
    return {
        "version": __version__,
        "database": address.of_server(settings.database_url),
        "articles": health.pop("articles", 0),
        "stories": health.pop("stories", 0),
        "seeds": len(store.articles.seeds()),
        "feeds": {"listed": health.pop("feeds", 0), "due": health.pop("due_feeds", 0),
                  "failing": health.pop("failing_feeds", 0), "troubled": troubled},
        "queue": health,
        "queues": _queues(store, settings),
        "alarms": [{"subject": alarm.subject, "trouble": alarm.trouble.value, "text": alarm.text}
                   for alarm in store.alarms.standing()],
        "days": DAYS,
        "fates": {fate.value: fates.get(fate.value, 0) for fate in Fate},
        "counts": {f"{stage}.{outcome}": n for (stage, outcome), n in sorted(counted.items())},
    }


def _queues(store: Store, settings: Settings) -> dict[str, dict[str, float | int | None]]:
    """For each queue: hints waiting (if the broker tells), age of the oldest due row and of the last canary."""
    from workers import broker

    held = store.canaries.queues()
    lengths = broker.of(settings.broker_url).lengths(tuple(queue.queue for queue in held))
    return {
        queue.queue: {"length": lengths.get(queue.queue), "due_seconds": _seconds(queue.due),
                      "canary_seconds": _seconds(queue.answered)}
        for queue in held
    }


def _seconds(age: timedelta | None) -> float | None:
    return None if age is None else round(age.total_seconds(), 1)


def _moves(held: object) -> str:
    assert isinstance(held, dict)
    length = "" if held["length"] is None else f"{held['length']} hints, "
    canary = "no canary yet" if held["canary_seconds"] is None else f"a canary {held['canary_seconds']:.0f} s ago"
    due = "nothing due" if held["due_seconds"] is None else f"oldest row due for {held['due_seconds']:.0f} s"
    return f"{length}{due}, {canary}"


def _print(found: dict[str, object]) -> None:
    feeds, queue, fates = _part(found, "feeds"), _part(found, "queue"), _part(found, "fates")
    output.print_pairs({
        "store": found["database"],
        "articles": f"{found['articles']} in {found['stories']} stories, {found['seeds']} seeds",
        "feeds": f"{feeds['listed']} followed, {feeds['due']} due now, {feeds['failing']} failing",
        "queue": f"{counted(queue.get('waiting', 0), 'entry')} waiting ({queue.get('fetch', 0)} to be fetched, "
                 f"{queue.get('read', 0)} to be read), {queue.get('leased', 0)} under work",
        **{f"queue {name}": _moves(held) for name, held in _part(found, "queues").items()},
        "oldest due": _age(queue.get("oldest_due_seconds")),
        "quarantined": f"{queue['quarantined']}: monitor retry releases them" if queue.get("quarantined") else "none",
    })
    ended = {fate: n for fate, n in fates.items() if n}
    if ended:
        click.echo(f"\nHow addresses ended in the last {found['days']} days")
        output.print_table(("fate", "entries"), [(fate.replace("_", " "), n) for fate, n in ended.items()],
                           right=frozenset(("entries",)))
    alarms = found["alarms"]
    if isinstance(alarms, list) and alarms:
        click.echo("\nAlarms that stand")
        for alarm in alarms:
            click.echo(clean.printable(f"{output.INDENT}{alarm['trouble']}: {alarm['subject']}  ({alarm['text']})"))
    troubled = feeds["troubled"]
    if isinstance(troubled, list) and troubled:
        click.echo("\nFeeds with trouble")
        for feed in troubled[:SHOWN]:
            click.echo(clean.printable(f"{output.INDENT}{feed['state']}: {feed['url']}  ({feed['reason']})"))
        if len(troubled) > SHOWN:
            click.echo(f"{output.INDENT}and {len(troubled) - SHOWN} more: monitor feeds list")


def _part(found: dict[str, object], name: str) -> dict[str, object]:
    held = found[name]
    assert isinstance(held, dict)
    return held


def _age(seconds: object) -> str:
    if not isinstance(seconds, int | float):
        return "nothing is due"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"due for {minutes} minutes"
    return f"due for {minutes // 60} hours" if minutes < 2880 else f"due for {minutes // 1440} days"
