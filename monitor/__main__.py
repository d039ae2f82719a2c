"""The program: `monitor`, and `python -m monitor`."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """The command line; a Ctrl-C ends it with 130, also while it is still being imported."""
    try:
        from monitor import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
