"""Addresses inside, schemes, redirects, slow servers, sizes, compression, transport, types, Retry-After."""

from __future__ import annotations

import gzip
import itertools
import random
from collections.abc import Callable, Iterable
from datetime import timedelta

from tests.hostile.world import (
    HOSTILE,
    SECRET,
    Case,
    Outcome,
    World,
    given_up,
    poll_failed,
    refused,
    stored,
    survived,
)
from tests.site import Answer, Item, article, bomb, chunked, dripping, endless, rss

HTML = {"Content-Type": "text/html; charset=utf-8"}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
PAGE = article(HOSTILE, "an honest page").encode()
PAST = "words-past-the-end"

INSIDE = {
    "inside-loopback": "http://127.0.0.1:{port}/a",
    "inside-localhost-name": "http://localhost:{port}/a",
    "inside-decimal-ip": "http://2130706433:{port}/a",
    "inside-octal-ip": "http://0177.0.0.1:{port}/a",
    "inside-hex-ip": "http://0x7f000001:{port}/a",
    "inside-short-ip": "http://127.1:{port}/a",
    "inside-zero-address": "http://0.0.0.0:{port}/a",
    "inside-other-loopback": "http://127.8.8.8:{port}/a",
    "inside-ipv6-loopback": "http://[::1]:{port}/a",
    "inside-mapped-ipv6": "http://[::ffff:127.0.0.1]:{port}/a",
    "inside-mapped-ipv6-hex": "http://[::ffff:7f00:1]:{port}/a",
    "inside-compat-ipv6": "http://[::127.0.0.1]:{port}/a",
    "inside-trailing-dot": "http://127.0.0.1.:{port}/a",
    "inside-fullwidth-digits": "http://１２７.０.０.１:{port}/a",
    "inside-circled-digits": "http://①②⑦.⓪.⓪.①:{port}/a",
    "inside-upper-hex": "http://0X7F.0X0.0X0.0X1:{port}/a",
    "inside-metadata-v4": "http://169.254.169.254/latest/meta-data/",
    "inside-private-10": "http://10.0.0.1/a",
    "inside-url-userinfo": "http://{public}@127.0.0.1:{port}/a",
}


def link(template: str) -> Callable[[World], None]:
    """A feed with one item of this link."""
    return lambda world: world.link(template.format(port=world.canary.port, public=world.site.address))


def redirected(status: int, template: str) -> Callable[[World], None]:
    """A feed with one item that redirects there."""
    def serve(world: World) -> None:
        world.site.redirect("/hostile", template.format(port=world.canary.port), status)
        world.link("/hostile")

    return serve


def raw(*parts: bytes | Iterable[bytes], hangs: bool = False) -> Callable[[World], None]:
    """A feed with one item answered by these bytes."""
    def answer() -> Iterable[bytes]:
        return itertools.chain.from_iterable([part] if isinstance(part, bytes) else part for part in parts)

    def serve(world: World) -> None:
        world.site.route("/hostile", lambda request: Answer(raw=answer(), keep_open=hangs))
        world.link("/hostile")

    return serve


def packed(body: bytes, encoding: str = "gzip") -> Callable[[World], None]:
    return lambda world: world.answer(Answer(body, headers={**HTML, "Content-Encoding": encoding}))


def _redirect_feed_inside(world: World) -> None:
    world.feed_url = world.site.redirect("/feed.xml", f"http://127.0.0.1:{world.canary.port}/feed.xml")


def _page_hints_inside(world: World) -> None:
    inside = f"http://127.0.0.1:{world.canary.port}/"
    hints = (
        f'<base href="{inside}"><link rel="canonical" href="{inside}a"><link rel="amphtml" href="{inside}amp">'
        f'<link rel="next" href="{inside}2"><meta property="og:image" content="{inside}i.png">'
        f'<meta property="og:url" content="{inside}o"><link rel="stylesheet" href="{inside}s.css">'
    )
    text = article(HOSTILE, "hints").replace("</head>", hints + "</head>")
    world.page(text.replace("</article>", f'<img src="{inside}j.png"><iframe src="{inside}f"></iframe></article>'))


def _no_hint_was_stored(outcome: Outcome, world: World) -> None:
    stored(outcome, world)
    assert str(world.canary.port) not in repr(outcome.stored[0].article.canonical_url)


def _file(template: str) -> Callable[[World], None]:
    def serve(world: World) -> None:
        path = world.folder / "secret.html"
        path.write_text(article(SECRET, SECRET))
        if template.startswith("redirect "):
            world.site.redirect("/hostile", f"file://{path}")
            world.link("/hostile")
        else:
            world.link(template.format(path=path))

    return serve


def _redirect_pair(world: World) -> None:
    world.site.redirect("/hostile", "/pong")
    world.site.redirect("/pong", "/hostile")
    world.link("/hostile")


def _redirect_endless(world: World) -> None:
    numbers = itertools.count()
    world.site.route("/*", lambda request: Answer(status=302, headers={"Location": f"/further/{next(numbers)}"}))
    world.site.route("/robots.txt", Answer(b"", 404))
    world.link("/hostile")


def _redirect_feed_moved(world: World) -> None:
    world.feed(Item("/hostile", HOSTILE))
    world.site.page("/hostile", PAGE)
    world.feed_url = world.site.redirect("/old.xml", "/feed.xml", 301)


def _silent(world: World) -> None:
    world.site.route("/hostile", Answer(wait=60))
    world.link("/hostile")


def _drip(head: bytes, tail: bytes) -> Callable[[World], None]:
    def serve(world: World) -> None:
        def answer() -> Iterable[bytes]:
            yield head
            yield from dripping(tail, 0.05, world.site)

        world.site.route("/hostile", lambda request: Answer(raw=answer()))
        world.link("/hostile")

    return serve


def _feed_endless(world: World) -> None:
    begin = rss([Item("/a", HOSTILE)], world.site.url("/"))[: -len(b"</channel></rss>\n")]
    item = b"<item><title>More</title><link>http://127.0.0.1/more</link></item>" * 1000
    world.feed_url = world.site.route("/feed.xml", lambda request: Answer(itertools.chain([begin], endless(item))))


def _feed_answer(answer: Answer) -> Callable[[World], None]:
    def serve(world: World) -> None:
        world.feed_url = world.site.route("/feed.xml", answer)

    return serve


def _nothing_past_the_end(outcome: Outcome, world: World) -> None:
    survived(outcome, world)
    assert PAST not in outcome.texts


def _nothing_of_the_error(outcome: Outcome, world: World) -> None:
    given_up(outcome, world)
    assert "honest" not in outcome.texts


def _part_or_nothing(outcome: Outcome, world: World) -> None:
    survived(outcome, world)
    for kept in outcome.stored:
        assert any("cut" in note or "truncated" in note or "part" in note for note in kept.article.notes), kept.article


def _rests_within_reason(outcome: Outcome, world: World) -> None:
    assert outcome.feed_due is not None
    assert timedelta(minutes=1) <= outcome.feed_due - outcome.now <= timedelta(days=8)
    assert outcome.feed_reason


def _retry_after(value: str) -> Callable[[World], None]:
    return _feed_answer(Answer(b"slow down", 429, {"Retry-After": value}))


ADDRESSES = [
    *(Case(name, link(template), refused) for name, template in INSIDE.items()),
    Case("redirect-302-inside", redirected(302, "http://127.0.0.1:{port}/a"), refused),
    Case("redirect-308-inside", redirected(308, "http://[::ffff:127.0.0.1]:{port}/a"), refused),
    Case("redirect-feed-inside", _redirect_feed_inside, poll_failed, neighbour=False),
    Case("page-hints-inside", _page_hints_inside, _no_hint_was_stored),
    Case("scheme-file", _file("file://{path}"), refused),
    Case("scheme-file-host", _file("file://localhost{path}"), refused),
    Case("scheme-javascript", link("javascript:alert(document.cookie)"), refused),
    Case("redirect-to-file", _file("redirect {path}"), refused),
    Case("redirect-self", redirected(302, "/hostile"), given_up),
    Case("redirect-pair", _redirect_pair, given_up),
    Case("redirect-endless", _redirect_endless, given_up),
    Case("redirect-feed-moved", _redirect_feed_moved, stored),
]

_NOISE = random.Random(7).randbytes(40_000)

TRANSPORT = [
    Case("gzip-honest", packed(gzip.compress(PAGE)), stored),
    Case("tarpit-silent", _silent, given_up),
    Case("tarpit-header-drip", _drip(HEAD, b"X-Slow: " + b"a" * 5000), given_up),
    Case("tarpit-body-drip", _drip(HEAD + b"Content-Length: 5000\r\n\r\n", PAGE * 3), given_up),
    Case("body-endless", lambda world: world.answer(Answer(endless(PAGE), headers=HTML)), given_up),
    Case("body-endless-chunked", raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\n", chunked(endless(PAGE))), given_up),
    Case("feed-endless", _feed_endless, poll_failed, neighbour=False),
    Case("length-lies-high", raw(HEAD, b"Content-Length: 1000000\r\n\r\n", PAGE, hangs=True), _part_or_nothing),
    Case("length-lies-low", raw(HEAD, b"Content-Length: %d\r\n\r\n" % len(PAGE), PAGE, PAST.encode() * 100),
         _nothing_past_the_end),
    Case("header-giant", raw(b"HTTP/1.1 200 OK\r\nX-Giant: ", itertools.repeat(b"a" * 65536, 300)), given_up),
    Case("gzip-bomb", packed(bomb(400)), given_up),
    Case("gzip-bomb-nested", packed(gzip.compress(gzip.compress(bomb(100)))), given_up),
    Case("gzip-bomb-feed", _feed_answer(Answer(bomb(200), headers={"Content-Encoding": "gzip"})), poll_failed, False),
    Case("deflate-bomb", packed(bomb(200, 15), "deflate"), given_up),
    Case("gzip-body-undeclared", lambda world: world.page(bomb(200)), given_up),
    Case("gzip-truncated", packed(gzip.compress(PAGE)[:-100]), _part_or_nothing),
    Case("hangup", raw(), given_up),
    Case("hangup-feed", _feed_answer(Answer(raw=())), poll_failed, neighbour=False),
    Case("status-nonsense", raw(b"HTTP/1.1 OK fine\r\n\r\n", PAGE), given_up),
    Case("status-999", lambda world: world.answer(Answer(PAGE, 999, HTML)), _nothing_of_the_error),
    Case("error-page-500", lambda world: world.answer(Answer(PAGE, 500, HTML)), _nothing_of_the_error),
    Case("image-as-article", lambda world: world.page(b"\x89PNG\r\n\x1a\n" + _NOISE, "image/png"), refused),
    Case("binary-as-html", lambda world: world.page(_NOISE), given_up),
    Case("retry-after-huge", _retry_after("31710000000"), _rests_within_reason, neighbour=False),
    Case("retry-after-negative", _retry_after("-120"), _rests_within_reason, neighbour=False),
    Case("retry-after-words", _retry_after("when you like"), _rests_within_reason, neighbour=False),
]
