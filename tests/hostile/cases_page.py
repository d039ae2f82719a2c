"""The page as a weapon, and what a terminal, a sheet or a log would see of it."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.hostile.world import HOSTILE, PASSWORD, UNSAFE, Case, Outcome, World, stored, survived
from tests.site import Answer, Item, article

ESC, BEL, CSI, BIDI = "\x1b", "\x07", "\x9b", "\u202e"


def body(inside: str, title: str = HOSTILE) -> Callable[[World], None]:
    """A feed whose hostile item leads to an article with this among its paragraphs."""
    def serve(world: World) -> None:
        world.page(article(title, "an odd page").replace("</article>", f"{inside}</article>"))

    return serve


def titled(title: str, in_feed: str | None = None) -> Callable[[World], None]:
    """A feed whose hostile item and page carry this title."""
    def serve(world: World) -> None:
        world.site.page("/hostile", article(title, "an odd title"))
        world.feed(Item("/hostile", title if in_feed is None else in_feed))

    return serve


def _attributes() -> str:
    return "<p " + " ".join(f'a{n}="{n}"' for n in range(300_000)) + ">Attributes.</p>"


def _wide() -> str:
    words = random.Random(3)
    return "".join(f"<p>Paragraph {n} on {words.randrange(10**6)} chips.</p>" for n in range(60_000))


def _script_text(outcome: Outcome, world: World) -> None:
    stored(outcome, world)
    for word in ("scriptedWord", "styledWord", "jsonWord", "templatedWord"):
        assert word not in outcome.texts


def _clean(outcome: Outcome, world: World) -> None:
    stored(outcome, world)
    for text in (*outcome.titles, *(entry.title for entry in outcome.entries)):
        assert not UNSAFE.search(text)
        assert "\n" not in text
        assert "\t" not in text


def _password_is_nowhere(outcome: Outcome, world: World) -> None:
    stored(outcome, world)
    held = repr((outcome.articles, outcome.entries))
    assert PASSWORD not in held
    for path in world.folder.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
    assert all("authorization" not in request.headers for request in world.site.asked())


def _link_with_password(world: World) -> None:
    world.site.page("/hostile", article(HOSTILE, "a password"))
    world.feed(Item(world.site.url("/hostile").replace("//", f"//someone:{PASSWORD}@"), HOSTILE))


def _link_with_escape(world: World) -> None:
    page = Answer(article(HOSTILE, "an odd link").encode(), headers={"Content-Type": "text/html"})
    world.site.route("/*", page)
    world.feed(Item("", HOSTILE, guid="x", extra=f"<link>{world.site.url('/hostile')}%1b[31m&#x9b;31m&#x202e;</link>"))


SCRIPTS = (
    "<script>var scriptedWord = 'scriptedWord is a sentence that reads like prose, of some length.';</script>"
    "<style>.styledWord { content: 'styledWord is a sentence that reads like prose, of some length.'; }</style>"
    '<script type="application/json">{"jsonWord": "jsonWord is a sentence that reads like prose, of some length."}'
    "</script><template><p>templatedWord is a sentence that reads like prose, of some length.</p></template>"
)

PAGES = [
    Case("html-deep", body("<div>" * 100_000), survived),
    Case("html-deep-closed", body("<div>" * 8000 + "deep" + "</div>" * 8000), survived),
    Case("html-tables", body("<table><tr><td>" * 500 + "deep" + "</td></tr></table>" * 500), survived),
    Case("html-lists", body("<ul><li>" * 800 + "deep" + "</li></ul>" * 800), survived),
    Case("html-inline-deep", body("<p>" + "<b>" * 5000 + "deep" + "</b>" * 5000 + "</p>"), survived),
    Case("html-attributes", body(_attributes()), survived),
    Case("html-wide", body(_wide()), survived),
    Case("html-spaces", body("<p>a" + " " * 2_000_000 + "b</p>"), survived),
    Case("html-charset-bogus", lambda world: world.page(
        article(HOSTILE, "a charset").replace("utf-8", "x-nonsense-9"), "text/html; charset=x-nonsense-9"), stored),
    Case("html-script-text", body(SCRIPTS), _script_text),
]

TERMINAL = [
    Case("text-ansi-colour", body(f"<p>Now {ESC}[31mred{ESC}[0m, &#27;[2J{BEL} gone, a sentence.</p>"), _clean),
    Case("text-ansi-title", titled(f"{ESC}]0;owned{BEL} {ESC}[31mA title{ESC}[0m&#27;[2J"), _clean),
    Case("text-ansi-link", _link_with_escape, _clean),
    Case("text-c1-controls", titled(f"{CSI}31mA title{CSI}0m \x85of C1\x90"), _clean),
    Case("text-bidi-override", titled(f"{BIDI}gnp.exe\u202c \u2066A title\u2069 \u200f"), _clean),
    Case("text-rich-markup", titled("[/] [bold red]A title[/bold red] [link=http://x]"), _clean),
    Case("text-log-forging", titled("A title\n2025-01-01 INFO all is well\r\nA second line"), _clean),
    Case("text-sheet-formula", titled("=HYPERLINK(\"http://x\";\"A title\")+cmd|' /C calc'!A0"), _clean),
    Case("text-sql-quote", titled("A title'; DROP TABLE article; -- \" \\"), _clean),
    Case("credentials-in-link", _link_with_password, _password_is_nowhere),
]

QUERIES = {
    "query-quote": '"', "query-operator-tail": "chips AND", "query-near": "NEAR(chips", "query-column": "title:",
    "query-brackets": "((((", "query-sql": "'; DROP TABLE article; --", "query-long": "chips " * 20_000,
    "query-dash-option": "--", "query-unicode": "\x1b[31m\u202e\u0000\ud800 ß 片", "query-empty": "",
}
