"""The program as a process: a reader that leaves, what a search imports, a batch whose answers are waited for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "numpy", "rich", "celery", "kombu", "lxml", "trafilatura", "feedparser", "py3langid", "urllib3", "redis",
    "ahocorasick",
)
PIPE = subprocess.PIPE
TRY = (sys.executable, "-m", "monitor", "topics", "try", "--batch")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Without the settings of this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return kept | {"MONITOR_DATA": str(tmp_path / "data"), "MONITOR_ENCODER": "none", "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("arguments", [
    ("--help",), ("search", "x", "--words"), ("search", "--help"), ("entries",), ("status",), ("stories",),
    ("export",), ("count",), ("feeds", "list"), ("show", "x"),
])
def test_a_command_imports_only_what_it_needs(
    arguments: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    script = (
        "import sys; from monitor import cli; cli.call(sys.argv[1:]);"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=environment, cwd=tmp_path,
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_early_is_no_failure(environment: dict[str, str], tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "title": "t", "text": "nuclear power " * 500}) + "\n"
    (tmp_path / "lines.jsonl").write_text(line * 300, encoding="utf-8")
    with subprocess.Popen([*TRY, "lines.jsonl"], env=environment, cwd=tmp_path, stdout=PIPE, stderr=PIPE) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.readline()
        done.stdout.close()
        said = done.stderr.read()
        assert done.wait(60) == 0
    assert said == b""


def test_a_batch_answers_each_line_before_the_next_is_sent(environment: dict[str, str], tmp_path: Path) -> None:
    with subprocess.Popen([*TRY, "-"], env=environment, cwd=tmp_path, stdin=PIPE, stdout=PIPE) as done:
        assert done.stdin is not None
        assert done.stdout is not None
        for number in range(3):
            done.stdin.write(json.dumps({"id": number, "text": "nuclear power plants"}).encode() + b"\n")
            done.stdin.flush()
            assert json.loads(done.stdout.readline())["id"] == number
        done.stdin.close()
        assert done.wait(60) == 0


@pytest.mark.parametrize(("shell", "code"), [
    ('exec "$@" - <&-', 0), ('exec "$@" lines.jsonl >&-', 0), ('exec "$@" lines.jsonl 2>&-', 0),
    ('exec "$@" lines.jsonl <&- >&- 2>&-', 0), ('exec "$@" lines.jsonl >/dev/full', 3),
    ('exec "$1" -m monitor status >/dev/full', 3), ('exec "$1" -m monitor status >&-', 0),
    ('exec "$1" -m monitor --help >/dev/full', 3), ('exec "$1" -m monitor nothing 2>&-', 2),
])
def test_a_stream_that_is_closed_or_full_ends_without_a_traceback(
    shell: str, code: int, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "lines.jsonl").write_text('{"id": 1, "text": "nuclear power"}\n', encoding="utf-8")
    done = subprocess.run(["sh", "-c", shell, "sh", *TRY], env=environment, cwd=tmp_path, stdout=PIPE, stderr=PIPE,
                          timeout=60, check=False)
    assert done.returncode == code
    assert done.stderr == (b"No space left on device.\n" if code == 3 else b"")


def test_what_an_encoding_lacks_is_escaped_as_json_reads_it(environment: dict[str, str], tmp_path: Path) -> None:
    line = json.dumps({"id": "\N{GRINNING FACE} \u4e2d", "text": "x"}).encode()
    done = subprocess.run([*TRY, "-"], env=environment | {"PYTHONIOENCODING": "ascii"}, cwd=tmp_path, input=line,
                          stdout=PIPE, timeout=60, check=True)
    assert json.loads(done.stdout.decode("ascii"))["id"] == "\N{GRINNING FACE} \u4e2d"


EARLY = """
import builtins, sys
there = builtins.__import__
def interrupted(name, *rest):
    if name == "click":
        raise KeyboardInterrupt
    return there(name, *rest)
builtins.__import__ = interrupted
from monitor.__main__ import main
main()
"""


def test_ctrl_c_while_the_program_starts_ends_quietly(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", EARLY, "status"], env=environment, cwd=tmp_path, capture_output=True,
                          timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


# a job that a shell started beside others ignores Ctrl-C, and so does what it starts
HEARS = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from monitor import cli; cli.main(sys.argv[1:])"
)


def test_ctrl_c_while_a_batch_waits_ends_quietly(environment: dict[str, str], tmp_path: Path) -> None:
    listening = [sys.executable, "-c", HEARS, "topics", "try", "--batch", "-"]
    with subprocess.Popen(listening, env=environment, cwd=tmp_path, stdin=PIPE, stdout=PIPE, stderr=PIPE) as done:
        assert done.stdin is not None
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdin.write(b'{"id": 1, "text": "x"}\n')
        done.stdin.flush()
        done.stdout.readline()
        done.send_signal(signal.SIGINT)
        assert done.wait(30) == 130
        assert b"Traceback" not in done.stderr.read()
