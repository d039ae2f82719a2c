"""How often the sweeper runs. A double or a missed turn is harmless, since due times are kept in the rows."""

from __future__ import annotations

from workers import canaries

SWEEP_SECONDS = 1.0
MOST_PAUSE = 10.0               # between two tries while the store does not serve
PASS_SWEEP_SECONDS = 0.2        # within one pass, where somebody waits for its end; a sweep costs 4 ms

# for `celery -A workers.app beat`, or `worker -B`; `monitor run` has a thread of its own for it
BEAT = {
    "sweep": {"task": "sweep", "schedule": SWEEP_SECONDS, "options": {"queue": "poll", "expires": 5 * SWEEP_SECONDS}},
    "canaries": {"task": "canaries", "schedule": canaries.SECONDS, "options": {"queue": "poll", "expires": 60.0}},
}
