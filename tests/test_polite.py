"""The behaviours of a good guest, from a local server's log."""

from __future__ import annotations

import pytest

from bench.behaviours import Behaviour
from bench.behaviours_rest import BEHAVIOURS


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: f"{behaviour.number} {behaviour.text}")
def test_a_guest_is_polite(behaviour: Behaviour) -> None:
    behaviour.check()


def test_none_of_the_thirty_is_missing() -> None:
    assert sorted(behaviour.number for behaviour in BEHAVIOURS) == list(range(1, 31))
