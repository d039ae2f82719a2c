"""Numbers: one value, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import numbers


def first_values(text: str, language: str) -> list[float]:
    return [number.values[0] for number in numbers.found(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("fr", "de 5 000 à 7 000 milliards de dollars", [5e12, 7e12]),
        ("fr", "12\u202f500 personnes, 3,5\u00a0%", [12_500, 3.5]),
        ("fr", "un billion et 2 billions d'euros", [2e12]),
        ("en", "5 to 7 trillion dollars", [5e12, 7e12]),
        ("en", "$5bn, 5 bn, 5 billion", [5e9, 5e9, 5e9]),
        ("en", "1,234.5 points; 1,234 men; 0.75", [1234.5, 1234, 0.75]),
        ("de", "5 Mrd. Euro, 1,2 Millionen, 1.234,5", [5e9, 1.2e6, 1234.5]),
        ("de", "2 Billionen", [2e12]),
        ("es", "5 mil millones, 1.234.567 euros", [5e9, 1_234_567]),
        ("it", "3,5 miliardi e 20 mila", [3.5e9, 20_000]),
        ("pt", "2,5 bilhões de reais", [2.5e9]),
        ("nl", "3 miljard", [3e9]),
        ("pl", "2 mld zł i 15 tys. osób", [2e9, 15_000]),
        ("tr", "4,5 milyar lira", [4.5e9]),
        ("ru", "5 млрд, 1 234 567,8 и 40 тыс.", [5e9, 1_234_567.8, 40_000]),
        ("uk", "3 мільйони", [3e6]),
        ("ar", "١٢٫٥ مليون و ٢٠٢٤", [12.5e6, 2024]),
        ("fa", "۵ میلیارد", [5e9]),
        ("hi", "१२३ और 1,00,000 और 5 करोड़", [123, 100_000, 5e7]),
        ("he", "3 מיליון", [3e6]),
        ("vi", "5 nghìn tỷ đồng", [5e12]),
        ("id", "3 juta", [3e6]),
        ("th", "5 ล้าน", [5e6]),
        ("zh", "5万亿至7万亿美元", [5e12, 7e12]),
        ("zh", "三十五人，十二万，二〇二四年，一亿五千万", [35, 120_000, 2024, 1.5e8]),
        ("ja", "5兆円、3億5000万、2兆3,500億円", [5e12, 3.5e8, 2.35e12]),
        ("ko", "5천억 원, 3만 명", [5e11, 30_000]),
        ("en", "12.05.2020 and 9:30", [12, 5, 2020, 9, 30]),
        ("fa", "۷۷،۰۰۰ بازدید، ۱۲، ۱۵", [77_000, 12, 15]),
        ("ko", "7만 7천, 3만 2500명, 3만 5명", [77_000, 32_500, 30_000, 5]),
        ("el", "3 εκατ. και 2,5 δισ. ευρώ", [3e6, 2.5e9]),
        ("hu", "12 ezer, 3 millió, 2,5 milliárd, 2 billió", [12_000, 3e6, 2.5e9, 2e12]),
        ("bn", "৫ লাখ, ১২ কোটি", [500_000, 12e7]),
        ("ur", "5 لاکھ، 3 کروڑ", [500_000, 3e7]),
        ("sv", "5 mdkr, 3 mkr", [5e9, 3e6]),
        ("hr", "5 milijardi, 3 tisuće", [5e9, 3_000]),
        ("bg", "5 милиарда, 3 хиляди", [5e9, 3_000]),
        ("ro", "3 milioane, 5 mii", [3e6, 5_000]),
        ("de", "um 17.30 Uhr, 3.50 Euro, 3.5 Punkte", [17, 30, 3.5, 3.5]),
        ("en", "version 3.11, 2.50 each", [3.11, 2.5]),
        ("es", "12.50 pesos, 3.25 por ciento", [12.5, 3.25]),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(language: str, text: str, values: list[float]) -> None:
    assert first_values(text, language) == pytest.approx(values)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("fr", "de 5 000 à 7 000 milliards"), ("en", "between 5 and 7 trillion")),
        (("en", "5 to 7 trillion and 12.5%"), ("zh", "5万亿至7万亿，百分之12.5")),
        (("de", "1.234 Menschen und 40 Autos"), ("en", "1,234 people and 40 cars")),
        (("en", "at 9 p.m. on 14 March"), ("de", "um 21 Uhr am 14. März")),
        (("en", "60 miles away, 75 °F"), ("fr", "à 97 kilomètres, 24 degrés")),
        (("en", "1,234,567 votes"), ("de", "1,235 Millionen Stimmen")),
        (("hi", "१२३ लोग"), ("en", "123 people")),
    ],
)
def test_two_tellings_agree_in_their_numbers(a: tuple[str, str], b: tuple[str, str]) -> None:
    figures = [numbers.figures(text, language) for language, text in (a, b)]
    assert numbers.agreement(figures[0], figures[1]) == 1.0
    assert numbers.agreement(figures[1], figures[0]) == 1.0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "17.30 Uhr"), ("it", "alle 17.30"), ("fi", "kello 17.30"), ("fr", "à 17h30"), ("ru", "в 17:30"),
        ("en", "at 5:30pm"), ("en", "at 5.30 p.m."), ("ar", "الساعة 5:30 مساءً"), ("es", "a las 5:30 de la tarde"),
        ("zh", "下午5:30"), ("ja", "午後5時30分"), ("ko", "오후 5시 30분"), ("th", "เวลา 17.30 น."), ("vi", "17h30"),
    ],
)
def test_an_hour_is_the_same_however_it_is_written(language: str, text: str) -> None:
    assert numbers.agreement(numbers.figures(text, language), numbers.figures("at 17:30", "en")) == 1


@pytest.mark.parametrize(
    ("language", "text", "year"),
    [("th", "ปี 2569", 2026), ("ja", "令和8年", 2026), ("ja", "平成３１年", 2019), ("zh", "民國115年", 2026),
     ("fa", "سال ۱۴۰۴", 2026), ("fa", "سال ۱۴۰۴", 2025)],
)
def test_a_year_is_the_same_in_every_calendar(language: str, text: str, year: int) -> None:
    assert year in numbers.found(text, language)[0].values
    assert numbers.found("2569 or 1404", "en")[0].values == (2569,)


def test_other_numbers_do_not_agree() -> None:
    a = numbers.figures("16 degrees on Monday, 38 percent, 48 kilometres", "en")
    b = numbers.figures("20 degrés vendredi, 25 pour cent, 41 kilomètres", "fr")
    assert numbers.agreement(a, b) == 0.0


def test_small_numbers_and_months_confirm_but_do_not_count() -> None:
    spelled = numbers.figures("five people in March", "en")
    assert spelled.counted == ()
    assert {5.0, 3.0} <= spelled.all


def test_without_numbers_there_is_no_agreement_to_speak_of() -> None:
    nothing = numbers.figures("no figures here", "en")
    assert numbers.agreement(nothing, nothing) == 0.0


def test_a_table_of_thousands_is_read_to_a_bound() -> None:
    assert len(numbers.found(" ".join(map(str, range(10, 9_000))), "en")) <= numbers.MOST + 1


@given(st.text(alphabet="0123456789٣७,.'’\u00a0 万億mil-–:%$€", max_size=60), st.sampled_from(["en", "de", "zh", None]))
def test_anything_with_digits_is_read_without_a_fault(raw: str, language: str | None) -> None:
    for number in numbers.found(raw, language):
        assert 0 <= number.start < number.end <= len(raw)
        assert number.values
    figures = numbers.figures(raw, language)
    assert numbers.agreement(figures, figures) in (0.0, 1.0)
