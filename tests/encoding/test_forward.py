"""Our arithmetic of the encoder, beside the package's own."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.encoding.forward import Forward
from monitor.encoding.recent import Recent, Rows
from monitor.encoding.token_cache import TokenCache
from monitor.encoding.tokenizer import FIRST, LAST, Tokenizer
from monitor.encoding.usem3 import Usem3
from monitor.encoding.weights import Weights

TEXTS = (
    "The government builds a reactor for data centres", "", " ", "x", "Le réacteur,  l'énergie\net\tles puces",
    "政府为数据中心建造反应堆，以满足人工智能的用电需求。", "データセンター向けの原子炉", "الحكومة تبني مفاعلا",
    "\u200b \ufeff", "Die Regierung baut " * 60,
    "🙂 emoji 🙂", "½ ﬁ Ａ ﾊﾟ é",
)


@cache
def package() -> Any:
    from usem3 import USE

    model = USE(threads=1)
    model.encode(["loaded"])
    return model


def test_rows_are_those_of_the_package_alone_and_together() -> None:
    wanted = np.vstack([package().encode([text]) for text in TEXTS])
    encoder = Usem3()
    assert np.abs(encoder.encode(TEXTS) - wanted).max() < 2e-6
    again = np.vstack([encoder.encode([text]) for text in TEXTS])
    assert np.abs(again - wanted).max() < 2e-6


@pytest.mark.parametrize("size", [4, 40, 64])
def test_tokens_that_are_forgotten_are_learnt_again(size: int) -> None:
    backend = package()._model
    forward = Forward(Weights(backend))
    forward._tokens = TokenCache(forward._weights, size)
    chance = random.Random(size)
    for _ in range(30):
        tokens = [FIRST, *(chance.randrange(3, 120) for _ in range(chance.randrange(1, 60))), LAST]
        wanted = np.empty((1, 512), np.float32)
        backend._encode_batch([tokens], len(tokens), wanted)
        assert np.abs(forward.encode([tokens]) - wanted).max() < 2e-6


@pytest.mark.parametrize("size", [1, 7, 64, 1_024])
def test_places_that_were_met_before_are_not_worked_out_again(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = package()._model
    forward = Forward(Weights(backend))
    forward._recent = Recent(1_280, size)
    made: list[int] = []
    work = forward._made

    def counted(flat: Any, near: Any, five: Any, wanted: Any) -> Rows:
        made.append(len(wanted))
        return work(flat, near, five, wanted)

    monkeypatch.setattr(forward, "_made", counted)
    chance, rounds = random.Random(size), 3
    for _ in range(rounds):
        text = [chance.randrange(3, 30) for _ in range(chance.randrange(10, 90))]
        cuts = sorted(chance.choices(range(len(text)), k=4))
        pieces = [[FIRST, *text[a:b], LAST] for a, b in pairwise([0, *cuts, len(text)])]
        for texts in ([[FIRST, *text, LAST]], pieces, [[FIRST, *text, LAST], *pieces]):
            wanted = np.empty((len(texts), 512), np.float32)
            for row, tokens in enumerate(texts):
                backend._encode_batch([tokens], len(tokens), wanted[row:row + 1])
            assert np.abs(forward.encode(texts) - wanted).max() < 2e-6
    if size == 1_024:
        assert not any(made[2::3])
        assert sum(made) < rounds * 2 * 90


@pytest.mark.parametrize("text", [text for text in TEXTS if text.strip()])
def test_tokens_are_those_of_the_package(text: str) -> None:
    assert tokenizer().of(text) == package()._tokenizer.encode(text)


@given(st.text(alphabet="ab é\u3000\u200b\u0301核反Ａｆﬁ½™.,-_01\u00ad\ufeff\u2028\x00ไทยการ🙂", max_size=40))
def test_tokens_of_any_text_weigh_what_those_of_the_package_weigh(text: str) -> None:
    """Where two ways to split it weigh the same ("aaa") the two may differ."""
    ours, theirs = tokenizer().of(text), package()._tokenizer.encode(text)
    scores = package()._tokenizer._scores
    assert (ours[0], ours[-1], len(ours)) == (FIRST, LAST, len(theirs))
    assert sum(scores[token] for token in ours) == pytest.approx(sum(scores[token] for token in theirs))


@cache
def tokenizer() -> Tokenizer:
    from usem3 import backends

    return Tokenizer(Path(backends.__file__).parents[1] / "resources" / "sp.model")
