"""How often the pages of a healthy host are called a wall, and after how many pages a wall is noticed.

    python -m bench.walls [HOSTS]

Hosts are made: lengths of texts follow a log-normal law, some pages are empty, some texts come twice.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable

from monitor.model import Reading
from monitor.pipeline.health import READINGS
from monitor.stages.walled import LEAST, judge

PAGES = 400
BEFORE, WALL = 60, 60
MIDDLE = 3000           # code points of the middling text

Page = Callable[[random.Random, int], Reading]


def healthy(empty: float, repeated: float, spread: float) -> Page:
    """A page of a host with so many empty ones and so many texts that come again."""
    def page(chance: random.Random, number: int) -> Reading:
        kind = chance.random()
        if kind < empty:
            return Reading(0)
        mark = f"wire {chance.randrange(3)}" if kind < empty + repeated else f"text {number}"
        return Reading(int(MIDDLE * math.exp(chance.gauss(0, spread))), mark)
    return page


HEALTHY = [(0.02, 0.02, 0.8), (0.1, 0.05, 0.8), (0.2, 0.05, 0.8), (0.3, 0.05, 0.8), (0.1, 0.1, 0.3), (0.1, 0.05, 0.15),
           (0.1, 0.05, 1.2), (0.4, 0.05, 0.8)]
WALLS: dict[str, Page] = {
    "nothing to read": lambda _, __: Reading(0),
    "one text": lambda _, __: Reading(180, "wall"),
    "one long text": lambda _, __: Reading(2800, "wall"),
    "one text and an id": lambda chance, number: Reading(2800 + chance.randrange(9), f"wall {number}"),
    "teasers": lambda chance, number: Reading(int(400 * math.exp(chance.gauss(0, 0.3))), f"teaser {number}"),
    "half of it empty": healthy(0.5, 0.05, 0.8),
}


def main(hosts: int) -> None:
    """Print a line for each kind of host and of wall."""
    for kind in HEALTHY:
        chance, alarms = random.Random(str(kind)), 0
        for _ in range(hosts):
            pages, is_wall = [healthy(*kind)(chance, number) for number in range(PAGES)], False
            for end in range(LEAST, PAGES):
                now = judge(pages[max(0, end - READINGS):end], already=is_wall) is not None
                alarms += now and not is_wall
                is_wall = now
        shown = "empty {:.2f}, repeated {:.2f}, spread {:.2f}".format(*kind)
        print(f"{shown:46s} {1000 * alarms / hosts / PAGES:6.3f} false alarms in 1,000 pages", flush=True)
    for name, page in WALLS.items():
        chance, noticed = random.Random(name), []
        for _ in range(60):
            pages = [healthy(0.1, 0.05, 0.8)(chance, number) for number in range(BEFORE)]
            pages += [page(chance, BEFORE + number) for number in range(WALL)]
            ends = range(BEFORE + 1, len(pages))
            noticed.append(next((end - BEFORE for end in ends if judge(pages[max(0, end - READINGS):end])), WALL))
        middle, late = (str(n) if n < WALL else "-" for n in (sorted(noticed)[30], sorted(noticed)[54]))
        print(f"{name:46s} noticed after {middle} pages ({late})", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
