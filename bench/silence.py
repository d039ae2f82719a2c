"""How often healthy feeds raise a false alarm of silence, and how many days it takes to notice one that stopped.

    python -m bench.silence [YEARS]

Every figure is about made feeds whose rhythm is known: no real feed says when it was healthy. The last column is Media
Cloud's rule, made here again: one split of log1p counts that pays for a penalty of log(n) times the variance, with the
same demands on how far and how long a feed must fall.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from monitor.stages.silence import LEAST_BEFORE, LEAST_DAYS, LEAST_QUIET, MUCH_LESS, WINDOW, fell_silent

YEAR = 365
NEVER = 90              # days after which nobody waits any longer
TRIES = 25              # feeds that stop, of each kind

Rate = Callable[[random.Random], Iterator[float]]
Rule = Callable[[Sequence[int], bool], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of feed: what it yields a day, on average, day after day."""

    name: str
    rate: Rate

    def counts(self, chance: random.Random, days: int) -> list[int]:
        """So many days of one such feed."""
        rates = self.rate(chance)
        return [poisson(chance, next(rates)) for _ in range(days)]


def poisson(chance: random.Random, rate: float) -> int:
    """Knuth's way; above 40 the normal law is near enough."""
    if rate > 40:
        return max(0, round(chance.gauss(rate, math.sqrt(rate))))
    limit, n, product = math.exp(-rate), 0, chance.random()
    while product > limit:
        n += 1
        product *= chance.random()
    return n


def steady(rate: float) -> Rate:
    """Every day alike."""
    def days(_: random.Random) -> Iterator[float]:
        while True:
            yield rate
    return days


def weekly(weekday: float, weekend: float) -> Rate:
    """The rhythm of an office."""
    def days(chance: random.Random) -> Iterator[float]:
        day = chance.randrange(7)
        while True:
            yield weekend if day % 7 >= 5 else weekday
            day += 1
    return days


def restless(inner: Rate, shape: float) -> Rate:
    """Each day drawn anew from a gamma law: one conference, ten posts."""
    def days(chance: random.Random) -> Iterator[float]:
        for rate in inner(chance):
            yield rate * chance.gammavariate(shape, 1 / shape)
    return days


def wandering(rate: float, spread: float, memory: float = 0.9) -> Rate:
    """Busy and quiet times of some weeks."""
    def days(chance: random.Random) -> Iterator[float]:
        level = chance.gauss(0, spread)
        while True:
            yield rate * math.exp(level - spread**2 / 2)
            level = memory * level + chance.gauss(0, spread * math.sqrt(1 - memory**2))
    return days


def holidays(inner: Rate) -> Rate:
    """Eight days a year at a third, and two bank holidays beside a weekend four times a year."""
    def days(chance: random.Random) -> Iterator[float]:
        start = chance.randrange(YEAR - 8)
        for number, rate in enumerate(inner(chance)):
            day = number % YEAR
            free = day % 91 in (60, 63)
            yield 0.0 if free else rate / 3 if start <= day < start + 8 else rate
    return days


KINDS = (
    Kind("1 a week", steady(0.15)), Kind("2 a week", steady(0.3)), Kind("1 in two days", steady(0.5)),
    Kind("1 a day", steady(1)), Kind("2 a day", steady(2)), Kind("5 a day", steady(5)), Kind("30 a day", steady(30)),
    Kind("1 a weekday", weekly(1, 0)), Kind("8 a weekday", weekly(8, 0)), Kind("20 and 4", weekly(20, 4)),
    Kind("a digest of 8 a week", weekly(0, 4)), Kind("restless, 2 a day", restless(steady(2), 1)),
    Kind("restless, 5 a weekday", restless(weekly(5, 0.5), 1.5)), Kind("wandering, 2 a day", wandering(2, 0.5)),
    Kind("wandering, 10 a day", wandering(10, 0.5)), Kind("8 a weekday, holidays", holidays(weekly(8, 0.5))),
)


def ours(counts: Sequence[int], already: bool) -> bool:
    """The rule that Monitor has."""
    return fell_silent(counts, already=already) is not None


def penalised(counts: Sequence[int], _already: bool) -> bool:
    """A fall of log1p counts that pays for the penalty, to a quarter, for three days, to less than ever before."""
    n, logs = len(counts), [math.log1p(count) for count in counts]
    sums, squares, items = ([0.0, *accumulate(values)] for values in (logs, [x * x for x in logs], counts))

    def cost(start: int, end: int) -> float:
        return squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)

    penalty = math.log(n) * cost(0, n) / n
    for place in range(LEAST_BEFORE, n - LEAST_QUIET + 1):
        since, length = items[n] - items[place], n - place
        if since / length > MUCH_LESS * items[place] / place or length > place:
            continue
        if cost(0, n) - cost(0, place) - cost(place, n) <= penalty:
            continue
        if since < min(items[end + length] - items[end] for end in range(place - length + 1)):
            return True
    return False


def false_alarms(kind: Kind, chance: random.Random, years: int, rule: Rule = ours) -> int:
    """How often one healthy feed is called silent, looked at every day."""
    counts = kind.counts(chance, years * YEAR + LEAST_DAYS)
    raised, is_silent = 0, False
    for today in range(LEAST_DAYS, len(counts)):
        now = rule(counts[max(0, today - WINDOW):today], is_silent)
        raised += now and not is_silent
        is_silent = now
    return raised


def days_until_noticed(kind: Kind, chance: random.Random, keeps: float) -> int:
    """How many days a feed has yielded only this share, when it is first called silent; NEVER at most."""
    counts = kind.counts(chance, WINDOW + NEVER)
    counts[WINDOW:] = [sum(chance.random() < keeps for _ in range(n)) for n in counts[WINDOW:]]
    return next((days for days in range(1, NEVER) if fell_silent(counts[days:WINDOW + days]) is not None), NEVER)


def main(years: int) -> None:
    """Print a line for each kind."""
    heads = ("feed", "false alarms a year", "stops: noticed after", "falls to a tenth", "log1p rule")
    print("{:24s} {:>20s} {:>22s} {:>18s} {:>11s}".format(*heads))
    total = 0.0
    for kind in KINDS:
        chance = random.Random(kind.name)
        alarms = sum(false_alarms(kind, chance, 5) for _ in range(years // 5)) / (years // 5 * 5)
        total += alarms
        shown = []
        for keeps in (0.0, 0.1):
            days = sorted(days_until_noticed(kind, chance, keeps) for _ in range(TRIES))
            middle, late = (str(d) if d < NEVER else "-" for d in (days[TRIES // 2], days[TRIES * 9 // 10]))
            shown.append(f"{middle} ({late}) days")
        theirs = false_alarms(kind, random.Random(kind.name), 5, penalised) / 5
        print(f"{kind.name:24s} {alarms:20.3f} {shown[0]:>22s} {shown[1]:>18s} {theirs:11.1f}", flush=True)
    print(f"mean over kinds: {total / len(KINDS):.3f} a feed and year; days: the median (nine in ten), - over {NEVER}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
