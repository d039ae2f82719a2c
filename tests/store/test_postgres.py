"""What only a server can do wrong; each ends in one sentence that never shows a password."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from monitor import store
from monitor.errors import Failed
from monitor.store.postgres.database import PostgresDatabase, translated
from monitor.store.postgres.migrate import migrate, steps
from monitor.store.transfer import TABLES
from tests.store import make
from tests.store.conftest import PostgresPlace, SqlitePlace
from tests.store.make import LEASE, HandClock
from tests.store.test_contract import with_entries
from tests.store.test_contract_articles import file

pytestmark = pytest.mark.slow

SECRET = "hunter2"


@pytest.fixture
def admin(postgres: PostgresPlace) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A second look into the test's database."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        yield connection


def unreachable() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize("url", [
    f"postgresql://me:{SECRET}@{{nobody}}/monitor?connect_timeout=2",
    f"postgresql://me:{SECRET}@no-such-host.invalid/monitor",
    f"postgresql://me:{SECRET}@127.0.0.1:notaport/monitor",
    f"postgresql://me:{SECRET}@127.0.0.1/monitor?nonsense=1",
])
def test_an_address_that_leads_nowhere_is_one_sentence(url: str) -> None:
    with pytest.raises(Failed) as caught:
        store.open_store(url.replace("{nobody}", unreachable()), HandClock())
    said = str(caught.value)
    assert SECRET not in said
    assert "\n" not in said
    assert said.endswith(".")


def test_a_wrong_user_or_database_is_one_sentence(postgres: PostgresPlace) -> None:
    for url in (postgres.url.replace("/test_", "/none_"), postgres.url.replace("postgres:@", f"nobody:{SECRET}@")):
        with pytest.raises(Failed, match="does not exist") as caught:
            store.open_store(url, HandClock())
        assert SECRET not in str(caught.value)


def test_a_user_without_the_right_to_create_tables_is_told(server: str, admin: psycopg.Connection[object]) -> None:
    from tests.store.conftest import of

    admin.execute("DROP DATABASE IF EXISTS empty_one")
    admin.execute("CREATE DATABASE empty_one")
    admin.execute("DROP ROLE IF EXISTS reader")
    admin.execute("CREATE ROLE reader LOGIN")
    with pytest.raises(Failed, match=r"may not do this in the store .*permission denied"):
        store.open_store(of(server, "empty_one").replace("postgres:@", f"reader:{SECRET}@"), HandClock())


def test_a_database_of_another_program_is_left_alone(server: str, admin: psycopg.Connection[object]) -> None:
    from tests.store.conftest import of

    admin.execute("DROP DATABASE IF EXISTS other_one")
    admin.execute("CREATE DATABASE other_one")
    with psycopg.connect(of(server, "other_one"), autocommit=True) as other:
        other.execute("CREATE TABLE bookmarks (id INT)")
        with pytest.raises(Failed, match="is a database of another program"):
            store.open_store(of(server, "other_one"), HandClock())
        assert other.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


def test_a_store_of_a_newer_program_is_left_alone(
    postgres: PostgresPlace, admin: psycopg.Connection[object]
) -> None:
    admin.execute("UPDATE monitor_schema SET version = 999")
    with pytest.raises(Failed, match=r"has version 999, this program knows \d+"):
        postgres.open()


def test_a_read_only_server_is_named(postgres: PostgresPlace) -> None:
    rows = store.open_store(postgres.url + "&options=-c%20default_transaction_read_only%3Don", HandClock())
    with pytest.raises(Failed, match="is read-only"):
        rows.feeds.add([make.feed(1)])
    rows.close()


def test_a_migration_that_fails_half_way_leaves_the_version_before_it(postgres: PostgresPlace) -> None:
    from psycopg.rows import dict_row

    newest = steps()[-1][0]
    bad = (newest + 1, "CREATE TABLE two (b INT); INSERT INTO nowhere VALUES (1)")
    with psycopg.connect(postgres.url, autocommit=True, row_factory=dict_row) as connection:
        with pytest.raises(psycopg.errors.UndefinedTable):
            migrate(connection, "x", [*steps(), bad])
        assert connection.execute("SELECT version FROM monitor_schema").fetchone() == {"version": newest}
        assert connection.execute("SELECT to_regclass('two') AS two").fetchone() == {"two": None}
    rows = postgres.open()
    file(rows, make.filing(make.article(1)))
    rows.close()


def test_a_connection_that_was_cut_is_made_again(postgres: PostgresPlace, admin: psycopg.Connection[object]) -> None:
    rows = postgres.open()
    rows.feeds.add([make.feed(1)])
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'monitor'"
    admin.execute(cut)
    assert len(rows.feeds.listed()) == 1
    rows.close()
    with closing(PostgresDatabase(postgres.url)) as database:
        def cut_meanwhile() -> None:
            with database.write() as tx:
                admin.execute(cut)
                tx.all("SELECT * FROM feed")

        with pytest.raises(Failed, match="cannot be reached"):
            cut_meanwhile()
        with database.read() as tx:
            assert len(tx.all("SELECT * FROM feed")) == 1


def test_leases_go_by_the_server_s_clock_and_not_by_a_worker_s(postgres: PostgresPlace) -> None:
    fast = HandClock(datetime.now(UTC) + timedelta(hours=1))
    rows = store.open_store(postgres.url, fast)
    (entry_id,) = with_entries(rows, HandClock(datetime.now(UTC)), "https://a.example/1")
    assert rows.entries.claim(entry_id, "fetch", LEASE) is not None
    fast.forward(hours=5)
    rows.pace.give_back("a.example", timedelta(0))
    assert rows.entries.claim(entry_id, "fetch", LEASE) is None
    rows.close()


def test_parameters_are_translated_and_nothing_else() -> None:
    sql = "SELECT a::float8 FROM t WHERE b = :b_1 AND c LIKE '%x' AND d IN (:d_0, :d_1)"
    assert translated(sql) == (
        "SELECT a::float8 FROM t WHERE b = %(b_1)s AND c LIKE '%%x' AND d IN (%(d_0)s, %(d_1)s)")


def test_both_stores_have_the_same_tables_and_columns(
    postgres: PostgresPlace, sqlite: SqlitePlace, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    with closing(sqlite.database()) as database, database.read() as tx:
        here = {(table, row["name"]) for table in TABLES for row in tx.all(f"PRAGMA table_info({table})")}
    columns = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    there = {(table, column) for table, column in admin.execute(columns) if table in TABLES}
    assert here == there


def test_only_what_may_be_lost_does_not_wait_for_the_disk(postgres: PostgresPlace) -> None:
    def waits(durable: bool) -> object:
        with database.write("due", durable=durable) as tx:
            row = tx.one("SHOW synchronous_commit")
            assert row is not None
            return row["synchronous_commit"]

    with closing(PostgresDatabase(postgres.url)) as database:
        assert [waits(False), waits(True), waits(False)] == ["off", "on", "off"]    # on one connection


def test_a_transaction_has_one_time_and_it_is_the_servers(postgres: PostgresPlace) -> None:
    with closing(PostgresDatabase(postgres.url, own=HandClock())) as database:
        with database.write() as tx:
            first, again = tx.now(), tx.now()
            row = tx.one("SELECT extract(epoch FROM clock_timestamp())::float8 AS now")
        assert row is not None
        assert first == again <= row["now"] < first + 60
        assert abs(database.clock.now().timestamp() - first) < 60     # though this machine's clock stands elsewhere
