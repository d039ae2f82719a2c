"""What only a file can do wrong: disks, versions, other programs; each ends in one sentence and loses nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import store
from monitor.errors import Failed
from monitor.model import Filter
from monitor.stages.query import And, Has, Word
from monitor.store.rows import Rows
from monitor.store.sqlite import wal
from monitor.store.sqlite.alone import alone
from monitor.store.sqlite.database import SqliteDatabase
from monitor.store.sqlite.migrate import APPLICATION, migrate, statements, steps
from monitor.store.sqlite.words import FtsIndex
from monitor.store.transfer import TABLES
from tests.store import make
from tests.store.conftest import SqlitePlace
from tests.store.make import HandClock
from tests.store.test_contract_articles import file, found


def test_folders_that_are_missing_are_made(tmp_path: Path) -> None:
    store.open_store(tmp_path / "a" / "b" / "monitor.db", HandClock()).close()
    assert (tmp_path / "a" / "b" / "monitor.db").is_file()


def test_a_store_of_a_newer_program_is_left_alone(sqlite: SqlitePlace) -> None:
    sqlite.open().close()
    with closing(sqlite3.connect(sqlite.path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = sqlite.path.read_bytes()
    with pytest.raises(Failed, match=r"has version 999, this program knows \d+"):
        sqlite.open()
    assert sqlite.path.read_bytes() == before


@pytest.mark.parametrize(("content", "expected"), [
    (b"This is no database, but long enough to be looked at." * 40, "is not a database"),
    (b"\x89PNG\r\n", "is not a database"),
], ids=["text", "image"])
def test_what_is_no_database_is_left_alone(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(content)
    with pytest.raises(Failed, match=expected):
        store.open_store(path, HandClock())
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (id)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(Failed, match="is a database of another program"):
        store.open_store(path, HandClock())
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").touch()
    store.open_store(tmp_path / "monitor.db", HandClock()).close()


def test_a_folder_or_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="cannot be opened"):
        store.open_store(tmp_path, HandClock())
    (tmp_path / "file").touch()
    with pytest.raises(Failed, match="cannot be used"):
        store.open_store(tmp_path / "file" / "monitor.db", HandClock())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only file; the next test stands in")
def test_a_read_only_file_is_named(sqlite: SqlitePlace) -> None:
    sqlite.open().close()
    sqlite.path.chmod(stat.S_IRUSR)
    rows = sqlite.open()
    with pytest.raises(Failed, match="read-only"):
        rows.feeds.add([make.feed(1)])


def test_a_write_that_is_not_permitted_is_named(sqlite: SqlitePlace) -> None:
    with closing(SqliteDatabase(sqlite.path, HandClock())) as database:
        with database.write() as tx:
            tx.run("PRAGMA query_only = ON")
        with pytest.raises(Failed, match="is read-only"), database.write() as tx:
            tx.run("DELETE FROM feed")


def test_a_full_disk_is_named_and_what_was_stored_stays(sqlite: SqlitePlace) -> None:
    sqlite.open().close()
    with closing(sqlite3.connect(sqlite.path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    full = SqliteDatabase(sqlite.path, HandClock(), most_pages=pages + 40)
    from monitor.store.rows import Rows

    rows = Rows(full, FtsIndex())
    filings = [make.filing(make.article(n, text=f"word{n} " * 100)) for n in range(1000)]
    with pytest.raises(Failed, match="cannot grow: the disk is full"):
        file(rows, *filings)
    rows.close()
    again = sqlite.open()
    filed = sum(again.articles.get(f"a{n}") is not None for n in range(1000))
    assert 0 < filed < 1000
    assert len(found(again, "title")) == min(filed, 50)
    assert again.articles.get(f"a{filed}") is None
    file(again, make.filing(make.article(filed)))
    again.close()


LIMITED = """
import resource
import sys
sys.path.insert(0, sys.argv[2])
from monitor.errors import Failed
from monitor.model import Filter
from monitor.stages.query import And, Has, Word
from monitor.store.rows import Rows
from monitor import store
from tests.store import make
from tests.store.test_contract_articles import file
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    rows = store.open_store(sys.argv[1], make.HandClock())
    for n in range(10_000):
        file(rows, make.filing(make.article(n, text=f"word{n} " * 300)))
except Failed as error:
    print(n, error)
"""


def test_a_limit_on_the_size_of_files_is_named_and_what_was_stored_stays(sqlite: SqlitePlace) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(sqlite.path), str(Path(__file__).parents[2])],
        capture_output=True, text=True, timeout=60,
    )
    assert "Traceback" not in ran.stderr
    count, _, sentence = ran.stdout.partition(" ")
    assert "the disk is full" in sentence
    rows = sqlite.open()
    assert rows.articles.get(f"a{int(count) - 1}") is not None
    assert rows.articles.get(f"a{count}") is None
    rows.close()


def test_a_store_that_is_locked_for_ever_is_named(sqlite: SqlitePlace) -> None:
    sqlite.open().close()
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(SqliteDatabase(sqlite.path, HandClock(), busy_seconds=0.05)) as database:
            with pytest.raises(Failed, match=r"was locked by another program for 0\.05 seconds"), database.write():
                pass
            with database.read() as tx:
                assert tx.all("SELECT * FROM feed") == []


def test_a_damaged_store_is_named(sqlite: SqlitePlace) -> None:
    rows = sqlite.open()
    file(rows, *(make.filing(make.article(n)) for n in range(30)))
    rows.close()
    with sqlite.path.open("r+b") as damaged:
        for page in range(2, 60):
            damaged.seek(page * 4096)
            damaged.write(b"\xff" * 2048)
    with pytest.raises(Failed, match="is damaged; restore a backup"):
        sqlite.open()


def test_what_raises_inside_a_transaction_undoes_all_of_it(sqlite: SqlitePlace) -> None:
    with closing(SqliteDatabase(sqlite.path, HandClock())) as database:
        with suppress(KeyError), database.write() as tx:
            tx.run("INSERT INTO forgotten (key, forgotten_at) VALUES ('x', 1)")
            raise KeyError("x")
        with database.read() as tx:
            assert tx.all("SELECT * FROM forgotten") == []


def test_a_mistake_of_the_program_is_not_dressed_up(sqlite: SqlitePlace) -> None:
    with (
        closing(SqliteDatabase(sqlite.path, HandClock())) as database,
        pytest.raises(sqlite3.OperationalError), database.read() as tx,
    ):
        tx.all("SELECT nonsense FROM feed")


# --- versions --------------------------------------------------------------------------------------------------------


def test_a_migration_that_fails_half_way_leaves_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    good = (1, "CREATE TABLE one (a TEXT);\n-- a comment; with a semicolon\nINSERT INTO one VALUES ('x;y');")
    bad = (2, "CREATE TABLE two (b);\nINSERT INTO one VALUES ('z');\nINSERT INTO nowhere VALUES (1);")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, [good])
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, path, [good, bad])
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert connection.execute("SELECT * FROM one").fetchall() == [("x;y",)]
        migrate(connection, path, [good, (2, "ALTER TABLE one ADD COLUMN b;")])
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 2


def test_migrations_are_numbered_without_gaps() -> None:
    assert [number for number, _ in steps()] == list(range(1, len(steps()) + 1))
    assert all(";" in statement for _, script in steps() for statement in statements(script) if "CREATE" in statement)


def test_the_file_says_whose_it_is(sqlite: SqlitePlace) -> None:
    sqlite.open().close()
    with closing(sqlite3.connect(sqlite.path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_two_programs_may_open_a_new_store_at_the_same_moment(sqlite: SqlitePlace) -> None:
    failed: list[Exception] = []

    def open_it() -> None:
        try:
            sqlite.open().close()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_new_store_that_another_program_makes_meanwhile_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with (
        closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as first,
        closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as second,
    ):
        looks: list[str] = []

        def meanwhile(statement: str) -> None:
            if "sqlite_schema" in statement:    # the version is known as 0; next, whether the file holds tables
                looks.append(statement)
                if len(looks) == 1:
                    with suppress(sqlite3.OperationalError):    # locked: what is looked at does not change
                        migrate(second, path)

        first.set_trace_callback(meanwhile)
        migrate(first, path)
        assert looks
        assert first.execute("PRAGMA user_version").fetchone()[0] == steps()[-1][0]


def test_a_backup_carries_every_table(sqlite: SqlitePlace) -> None:
    with closing(SqliteDatabase(sqlite.path, HandClock())) as database, database.read() as tx:
        tables = {row["name"] for row in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert {name for name in tables if not name.startswith(("sqlite_", "article_index"))} == set(TABLES)


@pytest.mark.parametrize(("few", "wide"), [(20_000, 200_000), (0, 200_000), (0, 0), (2, 3)])
def test_however_the_days_are_looked_up_the_hits_are_the_same(sqlite: SqlitePlace, few: int, wide: int) -> None:
    rows = Rows(sqlite.database(), FtsIndex(few=few, wide=wide))
    for number in (5, 1, 4, 2, 3):          # a minute apart, and filed in another order
        file(rows, make.filing(make.article(number, text=f"The grid has power number{number}.")))

    def hits(last: int) -> set[str]:
        words = And((Word("power"), Has("after", (make.START + timedelta(minutes=2)).isoformat()),
                     Has("before", (make.START + timedelta(minutes=last)).isoformat())))
        found = rows.search.search(words, Filter(), vector=None, sort="relevance", limit=10).articles
        return {stored.article.article_id for stored in found}

    assert [hits(last) for last in (2, 3, 5, 9)] == [set(), {"a2"}, {"a2", "a3", "a4"}, {"a2", "a3", "a4", "a5"}]
    rows.close()


HOLDER = """
import sys
from pathlib import Path
from monitor.store.sqlite.alone import alone
with alone(Path(sys.argv[1]), "watch:grid", 0.0) as had:
    print(had, flush=True)
    sys.stdin.read()
"""


def test_the_lock_of_a_look_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        with alone(path, "watch:grid", 0.0) as had:
            assert not had
        with alone(path, "watch:chips", 0.0) as had:
            assert had
        holder.kill()
        holder.wait()
        with alone(path, "watch:grid", 0.0) as had:
            assert had


def test_the_switch_to_a_write_ahead_log_waits_for_whoever_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    waiting = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        holder.execute("CREATE TABLE one (a)")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            wal.begin(waiting, 0.05)
        ending = threading.Timer(0.05, holder.execute, ["COMMIT"])
        ending.start()
        wal.begin(waiting, 60.0)
        ending.join()
        assert waiting.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    finally:
        holder.close()
        waiting.close()
