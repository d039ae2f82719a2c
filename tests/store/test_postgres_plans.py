"""What filing asks PostgreSQL for is read off indexes, and as few pages of them from many rows as from few."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from monitor.stages.name_keys import Told, packed
from monitor.store.database import PARAMETER, expand
from monitor.store.postgres.database import PostgresDatabase, PostgresTransaction
from monitor.store.postgres.words import TsvectorIndex
from monitor.store.rows import Rows
from tests.store import make
from tests.store.conftest import PostgresPlace

pytestmark = pytest.mark.slow

ARTICLES = 5_000
HOT, FEW = 7, 9             # keys that every article holds, and that a tenth of them do
NAMES = {HOT: 21, FEW: 23}
TOLD = packed(Told("cs", 10))


class Explained(PostgresTransaction):
    """A transaction that says how each question is answered: with these values, and with any."""

    plans: list[dict[str, Any]]

    def _execute(self, sql: str, values: Mapping[str, object]) -> psycopg.Cursor[DictRow]:
        if re.match(r"\s*(SELECT|WITH)\b", sql) and "FROM sequence" not in sql:
            told = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
            for row in super()._execute(told + sql, values).fetchall():
                self.plans.append(row["QUERY PLAN"][0]["Plan"])
            generic = f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {numbered(expand(sql, values)[0])}"
            for row in self.connection.execute(generic.encode(), prepare=False):
                self.plans.append(row["QUERY PLAN"][0]["Plan"])
        return super()._execute(sql, values)


def numbered(sql: str) -> str:
    """SQL with `:name` as a server that prepares it for any values has it."""
    names = list(dict.fromkeys(PARAMETER.findall(sql)))
    return PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", sql)


class Explaining(PostgresDatabase):
    """A store that notes its plans."""

    plans: list[dict[str, Any]]

    @contextmanager
    def read(self) -> Iterator[PostgresTransaction]:
        with super().read() as tx:
            explained = Explained(tx.connection, self._time)
            explained.plans = self.plans
            yield explained


def steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A plan's nodes."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from steps(inner)


@pytest.fixture
def database(postgres: PostgresPlace) -> Iterator[Explaining]:
    """A store of so many articles, all of them made from one row."""
    found = Explaining(postgres.url, clock=postgres.clock)
    found.plans = []
    rows = Rows(found, TsvectorIndex())
    assert rows.articles.file(make.filing(make.article(0, language="cs")), None, rows.articles.watermark())
    with found.write() as tx:
        for table in ("article_version", "article"):
            tx.run(
                f"""INSERT INTO {table} SELECT (jsonb_populate_record(one, jsonb_build_object(
                        'number', 100 + n, 'text_id', 100 + n, 'article_id', 'c' || n, 'exact', 'e' || n
                    ))).* FROM {table} AS one, generate_series(1, :count) AS n""",
                count=ARTICLES,
            )
        for table, beside, keys in (
            ("fingerprint", "group_number", {HOT: HOT, FEW: FEW}), ("name_key", "told, holds", NAMES)
        ):
            value = "100 + n" if table == "fingerprint" else ":told, 20"
            for key, every in ((keys[HOT], 1), (keys[FEW], 10)):
                tx.run(
                    f"""INSERT INTO {table} (key, number, {beside}) SELECT :key, 100 + n, {value}
                        FROM generate_series(1, :count, :every) AS n""",
                    key=key, count=ARTICLES, every=every, told=TOLD,
                )
            tx.run(
                f"""INSERT INTO {table} (key, number, {beside}) SELECT 1000 * n + k, 100 + n, {value}
                    FROM generate_series(1, :count) AS n, generate_series(1, 10) AS k""",
                count=ARTICLES, told=TOLD,
            )
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute("VACUUM (ANALYZE)")
    yield found
    rows.close()


def asked(database: Explaining, key: int) -> list[dict[str, Any]]:
    """The plans of what is asked about an article that holds this key."""
    database.plans.clear()
    rows = Rows(database, TsvectorIndex()).articles
    keys = [key, *(1_000 * n + 1 for n in range(1, 40))]
    rows.by_keys(keys, 50)
    rows.by_exact("e77")
    rows.key_groups(keys)
    rows.by_names([NAMES[key], *(1_000 * n + 1 for n in range(1, 10))], "en", 10, 60)
    rows.known(["c1", "c2"])
    return list(database.plans)


def test_who_may_repeat_an_article_is_read_off_indexes(database: Explaining) -> None:
    plans = asked(database, HOT)
    nodes = [node for plan in plans for node in steps(plan)]
    assert {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} == set()
    used = {node.get("Index Name") for node in nodes}
    assert {
        "fingerprint_pkey", "name_key_pkey", "article_exact", "article_pkey", "article_version_pkey",
        "article_article_id_key",
    } <= used
    of_names = {node["Node Type"] for node in nodes if node.get("Index Name") == "name_key_pkey"}
    assert of_names == {"Index Only Scan"}      # the holders of a key stand on as many pages of the table


def test_a_key_that_many_hold_is_looked_up_as_fast_as_one_that_few_hold(database: Explaining) -> None:
    pages = {
        key: sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
                 for plan in asked(database, key) if "Shared Hit Blocks" in plan)
        for key in (FEW, HOT)
    }
    assert pages[FEW] > 0
    assert pages[HOT] <= 1.1 * pages[FEW]
