"""How long to leave a host alone after a request: what we owe it, what it asks for, what it seems to need."""

from __future__ import annotations

from datetime import timedelta

SMOOTHING = 0.2                             # of the response time: the last five answers weigh two thirds
EASE = 1.0                                  # of its response time: a host works for us at most half of the time
MOST_EASE = timedelta(minutes=1)
MOST_SILENT = 2                             # requests in a row that ran into their deadline; one may be one bad page
SILENT_REST = timedelta(minutes=10)         # then the host is skipped, twice as long each time (peers.md, 4.5)
LONGEST_SILENT_REST = timedelta(hours=8)
SLOW = 2.0                                  # seconds of response time from which on a host is slow: it may hold only
                                            # its share of the workers


PATIENT = 3.0               # seconds of response time: a host that always takes so long is no surprise
KNOWN = 5                   # requests, before a host is known for anything


def may_hurry(failures: int, response_time: float | None, silent: int, requests: int) -> bool:
    """Whether a very slow answer may be given up early; a request that failed before gets the whole deadline.

    A host known to be slow gets the whole deadline at once, unless its last requests were not answered at all.
    """
    is_slow = requests >= KNOWN and response_time is not None and response_time >= PATIENT
    return failures == 0 and (silent > 0 or not is_slow)


def smoothed(before: float | None, seconds: float) -> float:
    """The average response time of a host, moved towards its last answer."""
    return seconds if before is None else before + SMOOTHING * (seconds - before)


def pause(gap: timedelta, rest: timedelta | None, response_time: float | None, silent: int) -> timedelta:
    """
    The pause after a request.

    `gap` is what we owe every host, or what its robots.txt asks; without one (a proxy of our own) nobody is eased.
    `rest` is what the host asked for itself, `silent` how many requests in a row it left without an answer.
    """
    owed = max(gap, rest or timedelta(0))
    if gap > timedelta(0) and response_time is not None:
        owed = max(owed, min(EASE * timedelta(seconds=response_time), MOST_EASE))
    if silent >= MOST_SILENT:
        owed = max(owed, min(SILENT_REST * 2 ** min(silent - MOST_SILENT, 10), LONGEST_SILENT_REST))
    return owed
