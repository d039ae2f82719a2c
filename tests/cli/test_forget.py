"""What is forgotten leaves nothing but the note not to fetch it again."""

from __future__ import annotations

import pytest

from monitor.ports import Store
from tests.cli.conftest import Run


def test_an_address_is_forgotten_for_good(newsroom: Store, run: Run) -> None:
    said = run("forget", "https://host3.example/story-3")
    assert said.code == 0
    assert "1 article" in said.err
    assert run("show", "a3").code == 1
    assert run("search", "kernkraft").code == 1
    assert run("forget", "https://host3.example/story-3").code == 1


def test_a_host_is_forgotten_whole(newsroom: Store, run: Run) -> None:
    assert run("forget", "--host", "host1.example").code == 0
    assert run("show", "a1").code == 1
    assert run("show", "a2").code == 0


@pytest.mark.parametrize("name", ["host9.example", "www.host9.example"])
def test_a_host_is_forgotten_by_the_name_that_an_article_shows(run: Run, name: str) -> None:
    run("import", "-", stdin='{"title": "A", "text": "Reactors.", "url": "https://www.host9.example/a"}\n'
                             '{"title": "B", "text": "Chips.", "url": "https://host9.example/b"}\n')
    said = run("forget", "--host", name)
    assert said.code == 0
    assert "2 articles" in said.err
    assert run("export").code == 1


@pytest.mark.parametrize("arguments", [(), ("https://x.example/", "--host", "x.example"), ("ftp://x.example/",),
                                       ("--host", "")])
def test_misuse_ends_in_one_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    said = run("forget", *arguments)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
