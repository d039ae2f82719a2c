"""Batches: JSON lines in, one out for each, in order, the id handed back, an error where a line is bad, exit 0."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from monitor.cli import batch
from monitor.model import Level
from tests.cli.conftest import Run
from tests.site import Site

A = {"title": "Reactors for data centres", "text": "A nuclear reactor will power the chips of the north. " * 12}
B = {"title": "Unrelated", "text": "The museum of the city opens its doors again after a winter of repairs. " * 12}
BAD = [b"no json", b'["no object"]', b'{"id": 3}', b"\xff\xfe", b'{"id": 4, "a": 1, "b": 2, "text": 5}', b"[" * 100_000,
       b'{"id": 1e999}', b'{"id": NaN}']


def lines(*values: object) -> bytes:
    return b"".join((v if isinstance(v, bytes) else json.dumps(v).encode()) + b"\n" for v in values)


def test_pairs_are_compared_in_order(run: Run) -> None:
    asked = lines({"id": "one", "a": A, "b": A}, {"id": 2, "a": A, "b": B}, b"", {"id": None, "a": A, "b": B})
    said = run("compare", "--batch", "-", "--json", stdin=asked)
    assert said.code == 0
    assert [one["id"] for one in said.objects] == ["one", 2, None]
    assert [one["relation"] for one in said.objects] == ["duplicate", "different", "different"]
    for one in said.objects:
        assert list(one) == ["id", "relation", "score", "story_score", "evidence", "level", "reason"]
        assert 0 <= float(str(one["score"])) <= 1
        assert one["level"] in set(Level)
        assert str(one["reason"]).endswith(".")


def test_odd_texts_are_compared_in_a_batch_and_tell_no_story(run: Run) -> None:
    odd = ["Word", "。。。", "Up it went. " * 100_000, "٣٤ 42 " * 500, "Das 中文 и text, " * 200, "\u0000\u200b x"]
    asked = lines(*({"id": text[:9], "a": A, "b": {"title": "", "text": text}} for text in odd))
    said = run("compare", "--batch", "-", stdin=asked)
    assert said.code == 0
    assert [one["relation"] for one in said.objects] == ["different"] * len(odd)


def test_the_evidence_of_a_pair_stands_where_it_says(run: Run) -> None:
    cut = {"title": A["title"], "text": A["text"][:400] + "And then a sentence that is new to it. "}
    (one,) = run("compare", "--batch", "-", stdin=lines({"id": 1, "a": A, "b": cut})).objects
    assert one["relation"] in ("near_duplicate", "duplicate")
    evidence = one["evidence"]
    assert isinstance(evidence, list)
    assert evidence
    for passage in evidence:
        for side, given in (("a", A), ("b", cut)):
            place = passage[side]
            assert given[place["field"]][place["start"] : place["end"]] == place["text"]


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LONGEST", 1 << 20)
    asked = tmp_path / "asked.jsonl"
    asked.write_bytes(b'{"id": 1}\n' + b"x" * (5 << 20) + b'\n{"id": 3}\n' + b"y" * (1 << 20))
    found = list(batch.lines(str(asked)))
    assert [line.line_id for line in found] == [1, None, 3, None]
    assert [line.error for line in found[1::2]] == ["Line 2 is longer than 1 MiB.", "Line 4 is longer than 1 MiB."]


@pytest.mark.parametrize("command", ["compare", "extract"])
def test_a_bad_line_is_answered_with_an_error_and_costs_no_other(run: Run, command: str) -> None:
    good = {"id": "good", "a": A, "b": A} if command == "compare" else {"id": "good", "path": "nowhere.html"}
    said = run(command, "--batch", "-", stdin=lines(*BAD, good))
    assert said.code == 0
    assert len(said.objects) == len(BAD) + 1
    assert all(one["error"] for one in said.objects[:-1])
    assert [one["id"] for one in said.objects[2:5]] == [3, None, 4]
    assert said.objects[-1]["id"] == "good"
    assert "could not be answered" in said.err


def test_an_empty_batch_is_no_answer(run: Run) -> None:
    for command in ("compare", "extract"):
        said = run(command, "--batch", "-", stdin=b"\n\n")
        assert (said.code, said.out, said.err) == (0, "", "")


def test_a_batch_stands_in_a_file_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + lines({"id": 1, "a": A, "b": B}))
    assert run("compare", "--batch", str(path)).objects[0]["relation"] == "different"


def test_what_cannot_be_printed_as_it_came_is_handed_back_as_escapes(run: Run) -> None:
    asked = b'{"id": "\\ud800\\u202e\\u009b", "a": {"text": "x"}, "b": {"text": "x\\ud800"}}'
    said = run("compare", "--batch", "-", stdin=asked)
    assert "\u202e" not in said.out
    assert "\x9b" not in said.out
    assert said.objects[0]["id"] == "\ud800\u202e\x9b"


def test_two_files_are_compared(run: Run, tmp_path: Path) -> None:
    for name, held in (("a.txt", A), ("b.txt", B)):
        (tmp_path / name).write_text(f"{held['title']}\n{held['text']}", encoding="utf-8")
    said = run("compare", str(tmp_path / "a.txt"), str(tmp_path / "a.txt"))
    assert said.code == 0
    assert said.out.startswith("duplicate")
    (one,) = run("compare", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--json").objects
    assert one["relation"] == "different"


def page(title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
        "</article></body></html>"
    ).encode()


SENTENCES = [f"Sentence {n} tells of the reactor, of its chips and of what the ministry thinks." for n in range(9)]


def test_a_page_is_read_and_nothing_is_stored(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page("Reactors for data centres", *SENTENCES))
    (one,) = run("extract", str(path), "--url", "https://example.org/story", "--json").objects
    assert list(one) == ["id", "title", "text", "published", "language", "authors", "access", "canonical_url"]
    assert one["title"] == "Reactors for data centres"
    assert SENTENCES[4] in str(one["text"])
    assert one["language"] == "en"
    said = run("extract", str(path)).out
    assert said.startswith("title ")
    assert SENTENCES[8] in said
    assert not (tmp_path / "data").exists()


def test_a_page_without_an_article_is_nothing_found(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_bytes(b"<html><body></body></html>")
    said = run("extract", str(path))
    assert said.code in (0, 1)
    assert len(said.err.splitlines()) <= 1


def test_pages_are_read_in_order_and_what_a_host_repeats_is_left_out(run: Run, tmp_path: Path) -> None:
    asked = []
    shared = "Subscribe to the letter of this house, which brings you the best of the week every Friday morning."
    for number in range(5):
        path = tmp_path / f"page{number}.html"
        own = [f"In the {number}th story {sentence.lower()}" for sentence in SENTENCES]
        path.write_bytes(page(f"Story {number}", f"The {number}th story begins here.", *own, shared))
        asked.append({"id": number, "path": str(path), "url": f"https://example.org/{number}"})
    said = run("extract", "--batch", "-", "--json", stdin=lines(*asked, {"id": 9, "path": str(tmp_path / "no.html")}))
    assert said.code == 0
    assert [one["id"] for one in said.objects] == [0, 1, 2, 3, 4, 9]
    for number, one in enumerate(said.objects[:5]):
        assert f"The {number}th story begins here." in str(one["text"])
        assert shared not in str(one["text"])
    assert "no.html" in str(said.objects[5]["error"])


def test_a_file_without_an_end_is_too_large(run: Run) -> None:
    said = run("extract", "--batch", "-", stdin=lines({"id": 1, "path": "/dev/zero", "url": "https://example.org/"}))
    assert said.code == 0
    assert "is larger than 10 MiB" in str(said.objects[0]["error"])


def test_an_address_on_the_inside_is_refused_by_its_name(run: Run) -> None:
    said = run("extract", "http://127.0.0.1:9/")
    assert said.code == 3
    assert said.err == "127.0.0.1 is not on the public internet.\n"


def test_a_batch_that_fetches_keeps_the_pause_that_a_host_asks_for(run: Run) -> None:
    with Site() as site:
        site.robots("User-agent: *\nCrawl-delay: 0.4")
        for number in range(3):
            site.page(f"/{number}", page(f"Story {number}", *SENTENCES).decode())
        asked = lines(*({"id": number, "url": site.url(f"/{number}")} for number in range(3)))
        began = time.monotonic()
        said = run("extract", "--batch", "-", "--allow", site.address, "--delay", "0.01", stdin=asked)
        lasted = time.monotonic() - began
    assert [one.get("title") for one in said.objects] == ["Story 0", "Story 1", "Story 2"]
    assert lasted >= 2 * 0.4


def test_packed_pages_are_refused_by_name_or_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(page("Packed", *SENTENCES)))
    said = run("extract", str(path))
    assert said.code in (0, 1)
    assert all(line.isprintable() for line in said.out.splitlines())
