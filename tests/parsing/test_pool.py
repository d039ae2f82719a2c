"""Documents through real children: what kills a child costs its own document and no other."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import MonitorError, Transient
from monitor.model import Page, ParsedFeed
from monitor.parsing import ChildPool, InProcess, Limits
from monitor.parsing.process import Overrun, environment

NOW = datetime(2026, 11, 30, tzinfo=UTC)
URL = "https://news.example/feed.xml"
QUICK = Limits(seconds=0.2)


def feed(inside: str = "", count: int = 1) -> bytes:
    items = "".join(f"<item><title>T{n}</title><link>https://news.example/{n}</link></item>" for n in range(count))
    return f"<rss><channel><title>News</title>{inside}{items}</channel></rss>".encode()


# as many unclosed tags as feedparser is still asked about: half a second of its time
SLOW = feed("<item><title>Deep</title><description>" + '<a href="x">' * 19_900 + "</description></item>")
PAGE = Page(
    "p1", "https://news.example/1", "https://news.example/1", 200, {"content-type": "text/html"},
    ("<html><head><title>Grid plan</title></head><body><article><h1>Grid plan</h1>"
     + "<p>The ministry said on Monday that the new plan for the power grid would be ready in the autumn.</p>" * 8
     + "</article></body></html>").encode(), NOW,
)


@pytest.fixture
def pool() -> Iterator[Callable[..., ChildPool]]:
    opened: list[ChildPool] = []

    def make(size: int = 1, limits: Limits | None = None) -> ChildPool:
        opened.append(ChildPool(size, limits))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_reads_what_the_process_itself_reads(pool: Callable[..., ChildPool]) -> None:
    children = pool()
    assert children.feed(feed(count=3), URL, "", NOW) == InProcess().feed(feed(count=3), URL, "", NOW)
    assert children.page(PAGE, (), frozenset()) == InProcess().page(PAGE, (), frozenset())
    assert len(children.process_ids) == 1


def test_a_document_that_overruns_is_salvaged_and_costs_no_other(pool: Callable[..., ChildPool]) -> None:
    children = pool(1, QUICK)
    tries: list[ParsedFeed] = []

    def is_saved() -> bool:
        started = time.monotonic()
        with suppress(Overrun):             # what saves has the same 0.2 seconds: a loaded machine may take longer
            tries.append(children.feed(SLOW, URL, "", NOW))
        assert time.monotonic() - started < 30
        return bool(tries)

    until(is_saved)
    (saved,) = tries
    assert "T0" in [item.title for item in saved.items]
    assert "longer than 0.2 seconds" in (saved.note or "")
    until(lambda: children.feed(feed(), URL, "", NOW).note is None)     # its next child may be slow to start, too


def test_an_error_of_the_stage_crosses_the_pipe_as_itself(pool: Callable[..., ChildPool]) -> None:
    children = pool()
    empty = Page("p2", "https://news.example/2", "https://news.example/2", 200, {}, b"", NOW)
    with pytest.raises(MonitorError) as mine:
        InProcess().page(empty, (), frozenset())
    with pytest.raises(MonitorError) as theirs:
        children.page(empty, (), frozenset())
    assert (type(theirs.value), str(theirs.value)) == (type(mine.value), str(mine.value))
    assert children.feed(feed(), URL, "", NOW).items


def test_a_child_killed_from_outside_is_replaced_and_its_document_read(pool: Callable[..., ChildPool]) -> None:
    children = pool()
    children.feed(feed(), URL, "", NOW)
    (first,) = children.process_ids
    os.kill(first, signal.SIGKILL)
    until(lambda: not running(first))
    assert children.feed(feed(count=2), URL, "", NOW).items
    assert children.process_ids != [first]


def running(process_id: int) -> bool:
    """Whether it runs; a dead one may wait to be reaped."""
    try:
        return ") Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False


def test_a_child_killed_over_a_document_gets_it_once_more(pool: Callable[..., ChildPool]) -> None:
    children = pool(1, Limits(seconds=30, cpu_seconds=30))
    children.start("feed")
    (first,) = children.process_ids
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(children.feed, feed(count=400) + b" " * 8_000_000, URL, "", NOW)
        os.kill(first, signal.SIGKILL)
        assert len(answer.result(30).items) == 400
    assert first not in children.process_ids


def test_a_feed_that_crashes_the_parser_is_salvaged_by_another(pool: Callable[..., ChildPool]) -> None:
    children = pool(1, Limits(seconds=30, cpu_seconds=30))
    children.start("feed")
    (first,) = children.process_ids
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(children.feed, SLOW, URL, "", NOW)
        until(lambda: busy(first))
        os.kill(first, signal.SIGSEGV)
        saved = answer.result(30)
    assert "SIGSEGV" in (saved.note or "")
    assert "T0" in [item.title for item in saved.items]
    assert children.process_ids != [first]


def busy(process_id: int) -> bool:
    """Whether it has computed for a while since it started."""
    try:
        ticks = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[11]
    except OSError:
        return False
    return int(ticks) / os.sysconf("SC_CLK_TCK") > 0.15


def test_a_child_is_replaced_after_so_many_documents(pool: Callable[..., ChildPool]) -> None:
    children = pool(1, Limits(documents=3))
    seen = []
    for _ in range(7):
        children.feed(feed(), URL, "", NOW)
        seen.append(tuple(children.process_ids))
    assert len(set(seen) - {()}) == 3


def test_a_child_that_holds_too_much_is_replaced(pool: Callable[..., ChildPool]) -> None:
    children = pool(1, Limits(held=1))
    children.feed(feed(), URL, "", NOW)
    assert children.process_ids == []
    assert children.feed(feed(), URL, "", NOW).items


def test_a_child_without_room_to_start_blames_no_document(pool: Callable[..., ChildPool]) -> None:
    with pytest.raises(Transient):
        pool(1, Limits(memory=24 << 20)).feed(feed(), URL, "", NOW)


def test_many_threads_share_few_children(pool: Callable[..., ChildPool]) -> None:
    children = pool(2)
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(
            lambda n: len(children.feed(feed(count=n % 7), URL, "", NOW).items), range(200)))
    assert counts == [n % 7 for n in range(200)]
    assert len(children.process_ids) <= 2


def test_closing_ends_children_and_whoever_waits(pool: Callable[..., ChildPool]) -> None:
    children = pool(1, Limits(seconds=60, cpu_seconds=60))
    children.start("feed")
    (child,) = children.process_ids
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            children.feed(SLOW, URL, "", NOW)
        except MonitorError as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    until(lambda: busy(child))
    children.close()
    for thread in threads:
        thread.join(30)
    assert [type(error) for error in errors] == [Transient, Transient]
    assert not is_alive(child)
    with pytest.raises(Transient, match="closed"):
        children.feed(feed(), URL, "", NOW)


def test_ctrl_c_in_a_child_is_nobodys_business(pool: Callable[..., ChildPool]) -> None:
    children = pool()
    children.feed(feed(), URL, "", NOW)
    (child,) = children.process_ids
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(child, number)
    assert children.feed(feed(), URL, "", NOW).items
    assert children.process_ids == [child]


def test_a_child_ends_with_its_input(pool: Callable[..., ChildPool]) -> None:
    children = pool()
    children.feed(feed(), URL, "", NOW)
    (child,) = children.process_ids
    held = children._free.pop()
    assert held._process.stdin is not None
    held._process.stdin.close()
    assert held._process.wait(5) == 0
    held.bury()
    assert not is_alive(child)


def test_a_child_sees_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_DATABASE", "postgresql://user:secret@db/monitor")
    assert "secret" not in str(environment())
    assert environment()["OPENBLAS_NUM_THREADS"] == "1"


def test_a_child_that_reads_feeds_is_cheap(pool: Callable[..., ChildPool]) -> None:
    children = pool()
    children.feed(feed(), URL, "", NOW)
    (child,) = children._free
    assert child.loaded == {"feed"}
    assert child.held < 80 << 20
