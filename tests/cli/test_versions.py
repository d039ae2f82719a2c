"""`show --versions`: what changed, when, whether anybody was told, and what is gone."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor import cli
from monitor.model import Access, Looked, Published, Stage
from monitor.ports import Store
from tests.cli.conftest import Run
from tests.store import make

TEXT = "The plan costs two billion.\nNobody likes it.\nThe end."
EDITED = "The plan costs three billion.\nThe end.\nA paragraph more.\x1b"


def file(store: Store, text: str, page_id: str | None, modified: str | None = None, **changes: object) -> None:
    day = Published("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC), "meta")
    said = None if modified is None else Published(modified, datetime.fromisoformat(modified).replace(tzinfo=UTC), "m")
    article = make.article(1, title="A plan", text=text, page_id=page_id, published=day, modified=said)
    filing = make.filing(replace(article, **changes))  # type: ignore[arg-type]
    assert store.articles.file(filing, None, store.articles.watermark())


def test_what_was_never_changed_has_one_version(store: Store, run: Run) -> None:
    file(store, TEXT, "p1")
    said = run("show", "a1", "--versions")
    assert said.code == 0
    assert "Version 1" in said.out
    assert "It was never seen to change." in said.out


def test_a_silent_edit_is_marked_word_by_word(store: Store, run: Run) -> None:
    file(store, TEXT, "p1")
    file(store, EDITED, "p2")
    said = run("show", "a1", "--versions").out
    for piece in ("Version 2", "changed silently: it names no later date", "The plan costs [-two-] {+three+} billion.",
                  "[-Nobody likes it.-]", "(1 paragraph as before)", "{+A paragraph more.+}", "4 words came, 4 went."):
        assert piece in said, piece
    assert "\x1b" not in said


class Terminal(io.StringIO):
    """A stdout that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_is_coloured_and_without_marks(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(store, TEXT, "p1")
    file(store, EDITED, "p2")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with contextlib.redirect_stdout(Terminal()) as terminal:
        assert cli.call(["show", "a1", "--versions"]) == 0
    shown = terminal.getvalue()
    assert "\x1b[31m\x1b[9mtwo \x1b[0m\x1b[32mthree \x1b[0mbillion." in shown
    assert "[-" not in shown


@pytest.mark.parametrize(("page_id", "modified", "changes", "why"), [
    ("p2", "2026-03-03", {}, "changed, and dated later"),
    ("p1", None, {"made_by": "extract-2"}, "the same page, read again"),
    (None, None, {}, "given again"),
])
def test_why_there_is_a_version(
    store: Store, run: Run, page_id: str | None, modified: str | None, changes: dict[str, object], why: str
) -> None:
    file(store, TEXT, "p1")
    file(store, EDITED, page_id, modified, **changes)
    assert why in run("show", "a1", "--versions").out


def test_another_access_and_another_reader_are_said(store: Store, run: Run) -> None:
    file(store, TEXT, "p1", access=Access.TEASER)
    file(store, EDITED, "p2", made_by="extract-2", title="Another plan")
    said = run("show", "a1", "--versions").out
    assert "access: teaser, then full" in said
    assert "read by: made, then extract-2" in said
    assert "title: [-A-] {+Another+} plan" in said


def test_a_page_that_is_gone_is_said_to_be_and_since_when(store: Store, run: Run) -> None:
    url = "https://host1.example/story-1"
    store.feeds.add([make.feed(1)])
    (feed_id,) = store.entries.due("poll", 5)
    feed = store.feeds.claim(feed_id, make.LEASE)
    assert feed is not None
    (entry_id,) = store.feeds.finish(make.polled(feed, make.START), [make.new_entry(url)], None)
    store.pace.give_back("host1.example", make.LEASE * 0)
    entry = store.entries.claim(entry_id, Stage.FETCH, make.LEASE)
    assert entry is not None
    filing = make.filing(make.article(1, page_id="p1"))
    assert store.articles.file(filing, entry, store.articles.watermark(), again=make.START)
    store.pace.give_back("host1.example", make.LEASE * 0)
    assert store.entries.due("fetch", 5) == [entry_id]
    entry = store.entries.claim(entry_id, Stage.FETCH, make.LEASE)
    assert entry is not None
    assert store.entries.looked(entry, Looked.REMOVED, None, "The server answered 410.")
    said = run("show", url, "--versions").out
    assert "Gone" in said
    assert "The server answered 410." in said
    (one,) = run("show", url, "--versions", "--json").objects
    assert one["access"] == "removed"
    assert isinstance(one["versions"], list)
    assert one["versions"][0]["looks"][0]["found"] == "removed"
    assert run("search", "number1", "access:removed", "--ids").lines == ["a1"]


def test_versions_as_one_object(store: Store, run: Run) -> None:
    file(store, TEXT, "p1")
    file(store, EDITED, "p2", "2026-03-04")
    (one,) = run("show", "a1", "--versions", "--json").objects
    versions = one["versions"]
    assert isinstance(versions, list)
    assert [(v["version"], v["cause"], v["words_added"], v["words_dropped"]) for v in versions] == [
        (1, "first", 0, 0), (2, "edited", 4, 4)]
    assert (versions[0]["changes"], versions[0]["text"]) == (None, TEXT)
    assert versions[1]["changes"][0] == {"kind": "changed", "pieces": [
        {"kind": "same", "text": "The plan costs "}, {"kind": "dropped", "text": "two "},
        {"kind": "added", "text": "three "}, {"kind": "same", "text": "billion."}]}
    assert versions[1]["modified"] == "2026-03-04"


def test_nothing_is_known_of_what_was_never_seen(run: Run) -> None:
    assert run("show", "a1", "--versions").code == 1
