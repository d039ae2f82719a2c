"""`monitor status --hosts` and `--feed`: what each host was asked, and what became of a feed's items."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from monitor.cli import DONE, NOTHING, as_json, output
from monitor.cli.in_words import counted
from monitor.errors import Misused, MonitorError, Unknown
from monitor.model import Fate, HostRow, PollRow
from monitor.stages import clean

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import FeedSource, RobotsRules
    from monitor.ports import Store

POLLS_SHOWN = 10
NAMED = 5               # feeds that are named where several are meant
Listed = tuple["FeedSource", str, "str | None", "datetime | None"]


# --- hosts -----------------------------------------------------------------------------------------------------------


def hosts(store: Store, name: str | None, as_line: bool) -> int:
    """Show every host that was asked, or one of them: what a publisher may want to know of us."""
    rows = [row for row in store.pace.hosts() if name is None or row.host in (name, f"www.{name}")]
    if not rows:
        said = "No host was asked yet." if name is None else f"Nothing was ever asked of {clean.printable(name)}."
        click.echo(said, err=True)
        return NOTHING
    found = [host_object(row, store.pace.robots(row.host)) for row in rows]
    if as_line:
        for one in found:
            output.print_json(one)
    elif name is not None:
        for one in found:
            output.print_pairs(_page(one))
    else:
        columns = ("host", "requests", "304", "bytes", "failed", "answers in", "shortest pause", "asks for",
                   "robots.txt", "kept out of")
        output.print_table(columns, [_line(one) for one in found], right=frozenset(columns[1:8]))
    return DONE


def host_object(row: HostRow, rules: RobotsRules | None) -> dict[str, object]:
    """One host as JSON; shares from 0 to 1, seconds, bytes on the wire."""
    from monitor import assemble
    from monitor.stages import robots

    delay = robots.verdict(rules, f"http://{row.host}/", assemble.AGENT).delay if rules is not None else None
    return {
        "host": row.host, "requests": row.requests, "unchanged": row.unchanged,
        "unchanged_share": round(row.unchanged / row.requests, 3), "bytes": row.size, "failures": row.failures,
        "response_seconds": None if row.response_time is None else round(row.response_time, 3),
        "shortest_pause_seconds": None if row.shortest_pause is None else round(row.shortest_pause, 3),
        "crawl_delay_seconds": None if delay is None else delay.total_seconds(),
        "robots": None if rules is None else {
            "status": rules.status, "fetched": as_json.instant(rules.fetched), "until": as_json.instant(rules.until),
        },
        "disallowed": row.disallowed, "silent": row.silent, "last_status": row.last_status,
        "first_asked": as_json.instant(row.first_asked), "last_asked": as_json.instant(row.last_asked),
        "next_asked": as_json.instant(row.next_at),
    }


def _line(host: dict[str, object]) -> tuple[object, ...]:
    return (host["host"], host["requests"], f"{_number(host['unchanged_share']):.0%}", f"{host['bytes']:,}",
            host["failures"], _seconds(host["response_seconds"]), _seconds(host["shortest_pause_seconds"]),
            _seconds(host["crawl_delay_seconds"]), _rules(host["robots"]),
            counted(host['disallowed'], 'page') if host["disallowed"] else "")


def _page(host: dict[str, object]) -> dict[str, object]:
    from monitor import __version__, assemble

    return {
        "host": host["host"],
        "who asks": f"{assemble.AGENT}/{__version__}",
        "requests": f"{host['requests']}, from {_day(host['first_asked'])} to {_day(host['last_asked'])}",
        "unchanged (304)": f"{host['unchanged']}, {_number(host['unchanged_share']):.0%} of them",
        "bytes": f"{host['bytes']:,} as they came over the wire",
        "failed": f"{host['failures']} without an answer, or answered 429 or 5xx",
        "answers in": _seconds(host["response_seconds"]),
        "shortest pause": f"{_seconds(host['shortest_pause_seconds']) or 'none yet'} between two requests",
        "asks for": _seconds(host["crawl_delay_seconds"]) and f"{_seconds(host['crawl_delay_seconds'])} between two",
        "robots.txt": _rules(host["robots"]) or "not asked for yet",
        "kept out of": f"{counted(host['disallowed'], 'page')}, by its robots.txt",
        "next request": f"not before {_minute(host['next_asked'])} UTC" if host["next_asked"] else None,
    }


def _rules(rules: object) -> str:
    if not isinstance(rules, dict):
        return ""
    status = rules["status"]
    if status == 0:
        return "no answer: we wait"
    meaning = "kept" if status < 300 else "we wait" if status == 429 or status >= 500 else "none: all is open"
    return f"{status}, {meaning}"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _seconds(value: object) -> str:
    return f"{value:.1f} s" if isinstance(value, int | float) else ""


def _day(instant: object) -> str:
    return str(instant)[:10] if instant else "?"


def _minute(instant: object) -> str:
    return str(instant)[:16].replace("T", " ")


# --- one feed --------------------------------------------------------------------------------------------------------


def feed(store: Store, wanted: str, as_line: bool) -> int:
    """Show a feed's last polls, and what became of its items."""
    listed = store.feeds.listed()
    chosen = _chosen(listed, wanted)
    if not chosen:
        raise Unknown(f"Not on the list: {wanted}{_near(listed, wanted)}")
    if len(chosen) > 1:
        names = ", ".join(one[0].url for one in chosen[:NAMED])
        more = ", …" if len(chosen) > NAMED else "."
        raise Misused(f"{len(chosen)} feeds match {wanted}: {names}{more}")
    found = feed_object(store, chosen[0])
    if as_line:
        output.print_json(found)
    else:
        _print_feed(found)
    return DONE


def _chosen(listed: list[Listed], wanted: str) -> list[Listed]:
    """The feed of this address, however it is spelled; else feeds whose address or title contains the words."""
    exact = [one for one in listed if _spelled(one[0].url) == _spelled(wanted)]
    words = wanted.casefold()
    return exact or [one for one in listed if words in one[0].url.casefold() or words in one[0].title.casefold()]


def _spelled(url: str) -> str:
    """One spelling of an address; a trailing slash makes no difference."""
    from monitor.stages import address

    try:
        return address.keys(url).safe.rstrip("/")
    except MonitorError:
        return url


def _near(listed: list[Listed], wanted: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(wanted, [one[0].url for one in listed], 1)
    return f"; did you mean {close[0]}?" if close else "."


def feed_object(store: Store, chosen: Listed) -> dict[str, object]:
    """One feed as JSON."""
    from monitor.stages import address

    source, state, reason, due = chosen
    subject = f"feed {address.without_password(source.url)}"
    fates = Counter(row.fate.value if row.fate else "waiting" for row in store.entries.rows(feed=source.url))
    return {
        "url": source.url, "title": source.title or None, "state": state, "reason": reason,
        "due": as_json.instant(due),
        "polls": [_poll(row) for row in store.feeds.history(source.url)],
        "entries": {name: fates[name] for name in ("waiting", *(fate.value for fate in Fate)) if fates[name]},
        "alarms": [{"trouble": one.trouble.value, "text": one.text, "since": as_json.instant(one.since)}
                   for one in store.alarms.standing() if one.subject == subject],
    }


def _poll(row: PollRow) -> dict[str, object]:
    return {
        "polled": as_json.instant(row.polled), "outcome": row.outcome, "status": row.status, "new": row.entries,
        "bytes": row.size, "seconds": round(row.seconds, 3), "reason": row.reason,
    }


def _print_feed(found: dict[str, object]) -> None:
    polls, entries, alarms = found["polls"], found["entries"], found["alarms"]
    assert isinstance(polls, list)
    assert isinstance(entries, dict)
    assert isinstance(alarms, list)
    due = f"{_minute(found['due'])} UTC" if found["due"] else "never: monitor retry --feed restarts it"
    output.print_pairs({
        "feed": found["url"], "title": found["title"], "state": found["state"], "why": found["reason"],
        "asked next": due,
        "items": ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in entries.items()) or "none yet",
    })
    for alarm in alarms:
        click.echo(clean.printable(f"alarm since {_day(alarm['since'])}: {alarm['trouble']}, it {alarm['text']}"))
    if polls:
        click.echo("\nIts last polls")
        output.print_table(
            ("when (UTC)", "outcome", "status", "new", "bytes", "seconds", "why"),
            [(_minute(one["polled"]), one["outcome"], one["status"], one["new"], f"{one['bytes']:,}",
              f"{one['seconds']:.1f}", one["reason"] or "") for one in polls[:POLLS_SHOWN]],
            right=frozenset(("status", "new", "bytes", "seconds")),
        )
