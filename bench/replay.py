"""The replay web of ../shared on loopback, for benchmarks and for the tests that need real pages."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
REPLAY = SHARED / "replay"


@contextlib.contextmanager
def served(*options: str) -> Iterator[str]:
    """The proxy's address while the context lasts."""
    command = [sys.executable, str(REPLAY / "serve.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[0].rstrip("/")
        finally:
            server.terminate()
            server.wait(10)


def hosts(proxy: str) -> dict[str, int]:
    """How many pages each host has; hosts without any are left out."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{proxy}/_replay/hosts.json") as answer:
        listed = json.load(answer)
    return {host: entry["pages"] for host, entry in listed.items() if entry["pages"]}


def write_opml(path: Path, addresses: Sequence[str]) -> Path:
    """A list of these feeds."""
    outlines = "".join(f"<outline type='rss' text={quoteattr(a)} xmlUrl={quoteattr(a)}/>" for a in addresses)
    path.write_text(f"<?xml version='1.0'?><opml version='2.0'><head/><body>{outlines}</body></opml>", encoding="utf-8")
    return path


def feed_documents() -> list[str]:
    """The http:// addresses of the real feed documents."""
    with (REPLAY / "manifest.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [r["url"].replace("https://", "http://", 1) for r in records if r["kind"] == "feed"]


def score_module() -> ModuleType:
    """The scorer of extraction in ../shared, as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "eval" / "extraction" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module
