"""Further feeds of our own: encodings, masses of everything, dates at the ends of time, JSON that is none."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

from tests.hostile.cases_feed import fails_or_salvages
from tests.hostile.cases_further import zipped
from tests.hostile.world import HOSTILE, NEIGHBOUR, UNSAFE, Case, Outcome, World, poll_failed, stored, survived
from tests.site import Item, article


def changed(change: Callable[[str], str | bytes], content_type: str = "application/rss+xml") -> Callable[[World], None]:
    """The feed document of one hostile item and the neighbour, changed."""
    def serve(world: World) -> None:
        world.site.page("/hostile", article(HOSTILE, "a changed feed"))
        made = change(world.rss(Item("/hostile", HOSTILE)).decode())
        world.document(made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass"), content_type)

    return serve


def encoded(codec: str, named: str | None = None) -> Callable[[World], None]:
    """The feed in another encoding than it says, or in one that it says."""
    def change(text: str) -> bytes:
        declared = text.replace('encoding="utf-8"', f'encoding="{named or codec}"')
        return declared.encode(codec)

    return changed(change)


def jsonfeed(change: Callable[[dict[str, object]], str]) -> Callable[[World], None]:
    """A JSON Feed of one hostile item and the neighbour, written by `change`."""
    def serve(world: World) -> None:
        world.site.page("/hostile", article(HOSTILE, "a JSON feed"))
        items = [{"id": "1", "url": world.site.url("/hostile"), "title": HOSTILE},
                 {"id": "2", "url": world.site.url("/neighbour"), "title": NEIGHBOUR}]
        whole: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": items}
        world.document(change(whole).encode("utf-8", "surrogatepass"), "application/feed+json")

    return serve


def _in_first_item(text: str) -> Callable[[str], str]:
    return lambda document: document.replace("<item>", f"<item>{text}", 1)


def _in_head(text: str) -> Callable[[str], str]:
    return lambda document: document.replace("<channel>", f"<channel>{text}", 1)


def _of_dates(world: World) -> None:
    dates = ("0000-00-00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1e30", "-99999999999",
             "Mon, 99 Foo 20266 99:99:99 +9999", "9" * 100_000, "2026-02-30", "1970", "١٢٣٤-٠١-٠١", "\0", "P" * 1000)
    items = [Item("/hostile", HOSTILE, extra=f"<pubDate>{date}</pubDate>".replace("\0", "&#0;"), guid=f"d{n}")
             for n, date in enumerate(dates)]
    world.site.page("/hostile", article(HOSTILE, "a date"))
    world.document(world.rss(*items))


def _dates_are_sane(outcome: Outcome, world: World) -> None:
    assert len(outcome.entries) == 2
    for held in outcome.stored:
        published = held.article.published
        assert published is None or published.instant <= outcome.now


def _long_title_clean(outcome: Outcome, world: World) -> None:
    assert all(len(entry.title) <= 500 for entry in outcome.entries)
    assert not any(UNSAFE.search(entry.title) for entry in outcome.entries)


def _deep_json(whole: dict[str, object]) -> str:
    return json.dumps(whole)[:-1] + ', "extension": ' + "[" * 200_000 + "]" * 200_000 + "}"


PARAMETERS = '<!ENTITY % a "<!ENTITY b \'c\'>"> %a; <!ENTITY % d SYSTEM "file:///etc/passwd"> %d;'

FEEDS = [
    Case("feed-in-utf-16", encoded("utf-16"), stored),
    Case("feed-in-utf-16-unmarked", encoded("utf-16-le", "utf-16"), stored),
    Case("feed-in-utf-32", encoded("utf-32"), stored),
    Case("feed-in-utf-7", encoded("utf-7"), stored),
    *(Case(f"feed-in-{name.lower()}", encoded(codec, name), stored) for codec, name in (
        ("cp037", "EBCDIC-CP-US"), ("cp500", "IBM500"), ("cp1140", "IBM01140"), ("cp273", "utf-8"))),
    *(Case(f"feed-says-{name}", encoded("utf-8", name), stored) for name in (
        "unicode_escape", "idna", "rot13", "zip", "hex", "base64", "punycode", "undefined", "mbcs", "../../etc",
        "\u0130")),
    Case("feed-is-a-zip", changed(lambda text: zipped(text.encode()), "application/zip"), poll_failed, neighbour=False),
    Case("feed-is-packed-and-silent", changed(lambda text: gzip.compress(text.encode())), poll_failed, neighbour=False),
    Case("feed-of-comments", changed(_in_first_item("<!-- " * 40_000)), survived),
    Case("feed-of-anchors", changed(_in_first_item("<description>" + "<a>" * 400_000 + "</description>")),
         survived),
    Case("feed-of-escaped-anchors", changed(_in_first_item("<description>" + "&lt;a&gt;" * 200_000 + "</description>")),
         survived),
    Case("feed-of-attributes", changed(_in_first_item("<x " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>")),
         survived),
    Case("feed-of-namespaces",
         changed(_in_first_item("<x " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(30_000)) + "/>")), survived),
    Case("feed-of-instructions", changed(_in_head("<?a b?>" * 200_000)), survived),
    Case("feed-of-empty-items", changed(_in_head("<item/>" * 300_000)), survived),
    Case("feed-of-cdata", changed(_in_first_item("<description>" + "<![CDATA[a]]>" * 200_000 + "</description>")),
         survived),
    Case("feed-of-references", changed(_in_first_item("<description>" + "&#60;" * 500_000 + "</description>")),
         survived),
    Case("feed-of-surrogates", changed(_in_first_item("<category>&#xD800;&#x110000;\ud800</category>")), survived),
    Case("feed-of-categories", changed(_in_first_item("<category>a</category>" * 100_000)), survived),
    Case("feed-of-authors", changed(_in_first_item("<author>a@b.example (A)</author>" * 50_000)), survived),
    Case("feed-with-stylesheet", changed(lambda text: text.replace(
        "?>", '?><?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/a.xsl"?>', 1)), stored),
    Case("feed-with-xinclude", changed(_in_first_item(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>')), stored),
    Case("feed-with-parameter-entities",
         changed(lambda text: text.replace("?>", f"?><!DOCTYPE rss [{PARAMETERS}]>", 1)), stored),
    Case("feed-in-a-feed", changed(lambda text: text.replace("<item>", text.partition("?>")[2] + "<item>", 1)),
         survived),
    Case("feed-of-combining-marks", changed(lambda text: text.replace(HOSTILE, HOSTILE + "e" + "\u0301" * 300_000)),
         _long_title_clean),
    Case("feed-title-of-10-mb", changed(_in_head(f"<title>{'long ' * 1_990_000}</title>")),
         stored),
    Case("feed-of-dates", _of_dates, _dates_are_sane),
    Case("feed-names-itself", changed(lambda text: text.replace("/hostile", "/feed.xml")), survived),
    Case("json-deep", jsonfeed(_deep_json), stored),
    Case("json-nan", jsonfeed(lambda whole: json.dumps(whole | {"x": float("nan"), "y": float("inf")})), stored),
    Case("json-huge-number", jsonfeed(lambda whole: json.dumps(whole)[:-1] + ', "x": ' + "9" * 100_000 + "}"),
         stored),
    Case("json-huge-exponent", jsonfeed(lambda whole: json.dumps(whole)[:-1] + ', "x": 1e999999999}'), stored),
    Case("json-twice-the-key", jsonfeed(lambda whole: '{"items": 5, ' + json.dumps(whole)[1:]), stored),
    Case("json-surrogates", jsonfeed(lambda whole: json.dumps(whole | {"title": "\ud800\udfff\u202e"})), stored),
    Case("json-odd-items", jsonfeed(lambda whole: json.dumps(
        whole | {"items": [None, 5, "a", [], {}, {"url": 7, "title": {}}, *whole["items"]]})), survived),
    Case("json-items-are-no-list", jsonfeed(lambda whole: json.dumps(whole | {"items": {"0": 1}})),
         fails_or_salvages, neighbour=False),
    Case("json-many-items", jsonfeed(lambda whole: json.dumps(
        whole | {"items": [*whole["items"], *({"id": str(n)} for n in range(100_000))]})), survived),
]
