"""Politeness: the 30 behaviours of a good guest, each shown by the server's own log.

    python -m bench.polite [NUMBER …]
"""

from __future__ import annotations

import sys
import time
import traceback

from bench.behaviours import Behaviour
from bench.behaviours_rest import BEHAVIOURS
from bench.room import parser


def verdict(one: Behaviour) -> str:
    """Empty where the promise is kept, else the place and the reason."""
    try:
        one.check()
    except AssertionError as error:
        line = traceback.extract_tb(error.__traceback__)[-1]
        return f"line {line.lineno}: {line.line} {error}".strip()
    return ""


def main() -> int:
    wanted = {int(number) for number in sys.argv[1:]}
    chosen = [one for one in sorted(BEHAVIOURS, key=lambda one: one.number) if not wanted or one.number in wanted]
    kept = 0
    for one in chosen:
        began = time.monotonic()
        fault = verdict(one)
        kept += not fault
        seconds = time.monotonic() - began
        print(f"{one.number:3} {'pass' if not fault else 'FAIL'} {seconds:5.1f} s  {one.text}")
        if fault:
            print(f"             {fault}")
    print(f"{kept} of {len(chosen)} behaviours kept")
    parser.close()
    return 0 if kept == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
