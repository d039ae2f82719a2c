"""D, the unit of the budget: the CPU of `trafilatura.bare_extraction` over the replay pages, one process."""

from __future__ import annotations

import gzip
import json
import time

from bench.replay import REPLAY


def main() -> None:
    """Print the CPU seconds a page, imports left out."""
    import trafilatura

    with (REPLAY / "manifest.jsonl").open(encoding="utf-8") as lines:
        pages = [r for r in map(json.loads, lines) if r["kind"] == "page"]
    bodies = [(r["url"], gzip.decompress((REPLAY / r["file"]).read_bytes())) for r in pages]
    trafilatura.bare_extraction(bodies[0][1], url=bodies[0][0], with_metadata=True, include_comments=False)
    began = time.process_time()
    for url, body in bodies:
        trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False)
    print((time.process_time() - began) / len(bodies))


if __name__ == "__main__":
    main()
