"""The command line in this process, on a store of the test's own, without an encoder."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import assemble, cli
from monitor.model import Filing, Level, Match, Passage, Place, Published, Relation, Relevance, SeedLikeness
from monitor.ports import Store
from monitor.settings import Settings
from tests.store import make


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def objects(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines]


Run = Callable[..., Said]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder and a working folder of the test's own."""
    for name in list(os.environ):
        if name.startswith("MONITOR_"):
            monkeypatch.delenv(name)
    work = tmp_path / "work"
    (work / "seeds").mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setenv("MONITOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MONITOR_ENCODER", "none")
    return Settings(data=tmp_path / "data", encoder="none")


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command line: code, stdout, stderr."""

    def command(*arguments: str, stdin: str | bytes = "") -> Said:
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = cli.call([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return Said(code, shown.out, shown.err)

    return command


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The rows behind the commands."""
    held = assemble.open_store(settings)
    yield held
    held.close()


def told(number: int, title: str, text: str, language: str = "en", day: str = "2026-03-02") -> Filing:
    """An article with a date, ready to be filed."""
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    article = make.article(
        number, title=title, text=text, language=language, published=Published(day, moment, "json-ld"),
        authors=("Ann Example",),
    )
    return make.filing(article)


@pytest.fixture
def newsroom(store: Store) -> Store:
    """Four articles: a story told twice, a translation of nothing, one beside the subject; and a seed."""
    seed = make.article(
        9, article_id="seed-one", url=None, title="The seed about reactors", text="Reactors for chips, said the seed.",
        source="seeds", feeds=(), made_by="seed",
    )
    first = told(1, "Reactors for data centres", "A nuclear reactor will power the chips.\nIt costs a billion.")
    first = replace(first, tags=(make.tag("energy"), make.tag("chips")),
                    seed=SeedLikeness("seed-one", Relation.NEAR_DUPLICATE, 0.8))
    copy = told(2, "Reactors again", "A nuclear reactor will power the chips, they say.", day="2026-03-03")
    passage = Passage("passage", Place("text", 0, 35, "A nuclear reactor will power the"),
                      Place("text", 0, 35, "A nuclear reactor will power the"), 0.9)
    near = Relation.NEAR_DUPLICATE
    match = Match("a2", "a1", near, Level.NEAR_DUPLICATE, 0.93, "Most words are the same.", (passage,))
    copy = replace(copy, placement=replace(copy.placement, story_id="sa1", founder_id="a1"), matches=(match,))
    german = told(3, "Bundesregierung prüft Kernkraft", "Die Bundesregierung prüft neue Kernkraftwerke.", "de",
                  "2026-04-05")
    beside = replace(told(4, "Football", "The reactor of goals, they call him."),
                     relevance=replace(first.relevance, relevant=Relevance.NO))
    for filing in (make.filing(seed), first, copy, german, beside):
        assert store.articles.file(filing, None, store.articles.watermark())
    return store
