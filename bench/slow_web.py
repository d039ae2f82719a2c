"""A web of 200 invented hosts and the 94 real feed documents behind one proxy; some hosts are slow, down or endless.

    python -m bench.slow_web --seed 1           prints the proxy's address, then the list of troubled hosts, as JSON

For each line that comes in, it prints how many seconds after the first request the last one to an untroubled host came.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from bench import replay
from tests.site import Answer, Item, Logged, Request, Route, Site, dripping, endless, rss

HOSTS = 200
PAGES = 5
SLOW = ("late", "drip", "stall")            # a tenth of the hosts
DOWN = ("closed", "refusing", "unreachable")    # another tenth
LATE = 5.0                                  # seconds before each answer
RATE = 200                                  # bytes a second
STALL = 120.0                               # longer than any deadline
WORDS = (
    "the a of to and in for on with from by at after before over under council harbour bridge school river farm "
    "winter summer market budget letter street garden museum railway theatre station doctor teacher baker painter "
    "sailor judge mayor village island forest valley coast storm frost rain harvest orchard cattle sheep wool "
    "timber stone brick glass paper copper silver music choir dance match season coach player goal ferry tunnel "
    "crane engine signal ticket bread cheese apple barley honey kitchen recipe plate oven said opened closed "
    "built sold found lost moved counted painted repaired promised refused agreed asked answered waited returned "
    "early late quiet narrow wooden northern southern old"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
RSS = {"Content-Type": "application/rss+xml"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every host, and what is wrong with those where anything is."""

    hosts: tuple[str, ...]
    troubles: dict[str, str]


def plan(seed: int) -> Plan:
    """The same for the same seed."""
    hosts = tuple(f"host{n:03}.example" for n in range(HOSTS))
    chosen = random.Random(seed).sample(hosts, HOSTS // 5 + 1)
    slow, down, last = chosen[: HOSTS // 10], chosen[HOSTS // 10 : -1], chosen[-1]
    troubles = {host: SLOW[n % len(SLOW)] for n, host in enumerate(slow)}
    troubles |= {host: DOWN[n % len(DOWN)] for n, host in enumerate(down)}
    return Plan(hosts, troubles | {last: "endless"})


def as_it_is(whole: Answer, is_page: bool) -> Route:
    """The answer of a host without trouble."""
    return whole


def troubled(kind: str, whole: Answer, is_page: bool) -> Route:
    """An answer as a host with this trouble gives it."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    if kind == "late":
        return Answer(body, whole.status, whole.headers, wait=LATE)
    if kind == "drip":
        return lambda request: Answer(_by_the_second(body, request), whole.status, whole.headers)
    if kind == "stall":
        return Answer(wait=STALL)
    if kind == "closed":
        return Answer(raw=())
    if kind == "refusing":
        return Answer(b"broken\n", 503)
    if kind == "unreachable":
        return Answer(b"no way there\n", 502)       # what a proxy says of a host that it cannot reach
    return (lambda request: Answer(endless(body), headers=whole.headers)) if is_page else whole


def _by_the_second(body: bytes, request: Request) -> Iterator[bytes]:
    yield from dripping(body, 1 / RATE, request.site)


def serve(site: Site, web: Plan) -> None:
    """Every host with a robots.txt, a feed and its pages; the real feed documents at their own addresses."""
    for host in web.hosts:
        kind = web.troubles.get(host)
        change: Callable[[Answer, bool], Route] = as_it_is if kind is None else partial(troubled, kind)
        links = [f"http://{host}/{n}" for n in range(PAGES)]
        items = [Item(link, f"Article {n} of {host}") for n, link in enumerate(links)]
        feed = Answer(rss(items, f"http://{host}/feed.xml", host), headers=RSS)
        site.route(f"http://{host}/robots.txt", change(Answer(b"User-agent: *\nDisallow: /private\n"), False))
        site.route(f"http://{host}/feed.xml", change(feed, False))
        for n, link in enumerate(links):
            page = _article(f"Article {n} of {host}", random.Random(link)).encode()
            site.route(link, change(Answer(page, headers=HTML), True))
    for url, body, media_type in _real_feeds():
        site.route(url, Answer(body, headers={"Content-Type": media_type}))


def _article(title: str, chance: random.Random) -> str:
    """A page of sentences that no other page has: what repeats what is not the question here."""
    paragraphs = "".join(
        "<p>" + " ".join(_sentence(chance) for _ in range(3)) + "</p>\n" for _ in range(6)
    )
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>\n{paragraphs}</article></body></html>"
    )


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS.split(), k=chance.randint(8, 20))).capitalize() + "."


def _real_feeds() -> Iterator[tuple[str, bytes, str]]:
    if not replay.REPLAY.is_dir():
        return
    with (replay.REPLAY / "manifest.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    for record in records:
        if record["kind"] == "feed":
            url = urlsplit(record["url"])._replace(scheme="http").geturl()
            yield url, gzip.decompress((replay.REPLAY / record["file"]).read_bytes()), record["media_type"]


def main() -> None:
    """Serve until the input ends."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    web = plan(arguments.parse_args().seed)
    with Site() as site:
        serve(site, web)
        print(site.proxy, flush=True)
        print(json.dumps(web.troubles), flush=True)
        seen = 0
        while sys.stdin.readline():
            requests = list(site.log)[seen:]
            seen += len(requests)
            print(_last(requests, web), flush=True)


def _last(requests: Sequence[Logged], web: Plan) -> float:
    began = min(request.began for request in requests)
    return max(request.began for request in requests if request.host not in web.troubles) - began


if __name__ == "__main__":
    main()
