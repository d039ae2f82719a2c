"""Variants of the written cases, of our own: they hold the rules where the cases only touch them."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable

from tests.hostile.cases_net import HEAD, HTML, PAGE, link, packed, raw, redirected
from tests.hostile.world import HOSTILE, PASSWORD, SECRET, Case, Outcome, World, given_up, poll_failed, refused, stored
from tests.site import Answer, Item, article, bomb, endless

ODD_SLASHES = {                         # inside for a browser, paths of the feed's own host for others
    "inside-backslashes": "http:\\\\127.0.0.1:{port}\\a",
    "inside-one-slash": "http:/127.0.0.1:{port}/a",
    "inside-no-slash": "http:127.0.0.1:{port}/a",
}
LINKS = {
    "inside-6to4": "http://[2002:7f00:1::]:{port}/a",
    "inside-nat64": "http://[64:ff9b::7f00:1]:{port}/a",
    "inside-local-nat64": "http://[64:ff9b:1::7f00:1]:{port}/a",
    "inside-teredo": "http://[2001:0:7f00:1::80ff:fffe]:{port}/a",
    "inside-isatap": "http://[2606:4700::5efe:7f00:1]:{port}/a",
    "inside-unspecified-v6": "http://[::]:{port}/a",
    "inside-tab-in-host": "http://127.0\t.0.1:{port}/a",
    "inside-percent-host": "http://127%2e0%2e0%2e1:{port}/a",
    "inside-ideographic-dots": "http://127。0．0｡1:{port}/a",
    "inside-soft-hyphen": "http://127.0.0.1\u00ad:{port}/a",
    "inside-mixed-bases": "http://0x7f.0.0.01:{port}/a",
    "inside-long-octal": "http://0000000000177.0.0.1:{port}/a",
    "inside-ipv6-name": "http://ip6-localhost:{port}/a",
    "inside-two-ats": "http://a@b@127.0.0.1:{port}/a",
    "inside-https": "https://127.0.0.1:{port}/a",
    "inside-link-local-v6": "http://[fe80::1]/a",
    "inside-unique-local": "http://[fd00:ec2::254]/a",
    "inside-carrier-nat": "http://100.64.0.1/a",
    "inside-broadcast": "http://255.255.255.255/a",
    "port-of-ssh": "http://93.184.215.14:22/a",
    "scheme-ftp": "ftp://127.0.0.1:{port}/a",
    "scheme-gopher": "gopher://127.0.0.1:{port}/_a",
    "scheme-data": "data:text/html,<p>a",
    "scheme-nested": "view-source:http://127.0.0.1:{port}/a",
    "host-of-nothing": "http://:{port}/a",
    "host-too-many-numbers": "http://1.2.3.4.5/a",
}


def _chain_inside(world: World) -> None:
    world.site.redirect("/hostile", "/second", 301)
    world.site.redirect("/second", world.other.url("/third"), 307)
    world.other.redirect("/third", f"//127.0.0.1:{world.canary.port}/a", 308)
    world.link("/hostile")


def _meta_refresh(world: World) -> None:
    inside = f"http://127.0.0.1:{world.canary.port}/a"
    hint = f'<meta http-equiv="refresh" content="0; url={inside}">'
    text = article(HOSTILE, "a refresh").replace("<head>", f"<head>{hint}")
    world.page(text, Refresh=f"0; url={inside}", Link=f'<{inside}>; rel="canonical", <{inside}>; rel="next"')


def _feed_of_inside_links(world: World) -> None:
    inside = f"http://127.0.0.1:{world.canary.port}/"
    world.site.page("/hostile", article(HOSTILE, "links all around"))
    channel = (
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{inside}next"/>'
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{inside}hub"/>'
        f"<image><url>{inside}i.png</url></image><docs>{inside}docs</docs>"
        f'<cloud domain="127.0.0.1" port="{world.canary.port}" path="/" registerProcedure="" protocol="http-post"/>'
    )
    extra = f'<enclosure url="{inside}e.mp3" type="audio/mpeg" length="1"/><comments>{inside}c</comments>'
    world.feed(Item("/hostile", HOSTILE, extra=extra), channel=channel)


def _robots(answer: Callable[[World], Answer]) -> Callable[[World], None]:
    def serve(world: World) -> None:
        world.site.route("/robots.txt", answer(world))
        world.site.page("/hostile", article(HOSTILE, "robots"))
        world.link("/hostile")

    return serve


def _robots_inside(world: World) -> Answer:
    return Answer(status=302, headers={"Location": f"http://127.0.0.1:{world.canary.port}/robots.txt"})


def _many_rules(world: World) -> Answer:
    agents = "".join(f"User-agent: a{n}\n" for n in range(1000))
    return Answer((agents + "".join(f"Disallow: /{n}x\n" for n in range(30_000))).encode())


def _forbidden(world: World) -> None:
    world.site.robots("User-agent: *\nDisallow: /hostile\n")
    world.site.page("/hostile", article(HOSTILE, SECRET))
    world.link("/hostile")


def _password_in_redirect(world: World) -> None:
    world.site.page("/there", article(HOSTILE, "a password on the way"))
    world.site.redirect("/hostile", world.site.url("/there").replace("//", f"//someone:{PASSWORD}@"))
    world.link("/hostile")


def _no_password(outcome: Outcome, world: World) -> None:
    stored(outcome, world)
    assert PASSWORD not in repr((outcome.articles, outcome.entries))


def _several_members(world: World) -> None:
    world.answer(Answer(bomb(9) * 40, headers={**HTML, "Content-Encoding": "gzip"}))


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

VARIANTS = [
    *(Case(name, link(template), refused) for name, template in LINKS.items()),
    *(Case(name, link(template), given_up) for name, template in ODD_SLASHES.items()),
    *(Case(f"redirect-{status}-inside-v6", redirected(status, "http://[::1]:{port}/a"), refused)
      for status in (301, 303, 307)),
    Case("redirect-chain-inside", _chain_inside, refused),
    Case("redirect-to-data", redirected(302, "data:text/html,<p>a"), refused),
    Case("redirect-to-nowhere", redirected(302, "http://"), refused),
    Case("page-refresh-inside", _meta_refresh, stored),
    Case("feed-hints-inside", _feed_of_inside_links, stored),
    Case("robots-inside", _robots(_robots_inside), stored),
    Case("robots-endless", _robots(lambda world: Answer(endless(b"# nothing\n" * 1000))), stored),
    Case("robots-bomb", _robots(lambda world: Answer(bomb(200), headers={"Content-Encoding": "gzip"})), stored),
    Case("robots-many-rules", _robots(_many_rules), stored),
    Case("robots-binary", _robots(lambda world: Answer(bytes(range(256)) * 100)), stored),
    Case("robots-forbids", _forbidden, refused),
    Case("credentials-in-redirect", _password_in_redirect, _no_password),
    Case("chunk-of-nonsense", raw(CHUNKED, b"zz\r\n", PAGE), given_up),
    Case("chunk-negative", raw(CHUNKED, b"-5\r\n", b"abcde\r\n"), given_up),
    Case("chunk-giant", raw(CHUNKED, b"ffffffffffffffff\r\n", itertools.repeat(PAGE * 10, 500)), given_up),
    Case("trailer-endless", raw(CHUNKED, b"0\r\n", itertools.repeat(b"X: a\r\n" * 1000, 5000)), given_up),
    Case("continue-endless", raw(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 500)), given_up),
    Case("headers-many", raw(b"HTTP/1.1 200 OK\r\n", itertools.repeat(b"X: a\r\n" * 100, 500)), given_up),
    Case("gzip-many-members", _several_members, given_up),
    Case("gzip-checksum", packed(gzip.compress(PAGE)[:-8] + b"\0" * 8), given_up),
    Case("brotli-unasked", packed(b"\x0b\x02\x80", "br"), refused),
    Case("gzip-twice-declared", packed(gzip.compress(gzip.compress(PAGE)), "gzip, gzip"), refused),
    Case("pdf-as-article", lambda world: world.page(b"%PDF-1.7\n" + PAGE, "application/pdf"), refused),
    Case("pdf-as-html", lambda world: world.page(b"%PDF-1.7\n" + PAGE), refused),
    Case("json-as-article", lambda world: world.page(b'{"a": 1}', "application/json"), refused),
    Case("status-204", lambda world: world.answer(Answer(b"", 204)), given_up),
    Case("status-206", lambda world: world.answer(Answer(PAGE, 206, HTML)), given_up),
    Case("status-304-unasked", lambda world: world.answer(Answer(PAGE, 304, HTML)), given_up),
    Case("http-0.9", raw(PAGE), given_up),
    Case("feed-is-a-picture", lambda world: world.document(b"\x89PNG\r\n\x1a\n" + bytes(5000), "image/png"),
         poll_failed, neighbour=False),
]
