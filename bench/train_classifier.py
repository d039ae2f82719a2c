"""
Train the line classifier on the labelled pages of ../shared, or cross-validate it over their outlets.

    pip install '.[bench]'                      # catboost: needed here alone; it makes arrays that numpy reads
    python -m bench.train_classifier --try           # figures by cross-validation: what to expect of pages never seen
    python -m bench.train_classifier                 # writes monitor/data/classifier-*.npz

A line's label is the share of its runs of four tokens that stand in the page's truth. No page of an outlet is ever
judged by a judge that saw another page of it: folds, also the inner ones that make the first look's verdicts, split
outlets.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from gzip import decompress
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy

from bench.replay import ROOT, SHARED, score_module
from monitor.stages import classifier, decode, extract, features, lines, markup, metadata, rescue, witness

BAG = 3                 # forests that are averaged: .001 of F1 for .4 ms a page each
INNER = 5               # folds that make the first look's verdicts for the second
PARTLY = (0.3, 0.8)     # a line between is neither: it weighs little
# Swept over outlets with --try: depth 4 to 6, 150 to 400 trees, rates .05 to .1 lie within .002 of F1.
TREES: dict[str, Any] = {
    "depth": 5, "iterations": 200, "learning_rate": 0.08, "l2_leaf_reg": 6, "rsm": 0.3, "border_count": 48,
    "bootstrap_type": "Bernoulli", "subsample": 0.7, "random_strength": 1,
}


@dataclass(slots=True)
class Labelled:
    """One page as the classifier sees it, with what is true of its lines."""

    record: dict[str, Any]
    found: lines.Lines
    rows: numpy.ndarray
    share: numpy.ndarray
    weights: numpy.ndarray
    witnessed: numpy.ndarray            # the rows, with the witness's column
    scripts: list[str]                  # what the scripts hold, where the markup holds less than a short article


def labelled(record: dict[str, Any], score: ModuleType) -> Labelled:
    """Read one page and hold its lines against the truth."""
    from datetime import UTC, datetime

    text = decode.text(decompress((SHARED / "replay" / record["file"]).read_bytes()))
    tree = markup.read(text)
    assert tree is not None
    told = metadata.read(tree, record["url"], {}, datetime.now(UTC))
    body = "\n".join(rescue.from_body(told.body)) if told.body else ""
    found = lines.of(tree.root)
    rows = features.matrix(found, features.Beside(told.titles, told.description, body))
    truth, paragraphs = score.truth_of(record)
    words = score.tokens(truth)
    whole = score.runs(words)
    lines_of_truth = {" ".join(score.tokens(line)) for line in (*paragraphs, *truth.split("\n"))}
    share = numpy.array([_share(line.text, whole, lines_of_truth, score) for line in found.lines])
    lengths = numpy.array([len(score.tokens(line.text)) for line in found.lines])
    # A line counts by its part of the text, and a little for being a line, as the two measures do.
    weights = lengths / max(50, len(words)) + 0.5 / max(8, (share >= PARTLY[1]).sum())
    weights = numpy.minimum(weights, 0.3) * numpy.where((share > PARTLY[0]) & (share < PARTLY[1]), 0.3, 1.0)
    scripts = rescue.from_scripts(tree.root) if sum(line.weight for line in found.lines) < 500 else []
    witnessed = features.with_witness(rows, found, witness.asked(text, len(found.lines)))
    return Labelled(record, found, rows, share, weights, witnessed, scripts)


def _share(text: str, whole: Any, lines_of_truth: set[str], score: ModuleType) -> float:
    words = score.tokens(text)
    if len(words) < score.RUN:
        return float(bool(words) and " ".join(words) in lines_of_truth)
    own = score.runs(words)
    return float(sum(count for run, count in own.items() if run in whole) / sum(own.values()))


def bagged(pages: Sequence[Labelled], rows: Sequence[numpy.ndarray], seed: int) -> classifier.Trees:
    """Several forests as one whose score is their mean."""
    forests = [fit(pages, rows, 100 * seed + place) for place in range(BAG)]
    return classifier.Trees(
        numpy.concatenate([forest.columns for forest in forests]),
        numpy.concatenate([forest.borders for forest in forests]),
        numpy.concatenate([forest.leaves for forest in forests]) / numpy.float32(BAG),
        sum(forest.bias for forest in forests) / BAG,
    )


def fit(pages: Sequence[Labelled], rows: Sequence[numpy.ndarray], seed: int = 1) -> classifier.Trees:
    """Symmetric trees over the rows of some pages."""
    import catboost

    model = catboost.CatBoostClassifier(
        thread_count=1, verbose=False, random_seed=seed, allow_writing_files=False, **TREES
    )
    labels = numpy.concatenate([page.share >= PARTLY[1] for page in pages]).astype(int)
    model.fit(numpy.concatenate(rows), labels, sample_weight=numpy.concatenate([page.weights for page in pages]))
    return _arrays(model)


def _arrays(model: Any) -> classifier.Trees:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        kept = json.loads(path.read_text())
    depth = TREES["depth"]
    trees = kept["oblivious_trees"]
    columns = numpy.zeros((len(trees), depth), numpy.int32)
    borders = numpy.full((len(trees), depth), numpy.inf, numpy.float32)
    leaves = numpy.zeros((len(trees), 2**depth), numpy.float32)
    for place, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or []):
            columns[place, level], borders[place, level] = split["float_feature_index"], split["border"]
        leaves[place, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = kept["scale_and_bias"]
    return classifier.Trees(columns.ravel(), borders.ravel(), leaves * scale, float(bias[0]))


def train(pages: Sequence[Labelled], rows: Sequence[numpy.ndarray], seed: int = 1) -> classifier.Classifier:
    """Both looks; the second learns from verdicts that the first gave on outlets it had not seen."""
    seen: dict[int, numpy.ndarray] = {}
    for train_on, judged in folds(pages, INNER, seed):
        first = bagged([pages[n] for n in train_on], [rows[n] for n in train_on], seed)
        seen |= {n: first.probabilities(rows[n]) for n in judged}
    again = [
        numpy.concatenate([rows[n], classifier.among(page.found, seen[n])], axis=1) for n, page in enumerate(pages)
    ]
    return classifier.Classifier(bagged(pages, rows, seed), bagged(pages, again, seed))


def folds(pages: Sequence[Labelled], count: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """(train on, judge) by outlets."""
    outlets = sorted({page.record["outlet"] for page in pages})
    numpy.random.RandomState(seed).shuffle(outlets)
    fold_of = {outlet: place % count for place, outlet in enumerate(outlets)}
    return [
        ([n for n, page in enumerate(pages) if fold_of[page.record["outlet"]] != fold],
         [n for n, page in enumerate(pages) if fold_of[page.record["outlet"]] == fold])
        for fold in range(count)
    ]


def cross_validate(pages: Sequence[Labelled], score: ModuleType, seeds: Sequence[int], count: int) -> None:
    """Print the figures: judged by what was trained on other outlets."""
    records = [page.record for page in pages]
    for seed in seeds:
        texts: dict[str, dict[int, str]] = {"alone": {}, "unsure asked": {}, "all asked": {}}
        asked = 0
        for train_on, judged in folds(pages, count, seed + 100):
            known = [pages[n] for n in train_on]
            alone = train(known, [page.rows for page in known], seed)
            helped = train(known, [page.witnessed for page in known], seed)
            for n in judged:
                texts["alone"][n], sure = text_of(pages[n], alone.probabilities(pages[n].found, pages[n].rows))
                texts["all asked"][n], _ = text_of(pages[n], helped.probabilities(pages[n].found, pages[n].witnessed))
                texts["unsure asked"][n] = texts["all asked" if sure < extract.UNSURE else "alone"][n]
                asked += sure < extract.UNSURE
        for name, found in texts.items():
            answers = {score.page_id(pages[n].record): {"text": text} for n, text in found.items()}
            figures = score.score(records, answers)
            print(f"seed {seed}  {name:12}", "  ".join(
                f"{key} {figures[key]:.4f}" for key in ("f1", "foreign_lines", "paragraphs_found", "pages_under_0.8")
            ), f" asked {asked} of {len(pages)}" if name == "unsure asked" else "", flush=True)


def text_of(page: Labelled, likely: numpy.ndarray) -> tuple[str, float]:
    """The text that the verdicts make, and how sure they are; from the scripts where the markup has none."""
    places, sure = classifier.chosen(page.found, likely)
    kept = [page.found.lines[place].text for place in places]
    if sum(map(lines.weigh, kept)) < extract.FAILED:
        kept = page.scripts
    return "\n".join(kept), sure


def save(trained: classifier.Classifier, path: Path, names: Sequence[str]) -> None:
    """As arrays that numpy reads without running anything."""
    arrays: dict[str, Any] = {"names": numpy.array(names)}
    for look in ("first", "second"):
        trees: classifier.Trees = getattr(trained, look)
        arrays |= {f"{look}_columns": trees.columns.astype(numpy.int16), f"{look}_borders": trees.borders,
                   f"{look}_leaves": trees.leaves, f"{look}_bias": numpy.array(trees.bias)}
    numpy.savez_compressed(path, **arrays)


def main() -> int:
    """Train, or try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", dest="attempt", action="store_true", help="cross-validate over outlets, write nothing")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    score = score_module()
    pages = [labelled(record, score) for record in score.pages(SHARED / "replay")]
    if args.attempt:
        cross_validate(pages, score, range(args.seeds), args.folds)
        return 0
    data = ROOT / "monitor" / "data"
    save(train(pages, [page.rows for page in pages]), data / "classifier-lines.npz", features.names())
    names = [*features.names(), "witness"]
    save(train(pages, [page.witnessed for page in pages]), data / "classifier-witnessed.npz", names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
