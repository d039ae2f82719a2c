"""The 108 cases of hostile inputs: each served on loopback, each with the judgement that was written down for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.parsing import ChildPool
from tests.hostile import (
    cases_feed,
    cases_further,
    cases_further_feeds,
    cases_further_pages,
    cases_net,
    cases_page,
    cases_variants,
)
from tests.hostile.driver import crawl
from tests.hostile.world import NEIGHBOUR, SECRET, UNSAFE, Case, World

CASES = [*cases_net.ADDRESSES, *cases_net.TRANSPORT, *cases_feed.CASES, *cases_page.PAGES, *cases_page.TERMINAL]
VARIANTS = [
    *cases_variants.VARIANTS, *cases_further.NET, *cases_further_feeds.FEEDS, *cases_further_pages.PAGES,
]
LIST = Path(__file__).parents[2] / "../shared/knowledge/hostile.md"
MOST_REQUESTS = 30
MOST_BYTES = 40 << 20


@pytest.mark.parametrize("case", [*CASES, *VARIANTS], ids=lambda case: case.name)
def test_a_hostile_case_ends_in_its_safe_outcome(case: Case, world: World, parser: ChildPool) -> None:
    case.serve(world)
    outcome = crawl(world, parser, case.most_seconds)

    assert world.canary.connections == 0
    assert SECRET not in outcome.texts
    requests = [*world.site.asked(), *world.other.asked()]
    assert len(requests) <= MOST_REQUESTS
    assert sum(request.sent for request in requests) <= MOST_BYTES
    assert not any("cookie" in request.headers for request in requests)
    if case.neighbour:
        assert NEIGHBOUR in outcome.titles, [(entry.url, entry.fate, entry.reason) for entry in outcome.entries]
    assert not UNSAFE.search(outcome.texts)
    for entry in outcome.entries:
        assert not UNSAFE.search(f"{entry.title}{entry.url}{entry.reason}")
    case.judge(outcome, world)


def test_every_case_that_was_written_down_is_here() -> None:
    if not LIST.exists():
        pytest.skip("The list of cases is not beside the repository.")
    listed = {line.split("|")[1].strip() for line in LIST.read_text().splitlines() if line.startswith("| ")} - {"case"}
    assert listed == {case.name for case in CASES} | set(cases_page.QUERIES)
