"""
A clock that ran ahead and was set right leaves moments in the future: leases and pauses that last an hour too long.

On SQLite all times are the machine's; a row tells by its own last moment how far ahead the clock was that wrote it.
"""

from __future__ import annotations

from datetime import timedelta

from monitor.store.database import Transaction

SLACK = 2.0             # seconds: so far ahead nothing is that a right clock wrote
SOON = 600.0            # seconds: an entry that never failed is not due later than that (the pause without a network)


def mend(tx: Transaction, lease: timedelta, *, thoroughly: bool) -> int:
    """Correct what a fast clock wrote; `thoroughly` checks every waiting entry. Running it twice changes nothing."""
    now = tx.now()
    ahead, longest = now + SLACK, now + lease.total_seconds() + SLACK
    count = 0
    for table, last in (("host", "last_at"), ("feed", "polled"), ("feed", "failed_at")):
        due = "next_at" if table == "host" else "due"
        count += tx.run(
            f"UPDATE {table} SET {due} = {due} - ({last} - :now), {last} = :now WHERE {last} > :ahead",
            now=now, ahead=ahead,
        )
    for table, more in (("host", ""), ("feed", ""), ("entry", "state = 'waiting' AND attempts > 0 AND")):
        count += tx.run(
            f"UPDATE {table} SET lease_until = :until WHERE {more} lease_until > :longest",
            until=now + lease.total_seconds(), longest=longest,
        )
    if thoroughly:
        for table, more in (("host", ""), ("feed", ""), ("entry", "state = 'waiting' AND")):
            count += tx.run(f"UPDATE {table} SET hinted_at = 0 WHERE {more} hinted_at > :ahead", ahead=ahead)
        count += tx.run(
            """UPDATE entry SET due = due - (failed_at - :now), failed_at = :now
               WHERE state = 'waiting' AND failed_at > :ahead""",
            now=now, ahead=ahead,
        )
        count += tx.run(
            "UPDATE entry SET due = :now WHERE state = 'waiting' AND failures = 0 AND due > :soon",
            now=now, soon=now + SOON,
        )
    return count
