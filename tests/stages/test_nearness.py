"""What is near to everything, or only of the question's language, stands behind what answers."""

from __future__ import annotations

import numpy as np

from monitor.stages import nearness
from monitor.stages.nearness import Background


def row(*values: float) -> np.ndarray:
    found = np.zeros(8, np.float32)
    found[: len(values)] = values
    return found / np.linalg.norm(found)


def background(**languages: np.ndarray) -> Background:
    """Thirty articles of each language, all alike."""
    rows = np.stack([some for some in languages.values() for _ in range(30)])
    return Background(rows, tuple(name for name in languages for _ in range(30)))


def test_of_two_that_are_as_near_the_one_near_to_everything_stands_behind() -> None:
    everything, asked = row(1.0), row(1.0, 0.0, 1.0)
    rows = np.stack([row(1.0), row(0.0, 0.0, 1.0)])
    assert np.allclose(rows @ asked, [0.7071, 0.7071], atol=1e-3)
    common, own = nearness.merits(asked, rows, ("en", "en"), background(en=everything))
    assert own > common + 0.1


def test_nearness_to_the_questions_own_language_is_taken_off() -> None:
    """In German all are at .71 from the question, in Chinese at 0: what is at .5 there says more than .6 here."""
    asked = row(1.0, 0.0, 1.0)
    known = background(de=row(1.0), zh=row(0.0, 1.0))
    rows = np.stack([row(0.85, 0.0, 0.0, 0.53), row(0.0, 0.71, 0.71)])
    assert rows[0] @ asked > rows[1] @ asked
    german, chinese = nearness.merits(asked, rows, ("de", "zh"), known)
    assert chinese > german


def test_a_language_that_is_rare_is_judged_by_all() -> None:
    asked, known = row(1.0), background(en=row(1.0, 1.0))
    alone, unknown = nearness.merits(asked, np.stack([row(1.0), row(1.0)]), ("ko", None), known)
    assert alone == unknown
