"""What ships with the program: the default feed list and the seed."""

from __future__ import annotations

import tomllib
from xml.etree import ElementTree

from monitor import data

OUTLINES = [outline for outline in ElementTree.parse(data.feeds_opml()).iter("outline") if outline.get("xmlUrl")]


def test_the_default_list_holds_each_feed_once() -> None:
    addresses = [str(outline.get("xmlUrl")) for outline in OUTLINES]
    assert len(addresses) == len(set(addresses)) == 150
    assert all(address.startswith(("http://", "https://")) for address in addresses)


def test_each_default_feed_has_a_name_a_language_and_a_home() -> None:
    for outline in OUTLINES:
        assert all(outline.get(name) for name in ("text", "title", "language", "htmlUrl", "category")), outline.attrib


def test_terms_that_forbid_storing_are_heeded_in_the_list() -> None:
    held = [outline.get("title") for outline in OUTLINES if outline.get("keep") == "headline"]
    barred = [outline.get("title") for outline in OUTLINES if "terms bar" in (outline.get("description") or "")]
    assert held == barred == ["Latitude Media"]


def test_the_seed_ships_with_what_is_known_of_it() -> None:
    seed = data.seeds_folder() / "000_593f141771f8a783.txt"
    beside = tomllib.loads(seed.with_suffix(".toml").read_text(encoding="utf-8"))
    assert seed.read_text(encoding="utf-8").startswith("OpenAI a récemment publié une proposition")
    assert beside["language"] == "fr"
    assert len(beside["title"]) > 20
    assert "published" not in beside
    assert "Bloomberg" in beside["note"]
    assert "Downcodes" in beside["note"]
