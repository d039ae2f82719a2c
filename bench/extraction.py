"""
Text, metadata, CPU and memory of our extraction beside its peers, over the labelled pages of ../shared, in one run.

    python -m bench.extraction                  # ours, trafilatura, Resiliparse, and of the peers what is installed
    python -m bench.extraction --only ours --only trafilatura
    pip install '.[bench]'                      # the peers that the project does not need

Our line classifier was trained on these very pages, so its quality here is no promise:
`bench/train_classifier.py --try` gives the figures by cross-validation over outlets. Costs do not suffer from that.
D is trafilatura's `bare_extraction` with metadata and without comments over the same pages in the same run; each
extractor has a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from gzip import decompress
from types import ModuleType
from typing import Any

from bench.replay import ROOT, SHARED, score_module

FIGURES = ("f1", "foreign_lines", "paragraphs_found", "pages_under_0.8", "date", "title_exact",
           "title_one_holds_the_other", "language")

Answer = dict[str, Any]
Read = Callable[[bytes, str], Answer]


# --- the extractors: each gives a function, its imports made ----------------------------------------------------------


def ours() -> Read:
    """The stage as the program runs it, with an empty store."""
    from monitor.errors import Final
    from monitor.model import Page
    from monitor.stages import extract

    now = datetime.now(UTC)

    def read(body: bytes, url: str) -> Answer:
        try:
            found = extract.article(Page("", url, url, 200, {}, body, now), (), frozenset())
        except Final as error:
            return {"error": str(error)}
        return {"text": found.text, "title": found.title, "language": found.language,
                "published": found.published.text if found.published else None}

    return read


def trafilatura(**options: bool) -> Read:
    """As the budget's unit is defined, or with other options."""
    from trafilatura import bare_extraction

    settings: dict[str, Any] = dict(options)

    def read(body: bytes, url: str) -> Answer:
        found: Any = bare_extraction(body, url=url, with_metadata=True, include_comments=False, **settings)
        return {"text": found.text, "title": found.title, "published": found.date} if found else {}

    return read


def resiliparse() -> Read:
    """Main content, without any metadata."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda body, url: {"text": extract_plain_text(body.decode("utf-8", "replace"), main_content=True)}


def readability() -> Read:
    """readability-lxml: the summary's text."""
    from lxml.html import fromstring
    from readability import Document

    def read(body: bytes, url: str) -> Answer:
        document = Document(body.decode("utf-8", "replace"), url=url)
        blocks = fromstring(document.summary()).iter("p", "h2", "h3", "li", "blockquote", "pre")
        return {"text": "\n".join(block.text_content() for block in blocks), "title": document.short_title()}

    return read


def newspaper() -> Read:
    """newspaper4k, fed with the page."""
    from newspaper import Article

    def read(body: bytes, url: str) -> Answer:
        article = Article(url)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        day = article.publish_date
        return {"text": article.text, "title": article.title, "language": article.meta_lang,
                "published": day.isoformat() if hasattr(day, "isoformat") else None}

    return read


EXTRACTORS: dict[str, Callable[[], Read]] = {
    "trafilatura": trafilatura,
    "ours": ours,
    "trafilatura fast": lambda: trafilatura(fast=True),
    "resiliparse": resiliparse,
    "readability": readability,
    "newspaper4k": newspaper,
}


# --- one extractor, in a process of its own --------------------------------------------------------------------------


def pages(score: ModuleType, count: int | None) -> Iterator[tuple[str, str, bytes]]:
    """(id, address, bytes) of the labelled pages."""
    for record in score.pages(SHARED / "replay")[:count]:
        yield score.page_id(record), record["url"], decompress((SHARED / "replay" / record["file"]).read_bytes())


def run(name: str, count: int | None) -> None:
    """Read every page once, after a few to warm up, and print what it cost and gave."""
    import logging

    logging.disable(logging.CRITICAL)
    try:
        read = EXTRACTORS[name]()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}))
        return
    material = list(pages(score_module(), count))
    answers = {}
    for _, url, body in material[:5]:
        with contextlib.suppress(Exception):    # a peer may break on a page: it is counted below
            read(body, url)
    began = time.process_time()
    for page_id, url, body in material:
        try:
            answers[page_id] = read(body, url)
        except Exception as error:  # a peer that breaks on a page has no answer for it: that is a figure too
            answers[page_id] = {"error": f"{type(error).__name__}: {error}"}
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds / len(material), "peak": peak, "answers": answers}))


def main() -> int:
    """Run each extractor, score it, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(EXTRACTORS))
    parser.add_argument("--pages", type=int, help="only the first so many")
    parser.add_argument("--inside", choices=list(EXTRACTORS), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        run(args.inside, args.pages)
        return 0
    if not SHARED.is_dir():
        print(f"There is no {SHARED.name} folder beside the repository: nothing to measure on.", file=sys.stderr)
        return 1
    score = score_module()
    records = score.pages(SHARED / "replay")[:args.pages]
    unit = 0.0
    print(f"{'':17} {'ms':>6} {'D':>5} {'MB':>4}  " + "  ".join(FIGURES))
    for name in args.only or EXTRACTORS:
        command = [sys.executable, "-m", "bench.extraction", "--inside", name]
        command += ["--pages", str(args.pages)] if args.pages else []
        outcome = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        if "missing" in outcome:
            print(f"{name:17} not installed ({outcome['missing']})")
            continue
        unit = unit or outcome["seconds"]
        figures = score.score(records, outcome["answers"])
        print(f"{name:17} {outcome['seconds'] * 1000:6.1f} {outcome['seconds'] / unit:5.2f} {outcome['peak']:4.0f}  "
              + "  ".join(f"{figures[figure]:.4f}".rjust(len(figure)) for figure in FIGURES), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
