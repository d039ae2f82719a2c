"""The log: silent until it is set up, cleaned, without a password, turned over by size, and never in anybody's way."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import log
from monitor.errors import Failed
from monitor.model import Trouble

ROOT = Path(__file__).parents[1]
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data" / log.FILE
    log.shut_down()


@pytest.fixture
def lines(place: Path) -> Lines:
    return lambda: [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]


def test_nothing_is_written_and_nothing_imported_before_it_is_set_up() -> None:
    code = "from monitor import log; log.error('x', ValueError()); import sys; sys.exit('structlog' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_line_is_an_object_with_its_time_and_nothing_goes_to_the_terminal(
    place: Path, lines: Lines, capfd: pytest.CaptureFixture[str]
) -> None:
    log.set_up(place)
    log.info("feed polled", feed="https://a.example/f", entries=3, share=0.5, trouble=Trouble.SILENT, none=None)
    logging.getLogger("some.library").warning("pool of %s is full", "a.example")
    log.shut_down()
    log.info("nobody hears")
    first, second = lines()
    assert datetime.fromisoformat(str(first.pop("at"))).tzinfo == UTC
    assert first == {
        "level": "info", "event": "feed polled", "pid": os.getpid(), "feed": "https://a.example/f", "entries": 3,
        "share": 0.5, "trouble": "silent", "none": None,
    }
    assert (second["level"], second["event"], second["logger"]) == (
        "warning", "pool of a.example is full", "some.library")
    assert capfd.readouterr() == ("", "")


def test_who_asks_gets_the_lines_elsewhere_too(place: Path, lines: Lines) -> None:
    heard = io.StringIO()
    log.set_up(place, echo=heard)
    log.warning("alarm", subject="feed https://a.example/f")
    assert json.loads(heard.getvalue()) == lines()[0]
    heard.close()
    log.warning("the terminal is gone")
    assert len(lines()) == 2


SECRET = "hunter2!x"
FORMS = [
    f"https://me:{SECRET}@a.example/f", f"redis://:{SECRET}@host:6379/0", f"postgresql://m:{SECRET}@h/base refused",
    f"Authentication failed for user m with {SECRET}", f"dsn: host=h password={SECRET} user=m", f"PASSWORD: '{SECRET}'",
    "https://me:hunt\x00er2!x@a.example/f", f"api_key={SECRET}&q=1", f"a {'x' * 9995}https://me:{SECRET}@a.example/",
]


@pytest.mark.parametrize("text", FORMS)
def test_no_password_is_ever_written(text: str, place: Path) -> None:
    log.set_up(place, secrets=[SECRET])
    log.info(text, feed=text, inner={"list": [text], text: 1}, password=SECRET, headers={"Authorization": SECRET})
    try:
        raise OSError(text)
    except OSError as error:
        log.error("broke", error)
    logging.getLogger("x").error("%s", text)
    written = place.read_text(encoding="utf-8")
    assert written.count("\n") == 3
    assert "hunter2" not in written
    assert "hunt\x00er2" not in written


@pytest.mark.parametrize("text", [form for form in FORMS if "Authentication" not in form])
def test_a_password_in_an_address_or_beside_its_name_needs_no_list(text: str, place: Path) -> None:
    log.set_up(place)
    log.info("said", text=text)
    assert "hunter2" not in place.read_text(encoding="utf-8")


def test_the_secrets_of_addresses_are_found() -> None:
    found = log.secrets_of("redis://:p%40ss%2Fw@h/0", None, "", "/data/monitor.db", "https://h.example/x?token=abc&a=1")
    assert found == ["p%40ss%2Fw", "p@ss/w", "abc"]


@settings(max_examples=50)
@given(st.text(max_size=200), st.recursive(st.text() | st.floats() | st.none() | st.binary(max_size=9), st.lists))
def test_whatever_strangers_wrote_is_one_clean_line(
    tmp_path_factory: pytest.TempPathFactory, event: str, value: object
) -> None:
    place = tmp_path_factory.mktemp("log") / log.FILE
    log.set_up(place)
    log.info(event, value=value, at="mine", level="mine")
    log.shut_down()
    (line,) = place.read_text(encoding="utf-8").split("\n")[:-1]
    assert isinstance(json.loads(line), dict)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or 0x202A <= ord(letter) <= 0x202E for letter in line)


def test_an_error_says_where_it_came_from(place: Path, lines: Lines) -> None:
    log.set_up(place)
    try:
        int("x")
    except ValueError as error:
        log.error("task failed", error, entry="e1")
    (line,) = lines()
    assert line["error"] == "ValueError: invalid literal for int() with base 10: 'x'"
    assert any("test_log.py" in step for step in str(line["trace"]).split(", "))


def test_a_full_file_is_turned_over_and_a_few_are_kept(place: Path) -> None:
    log.set_up(place, most_bytes=2000, kept=3)
    for number in range(100):
        log.info("line", number=number)
    files = sorted(place.parent.iterdir())
    assert [file.name for file in files] == [log.FILE, *(f"{log.FILE}.{n}" for n in (1, 2, 3))]
    assert all(file.stat().st_size <= 2000 for file in files)
    newest_first = [json.loads(line)["number"] for file in files for line in reversed(file.read_text().splitlines())]
    assert newest_first == list(range(99, 99 - len(newest_first), -1))


def test_several_processes_share_a_file_and_lose_no_line(tmp_path: Path) -> None:
    """Each has a descriptor of its own, as processes have."""
    path = tmp_path / log.FILE
    files = [log.LogFile(path, 3000, 100) for _ in range(3)]

    def write(number: int) -> None:
        for line in range(200):
            files[number].write(json.dumps([number, line]))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for file in files:
        file.close()
    found = [json.loads(line) for file in tmp_path.iterdir() for line in file.read_text().splitlines()]
    assert sorted(found) == [[number, line] for number in range(3) for line in range(200)]


def test_a_file_that_was_moved_away_is_begun_anew(place: Path, lines: Lines) -> None:
    log.set_up(place)
    log.info("one")
    place.rename(place.with_suffix(".old"))
    log.info("two")
    assert [line["event"] for line in lines()] == ["two"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Failed, match="cannot be written"):
        log.set_up(tmp_path / "file" / log.FILE)
    log.info("and nothing is set up")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full here")
def test_a_full_disk_costs_the_line_and_nothing_else() -> None:
    file = log.LogFile(Path("/dev/full"), 10**9, 1)
    file.write("lost")
    assert file.lost == 1
    file.close()


def test_only_the_log_knows_structlog() -> None:
    """It prints on stdout where nobody set it up, and stdout is for data."""
    users = [
        path.relative_to(ROOT).as_posix() for folder in ("monitor", "workers") for path in (ROOT / folder).rglob("*.py")
        if "import structlog" in path.read_text(encoding="utf-8")
    ]
    assert users == ["monitor/log.py"]
