"""The tree is the architecture: imports look down, never up or sideways, and SQL lives in the store."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import ports

ROOT = Path(__file__).parents[1]
FLOORS: list[tuple[str, ...]] = [
    ("monitor.model", "monitor.errors"),
    ("monitor.stages", "monitor.ports", "monitor.data", "monitor.log"),
    ("monitor.pipeline", "monitor.net", "monitor.parsing", "monitor.encoding", "monitor.store", "monitor.alerts",
     "monitor.settings", "monitor.seeds", "monitor.warc"),
    ("monitor.assemble",),
    ("workers",),
    ("monitor.cli",),
]
PURE = re.compile(
    r"^(sqlite3|psycopg|urllib3|socket|http|requests|celery|redis|structlog|subprocess|threading|logging|monitor\.log)\b"
)
MODULES = sorted([*(ROOT / "monitor").rglob("*.py"), *(ROOT / "workers").rglob("*.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(module: str) -> tuple[int, str] | None:
    for height, names in enumerate(FLOORS):
        for name in names:
            if module == name or module.startswith(name + "."):
                return height, name
    return None


def imports_of(path: Path) -> Iterator[str]:
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], base]).rstrip(".")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_look_down(path: Path) -> None:
    mine = floor_of(name_of(path))
    if mine is None:
        assert name_of(path) in ("monitor", "monitor.__main__"), f"{name_of(path)} stands on no floor"
        return
    for imported in imports_of(path):
        other = floor_of(imported)
        if other is None or other[1] == mine[1]:
            continue
        together = {mine[1], other[1]} <= set(FLOORS[mine[0]]) and mine[0] < 2
        assert other[0] < mine[0] or together, f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("path", [p for p in MODULES if "stages" in p.parts], ids=name_of)
def test_a_stage_only_computes(path: Path) -> None:
    reached = [name for name in imports_of(path) if PURE.match(name)]
    assert reached == []


SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|CREATE\s+TABLE)\b", re.S)


@pytest.mark.parametrize("path", [p for p in MODULES if "store" not in p.parts], ids=name_of)
def test_sql_lives_in_the_store(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.search(node.value)


def test_monitor_runs_without_celery() -> None:
    users = [name_of(p) for p in MODULES if any(re.match(r"(celery|kombu)\b", name) for name in imports_of(p))]
    assert [user for user in users if not user.startswith("workers")] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_is_one_thought(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_every_stage_that_others_call_is_tested() -> None:
    called = {
        name.split(".")[2] for path in MODULES if "stages" not in path.parts for name in imports_of(path)
        if name.startswith("monitor.stages.")
    }
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    assert [stage for stage in sorted(called) if not any(re.search(rf"\b{stage}\b", text) for text in texts)] == []


def test_the_map_of_the_code_names_every_stage_port_and_folder() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    stages = [path.stem for path in MODULES if path.parent.name == "stages" and path.stem != "__init__"]
    folders = [f"{path.name}/" for path in (ROOT / "monitor").iterdir() if (path / "__init__.py").exists()]
    assert [name for name in [*stages, *ports.__all__] if f"`{name}`" not in page] == []
    assert [folder for folder in folders if folder not in page] == []


def test_the_map_of_the_code_names_nothing_that_is_not_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = re.findall(r"`((?:[a-z_0-9]+/)+[a-z_0-9]+\.(?:py|toml|md))`", page)
    assert files
    assert [file for file in files if not (ROOT / file).exists() and not (ROOT / "monitor" / file).exists()] == []
