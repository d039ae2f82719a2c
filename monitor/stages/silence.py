"""Whether a feed that still answers has fallen silent: a change point in its daily counts.

Media Cloud looks for it with PELT over log1p counts and a penalty of log(n) times the variance. On simulated healthy
feeds that rule alone raised three to seven false alarms a feed and year: a penalty in the data's own variance knows
neither weekends nor that one post a week is often none. Here each split of the days into «before» and «since» is judged
as counts are: what was to be expected since, by the same days of the week before; how unlikely so little is; and how
restless the feed always was. Figures stand in docs/health.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Silence

WINDOW = 182            # days to look back: a feed of one post a week needs ten weeks to be missed
LEAST_DAYS = 28         # of observation, before anything is said
LEAST_BEFORE = 21       # days before the split: three of each day of the week
LEAST_QUIET = 3         # quiet days on which something was usual: two bank holidays beside a weekend are no silence
EVIDENCE = 20.0         # ten items missed by a feed that is as restless as chance; swept 12 to 24
MUCH_LESS = 0.25        # of what was usual
STILL_EVIDENCE, STILL_LESS = 8.0, 0.5   # an alarm ends later than it begins, so that it does not flap
WEEK = 7


@dataclass(slots=True)
class _Split:
    """The days before and since one place."""

    before: int                         # observed days before
    items_before: int
    items_since: int
    usual: float                        # items to be expected since
    busy: int                           # days since on which something was usual


def fell_silent(counts: Sequence[int | None], *, already: bool = False) -> Silence | None:
    """
    The clearest fall of a feed's daily counts to much less than before, which lasts to the end; None: there is none.

    One count a day, oldest first, today left out; None is a day on which the feed was not asked or did not answer.
    `already` holds an alarm until the feed is clearly back: gentler limits, and a week without anything is silence.
    """
    days = [(place, n) for place, n in enumerate(counts) if n is not None]
    if len(days) < LEAST_DAYS:
        return None
    least, share = (STILL_EVIDENCE, STILL_LESS) if already else (EVIDENCE, MUCH_LESS)
    best: tuple[float, _Split] | None = None
    for split in _splits(days):
        if split.busy < LEAST_QUIET or split.items_since > share * split.usual:
            continue
        evidence = _deviance(split) / _unrest(days[:split.before])
        if evidence >= least and (best is None or evidence > best[0]) and _is_record(days, split):
            best = evidence, split
    if best is not None:
        return _silence(days, best[1])
    return _nothing(days) if already and not any(n for _, n in days[-WEEK:]) else None


def _splits(days: Sequence[tuple[int, int]]) -> Iterator[_Split]:
    """Every split, the latest first; sums are carried along, so that a healthy feed costs next to nothing."""
    items, number, since = [0] * WEEK, [0] * WEEK, [0] * WEEK
    for place, n in days:
        items[place % WEEK] += n
        number[place % WEEK] += 1
    all_items = sum(items)
    left, seen = all_items, 0
    for before in range(len(days) - 1, LEAST_BEFORE - 1, -1):
        place, n = days[before]
        items[place % WEEK] -= n
        number[place % WEEK] -= 1
        since[place % WEEK] += 1
        left -= n
        seen += n
        if not left:
            return
        level = left / before
        # a day of the week is drawn towards the feed's level by one day's worth: three Sundays are not many
        usual = [(i + level) / (k + 1) for i, k in zip(items, number, strict=True)]
        busy = sum(k for k, u in zip(since, usual, strict=True) if u >= level / 2)
        yield _Split(before, left, seen, sum(k * u for k, u in zip(since, usual, strict=True)), busy)


def _deviance(split: _Split) -> float:
    """Twice the log likelihood ratio of two rates against one; a chi-square of one degree where counts are Poisson."""
    before, since, usual = float(split.items_before), float(split.items_since), split.usual
    one_rate = (before + since) / (before + usual)
    two = since * math.log(since / usual) if since else 0.0
    return 2 * (two - (before + since) * math.log(one_rate))


def _unrest(before: Sequence[tuple[int, int]]) -> float:
    """How many times more the counts scatter than Poisson ones: by day around the week's rhythm, or by week."""
    level = sum(n for _, n in before) / len(before)
    groups = [[n for place, n in before if place % WEEK == day] for day in range(WEEK)]
    usual = [(sum(group) + level) / (len(group) + 1) for group in groups]
    by_day = sum((n - usual[place % WEEK]) ** 2 / usual[place % WEEK] for place, n in before) / (len(before) - WEEK)
    weeks = [sum(n for _, n in before[end - WEEK:end]) for end in range(len(before), WEEK - 1, -WEEK)]
    mean = sum(weeks) / len(weeks)
    by_week = sum((n - mean) ** 2 for n in weeks) / (len(weeks) - 1) / mean if mean else 1.0
    return max(1.0, by_day, by_week)


def _is_record(days: Sequence[tuple[int, int]], split: _Split) -> bool:
    """Whether no stretch as long as this one ever yielded so little before: a reason that needs no statistics."""
    length = len(days) - split.before
    if length > split.before:
        return False
    total = sum(n for _, n in days[:length])
    lowest = total
    for end in range(length, split.before):
        total += days[end][1] - days[end - length][1]
        lowest = min(lowest, total)
    return split.items_since < lowest


def _silence(days: Sequence[tuple[int, int]], split: _Split) -> Silence:
    quiet = len(days) - split.before
    return Silence(
        since=days[split.before][0], days=quiet, items=split.items_since, usual=split.usual,
        before=split.items_before / split.before, after=split.items_since / quiet,
    )


def _nothing(days: Sequence[tuple[int, int]]) -> Silence:
    """A known silence that outlasts the memory of what was usual."""
    last = max((index for index, (_, n) in enumerate(days) if n), default=-1)
    quiet = days[last + 1:]
    return Silence(since=quiet[0][0], days=len(quiet), items=0, usual=0.0, before=0.0, after=0.0)
