"""How long questions take over one made collection, on SQLite and PostgreSQL: p50 and p95 of wall and CPU in ms.

    python -m bench.search --cache DIR [--articles N] [--stores sqlite,postgres,tantivy] [--rounds N] [--vectors N]

The collection is made once and kept in the cache; a build that was stopped goes on. Times are those of the port
`SearchRows` in a warm process, rows and snippets included, a row a story, twenty of them. On a machine that others use
the CPU says what the wall would be; that of PostgreSQL counts the process of the server that answers (Linux).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench import collection
from monitor import assemble, store
from monitor.model import Filter
from monitor.ports import Encoder, Store
from monitor.settings import Settings
from monitor.stages import query, vectors
from monitor.stages.query_parser import parse
from monitor.store.rows import Rows

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LIMIT = 20
QUERIES: dict[str, Sequence[str]] = {
    "rare word": (collection.RARE,),
    "common word": ("power", "reactor", "grid", "regulation", "companies"),
    "two words, topic, date": ("power grid", "reactor years", "rules chips", "companies country", "government power"),
    "any of two, topic, date": ("(power OR grid)", "(reactor OR chips)", "(companies OR rules)"),
    "phrase": (f'"{collection.PHRASE}"', '"data centre"', '"artificial intelligence"'),
    "Chinese": ("芯片", "数据", "核反应堆", "人工智能"),
    "prefix": ("react*", "gover*", "licen*"),
    "title and language": ("title:reactor lang:en", "title:centre lang:fr"),
    "newest, by date": ("topic:energy", "lang:zh", "source:host3.example"),
}
MEANING = ("nuclear reactors for data centres", "exportation de puces", "人工智能监管", "Strom für Rechenzentren",
           "restricciones a la exportación de chips")


Times = list[tuple[float, float]]       # wall and CPU of each round, in seconds


def timed(ask: Callable[[], object], rounds: int, cpu: Callable[[], float] = time.process_time) -> Times:
    """Each round, the first one left out."""
    ask()
    found = []
    for _ in range(rounds):
        began, used = time.perf_counter(), cpu()
        ask()
        found.append((time.perf_counter() - began, cpu() - used))
    return found


def spent(rows: Store) -> Callable[[], float]:
    """Seconds of CPU of this process, and of the one that a server answers it with."""
    from monitor.store.postgres.database import PostgresDatabase

    database = rows.database if isinstance(rows, Rows) else None
    if not isinstance(database, PostgresDatabase):
        return time.process_time
    with database.read() as tx:
        row = tx.one("SELECT pg_backend_pid() AS pid")
    assert row is not None
    file = Path(f"/proc/{row['pid']}/schedstat")
    return lambda: time.process_time() + int(file.read_text().split()[0]) / 1e9


def line(name: str, times: Times, hits: object = "") -> None:
    """p50 and p95 of the wall, then of this process's CPU."""
    spreads = f"{_spread(wall for wall, _ in times)}   {_spread(cpu for _, cpu in times)}"
    print(f"  {name:<26} {spreads}   {hits}", flush=True)


def _spread(seconds: Iterable[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{1000 * statistics.median(ordered):7.1f} {1000 * p95:7.1f}"


def filtered(count: int) -> str:
    """A topic, and an eighth of the days that so many articles cover."""
    first, last = (collection.START + collection.SPAN * (count / 1e6) * share for share in (0.40, 0.525))
    return f" topic:energy after:{first:%Y-%m-%dT%H:%M} before:{last:%Y-%m-%dT%H:%M}"


def ask(rows: Store, text: str, encoder: Encoder | None = None, sort: str = "relevance") -> list[object]:
    """What `monitor search` asks; with an encoder by words and meaning."""
    node = parse(text, NOW, UTC)
    vector = None
    if encoder is not None:
        words = " ".join(word.text for word in query.words(node) if isinstance(word, query.Word))
        vector = vectors.to_vector(encoder.encode([words])[0], encoder.name)
    return list(rows.search.search(node, Filter(), vector=vector, sort=sort, limit=LIMIT).articles)


def measure(rows: Store, encoder: Encoder, rounds: int, count: int) -> None:
    """Every kind of question."""
    narrow, cpu = filtered(count), spent(rows)
    for name, texts in QUERIES.items():
        texts = [text + narrow for text in texts] if name.endswith("topic, date") else texts
        sort = "date" if name.startswith("newest") else "relevance"
        seconds = [s for text in texts for s in timed(partial(ask, rows, text, sort=sort), rounds, cpu)]
        line(name, seconds, "hits " + ", ".join(str(_hits(rows, text)) for text in texts))
    by = ["topic", "month"]
    line("count by topic and month", timed(lambda: rows.search.count(by, None, Filter()), rounds, cpu))
    for name, text in (("the same of a common word", "power"), ("the same of a phrase", f'"{collection.PHRASE}"')):
        node = parse(text, NOW, UTC)
        line(name, timed(partial(rows.search.count, by, node, Filter()), rounds, cpu))
    line("stories", timed(lambda: rows.search.stories(limit=50), rounds, cpu))
    began = time.perf_counter()
    ask(rows, MEANING[0], encoder)
    print(f"  meaning, the first time      {1000 * (time.perf_counter() - began):6.0f}")
    seconds = [s for text in MEANING for s in timed(partial(ask, rows, text, encoder), rounds, cpu)]
    line("words and meaning, warm", seconds)
    seconds = [s for text in MEANING for s in timed(partial(ask, rows, text + narrow, encoder), rounds, cpu)]
    line("the same, topic and date", seconds)


def reference(cache: Path, count: int, rounds: int) -> None:
    """The words of the same questions, asked of tantivy (the extra `bench`)."""
    from bench import tantivy_reference

    print(f"tantivy, {count:,} articles    wall p50     p95  CPU p50     p95  (ms)")
    folder = cache / str(count) / "tantivy"
    index = tantivy_reference.opened(folder, count, lambda said: print(f"  {said}", file=sys.stderr, flush=True))
    narrow = filtered(count)
    for name, texts in QUERIES.items():
        texts = [text + narrow for text in texts] if name.endswith("topic, date") else texts
        nodes = [node for text in texts if (node := parse(text, NOW, UTC)) is not None]
        by_date = name.startswith("newest")
        line(name, [s for node in nodes for s in timed(partial(index.search, node, LIMIT, by_date=by_date), rounds)])
    print(f"  {index.size() / 1e6:.0f} MB")


def _hits(rows: Store, text: str) -> int:
    node = parse(text, NOW, UTC)
    return sum(n for _, n in rows.search.count(["source"], node, Filter(everything=True)))


def build(rows: Rows, encoder: Encoder, cache: Path, count: int, vectors_made: int) -> None:
    """Fill the store, saying how it goes."""
    held = rows.articles.watermark()
    for number, seconds in collection.fill(rows, encoder, cache, count, vectors_made):
        rate = (number - held) / max(seconds, 1e-9)
        print(f"\r  {number:,} articles, {rate:.0f} a second", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def copy(cache: Path, count: int, target: Rows) -> None:
    """Fill the server from the SQLite file of the same collection."""
    from bench import server_copy

    with place("sqlite", cache, count) as url:
        source = opened(url)
        if source.articles.watermark() < count:
            raise SystemExit("The collection is made in SQLite first: --stores sqlite,postgres.")
        server_copy.fill(source, target, lambda said: print(f"  {said}", file=sys.stderr, flush=True))
        source.close()


def opened(url: str) -> Rows:
    """The store at an address."""
    rows = store.open_store(url, assemble.SystemClock())
    assert isinstance(rows, Rows)
    return rows


def sizes(path: Path, count: int) -> None:
    """What stands in the SQLite file, in multiples of the text."""
    import sqlite3

    connection = sqlite3.connect(path)
    by_name: Mapping[str, int] = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    (text,) = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM article_version").fetchone()
    connection.close()
    whole, index = sum(by_name.values()), sum(n for name, n in by_name.items() if name.startswith("article_index"))
    print(f"  text {text / 1e6:.0f} MB, index of words {index / text:.2f} of it, the whole file {whole / text:.2f}; "
          f"{whole / count / 1e3:.1f} kB an article")
    dear = sorted(by_name.items(), key=lambda pair: -pair[1])[:8]
    print("  " + ", ".join(f"{name} {size / text:.2f}" for name, size in dear))


def place(kind: str, cache: Path, count: int) -> AbstractContextManager[str]:
    """The address of a store in the cache."""
    folder = cache / str(count)
    folder.mkdir(parents=True, exist_ok=True)
    return collection.place(kind, folder / "monitor.db", folder / "postgres")


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--cache", type=Path, required=True)
    said.add_argument("--articles", type=int, default=100_000)
    said.add_argument("--stores", default="sqlite,postgres")
    said.add_argument("--rounds", type=int, default=10)
    said.add_argument("--vectors", type=int, default=collection.REAL, help="how many are made; the rest is turned")
    given = said.parse_args()
    encoder = assemble.encoder(Settings())
    assert encoder is not None
    for kind in given.stores.split(","):
        if kind == "tantivy":
            reference(given.cache, given.articles, given.rounds)
            continue
        with place(kind, given.cache, given.articles) as url:
            print(f"{kind}, {given.articles:,} articles     wall p50     p95  CPU p50     p95  (ms)")
            rows = opened(url)
            if kind == "sqlite":
                build(rows, encoder, given.cache, given.articles, given.vectors)
            else:
                copy(given.cache, given.articles, rows)
            measure(rows, encoder, given.rounds, given.articles)
            rows.close()
            if kind == "sqlite":
                sizes(Path(url), given.articles)
            else:
                print("  (of a common word the newest 10,000 hits are ranked)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
