"""`reprocess` and `export --warc` from the command line, over what the pipeline filed in the same data folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.model import Fate
from monitor.settings import Settings
from tests.cli.conftest import Run
from tests.pipeline.room import WORDS, Room, page, room
from tests.store import make

URL = "https://host1.example/reactor"
BROKEN = "https://host2.example/broken"


@pytest.fixture
def filed(settings: Settings) -> Iterator[Room]:
    """One article, and one page without any."""
    with room(settings.data) as held:
        held.web.put(URL, page(WORDS, "It costs two billion, said the minister on Monday in the capital."))
        held.web.put(BROKEN, b"%PDF-1.7")
        held.name(URL, BROKEN)
        held.work()
        assert (held.entry(URL).fate, held.entry(BROKEN).fate) == (Fate.FILED, Fate.UNREADABLE)
        yield held


def older(held: Room) -> None:
    """As if older code had tagged the article and read one line less."""
    stored = held.article(URL)
    held.desk.store.articles.retag(stored.article.article_id, [make.tag("elections")], stored.relevance)


def test_an_empty_store_has_nothing_to_compute_again(run: Run) -> None:
    said = run("reprocess")
    assert said.code == 1
    assert "There is nothing to compute again." in said.err


def test_the_same_code_finds_nothing_to_change(filed: Room, run: Run) -> None:
    said = run("reprocess", "--json")
    assert said.code == 0
    assert [(one["stage"], one["examined"], one["changed"], one["applied"]) for one in said.objects] == [
        ("extract", 2, 0, False), ("compare", 1, 0, False), ("tag", 1, 0, False)]


def test_what_would_change_is_shown_with_examples_and_changed_only_when_told_to(filed: Room, run: Run) -> None:
    right = filed.article(URL)
    older(filed)
    said = run("reprocess", "--stage", "tag")
    assert said.code == 0
    for piece in ("tag: 1 article computed again, 1 would change", f"topic gained: {len(right.tags)}",
                  "topic lost: 1", "- elections, 6 of 3 points: chips", "Nothing was changed: --apply does it."):
        assert piece in said.out, piece
    assert [tag.topic for tag in filed.article(URL).tags] == ["elections"]
    said = run("reprocess", "--stage", "tag", "--apply")
    assert "1 changed" in said.out
    assert "--apply" not in said.out
    assert filed.article(URL) == right
    (one,) = run("reprocess", "--stage", "tag", "--apply", "--json").objects
    assert (one["kinds"], one["examples"], one["applied"]) == ({}, [], True)


def test_examples_come_as_objects_too(filed: Room, run: Run) -> None:
    older(filed)
    (one,) = run("reprocess", "--stage", "tag", "--json").objects
    assert isinstance(one["examples"], list)
    lost = next(example for example in one["examples"] if example["kind"] == "topic lost")
    assert (lost["article_id"], lost["after"]) == (filed.article(URL).article.article_id, "")


def test_pages_that_expired_are_counted(filed: Room, run: Run) -> None:
    page_id = filed.article(URL).article.page_id
    assert page_id is not None
    filed.desk.pages.remove([page_id])
    said = run("reprocess", "--stage", "extract")
    assert "of 1 the raw page is no longer kept" in said.out


@pytest.mark.parametrize("arguments", [("--stage", "fetch"), ("--since", "whenever"), ("extra",)])
def test_misuse_is_said_in_a_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("reprocess", *arguments).code == 2


# --- WARC ------------------------------------------------------------------------------------------------------------


def records(path: Path) -> list[tuple[str, str, bytes]]:
    iterator = pytest.importorskip("warcio.archiveiterator", reason="the package warcio is not installed here")
    with path.open("rb") as stream:
        return [
            (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
            for one in iterator.ArchiveIterator(stream)
        ]


@pytest.mark.parametrize("form", ["--warc", "--output"])
def test_a_file_without_a_name_is_misused(run: Run, form: str) -> None:
    said = run("export", form, "")
    assert said.code == 2
    assert "no name" in said.err


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_every_kept_page_is_written_with_what_became_of_it(filed: Room, run: Run, tmp_path: Path, name: str) -> None:
    pytest.importorskip("warcio", reason="the package warcio is not installed here")
    target = tmp_path / name
    said = run("export", "--warc", str(target))
    assert (said.code, said.out, said.err) == (0, "", "2 pages written.\n")
    found = records(target)
    assert [kind for kind, *_ in found] == ["warcinfo", "response", "metadata", "response", "metadata"]
    said_of = {url: json.loads(body) for kind, url, body in found if kind == "metadata"}
    assert said_of[URL]["article_id"] == filed.article(URL).article.article_id
    assert (said_of[URL]["fate"], said_of[BROKEN]["fate"]) == ("filed", "unreadable")
    assert {url for kind, url, _ in found if kind == "response"} == {URL, BROKEN}
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_with_a_query_only_the_pages_of_what_matches(filed: Room, run: Run, tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="the package warcio is not installed here")
    target = tmp_path / "pages.warc"
    assert run("export", "minister", "--warc", str(target)).code == 0
    assert [url for kind, url, _ in records(target) if kind == "response"] == [URL]
    said = run("export", "nobodysaidthis", "--warc", str(tmp_path / "none.warc"))
    assert (said.code, (tmp_path / "none.warc").exists()) == (1, False)


def test_a_folder_that_is_not_there_is_a_sentence(filed: Room, run: Run, tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="the package warcio is not installed here")
    assert run("export", "--warc", str(tmp_path / "nowhere" / "pages.warc")).code == 2
