"""Turning what a feed names into entries: one row an address, however many feeds name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.model import Fate, NewEntry
from monitor.stages import identity
from monitor.store import hosts
from monitor.store.counters import Count
from monitor.store.database import Transaction, slices, stamp
from monitor.store.values import id_of, item_in, item_out, packed

ORDER_STEP = 0.001      # seconds between items without a date: a feed names the newest first


@dataclass(slots=True)
class Found:
    """What was new in one poll."""

    new: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


def resolve(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Id of an address → id of its entry, for known ones; an address that a page answered from counts."""
    found: dict[str, str] = {}
    for some in slices(ids):
        found |= {row["entry_id"]: row["entry_id"] for row in tx.all(
            "SELECT entry_id FROM entry WHERE entry_id IN :ids", ids=some)}
        found |= {row["alias_id"]: row["entry_id"] for row in tx.all(
            "SELECT alias_id, entry_id FROM entry_alias WHERE alias_id IN :ids", ids=some)}
    return found


def forgotten(tx: Transaction, ids: Sequence[str], names: Sequence[str]) -> set[str]:
    """Which of these ids and hosts a person has forbidden to fetch again."""
    keys = [f"safe:{entry_id}" for entry_id in ids] + [f"host:{name}" for name in names]
    return {
        row["key"].partition(":")[2]
        for some in slices(keys)
        for row in tx.all("SELECT key FROM forgotten WHERE key IN :keys", keys=some)
    }


def store(tx: Transaction, feed_id: str, entries: Sequence[NewEntry], cap: int | None) -> Found:
    """Store rows for new entries and ties to the feed for all; only the newest `cap` wait, if there is a cap."""
    now = tx.now()
    named = {id_of(entry.keys.safe): entry for entry in reversed(entries)}
    named = dict(sorted(named.items()))     # always in one order, so that two polls cannot wait for each other
    known = resolve(tx, list(named))
    moved = _moved(tx, feed_id, {i: entry for i, entry in named.items() if i not in known}, set(known.values()))
    known |= moved
    gone = forgotten(tx, list(named), sorted({entry.keys.host for entry in entries}))
    turns = {id_of(entry.keys.safe): _turn(entry, place, now) for place, entry in reversed(list(enumerate(entries)))}
    new = [i for i, entry in named.items() if i not in known and i not in gone and entry.keys.host not in gone]
    wanted = sorted((i for i in new if named[i].refused is None), key=lambda i: turns[i], reverse=True)
    waiting = wanted if cap is None else wanted[:cap]
    over = set(wanted[len(waiting):])
    for host in sorted({named[i].keys.host for i in new}):
        hosts.meet(tx, host)
    tx.many(_INSERT, [_row(i, feed_id, named[i], turns[i], over, cap, now) for i in new])
    ties = {known.get(i, i): entry for i, entry in named.items() if i in known or i in new}
    seen = len(set(known.values())) - len(_tied(tx, feed_id, sorted(set(known.values()))))
    tx.many(
        """INSERT INTO feed_entry (entry_id, feed_id, first_seen, item, identity)
           VALUES (:entry_id, :feed_id, :now, :item, :identity)
           ON CONFLICT (entry_id, feed_id) DO UPDATE SET item = excluded.item, identity = excluded.identity
           WHERE feed_entry.item <> excluded.item""",
        [
            {
                "entry_id": i, "feed_id": feed_id, "now": now, "item": item_out(tie.item),
                "identity": _mark(tie.identity),
            }
            for i, tie in ties.items()
        ],
    )
    tx.many(
        """INSERT INTO feed_content (entry_id, feed_id, first_seen, content)
           VALUES (:entry_id, :feed_id, :now, :content) ON CONFLICT (entry_id, feed_id) DO NOTHING""",
        [
            {"entry_id": i, "feed_id": feed_id, "now": now, "content": packed(tie.item.content)}
            for i, tie in ties.items() if tie.item.content
        ],
    )
    for host in sorted({named[i].keys.host for i in waiting}):
        open_lane(tx, host, feed_id)
    counts: list[Count] = [
        (feed_id, "entry", "new", len(new)),
        (feed_id, "entry", "seen", seen),       # new in this feed, but another one named them first
        (feed_id, "entry", "moved", len(moved)),
        (feed_id, "end", Fate.REFUSED.value, len(new) - len(wanted)),
        (feed_id, "end", Fate.OVER_THE_CAP.value, len(over)),
    ]
    return Found(new, waiting, [count for count in counts if count[3]])


def _mark(said: str | None) -> str | None:
    return None if said is None else id_of(said)


def _moved(tx: Transaction, feed_id: str, named: Mapping[str, NewEntry], in_use: set[str]) -> dict[str, str]:
    """Id of a new address → id of the entry that the feed named under another one; kept as an alias of it."""
    wanted = {_mark(entry.identity): (i, entry) for i, entry in named.items() if entry.identity and not entry.refused}
    found: dict[str, str] = {}
    for some in slices(sorted(mark for mark in wanted if mark)):
        for row in tx.all(
            "SELECT entry_id, identity, item FROM feed_entry WHERE feed_id = :feed_id AND identity IN :marks",
            feed_id=feed_id, marks=some,
        ):
            i, entry = wanted[row["identity"]]
            if row["entry_id"] not in in_use and identity.is_same(item_in(row["item"]), entry.item):
                found[i] = row["entry_id"]
    tx.many(
        """INSERT INTO entry_alias (alias_id, entry_id) VALUES (:alias_id, :entry_id)
           ON CONFLICT (alias_id) DO NOTHING""",
        [{"alias_id": i, "entry_id": entry_id} for i, entry_id in sorted(found.items())],
    )
    return found


def _tied(tx: Transaction, feed_id: str, entry_ids: Sequence[str]) -> set[str]:
    """Which of these entries the feed named before."""
    return {
        row["entry_id"]
        for some in slices(entry_ids)
        for row in tx.all(
            "SELECT entry_id FROM feed_entry WHERE entry_id IN :ids AND feed_id = :feed_id", ids=some, feed_id=feed_id
        )
    }


def open_lane(tx: Transaction, host: str, feed_id: str) -> None:
    """Note that this feed has something waiting at this host; the update also keeps the sweeper from dropping it."""
    tx.run(
        """INSERT INTO lane (host, feed_id, touched_at) VALUES (:host, :feed_id, :now)
           ON CONFLICT (host, feed_id) DO UPDATE SET touched_at = excluded.touched_at""",
        host=host, feed_id=feed_id, now=tx.now(),
    )


def _turn(entry: NewEntry, place: int, now: float) -> float:
    published = entry.item.published
    return (min(stamp(published.instant), now) if published else now) - place * ORDER_STEP


_INSERT = """
    INSERT INTO entry (entry_id, feed_id, url, safe_key, loose_key, title, state, fate, reason, host, newest, due,
        first_seen, ended_at)
    VALUES (:entry_id, :feed_id, :url, :safe_key, :loose_key, :title, :state, :fate, :reason, :host, :newest, :now,
        :now, :ended_at)
    ON CONFLICT (entry_id) DO NOTHING"""


def _row(
    entry_id: str, feed_id: str, entry: NewEntry, turn: float, over: set[str], cap: int | None, now: float
) -> dict[str, object]:
    fate, reason = None, None
    if entry.refused is not None:
        fate, reason = Fate.REFUSED.value, entry.refused
    elif entry_id in over:
        fate, reason = Fate.OVER_THE_CAP.value, f"Older than the newest {cap} of the feed's first import."
    return {
        "entry_id": entry_id, "feed_id": feed_id, "url": entry.keys.url, "safe_key": entry.keys.safe,
        "loose_key": entry.keys.loose, "title": entry.item.title, "state": "ended" if fate else "waiting",
        "fate": fate, "reason": reason, "host": entry.keys.host, "newest": turn, "now": now,
        "ended_at": now if fate else None,
    }
