"""The lines of a page, and the numbers that the classifier is shown of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stages import classifier, features, furniture, lines, markup


def found(body: str, everything: bool = False) -> lines.Lines:
    root = markup.parse(f"<html><body>{body}</body></html>")
    assert root is not None
    return lines.of(root, everything)


def texts(body: str, everything: bool = False) -> list[str]:
    return [line.text for line in found(body, everything).lines]


@pytest.mark.parametrize(("body", "expected"), [
    ("<p>One</p><p>Two</p>", ["One", "Two"]),
    ("<p>One <b>bold</b>, <a href='/'>linked</a> and <i>slanted</i> line</p>", ["One bold, linked and slanted line"]),
    ("<div>Before<p>inside</p>after</div>", ["Before", "inside", "after"]),
    ("first<br>second<br/><br/>third", ["first", "second", "third"]),
    ("<h2>Heading</h2><ul><li>a point</li><li>another</li></ul><blockquote><p>said so</p></blockquote>",
     ["Heading", "a point", "another", "said so"]),
    ("<p>kept</p><script>var a = 'no';</script><style>p {}</style><noscript>no</noscript>", ["kept"]),
    ("<p>kept <button>no</button><select><option>no</option></select>too</p>", ["kept too"]),
    ("<p>kept<span class='visually-hidden'> not read out</span></p>", ["kept"]),
    ("<nav><p>menu</p></nav><p>kept</p><footer>end</footer>", ["kept"]),
    ("<table><tr><th>Team</th><th>Points</th></tr><tr><td><p>Red <b>Bull</b></p></td><td> 12</td><td></td></tr>"
     "</table>",
     ["Team | Points", "Red Bull | 12"]),
    ("<table><tr><td><ul><li>menu</li></ul></td><td><h1>A page</h1><p>set by a table</p></td></tr></table>",
     ["menu", "A page", "set by a table"]),
    (f"<table><tr><td>{'long ' * 90}</td><td>b</td></tr></table>", [("long " * 90).strip(), "b"]),
    ("<p>kept</p><div id='onetrust-consent-sdk'><p>We value your privacy.</p></div><div id='sp_message_container_12'>"
     "<p>So do we.</p></div>", ["kept"]),
    ("<x-paragraph>unknown elements break</x-paragraph><x-paragraph>lines</x-paragraph>",
     ["unknown elements break", "lines"]),
    ("<p>white \n\t space\u00a0folds</p>", ["white space folds"]),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字", ["漢字"]),
])
def test_a_line_is_what_stands_alone(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


def test_short_links_are_no_lines_but_counted() -> None:
    page = found("<p>One</p><div><a href='/a'>Menu</a></div><div><a href='/b'>Log in</a></div><p>Two</p>")
    assert [line.text for line in page.lines] == ["One", "Two"]
    assert page.links == ["Menu", "Log in"]
    assert page.lines[1].links == 2


def test_navigation_is_there_when_everything_is_wanted() -> None:
    assert texts("<nav><p>swallowed by an unclosed nav", everything=True) == ["swallowed by an unclosed nav"]


def test_a_consent_window_is_there_when_everything_is_wanted() -> None:
    assert texts("<div id='didomi-host'><p>We value your privacy.</p></div>", everything=True)


def test_the_links_of_a_row_are_counted() -> None:
    (row,) = found("<table><tr><td><a href='/a'>Ada</a></td><td>two</td></tr></table>").lines
    assert (row.linked, row.block.tag) == (3, "tr")


def test_hidden_elements_and_articles_are_told() -> None:
    page = found("<article><p>own</p><article><p>nested</p></article><p>own again</p></article>"
                 "<div style='display: none'><p>hidden</p></div>")
    own, nested, again, hidden = page.lines
    assert own.block.article == again.block.article != nested.block.article
    assert hidden.block.hidden
    assert not own.block.hidden


def test_class_words_are_told_apart() -> None:
    page = found("<div class='article-body'><p class='caption'>a</p></div><div class='header-shadow'><p>b</p></div>")
    caption, body, advert = (lines.bit(name) for name in ("caption", "body", "advert"))
    assert page.lines[0].block.own & caption
    assert page.lines[0].block.above & body
    assert not page.lines[1].block.above & advert


def test_markup_that_nests_for_ever_ends_in_a_line() -> None:
    assert texts("<b>" * 200 + "deep" + "</b>" * 200) == ["deep"]


def test_the_matrix_has_a_column_for_each_name() -> None:
    page = found("<h1>Title</h1><p>" + "A sentence of some length, in the middle of an article. " * 5 + "</p>")
    rows = features.matrix(page, features.Beside(("Title",), "A sentence", ""))
    assert rows.shape == (2, len(features.names()))
    assert len(set(features.names())) == len(features.names())


def test_the_judge_was_trained_on_these_columns() -> None:
    """A column added without training anew would go unseen, or shift what every tree asks."""
    assert classifier.trained("lines").columns == tuple(features.names())
    assert classifier.trained("witnessed").columns == (*features.names(), "witness")


def test_words_of_furniture_are_in_lower_case_and_grouped() -> None:
    classes, phrases = furniture.groups()
    assert classes == len(furniture.class_names())
    assert phrases >= 5
    assert {bits for _, bits in furniture.phrases().iter("please subscribe to our newsletter")}


@given(st.text(alphabet=st.sampled_from(list("<>/abpdivh1 \"'=&;!-\u00adß漢")), max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_markup_becomes_lines_and_numbers(text: str) -> None:
    root = markup.parse(text)
    if root is None:
        return
    page = lines.of(root)
    rows = features.matrix(page, features.Beside(("a b",), "d", "p"))
    likely = classifier.trained("lines").probabilities(page, rows)
    assert len(likely) == len(page.lines)
    assert all(0.0 <= value <= 1.0 for value in likely)
