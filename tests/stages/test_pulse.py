"""A queue moves while canaries or work come through it; an idle one is not dead, a new one not yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import QueueHealth
from monitor.stages import pulse


def queue(
    due: float | None = None, finished: float | None = None, answered: float | None = None,
    unanswered: float | None = None,
) -> QueueHealth:
    ages = (None if n is None else timedelta(minutes=n) for n in (due, finished, answered, unanswered))
    return QueueHealth("fetch", *ages)


@pytest.mark.parametrize(
    ("name", "health", "is_sick", "is_stuck"),
    [
        ("new and idle", queue(), False, False),
        ("new, work just due", queue(due=1), False, False),
        ("due for an hour, nothing ever done", queue(due=60), True, False),
        ("idle, canaries sing", queue(answered=0.5), False, False),
        ("busy", queue(due=500, finished=0.1, answered=3), False, False),
        ("busy, its canary waits its turn", queue(due=500, finished=0.1, answered=30, unanswered=29), False, False),
        ("nobody sends canaries any more", queue(answered=30), True, False),
        ("a canary does not come back", queue(finished=25, answered=21, unanswered=20), True, True),
        ("the first canary does not come back", queue(unanswered=20), False, True),
        ("a laptop has slept", queue(due=400, finished=480, answered=480), True, False),
    ],
)
def test_what_a_look_says(name: str, health: QueueHealth, is_sick: bool, is_stuck: bool) -> None:
    assert (pulse.sick(health) is not None, pulse.stuck(health) is not None) == (is_sick, is_stuck), name


def test_one_machine_is_judged_by_its_canaries_alone() -> None:
    others_work = queue(finished=0.1, answered=30)
    assert pulse.sick(others_work) is None
    assert pulse.sick(others_work, canaries_only=True) == "nothing came through for 30 minutes"
    assert pulse.sick(queue(finished=0.1), canaries_only=True) == "nothing ever came through"


def test_an_age_is_that_of_the_newest_sign() -> None:
    assert pulse.age(queue(finished=5, answered=2)) == timedelta(minutes=2)
    assert pulse.age(queue()) is None
