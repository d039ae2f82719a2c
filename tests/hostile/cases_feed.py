"""The feed as a weapon: entities, depth, masses, identities, dates, schedules, charsets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.hostile.world import HOSTILE, NEIGHBOUR, SECRET, Case, Outcome, World, poll_failed, refused, survived
from tests.site import Item, article

HEAD = '<?xml version="1.0"?>\n'


def _with_entities(declared: str, used: str, system: str = "") -> Callable[[World], None]:
    """A feed with a document type of its own, whose hostile item uses what it declares."""
    def serve(world: World) -> None:
        secret = world.folder / "secret.txt"
        secret.write_text(SECRET)
        doctype = f"<!DOCTYPE rss {system}[{declared}]>".replace("FILE", str(secret))
        doctype = doctype.replace("INSIDE", f"http://127.0.0.1:{world.canary.port}/a")
        world.site.page("/hostile", article(HOSTILE, "entities"))
        body = world.rss(Item("/hostile", "TITLE")).decode().partition("?>")[2].replace("TITLE", used)
        world.document((HEAD + doctype + body).encode())

    return serve


def _laughs() -> str:
    lines = ['<!ENTITY l0 "laughter ">']
    lines += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return "".join(lines)


def _not_expanded(outcome: Outcome, world: World) -> None:
    assert outcome.texts.count("laughter") <= 100
    assert all(len(entry.title) <= 500 for entry in outcome.entries)
    assert outcome.entries or outcome.feed_reason


def _nothing_of_the_machine(outcome: Outcome, world: World) -> None:
    assert SECRET not in outcome.texts
    assert SECRET not in "".join(entry.title for entry in outcome.entries)


def _xml_deep(world: World) -> None:
    body = world.rss(Item("/hostile", HOSTILE)).decode()
    world.document(body.replace("<item>", "<item>" + "<a>" * 100_000, 1).encode())


def fails_or_salvages(outcome: Outcome, world: World) -> None:
    assert outcome.entries or outcome.feed_reason


def _many_items(world: World) -> None:
    world.site.page("/same", article(HOSTILE, "a mass of items"))
    item = "<item><title>One of many</title><link>{}#{}</link></item>"
    many = "".join(item.format(world.site.url("/same"), n) for n in range(100_000))
    body = world.rss().decode()
    world.document(body.replace("</item>", "</item>" + many, 1).encode())


def _taken_with_measure(outcome: Outcome, world: World) -> None:
    assert len(outcome.entries) <= 501


def _long(field: str, size: int) -> Callable[[World], None]:
    def serve(world: World) -> None:
        world.site.page("/hostile", article(HOSTILE, "something long"))
        values = {"title": HOSTILE, "link": "/hostile", "guid": world.site.url("/hostile")}
        values[field] = values[field] + "x" * size
        world.feed(Item(**values))

    return serve


def _cut_or_refused(outcome: Outcome, world: World) -> None:
    survived(outcome, world)
    assert all(len(entry.title) <= 500 and len(entry.url) <= 4096 for entry in outcome.entries)
    assert all(len(title) <= 500 for title in outcome.titles)


def _no_address(world: World) -> None:
    world.feed(Item("", HOSTILE, guid="", summary="Nothing to follow."))


def _skipped_with_a_reason(outcome: Outcome, world: World) -> None:
    assert outcome.titles == [NEIGHBOUR]
    assert all(entry.reason for entry in outcome.hostile)


COLLIDING = ("Harbour bridges and ferries", "Orchards, apples and cattle")


def _guid_collision(world: World) -> None:
    # each text tells what its title says: one text under two titles that it does not tell would be a wall
    for n, title in enumerate(COLLIDING, 1):
        world.site.page(f"/{n}", article(title, title.lower()))
    world.feed(*(Item(f"/{n}", title, guid="same") for n, title in enumerate(COLLIDING, 1)))


def _both_are_there(outcome: Outcome, world: World) -> None:
    assert {entry.url for entry in outcome.hostile} == {world.site.url("/1"), world.site.url("/2")}
    assert set(COLLIDING) <= set(outcome.titles)


def _same_link(world: World) -> None:
    world.site.page("/same", article(HOSTILE, "the same again"))
    world.feed(*(Item("/same", f"{HOSTILE} {n}", guid=f"id-{n}") for n in range(1000)))


def _fetched_once(outcome: Outcome, world: World) -> None:
    assert len(world.site.asked("/same")) == 1
    assert len(outcome.stored) == 1


def _absurd_dates(world: World) -> None:
    dates = ("Mon, 01 Jan 0001 00:00:00 +0000", "Fri, 31 Dec 9999 23:59:59 +2359", "the day before yesterday at 25:61")
    for n, _ in enumerate(dates):
        world.site.page(f"/{n}", article(f"Dated {n}", f"the calendar numbered {n * 31}"))
    world.feed(*(Item(f"/{n}", f"Dated {n}", extra=f"<pubDate>{date}</pubDate>") for n, date in enumerate(dates)))


def _all_three_are_kept(outcome: Outcome, world: World) -> None:
    assert sorted(kept.article.title for kept in outcome.stored) == ["Dated 0", "Dated 1", "Dated 2"]
    for kept in outcome.stored:
        published = kept.article.published
        assert published is None or published.instant < outcome.now + timedelta(days=2)


def _schedule(channel: str) -> Callable[[World], None]:
    def serve(world: World) -> None:
        world.feed(channel=channel)

    return serve


def _due_within_days(outcome: Outcome, world: World) -> None:
    assert outcome.feed_due is not None
    assert timedelta(0) < outcome.feed_due - outcome.now <= timedelta(days=8)


def _says_utf_16(world: World) -> None:
    body = world.rss(Item("/hostile", HOSTILE)).replace(b'encoding="utf-8"', b'encoding="utf-16"')
    world.site.page("/hostile", article(HOSTILE, "a charset"))
    world.document(body, "application/rss+xml; charset=utf-16")


def _latin1_lie(world: World) -> None:
    world.site.page("/hostile", article("Äußerung über Größe", "a charset"))
    world.document(world.rss(Item("/hostile", "Äußerung über Größe")).decode().encode("latin-1"))


def _title_is_readable(outcome: Outcome, world: World) -> None:
    assert [entry.title for entry in outcome.hostile] == ["Äußerung über Größe"]


def _nul_bytes(world: World) -> None:
    world.site.page("/hostile", article(HOSTILE, "zero bytes").replace("<p>", "<p>\x00", 2))
    world.document(world.rss(Item("/hostile", HOSTILE)).replace(b"hostile item", b"hostile\x00 item\x00"))


def _everything_is_stored(outcome: Outcome, world: World) -> None:
    assert len(outcome.articles) == 2, [(entry.fate, entry.reason) for entry in outcome.entries]


def _login_page(world: World) -> None:
    world.document(b"<!doctype html><html><title>Log in</title><form><input name=user></form></html>", "text/html")


CASES = [
    Case("laughs-billion", _with_entities(_laughs(), "&l9;"), _not_expanded, neighbour=False),
    Case("laughs-quadratic", _with_entities(f'<!ENTITY big "{"laughter " * 5000}">', "&big;" * 2000), _not_expanded,
         neighbour=False),
    Case("entity-file", _with_entities('<!ENTITY x SYSTEM "file://FILE">', "&x; title"), _nothing_of_the_machine),
    Case("entity-inside", _with_entities('<!ENTITY x SYSTEM "INSIDE"><!ENTITY % y SYSTEM "INSIDE">', "&x; title",
                                         'SYSTEM "INSIDE" '), _nothing_of_the_machine),
    Case("xml-deep", _xml_deep, fails_or_salvages, neighbour=False),
    Case("items-100k", _many_items, _taken_with_measure),
    Case("title-5mb", _long("title", 5_000_000), _cut_or_refused),
    Case("guid-1mb", _long("guid", 1_000_000), _cut_or_refused),
    Case("url-200kb", _long("link", 200_000), refused),
    Case("no-link-no-guid", _no_address, _skipped_with_a_reason),
    Case("guid-collision", _guid_collision, _both_are_there),
    Case("same-link-1000", _same_link, _fetched_once),
    Case("dates-absurd", _absurd_dates, _all_three_are_kept),
    Case("schedule-ttl-huge", _schedule(f"<ttl>{'9' * 40}</ttl>"), _due_within_days),
    Case("schedule-frequency-zero", _schedule(
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>"), _due_within_days),
    Case("schedule-skip-always", _schedule(
        f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(25))}</skipHours><skipDays>"
        + "".join(f"<day>{day}day</day>" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"))
        + "</skipDays>"), _due_within_days),
    Case("charset-says-utf-16", _says_utf_16, _everything_is_stored),
    Case("charset-latin1-lie", _latin1_lie, _title_is_readable),
    Case("bytes-nul", _nul_bytes, _everything_is_stored),
    Case("html-not-feed", _login_page, poll_failed, neighbour=False),
    Case("feed-empty-body", lambda world: world.document(b""), poll_failed, neighbour=False),
]
