"""Who may repeat an article: how long each look-up takes in a made store of any size, and what it costs to keep.

    python -m bench.lookups --cache DIR [--articles 10000,100000,1000000] [--stores sqlite,postgres] [--cold]

One store is made in the cache and grows; what it holds already is not made again. Texts and vectors are those of
`bench.collection`. Keys are made: a twentieth of an article's fingerprint are stock phrases of a long-tailed
vocabulary, three articles in ten hold six tenths of the keys of one shortly before them, and the rest is their own.
Names are long-tailed too, and every tenth article is in a language that the encoder does not read. Times are those of
the port `ArticleRows` in a warm process, candidates with their texts included; half of the questions are copies of a
stored article. The same was asked once before, or, with `--cold`, the system was told to forget the files. On a machine
that others use the CPU, a server's included, says what the wall would be.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import cast

from bench import cached, collection, server_copy
from bench.search import Times, line, opened, spent
from monitor import assemble
from monitor.model import Filing, Fingerprint, IndexTerms, Known, Placement, Vector
from monitor.pipeline.judge import BY_NAMES, NEAR, NORMAL
from monitor.ports import ArticleRows, Encoder
from monitor.settings import Settings
from monitor.stages import fingerprint, name_keys, vectors
from monitor.store.postgres.database import PostgresDatabase
from monitor.store.rows import Rows
from monitor.store.words import Indexed, WordIndex

SIZES = "10000,100000,1000000"
SLICE = 200_000         # articles whose keys are sorted together
STOCK = 1_000_000       # stock phrases; the chance of the n-th falls as 1 / n
STOCK_SHARE = 0.05
NAMES = 500_000
COPIED = 0.6            # of the keys of whoever is copied
UNREAD = ("cs", "uk", "vi", "sv", "hi")     # every tenth article, in turn
HOLDS = {"hi": 100}     # names of an article: where a script has no capitals any word may be one
TABLES = {
    "fingerprints": ("fingerprint",), "names": ("name_key",), "vectors": ("vector", "meaning", "meaning_block"),
}


class NoWords:
    """The index of words, which no look-up of repeats asks: it would be most of the time and half of the file."""

    def put(self, tx: object, number: int, terms: IndexTerms) -> None:
        """Leave it out."""

    def take_out(self, tx: object, indexed: Indexed, terms: IndexTerms | None) -> None:
        """It was never in."""


@lru_cache(maxsize=4_096)
def keys(number: int) -> tuple[int, ...]:
    """The fingerprint of an article."""
    chance = random.Random(f"{collection.SEED} keys {number}")
    count = len(collection._pooled(number % collection.POOL).fingerprint.keys)
    held: list[int] = []
    if number and chance.random() < 0.3:
        copied = keys(number - chance.randint(1, min(number, 200)))
        held = chance.sample(copied, int(COPIED * len(copied)))
    while len(held) < count:
        is_stock = chance.random() < STOCK_SHARE
        held.append(_key("stock", _tailed(chance, STOCK)) if is_stock else chance.getrandbits(64) - 2**63)
    return tuple(sorted(set(held)))


def language(number: int) -> str | None:
    """That of its text, or one that the encoder does not read."""
    if number % 10 == 9:
        return UNREAD[number // 10 % len(UNREAD)]
    return collection._pooled(number % collection.POOL).article.language


def names(number: int) -> tuple[int, ...]:
    """Its keys of names and numbers, as `name_keys.of` makes them."""
    chance, said = random.Random(f"{collection.SEED} names {number}"), language(number)
    found = {_key("name", _tailed(chance, NAMES)) for _ in range(HOLDS.get(said or "", 12))}
    return tuple(sorted(key & ~1 | (said in UNREAD) for key in found))


def _tailed(chance: random.Random, size: int) -> int:
    return int(size ** chance.random())


@lru_cache(maxsize=200_000)
def _key(kind: str, number: int) -> int:
    return int.from_bytes(blake2b(f"{kind} {number}".encode(), digest_size=8).digest(), "little", signed=True)


def filing(number: int, vector: Vector) -> Filing:
    """All that an article of this number adds."""
    pooled = collection._pooled(number % collection.POOL)
    made = collection._dated(pooled, number, vector)
    article = replace(
        made.article, language=language(number), text=f"{pooled.article.text}\nPrinted as number {number}."
    )
    mark = replace(pooled.fingerprint, exact=f"made {number}", keys=keys(number))
    own = Placement(f"s{article.article_id}", article.article_id)
    return replace(made, article=article, fingerprint=mark, name_keys=names(number), matches=(), placement=own)


def grow(store: Rows, encoder: Encoder, cache: Path, count: int) -> None:
    """Fill the store up to so many, saying how it goes."""
    held, words = store.articles.watermark(), cast(WordIndex, NoWords())    # asked for no more than it has
    for done, seconds in collection.fill(
        store, encoder, cache, count, make=filing, words=words, batch=SLICE, through=cached.keys_sorted
    ):
        rate = (done - held) / max(seconds, 1e-9)
        print(f"\r  {done:,} articles, {rate:.0f} a second", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


@dataclass
class Asked:
    """What one kind of look-up took, and what it gave."""

    cpu: Callable[[], float]
    times: Times = field(default_factory=list)
    found: int = 0
    wanted: int = 0
    candidates: int = 0

    def ask(self, question: Callable[[], Sequence[Known]], wanted: str = "") -> None:
        began, used = time.perf_counter(), self.cpu()
        answer = question()
        self.times.append((time.perf_counter() - began, self.cpu() - used))
        self.candidates += len(answer)
        self.wanted += bool(wanted)
        self.found += any(known.article_id == wanted for known in answer)

    def forget(self) -> None:
        """Begin anew."""
        self.times, self.found, self.wanted, self.candidates = [], 0, 0, 0

    def said(self, name: str) -> None:
        mean = self.candidates / max(1, len(self.times))
        found = f", {self.found} of {self.wanted} found" if self.wanted else ""
        line(name, self.times, f"{mean:.1f} candidates{found}")


def _words(rows: ArticleRows, mark: Fingerprint) -> Sequence[Known]:
    """Who has the same text, and who shares keys."""
    twins, sharers = rows.by_fingerprint(mark, NORMAL.by_keys)
    return [*twins, *sharers]


def _groups(rows: ArticleRows, own: Sequence[int]) -> Sequence[Known]:
    """How many groups hold each key: no candidates."""
    rows.key_groups(own)
    return []


def measure(store: Rows, encoder: Encoder, cache: Path, count: int, rounds: int, *, cold: bool) -> None:
    """Every look-up that a filing asks, of articles that are not stored."""
    rows, cpu = store.articles, spent(store)
    chance = random.Random(count)
    by_words, groups, by_meaning = Asked(cpu), Asked(cpu), Asked(cpu)
    by_names = {kind: Asked(cpu) for kind in ("read", "cs", "hi")}
    asked: list[Callable[[], None]] = []
    real = collection.real_vectors(encoder, cache, min(count, collection.REAL))
    began = time.perf_counter()
    rows.by_meaning(vectors.to_vector(real[0], encoder.name), 1)
    print(f"  vectors, the first time     {1000 * (time.perf_counter() - began):7.0f}")
    for turn in range(rounds):
        wanted = chance.randrange(count)
        own = _copy_of(chance, wanted) if turn % 2 else keys(count + turn)
        mark = Fingerprint(f"made {count + turn}", tuple(own), len(own), fingerprint.VERSION)
        asked.append(partial(by_words.ask, partial(_words, rows, mark), f"m{wanted:015d}" if turn % 2 else ""))
        asked.append(partial(groups.ask, partial(_groups, rows, own)))
        vector = _near(chance, real[wanted % len(real)], encoder.name)
        asked.append(partial(by_meaning.ask, partial(rows.by_meaning, vector, NORMAL.by_meaning, least=NEAR)))
        for kind, of_kind in by_names.items():
            number = _of_kind(count + turn * 50, kind)
            said = name_keys.wanted(names(number))
            asked.append(partial(of_kind.ask, partial(rows.by_names, said, language(number), 4_000, BY_NAMES)))
    gc.collect()
    gc.freeze()     # what made the articles is no part of a worker: looking it through took 50 ms every ten questions
    if not cold:
        for ask in asked:
            ask()
        for kept in (by_words, groups, by_meaning, *by_names.values()):
            kept.forget()
    for ask in asked:
        ask()
    gc.unfreeze()
    by_words.said("words")
    groups.said("groups of each key")
    by_meaning.said("vectors")
    for kind, of_kind in by_names.items():
        of_kind.said(f"names, {'a language that is read' if kind == 'read' else kind}")


def _copy_of(chance: random.Random, number: int) -> list[int]:
    """Six tenths of the keys of a stored article, and as many new ones as it lacks."""
    held = keys(number)
    kept = chance.sample(held, int(COPIED * len(held)))
    return kept + [chance.getrandbits(64) - 2**63 for _ in range(len(held) - len(kept))]


def _near(chance: random.Random, row: object, name: str) -> Vector:
    """The vector of a report that resembles a stored one."""
    import numpy as np

    moved = np.asarray(row) + np.random.default_rng(chance.getrandbits(32)).normal(0, 0.02, len(np.asarray(row)))
    return vectors.to_vector((moved / np.linalg.norm(moved)).astype(np.float32), name)


def _of_kind(number: int, kind: str) -> int:
    """The next article in that language, or in one that is read."""
    while (language(number) in UNREAD) != (kind != "read") or (kind != "read" and language(number) != kind):
        number += 1
    return number


def sizes(store: Rows, count: int) -> None:
    """Bytes an article of what only look-ups need."""
    sqlite = "SELECT sum(pgsize) AS n FROM dbstat WHERE name = :name"
    is_server = isinstance(store.database, PostgresDatabase)
    said = "SELECT pg_total_relation_size(to_regclass(:name)) AS n" if is_server else sqlite
    with store.database.read() as tx:
        held = {
            kind: sum(int(row["n"] or 0) for name in tables if (row := tx.one(said, name=name)))
            for kind, tables in TABLES.items()
        }
        row = tx.one("SELECT count(*) AS n FROM fingerprint")
        rows_each = row["n"] / count if row else 0.0
    told = ", ".join(f"{kind} {size / count:,.0f}" for kind, size in held.items())
    print(f"  bytes an article: {told} ({rows_each:.0f} keys of its words)")


def files(kind: str, cache: Path) -> list[Path]:
    """What the store in the cache lies in."""
    return [cache / "lookups.db"] if kind == "sqlite" else [
        file for file in (cache / "lookups-postgres" / "base").rglob("[0-9]*") if file.is_file()
    ]


def place(kind: str, cache: Path) -> AbstractContextManager[str]:
    """The address of the store in the cache."""
    return collection.place(kind, cache / "lookups.db", cache / "lookups-postgres")


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--cache", type=Path, required=True)
    said.add_argument("--articles", default=SIZES)
    said.add_argument("--stores", default="sqlite,postgres")
    said.add_argument("--rounds", type=int, default=400)
    said.add_argument("--cold", action="store_true")
    given = said.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    encoder = assemble.encoder(Settings())
    assert encoder is not None
    for count in map(int, given.articles.split(",")):
        for kind in given.stores.split(","):
            with place(kind, given.cache) as url:
                if kind == "sqlite":
                    filled = opened(url)
                    grow(filled, encoder, given.cache, count)
                    filled.close()
                    store = opened(url)     # as a process that only asks
                else:
                    store = opened(url)
                    with place("sqlite", given.cache) as source:
                        held = opened(source)
                        server_copy.tables(held, store, lambda text: print(f"  {text}", file=sys.stderr, flush=True))
                        held.close()
                if given.cold:
                    cached.forget(files(kind, given.cache))
                print(f"{kind}, {count:,} articles     wall p50     p95  CPU p50     p95  (ms)")
                measure(store, encoder, given.cache, count, given.rounds, cold=given.cold)
                sizes(store, count)
                store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
