"""One long article told again and again: what its hundredth version costs, beside its twelfth.

    python -m bench.versions [--versions N] [--outlets N] [--encoder none|usem3]

A live ticker grows by a paragraph at its top with each version, and a press release is printed by one outlet after the
other, each with a line of its own under it. Both are made of invented words, 6,000 letters long. Recognising a
version must not cost more the more there are: prints the CPU milliseconds of the twelfth and of some later ones (the
median of five around each), recognising it, and filing it, which recognises it once more.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from monitor import assemble
from monitor.model import Article
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.pipeline.judge import by_words, judge
from monitor.settings import Settings

START = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = 3_000           # invented ones
SENTENCE = 14           # words
PARAGRAPH = 4           # sentences
LENGTH = 15             # paragraphs: 6,000 letters
AROUND = 2              # versions before and after one whose median is taken


def paragraphs(seed: str) -> Iterator[str]:
    """Without end."""
    chance = random.Random(seed)
    words = ["".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3)) for _ in range(WORDS)]
    while True:
        said = [" ".join(chance.choices(words, k=SENTENCE)).capitalize() + "." for _ in range(PARAGRAPH)]
        yield " ".join(said)


def ticker(count: int) -> Iterator[Article]:
    """Each version has a new paragraph at its top, and loses its last."""
    told = paragraphs("ticker")
    held = [next(told) for _ in range(LENGTH)]
    for version in range(count):
        held = [next(told), *held[:-1]]
        yield _article(f"ticker{version}", "As it happens", held)


def release(count: int) -> Iterator[Article]:
    """Each outlet has a line of its own under the same text."""
    told = paragraphs("release")
    held = [next(told) for _ in range(LENGTH)]
    lines = paragraphs("outlets")
    for outlet in range(count):
        yield _article(f"outlet{outlet}", "A press release", [*held, next(lines).partition(".")[0] + "."])


def _article(name: str, title: str, told: Sequence[str]) -> Article:
    return Article(name, None, title, "\n".join(told), f"{name}.example", START, "en", made_by="import")


def spent(desk: Desk, articles: Iterator[Article]) -> list[tuple[float, float]]:
    """CPU milliseconds of recognising each, and of all else that its filing takes."""
    found = []
    for article in articles:
        clock = [time.process_time()]
        judged = judge(desk, article, by_words(desk, article))
        clock.append(time.process_time())
        file_article(desk, article, vector=judged.vector)
        clock.append(time.process_time())
        found.append((1000 * (clock[1] - clock[0]), 1000 * (clock[2] - clock[1])))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=300)
    parser.add_argument("--outlets", type=int, default=200)
    parser.add_argument("--encoder", choices=["usem3", "none"], default="usem3")
    wanted = parser.parse_args()
    for name, articles in (("ticker", ticker(wanted.versions)), ("release", release(wanted.outlets))):
        with tempfile.TemporaryDirectory() as folder:
            desk = assemble.desk(Settings(data=Path(folder), encoder=wanted.encoder))
            times = spent(desk, articles)
            for place in (12, 50, 100, 200, 300):
                some = times[max(0, place - AROUND - 1):place + AROUND]
                if len(times) >= place:
                    told = [statistics.median(values) for values in zip(*some, strict=True)]
                    print(f"{name}, version {place}: recognised {told[0]:.1f} ms, filed {told[1]:.1f} ms")
            desk.store.close()


if __name__ == "__main__":
    main()
