"""Out of the terminal: NUL-ended lines, CSV, Atom, Parquet, and files that a web server picks up."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import feedparser

from monitor.cli import formats
from monitor.ports import Store
from monitor.stages import feed_json
from tests.cli.conftest import Run, told

ATOM = "{http://www.w3.org/2005/Atom}"


def test_ids_and_addresses_end_with_nul_for_xargs(newsroom: Store, run: Run) -> None:
    assert run("search", "kernkraft", "--ids", "--null").out == "a3\0"
    assert run("search", "kernkraft", "--urls", "--null").out == "https://host3.example/story-3\0"
    assert run("search", "kernkraft", "--null").code == 2


def test_an_export_as_a_table_keeps_texts_whole_and_holds_no_formula(newsroom: Store, run: Run) -> None:
    bad = told(7, "=cmd|' /C calc'!A0", "+first line\nsecond, \"quoted\" " + "word " * 4000)
    newsroom.articles.file(bad, None, newsroom.articles.watermark())
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").out)))
    assert tuple(rows[0]) == formats.COLUMNS
    (held,) = [row for row in rows if row["id"] == "a7"]
    assert held["title"].startswith("'=")
    assert held["text"] == "'" + bad.article.text
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_an_export_as_atom_is_a_feed(newsroom: Store, run: Run, tmp_path: Path) -> None:
    odd = told(7, "A <b>bold</b> & \x0bodd \ufffe title", "Text \x00 ]]> end.")
    odd = replace(odd, article=replace(odd.article, url='https://x.example/?a=1&b="2"'))
    newsroom.articles.file(odd, None, newsroom.articles.watermark())
    target = tmp_path / "all.atom"
    assert run("export", "--format", "atom", "--output", str(target)).code == 0
    feed = ElementTree.fromstring(target.read_text(encoding="utf-8"))
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in feed.iter(f"{ATOM}entry")}
    assert len(entries) == 5
    held = entries["urn:monitor:article:a7"]
    assert str(held.findtext(f"{ATOM}title")).startswith("A <b>bold</b> & odd")
    link = held.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == 'https://x.example/?a=1&b="2"'


def test_a_device_or_a_pipe_is_written_to_and_never_replaced(newsroom: Store, run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("export", "--output", str(pipe)).code == 0
        assert pipe.is_fifo()
        assert os.read(reader, 1 << 16).count(b"\n") == 4
    finally:
        os.close(reader)
    assert [path.name for path in tmp_path.iterdir() if "pipe" in path.name] == ["pipe"]


def test_a_link_to_a_file_stays_a_link(newsroom: Store, run: Run, tmp_path: Path) -> None:
    link, target = tmp_path / "link.jsonl", tmp_path / "target.jsonl"
    link.symlink_to(target)
    assert run("export", "--output", str(link)).code == 0
    assert link.is_symlink()
    assert len(target.read_text(encoding="utf-8").splitlines()) == 4


def test_parquet_is_written_where_pyarrow_is(newsroom: Store, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "all.parquet"
    assert run("export", "--format", "parquet").code == 2
    said = run("export", "--format", "parquet", "--output", str(target))
    if importlib.util.find_spec("pyarrow") is None:
        assert said.code == 2
        assert "pip install 'ai-policy-monitor[parquet]'" in said.err
        assert not list(tmp_path.glob("*all.parquet*"))
        return
    from pyarrow import parquet

    rows = parquet.read_table(target).to_pylist()
    assert [row["id"] for row in rows] == ["a1", "a4", "a2", "a3"]
    assert rows[0]["repeats"] == 1


def test_a_saved_search_becomes_files_and_its_last_look_stays(newsroom: Store, run: Run, tmp_path: Path) -> None:
    run("save", "power", "reactor OR kernkraft")
    atom, document = tmp_path / "power.atom", tmp_path / "power.json"
    assert run("watch", "power", "--atom", str(atom), "--json-file", str(document)).out == ""
    said = json.loads(document.read_text(encoding="utf-8"))
    assert (said["name"], said["query"]) == ("power", "reactor OR kernkraft")
    found = [one["id"] for one in said["articles"]]
    assert "a3" in found
    feed = ElementTree.fromstring(atom.read_text(encoding="utf-8"))
    assert [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] == [
        f"urn:monitor:article:{one}" for one in found
    ]
    assert set(run("watch", "power", "--ids").lines) >= {"a1", "a2", "a3"}
    assert run("watch", "power", "--atom", str(tmp_path / "no" / "x.atom")).code == 2


def test_feeds_of_a_saved_search_are_what_readers_ask_for(newsroom: Store, run: Run, tmp_path: Path) -> None:
    run("save", "suche_ä", "reactor OR kernkraft")
    atom, document = tmp_path / "power.atom", tmp_path / "power.json"
    command = ("watch", "suche_ä", "--atom", str(atom), "--json-file", str(document))
    assert run(*command).code == 0
    before = atom.read_bytes(), document.read_bytes()
    assert run(*command).code == 0
    assert (atom.read_bytes(), document.read_bytes()) == before     # nothing is new, so no reader fetches it again
    feed = ElementTree.fromstring(before[0])
    assert feed.findtext(f"{ATOM}id") == "urn:monitor:search:suche_%C3%A4"
    entries = list(feed.iter(f"{ATOM}entry"))
    for one in (feed, *entries):                                    # RFC 4287, 4.1.1 and 4.1.2
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
    for entry in entries:
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None or entry.find(f"{ATOM}content") is not None
    assert any(entry.find(f"{ATOM}link") is None for entry in entries)      # a seed has no address
    read = feedparser.parse(before[0])
    assert not read.bozo
    assert [entry.id for entry in read.entries] == [entry.findtext(f"{ATOM}id") for entry in entries]
    raw = feed_json.read(before[1].decode())
    assert raw is not None
    said = json.loads(before[1])
    assert (said["version"], len(raw.items)) == ("https://jsonfeed.org/version/1.1", len(entries))
    assert all(item["id"] and item["content_text"] and item["date_published"] for item in said["items"])


def test_a_link_to_a_file_stays_one_and_a_dash_is_stdout(newsroom: Store, run: Run, tmp_path: Path) -> None:
    link, real = tmp_path / "link.jsonl", tmp_path / "real.jsonl"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    whole = run("export", "--limit", "1").out
    assert run("export", "--limit", "1", "--output", str(link)).code == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == whole
    assert run("export", "--limit", "1", "--output", "-").out == whole
    assert run("export", "--output", str(tmp_path)).code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "link.jsonl", "real.jsonl", "work"]


def test_a_full_disk_is_a_failure_and_no_misuse(newsroom: Store, run: Run, tmp_path: Path) -> None:
    link = tmp_path / "full.jsonl"
    link.symlink_to("/dev/full")
    said = run("export", "--output", str(link))
    assert (said.code, said.err) == (3, f"The file {link} cannot be written: No space left on device.\n")


def test_counts_as_bars_stand_on_terminals_alone(newsroom: Store, run: Run) -> None:
    assert "█" not in run("count").out
