"""The query language: what it reads, what it says of what it cannot read, and that nothing typed breaks it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misused
from monitor.stages import analyse, query
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.stages.query_parser import MOST_LETTERS, MOST_WORDS, parse

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
TOPICS = ("chips", "energy", "geopolitics")
a, b, c, d = Word("a"), Word("b"), Word("c"), Word("d")


def read(text: str) -> Node | None:
    return parse(text, NOW, UTC, topics=TOPICS, saved={"grid": "power grid", "round": "query:round", "bad": "("})


@pytest.mark.parametrize(("text", "tree"), [
    ("", None),
    ("   ", None),
    ("a", a),
    ("a b", And((a, b))),
    ("a AND b", And((a, b))),
    ("a and b", And((a, Word("and"), b))),
    ("a OR b", Or((a, b))),
    ("a b OR c d", Or((And((a, b)), And((c, d))))),
    ("a (b OR c)", And((a, Or((b, c))))),
    ("（a OR b） c", And((Or((a, b)), c))),
    ("-a", Not(a)),
    ("a -b", And((a, Not(b)))),
    ("a NOT b", And((a, Not(b)))),
    ("NOT NOT a", a),
    ("-(a OR b)", Not(Or((a, b)))),
    ("a - b", And((a, b))),
    ("a -- b", And((a, b))),
    ("a & b !!!", And((a, b))),
    ("GPT-4", Word("GPT-4")),
    ("reactor*", Word("reactor", prefix=True)),
    ("核*", Word("核", prefix=True)),
    ('"nuclear power"', Phrase(("nuclear", "power"))),
    ("“nuclear power”", Phrase(("nuclear", "power"))),
    ("«énergie nucléaire»", Phrase(("énergie", "nucléaire"))),
    ('"reactors"', Phrase(("reactors",))),
    ("a NEAR b", Phrase(("a", "b"), near=10)),
    ("a NEAR/3 b NEAR/3 c", Phrase(("a", "b", "c"), near=3)),
    ('"a b" NEAR/5 c', Phrase(("a b", "c"), near=5)),
    ("NEAR(a b, 5)", Phrase(("a", "b,"), near=5)),
    ("NEAR(a b)", Phrase(("a", "b"), near=10)),
    ("topic:energy", Has("topic", "energy")),
    ("topic:Energy,chips", Or((Has("topic", "energy"), Has("topic", "chips")))),
    ("-topic:energy", Not(Has("topic", "energy"))),
    ("lang:FR", Has("lang", "fr")),
    ("language:fr", Has("lang", "fr")),
    ("site:www.Example.org", Has("source", "example.org")),
    ("source:seeds", Has("source", "seeds")),
    ("seed:000_AB", Has("seed", "000_AB")),
    ("story:7f", Has("story", "7f")),
    ("relation:near-duplicate", Has("relation", "near_duplicate")),
    ("access:teaser", Has("access", "teaser")),
    ("is:seed", Has("is", "seed")),
    ("title:chips", Word("chips", field="title")),
    ("title:chip*", Word("chip", prefix=True, field="title")),
    ('title:"a b"', Phrase(("a", "b"), field="title")),
    ("title:(a OR b)", Or((Word("a", field="title"), Word("b", field="title")))),
    ("query:grid a", And((And((Word("power"), Word("grid"))), a))),
    ("date:2026-03-08", And((Has("after", "2026-03-08T00:00:00+00:00"), Has("before", "2026-03-09T00:00:00+00:00")))),
    ("date:2026-01..2026-02", And((Has("after", "2026-01-01T00:00:00+00:00"),
                                   Has("before", "2026-03-01T00:00:00+00:00")))),
    ("date:..2026-02", Has("before", "2026-03-01T00:00:00+00:00")),
    ("date:7d", Has("after", "2026-03-02T12:00:00+00:00")),
    ("after:2026-03", Has("after", "2026-03-01T00:00:00+00:00")),
    ("before:2026-03", Has("before", "2026-03-01T00:00:00+00:00")),
    ("before:yesterday", Has("before", "2026-03-08T00:00:00+00:00")),
    ("'; DROP TABLE article", And((Word("DROP"), Word("TABLE"), Word("article")))),
])
def test_a_question_is_read_into_a_tree(text: str, tree: Node | None) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(("text", "column", "said"), [
    ("foo:bar", 1, "there is no field foo:"),
    ("topci:energy", 1, "did you mean topic?"),
    ("topic:enrgy", 7, "did you mean energy?"),
    ("topic:", 7, "expected a value after topic:"),
    ("topic:(a b)", 7, "expected a value after topic:"),
    ("lang:french", 6, "two letters"),
    ("is:sed", 4, "did you mean seed?"),
    ("relation:copy", 10, "there is no relation:copy, known are"),
    ("date:2026-13", 6, "is no date"),
    ("date:tomorrowish", 6, "is no date"),
    ("date:2026-03..2026-01", 6, "ends before it begins"),
    ("before:..2026", 8, "a date with a beginning"),
    ("a OR", 5, "after OR"),
    ("OR a", 1, "expected a word"),
    ("a AND", 6, "after AND"),
    ("NOT", 4, "after NOT"),
    ("NEAR", 1, "expected a word"),
    ("a NEAR", 7, "after NEAR"),
    ("ab* NEAR b", 1, "only whole words"),
    ("NEAR(a)", 7, "at least two words"),
    ("NEAR(a b", 9, "closing bracket"),
    ("(a", 1, "never closed"),
    ("a)", 2, "never opened"),
    ("()", 2, "inside the brackets"),
    ('a "b', 3, "never closed"),
    ("nuc*ear", 4, "at the end of a word"),
    ("b*", 1, "at least 2 letters"),
    ("!!!", 1, "no word in it"),
    ('""', 1, "no word in it"),
    ("title:!", 7, "expected a word after title:"),
    ("title:(topic:energy)", 8, "expected words alone"),
    ("query:nobody", 7, "there is no saved search nobody"),
    ("query:round", 7, "In the saved search round: the query cannot be read at column 7: the saved search round names"),
    ("topic:energy,enrgy", 14, "did you mean energy?"),
    ('lang:"fr, chinese"', 11, "did you mean zh?"),
    ("lang:pt-BR,jp", 12, "did you mean ja?"),
    ("chips https://a.example", 7, "quotation marks"),
    ("date:toda", 6, "did you mean today?"),
    ("(" * 40 + "a", 32, "more than 30 deep"),
])
def test_what_cannot_be_read_is_shown_with_a_caret_under_the_place(text: str, column: int, said: str) -> None:
    with pytest.raises(Misused) as caught:
        read(text)
    sentence, shown, caret = str(caught.value).split("\n")
    assert said in sentence
    assert f"column {column}:" in sentence
    assert len(caret) == 2 + column
    assert shown.startswith(f"  {text[:5]}")


def test_the_caret_stands_under_wide_characters_and_inside_long_questions() -> None:
    with pytest.raises(Misused) as caught:
        read("核反应堆 OR")
    assert str(caught.value).split("\n")[2].index("^") == 2 + 4 * 2 + 3
    with pytest.raises(Misused) as caught:
        read("word " * 80 + "topic:enrgy" + " word" * 15)
    _, shown, caret = str(caught.value).split("\n")
    assert shown[caret.index("^") :].startswith("enrgy")


def test_a_saved_search_that_cannot_be_read_shows_its_own_text() -> None:
    with pytest.raises(Misused, match="expected a word"):
        read("query:bad")


def test_too_long_a_question_is_refused_in_one_sentence() -> None:
    for text in ("x" * (MOST_LETTERS + 1), "a " * (MOST_WORDS + 1)):
        with pytest.raises(Misused) as caught:
            read(text)
        assert len(str(caught.value)) < 200


def test_no_character_of_a_question_reaches_the_terminal_unprinted() -> None:
    with pytest.raises(Misused) as caught:
        read("\x1b[31m(red\x9b \u202eright")
    assert all(line.isprintable() for line in str(caught.value).split("\n"))


def test_days_are_the_readers_days() -> None:
    tree = parse("date:2026-03-08", NOW, ZoneInfo("Asia/Tokyo"))
    assert tree == And((Has("after", "2026-03-07T15:00:00+00:00"), Has("before", "2026-03-08T15:00:00+00:00")))


@pytest.mark.parametrize(("text", "shown"), [
    ("a OR b -c", [a, b]), ("topic:energy", []), ('"a b" (c OR -d)', [Phrase(("a", "b")), c]),
])
def test_the_words_to_show_are_those_that_are_wanted(text: str, shown: list[Node]) -> None:
    assert list(query.words(read(text))) == shown


PIECES = st.sampled_from([
    "a", "reactor", "核反应堆", '"', "“", "(", ")", "-", "*", "OR", "AND", "NOT", "NEAR", "NEAR/3", "NEAR(", ",",
    "topic:", "title:", "date:", "2026-03", "..", "7d", "energy", "lang:", "fr", "is:", "seed", ":", "query:", "grid",
    "\x00", "\x1b[31m", "\u202e", "'", ";", "--", "\\", "%", "𝕏", "ß", "\ud800", "😀", "^", "+", "{", "}",
])


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join),
                 st.lists(PIECES, max_size=14).map(" ".join)))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    try:
        tree = read(text)
    except Misused as error:
        said = str(error).split("\n")
    else:
        said = []
        assert (tree is None) == (not text.strip())
        check(tree)
    assert all(line.isprintable() for line in said)


def check(node: Node | None) -> None:
    """What stores may rely on: every word looks for something, every value is one of the known."""
    if isinstance(node, Word):
        assert analyse.query_terms(node.text, prefix=node.prefix) is not None
    elif isinstance(node, Phrase):
        assert all(analyse.phrase_terms([word]) is not None for word in node.words)
        assert node.words
    elif isinstance(node, And | Or):
        assert len(node.parts) > 1
        for part in node.parts:
            check(part)
    elif isinstance(node, Not):
        check(node.part)
    elif isinstance(node, Has):
        assert node.field in ("topic", "lang", "source", "after", "before", "seed", "story", "relation", "access", "is")
        if node.field in ("after", "before"):
            assert datetime.fromisoformat(node.value).tzinfo is not None
