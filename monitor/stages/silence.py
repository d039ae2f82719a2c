"""Whether a feed that still answers has fallen silent: a change point in its daily counts.

Media Cloud looks for one with PELT over log1p counts and a penalty of log(n) times the variance. With the demands
made here on how far and how long a feed must fall, that rule still raised one to four false alarms a year on made
feeds of up to two posts a day (bench/silence.py): it knows neither weekends nor that a feed of one post a week is
mostly quiet. Here every split into "before" and "since" is judged as counts are: what was usual, by day of the week;
how unlikely so little is, for a feed so restless; and whether so little was ever seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Silence

WINDOW = 182            # days to look back: a feed of two posts a week is missed after four quiet weeks
LEAST_DAYS = 28         # of observation, before anything is said
LEAST_BEFORE = 21       # days before the split: three of each day of the week
LEAST_QUIET = 3         # quiet days on which something was usual: two bank holidays beside a weekend are no silence
EVIDENCE = 16.0         # eight items missed by a feed that scatters like chance; swept 14, 16, 17, 20
MUCH_LESS = 0.25        # of what was usual
STILL_EVIDENCE, STILL_LESS = 6.0, 0.5   # an alarm ends later than it begins, so that it does not flap
WEEK = 7

Day = tuple[int, int]   # its place among all days, what it yielded


@dataclass(frozen=True, slots=True)
class _Split:
    """The days before one day, and the days since."""

    before: int                         # observed days before
    items_before: int
    items_since: int
    usual: float                        # items to be expected since


def fell_silent(counts: Sequence[int | None], *, already: bool = False) -> Silence | None:
    """
    The clearest fall of a feed's daily counts to much less than before, lasting to the end; None where there is none.

    One count a day, oldest first, today left out; None is a day on which the feed was not asked or did not answer.
    `already` holds an alarm until the feed is clearly back: gentler limits, and a week without anything is silence.
    """
    days = [(place, n) for place, n in enumerate(counts) if n is not None]
    if len(days) < LEAST_DAYS:
        return None
    before = _fall(days, already)
    if before is None:
        # posts that come in clumps scatter too much for their number to say anything; the days that have any do not
        before = _fall([(place, min(n, 1)) for place, n in days], already)
    if before is None and already and not any(n for _, n in days[-WEEK:]):
        before = 1 + max((index for index, (_, n) in enumerate(days) if n), default=-1)
    if before is None:
        return None
    earlier, since = days[:before], days[before:]
    usual = sum(n for _, n in earlier) / max(len(earlier), 1)
    return Silence(since[0][0], len(since), sum(n for _, n in since), usual)


def _fall(days: Sequence[Day], already: bool) -> int | None:
    """How many days lie before the clearest fall."""
    least, share = (STILL_EVIDENCE, STILL_LESS) if already else (EVIDENCE, MUCH_LESS)
    found = [(_deviance(split), split) for split in _splits(days, share)]
    best: tuple[float, int | None] = least, None
    for deviance, split in sorted(found, key=lambda one: one[0], reverse=True):
        if deviance < best[0]:
            break                       # unrest only takes from it
        evidence = deviance / _unrest(days[:split.before])
        if evidence >= best[0] and _is_record(days, split):
            best = evidence, split.before
    return best[1]


def _splits(days: Sequence[Day], share: float) -> Iterator[_Split]:
    """Every split into usual days and days with less than this share of it, the latest first."""
    items, number, since = [0] * WEEK, [0] * WEEK, [0] * WEEK
    for place, n in days:
        items[place % WEEK] += n
        number[place % WEEK] += 1
    items_before, items_since = sum(items), 0
    for before in range(len(days) - 1, LEAST_BEFORE - 1, -1):
        place, n = days[before]
        items[place % WEEK] -= n
        number[place % WEEK] -= 1
        since[place % WEEK] += 1
        items_before -= n
        items_since += n
        if not items_before:
            return
        level = items_before / before
        if items_since > share * max(since) * (items_before + WEEK * level) / (min(number) + 1):
            continue                    # more than `expected` can come to: nearly every split of a healthy feed
        usual = [_usual(i, k, level) for i, k in zip(items, number, strict=True)]
        expected = sum(k * u for k, u in zip(since, usual, strict=True))
        busy = sum(k for k, u in zip(since, usual, strict=True) if u >= level / 2)
        if busy < LEAST_QUIET or items_since > share * expected:
            continue
        week = days[max(before, len(days) - WEEK):]
        if sum(n for _, n in week) > share * sum(usual[place % WEEK] for place, _ in week):
            continue                    # a gap that is over is no silence
        yield _Split(before, items_before, items_since, expected)


def _usual(items: int, days: int, level: float) -> float:
    """What a weekday yields, smoothed towards the feed's mean by one day: three Sundays are not many."""
    return (items + level) / (days + 1)


def _deviance(split: _Split) -> float:
    """Twice the log likelihood ratio of two rates against one: chi-square with one degree for pure chance."""
    one_rate = (split.items_before + split.items_since) / (split.items_before + split.usual)
    two_rates = split.items_since * math.log(split.items_since / split.usual) if split.items_since else 0.0
    return 2 * (two_rates - (split.items_before + split.items_since) * math.log(one_rate))


def _unrest(before: Sequence[Day]) -> float:
    """How many times more the counts vary than by chance: by day around the weekly rhythm, or by week."""
    level = sum(n for _, n in before) / len(before)
    groups = [[n for place, n in before if place % WEEK == day] for day in range(WEEK)]
    usual = [_usual(sum(group), len(group), level) for group in groups]
    by_day = sum((n - usual[place % WEEK]) ** 2 / usual[place % WEEK] for place, n in before) / (len(before) - WEEK)
    weeks = [sum(n for _, n in before[end - WEEK:end]) for end in range(len(before), WEEK - 1, -WEEK)]
    mean = sum(weeks) / len(weeks)
    by_week = sum((n - mean) ** 2 for n in weeks) / (len(weeks) - 1) / mean if mean else 1.0
    return max(1.0, by_day, by_week)


def _is_record(days: Sequence[Day], split: _Split) -> bool:
    """Whether no stretch of this length ever yielded so little before: a reason without statistics."""
    length = len(days) - split.before
    if length > split.before:
        return False
    total = lowest = sum(n for _, n in days[:length])
    for end in range(length, split.before):
        total += days[end][1] - days[end - length][1]
        lowest = min(lowest, total)
    return split.items_since < lowest
