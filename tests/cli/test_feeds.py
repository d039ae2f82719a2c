"""The feed list and the seed folder from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Group">
<outline type="rss" text="One" xmlUrl="https://one.example/feed.xml"/>
<outline type="rss" text="Two &amp; more" xmlUrl="https://two.example/feed.xml"/></outline></body></opml>"""


def test_feeds_come_and_go(run: Run) -> None:
    assert run("feeds", "list").code == 1
    said = run("feeds", "add", "https://one.example/feed.xml", "https://two.example/feed.xml")
    assert said.code == 0
    assert "2 new" in said.err
    assert "0 new, 1 known already" in run("feeds", "add", "https://one.example/feed.xml").err
    assert [one["url"] for one in run("feeds", "list", "--json").objects] == [
        "https://one.example/feed.xml", "https://two.example/feed.xml",
    ]
    assert run("feeds", "remove", "https://one.example/feed.xml").code == 0
    gone = run("feeds", "remove", "https://one.example/feed.xml")
    assert gone.code == 1
    assert "did you mean https://two.example/feed.xml?" in gone.err
    assert len(run("feeds", "list").lines) == 2


def test_a_list_goes_in_and_out_as_opml(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.opml", tmp_path / "out.opml"
    source.write_text(OPML, encoding="utf-8")
    assert run("feeds", "import", str(source)).code == 0
    assert run("feeds", "export", "--output", str(target)).code == 0
    written = target.read_text(encoding="utf-8")
    assert "https://two.example/feed.xml" in written
    assert "Group" in written
    assert run("feeds", "export").out.strip() == written.strip()
    assert "2 known already" in run("feeds", "import", str(target)).err


@pytest.mark.parametrize(("arguments", "said"), [
    (("feeds", "import", "nowhere.opml"), "There is no file nowhere.opml."),
    (("feeds", "import", "text.opml"), "OPML"),
    (("feeds", "add", "file:///etc/passwd"), "cannot be followed"),
    (("feeds", "add", "not an address"), "cannot be followed"),
    (("feeds", "add"), "Missing argument"),
    (("feeds", "nothing"), "No such command"),
    (("feeds", "export", "--output", "/nowhere/at/all.opml"), "cannot be written"),
    (("seeds", "show", "nobody"), "There is no seed nobody"),
    (("seeds", "add", "nowhere.txt"), "There is no file nowhere.txt."),
    (("seeds", "add", "text.opml"), "is no seed"),
    (("seeds", "list", "--seeds", "nowhere"), "There is no folder of seeds nowhere."),
])
def test_misuse_of_lists_ends_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    Path("text.opml").write_text("Just a text.", encoding="utf-8")
    answer = run(*arguments)
    assert answer.code == 2
    assert said in answer.err
