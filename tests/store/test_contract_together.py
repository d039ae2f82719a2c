"""Several writers at once, in threads and in processes: nothing is lost, nothing done twice, nobody sees «locked»."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Filter
from monitor.ports import Store
from tests.store import make, writer
from tests.store.conftest import Place
from tests.store.test_contract import with_entries

WRITERS = 4


def prepared(place: Place, entries: int) -> set[str]:
    place.clock.time = datetime.now(UTC)    # the writers go by the machine's time
    rows = place.open()
    ids = with_entries(rows, place.clock, *(f"https://h{n % 7}.example/{n}" for n in range(entries)))
    rows.close()
    return set(ids)


def all_in_stories(rows: Store, writers: int, count: int) -> None:
    filed = list(rows.articles.every(Filter(everything=True)))
    assert len({stored.article.article_id for stored in filed}) == writers * count
    assert sorted(stored.repeats + 1 for stored in filed) == [writers * count // writer.TOPICS] * (writers * count)
    assert len({stored.story_id for stored in filed}) == writer.TOPICS
    assert rows.counters.since(make.START)["article", "new"] == writers * count


def test_four_threads_lose_nothing(place: Place) -> None:
    ids = prepared(place, 60)
    place.clock.time = datetime.now(UTC)
    rows = place.open()
    claimed: list[str] = []
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            claimed.extend(writer.claim_all(rows))
            for number in range(10):
                writer.file_one(rows, name, number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Counter(claimed) == dict.fromkeys(ids, 1)
    all_in_stories(rows, WRITERS, 10)
    rows.close()


@pytest.mark.slow
def test_four_processes_lose_nothing(place: Place) -> None:
    ids = prepared(place, 200)
    root = str(Path(__file__).parents[2])
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.writer", place.url, f"w{n}", "30"],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(WRITERS)
    ]
    ended = [process.communicate(timeout=120) for process in running]
    assert [error for _, error in ended] == [""] * WRITERS
    claimed = [entry_id for said, _ in ended for entry_id in said.splitlines()[0].split()]
    assert Counter(claimed) == dict.fromkeys(ids, 1)
    rows = place.open()
    all_in_stories(rows, WRITERS, 30)
    rows.close()
