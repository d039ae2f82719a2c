"""Candidates by names and numbers: keys that meet across scripts, and a choice that every language takes part in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import name_keys
from monitor.stages.name_keys import HOLDERS, OF_ONE_LANGUAGE, Holder, Told

ENGLISH = (
    "The ministry in Narva told Kowalski Energetics on Monday that 4,150 homes and the centre near Tartu would share "
    "the reactor, said Marta Lindqvist, who leads the company. She named 2031 as the year and 740 million as the price."
)
TELLINGS = {
    "cs": "Ministerstvo v Narva sdělilo firmě Kowalski Energetics, že 4 150 domácností a centrum u Tartu budou sdílet "
          "reaktor, řekla Marta Lindqvist. Uvedla rok 2031 a cenu 740 milionů.",
    "uk": "Міністерство в Нарва повідомило Ковальскі Енергетікс, що 4150 домівок і центр біля Тарту ділитимуть "
          "реактор, сказала Марта Ліндквіст. Вона назвала 2031 рік і ціну 740 мільйонів.",
    "hi": "नारवा में मंत्रालय ने कोवाल्स्की एनर्जेटिक्स से कहा कि 4,150 घर और तारतू के पास का केंद्र रिएक्टर साझा करेंगे, "
          "मार्ता लिंडक्विस्ट ने कहा। उन्होंने 2031 वर्ष और 74 करोड़ कीमत बताई।",
}


@pytest.mark.parametrize("language", sorted(TELLINGS))
def test_tellings_in_other_scripts_share_keys(language: str) -> None:
    mine = name_keys.of("", ENGLISH, "en", is_read=True)
    theirs = name_keys.of("", TELLINGS[language], language, is_read=False)
    assert len(set(name_keys.wanted(mine)) & set(theirs)) >= 4
    assert len(set(name_keys.wanted(theirs)) & set(mine)) >= 4


def test_what_the_encoder_reads_is_not_looked_for_by_names() -> None:
    one, other = (name_keys.of("", ENGLISH, "en", is_read=True) for _ in range(2))
    assert one == other
    assert not set(name_keys.wanted(one)) & set(other)


@given(st.text(max_size=300), st.sampled_from(["en", "he", "zh", None]), st.booleans())
def test_any_text_has_keys_that_a_store_can_hold(raw: str, language: str | None, is_read: bool) -> None:
    keys = name_keys.of(raw[:20], raw, language, is_read=is_read)
    assert len(set(keys)) == len(keys) <= name_keys.MOST_KEYS
    assert all(-(2 ** 63) <= key < 2 ** 63 and key & 1 == (not is_read) for key in keys)


def test_a_script_without_capitals_has_a_bounded_number_of_keys() -> None:
    draw = random.Random(7)
    words = " ".join("".join(draw.choices("אבגדהזחטיכלמנסעפצקרשת", k=6)) for _ in range(3_000))
    assert len(name_keys.of("", words, "he", is_read=False)) == name_keys.MOST_KEYS


@pytest.mark.parametrize("language", ["en", "haw", "zz", None])
@pytest.mark.parametrize("length", [1, 77, 2**16 - 1])
def test_language_and_length_stand_in_one_number(language: str | None, length: int) -> None:
    told = Told(language, length)
    assert 0 < name_keys.packed(told) < 2**31
    assert name_keys.unpacked(name_keys.packed(told)) == told


@pytest.mark.parametrize("told", [Told("zh-tw", 5), Told("EN", 5), Told("é", 5), Told("en", 2**16), Told(None, 0)])
def test_what_does_not_fit_into_one_number_is_left_to_the_article(told: Told) -> None:
    assert name_keys.packed(told) == 0
    assert name_keys.unpacked(0) is None


def test_rare_keys_weigh_more_and_long_lists_less() -> None:
    common = [Holder(number, 4) for number in range(HOLDERS)]
    weights = name_keys.weighed({1: common, 2: [Holder(3, 4)], 3: [Holder(500, 100)]}, 100_000)
    assert max(weights, key=lambda number: weights[number]) == 3
    assert weights[500] < weights[3]


def test_each_language_gets_its_turn_and_lengths_must_fit() -> None:
    told = {n: Told("de", 1_000) for n in range(20)}
    told |= {20: Told("fi", 1_000), 21: Told("sv", 9_000), 22: Told("en", 900)}
    weights = {number: 30.0 - number for number in told}
    found = name_keys.chosen(weights, told, "en", 1_000, 10)
    assert found[:2] == [0, 20]                                     # the best of each language first
    assert found == [0, 20, *range(1, OF_ONE_LANGUAGE)]             # nine times as long, or our own language: no
    assert name_keys.chosen(weights, told, "en", 1_000, 1) == [0]


def test_an_article_that_is_gone_is_nobodys_candidate() -> None:
    assert name_keys.chosen({7: 3.0}, {}, "en", 100, 10) == []


def test_the_keys_that_fewest_hold_are_looked_at_first_and_not_all_where_many_hold_them() -> None:
    held = {1: name_keys.MOST_HELD, 2: 3, 3: 0, 4: 1, 5: 3}
    assert name_keys.rarest(held) == [4, 2, 5]
    assert name_keys.rarest({1: name_keys.MOST_HELD + 1}) == [1]
    assert name_keys.rarest({}) == []
