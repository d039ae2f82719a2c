"""What changed between two versions: every word of both is accounted for, and a reader sees what he would look for."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import ArticleVersion, Published
from monitor.stages import versions
from monitor.stages.align import Kind, blocks
from monitor.stages.versions import Cause, Difference, Paragraph, Piece

FIRST = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MARKS = {Kind.SAME: ("", ""), Kind.ADDED: ("{+", "+}"), Kind.DROPPED: ("[-", "-]")}


def version(text: str, title: str = "A title", number: int = 1, **said: object) -> ArticleVersion:
    return ArticleVersion(number, FIRST, "made", title, text, **said)  # type: ignore[arg-type]


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(MARKS[piece.kind][0] + piece.text + MARKS[piece.kind][1] for piece in pieces)


def words_changed(before: str, after: str) -> str:
    (paragraph,) = versions.between(version(before), version(after)).paragraphs
    return shown(paragraph.pieces)


@pytest.mark.parametrize(("before", "after", "read"), [
    ("The plan costs two billion euros a year.", "The plan costs three billion euros a year.",
     "The plan costs [-two -]{+three +}billion euros a year."),
    ("It said 3.5 percent.", "It said 3.7 percent.", "It said [-3.5 -]{+3.7 +}percent."),
    ("The law will pass soon, he said.", "The law will not pass soon, he said.",
     "The law will {+not +}pass soon, he said."),
    ("規制案を月曜日に発表した。", "規制案を火曜日に発表した。", "規制案を[-月-]{+火+}曜日に発表した。"),
    ("L'accord sera signé lundi à Paris.", "L'accord sera signé mardi à Paris.",
     "L'accord sera signé [-lundi -]{+mardi +}à Paris."),
    ("इस योजना की लागत दो अरब है", "इस योजना की लागत तीन अरब है", "इस योजना की लागत [-दो -]{+तीन +}अरब है"),
    # a lone word between two changes is no island to jump to
    ("We will talk to the press on Monday about all of it, as agreed.",
     "We shall never speak at that on Tuesday about all of it, as agreed.",
     "We [-will talk to the press on Monday -]{+shall never speak at that on Tuesday +}about all of it, as agreed."),
])
def test_words_are_marked_where_they_changed(before: str, after: str, read: str) -> None:
    assert words_changed(before, after) == read


def kinds(difference: Difference) -> list[tuple[str, str]]:
    return [(paragraph.kind.value, shown(paragraph.pieces)) for paragraph in difference.paragraphs]


def test_paragraphs_come_in_the_order_of_the_new_text_and_those_that_went_where_they_stood() -> None:
    one, two = "The first paragraph stays as it was.", "The second costs ten million, we hear."
    gone, new = "This one is taken out altogether now.", "Something nobody had heard of before."
    found = versions.between(
        version("\n".join([one, two, gone, "The end."])),
        version("\n".join([one, "The second costs nine million, we hear.", "The end.", new])),
    )
    assert kinds(found) == [
        ("same", one), ("changed", "The second costs [-ten -]{+nine +}million, we hear."),
        ("dropped", f"[-{gone}-]"), ("same", "The end."), ("added", f"{{+{new}+}}"),
    ]
    assert found.words == (7, 8)


def test_a_paragraph_that_stands_elsewhere_was_moved() -> None:
    moved = "The minister declined to comment on the size of the plan."
    rest = ["One line of the article.", "Another line of the article."]
    found = versions.between(version("\n".join([moved, *rest])), version("\n".join([*rest, moved])))
    assert kinds(found) == [("same", rest[0]), ("same", rest[1]), ("moved", moved)]
    assert found.words == (0, 0)


def test_a_changed_title_is_read_word_by_word_too() -> None:
    found = versions.between(version("T", "Chips are banned"), version("T", "Chips may be banned"))
    assert shown(found.title) == "Chips [-are -]{+may be +}banned"


LINES = st.lists(st.text("ab c.", max_size=12), max_size=12).map("\n".join)


@given(LINES, LINES)
def test_both_texts_can_be_read_out_of_their_difference(before: str, after: str) -> None:
    found = versions.between(version(before), version(after)).paragraphs

    def side(paragraph: Paragraph, without: Kind) -> str:
        return "".join("".join(p.text for p in paragraph.pieces if p.kind is not without).split())

    new = [side(p, Kind.DROPPED) for p in found if p.kind is not Kind.DROPPED]
    assert new == ["".join(line.split()) for line in after.split("\n") if line.strip()]
    old = [side(p, Kind.ADDED) for p in found if p.kind is not Kind.ADDED]
    assert sorted(old) == sorted("".join(line.split()) for line in before.split("\n") if line.strip())


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30), st.integers(0, 60))
def test_a_way_from_one_sequence_to_the_other_leaves_nothing_out(a: list[str], b: list[str], most: int) -> None:
    found = list(blocks(a, b, most))
    assert [one for kind, run in found if kind is not Kind.ADDED for one in run] == a
    assert [one for kind, run in found if kind is not Kind.DROPPED for one in run] == b


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_the_way_is_the_shortest(a: str, b: str) -> None:
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            best[i + 1][j + 1] = best[i][j] + 1 if one == other else max(best[i][j + 1], best[i + 1][j])
    kept = sum(len(run) for kind, run in blocks(a, b, 100) if kind is Kind.SAME)
    assert kept == best[len(a)][len(b)]


@pytest.mark.parametrize(("before", "after"), [
    (" ".join("ab"[n * n % 7 % 2] for n in range(40_000)), " ".join("ba"[n * n % 5 % 2] for n in range(40_000))),
    ("\n".join(f"a{n % 7} b c" for n in range(20_000)), "\n".join(f"a{n % 5} b d" for n in range(20_000))),
    ("x" * 500_000, "y" * 500_000),
])
def test_nobody_s_page_makes_it_compute_for_long(before: str, after: str) -> None:
    began = time.process_time()
    versions.between(version(before), version(after))
    assert time.process_time() - began < 5


def day(text: str) -> Published:
    return Published(text, datetime.fromisoformat(text).replace(tzinfo=UTC), "meta")


SECOND, THIRD = day("2026-03-02"), day("2026-03-03")


def of_page(
    page_id: str | None, published: Published | None = None, modified: Published | None = None
) -> ArticleVersion:
    return version("text", page_id=page_id, published=published, modified=modified)


@pytest.mark.parametrize(("before", "after", "cause"), [
    (None, of_page("p1"), Cause.FIRST),
    (of_page("p1"), of_page("p1"), Cause.REREAD),
    (of_page("p1"), of_page("p2"), Cause.SILENT),
    (of_page("p1", SECOND), of_page("p2", SECOND), Cause.SILENT),
    (of_page("p1", SECOND), of_page("p2", SECOND, SECOND), Cause.SILENT),
    (of_page("p1", SECOND), of_page("p2", SECOND, THIRD), Cause.EDITED),
    (of_page("p1", None, THIRD), of_page("p2", None, THIRD), Cause.SILENT),
    (of_page(None), of_page(None, THIRD), Cause.GIVEN),
])
def test_an_edit_without_a_later_date_is_silent(
    before: ArticleVersion | None, after: ArticleVersion, cause: Cause
) -> None:
    assert versions.cause(before, after) is cause


@pytest.mark.parametrize(("before", "after", "changed"), [
    (("A title", "One line."), ("A title", "One  line. "), False),
    (("A title", "One line.\nTwo"), ("A title", "One line. Two"), False),
    (("A title", "One line."), ("A title", "One line!"), True),
    (("A title", "One line."), ("The title", "One line."), True),
])
def test_spaces_and_line_breaks_are_no_change(
    before: tuple[str, str], after: tuple[str, str], changed: bool
) -> None:
    assert versions.is_changed(before, after) is changed
