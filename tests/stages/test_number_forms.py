"""Numbers by property: whatever the value, every language's own way to write it says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import numbers

# Language: mark of thousands, mark of decimals, digits from 0 to 9, "million" and "billion" (10^9) after a number.
FORMS = {
    "en": (",", ".", "0123456789", " million", " billion"),
    "de": (".", ",", "0123456789", " Millionen", " Mrd."),
    "fr": ("\u202f", ",", "0123456789", "\u00a0millions", "\u00a0milliards"),
    "es": (".", ",", "0123456789", " millones", " mil millones"),
    "it": (".", ",", "0123456789", " milioni", " miliardi"),
    "pt": (".", ",", "0123456789", " milhões", " bilhões"),
    "nl": (".", ",", "0123456789", " miljoen", " miljard"),
    "pl": (" ", ",", "0123456789", " mln", " mld"),
    "ru": ("\u00a0", ",", "0123456789", " млн", " млрд"),
    "uk": (" ", ",", "0123456789", " млн", " млрд"),
    "cs": (" ", ",", "0123456789", " milionů", " miliard"),
    "sv": (" ", ",", "0123456789", " miljoner", " miljarder"),
    "da": (".", ",", "0123456789", " millioner", " milliarder"),
    "fi": (" ", ",", "0123456789", " miljoonaa", " miljardia"),
    "tr": (".", ",", "0123456789", " milyon", " milyar"),
    "id": (".", ",", "0123456789", " juta", " miliar"),
    "vi": (".", ",", "0123456789", " triệu", " tỷ"),
    "th": (",", ".", "0123456789", " ล้าน", " พันล้าน"),
    "ar": ("٬", "٫", "٠١٢٣٤٥٦٧٨٩", " مليون", " مليار"),
    "fa": ("٬", "٫", "۰۱۲۳۴۵۶۷۸۹", " میلیون", " میلیارد"),
    "he": (",", ".", "0123456789", " מיליון", " מיליארד"),
}


def written(language: str, value: str, unit: str = "") -> str:
    """A decimal number as the language writes it."""
    thousands, point, digits, _, _ = FORMS[language]
    whole, _, fraction = value.partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands) + (point + fraction if fraction else "")
    return "".join(digits[int(c)] if c.isascii() and c.isdigit() else c for c in grouped) + unit


def is_told(language: str, text: str, value: float) -> bool:
    """Whether the value is one of the readings of the only number in the text."""
    found = numbers.found(text, language)
    return len(found) == 1 and any(abs(v - value) <= 1e-6 * value for v in found[0].values)


LANGUAGES = st.sampled_from(sorted(FORMS))
DECIMALS = st.tuples(st.integers(1, 999), st.integers(0, 99)).map(lambda n: f"{n[0]}.{n[1]:02}")


@given(LANGUAGES, st.integers(10, 99_999_999))
def test_a_whole_number_is_its_value(language: str, value: int) -> None:
    assert is_told(language, f"x {written(language, str(value))} x", value)


@given(LANGUAGES, st.one_of(DECIMALS, st.integers(1_000, 999_999).map(lambda n: f"{n}.5")))
def test_a_decimal_is_its_value(language: str, value: str) -> None:
    assert is_told(language, f"x {written(language, value)} %.", float(value))


@given(LANGUAGES, DECIMALS, st.booleans())
def test_millions_and_billions_are_their_value(language: str, value: str, is_billion: bool) -> None:
    unit, factor = (FORMS[language][4], 1e9) if is_billion else (FORMS[language][3], 1e6)
    assert is_told(language, f"x {written(language, value, unit)} x", float(value) * factor)


@given(st.integers(1, 999), st.integers(1, 99))
def test_lakh_and_crore_are_their_value(whole: int, part: int) -> None:
    value = whole + part / 100
    for text in (f"{whole}.{part:02} crore", f"{whole}.{part:02} करोड़"):
        assert is_told("hi" if "क" in text else "en", f"x {text} x", value * 1e7)
    for text in (f"{whole}.{part:02} lakh", f"{whole}.{part:02} लाख"):
        assert is_told("hi" if "ल" in text else "en", f"x {text} x", value * 1e5)


@given(st.integers(10_000_000, 999_999_999))
def test_indian_groups_are_one_number(value: int) -> None:
    head, tail = divmod(value, 1_000)
    pairs = []
    while head:
        head, pair = divmod(head, 100)
        pairs.append(f"{pair:02}" if head else str(pair))
    text = f"{','.join(reversed(pairs))},{tail:03}"
    assert is_told("en", f"x {text} x", value)
    assert is_told("hi", "x " + "".join("०१२३४५६७८९"[int(c)] if c.isdigit() else c for c in text) + " x", value)


@pytest.mark.parametrize(
    ("unit", "factor"), [("ล้าน", 1e6), ("พันล้าน", 1e9), ("หมื่นล้าน", 1e10), ("แสนล้าน", 1e11), ("ล้านล้าน", 1e12)]
)
def test_thai_units_are_read_though_no_space_follows(unit: str, factor: float) -> None:
    assert is_told("th", f"มูลค่า 2.5 {unit}บาท", 2.5 * factor)
    assert is_told("th", f"มูลค่า 2.5 {unit}", 2.5 * factor)


@given(st.integers(1, 9_999), st.sampled_from(["万", "億", "兆"]))
def test_ten_thousands_are_their_value(value: int, unit: str) -> None:
    factor = {"万": 1e4, "億": 1e8, "兆": 1e12}[unit]
    assert is_told("ja", f"約{value}{unit}円", value * factor)
    assert is_told("zh", f"约{value}{ {'億': '亿', '兆': '万亿'}.get(unit, unit)}元", value * factor)
    assert is_told("ko", f"약 {value}{ {'万': '만', '億': '억', '兆': '조'}[unit]} 원", value * factor)


RANGES = [
    ("en", "{} to {} trillion"), ("en", "{}–{} trillion"), ("de", "{} bis {} Billionen"), ("fr", "de {} à {} billions"),
    ("fr", "de {} 000 à {} 000 milliards"), ("es", "de {} a {} billones"), ("it", "da {} a {} bilioni"),
    ("nl", "{} tot {} biljoen"), ("pl", "od {} do {} bilionów"), ("ru", "от {} до {} трлн"), ("zh", "{}万亿至{}万亿"),
    ("zh", "{}至{}万亿"), ("ja", "{}兆から{}兆円"), ("ko", "{}조에서 {}조"),
]


@pytest.mark.parametrize(("language", "form"), RANGES)
def test_both_ends_of_a_range_share_what_multiplies_it(language: str, form: str) -> None:
    for low, high in ((5, 7), (2, 3), (8, 9)):
        found = numbers.found(form.format(low, high), language)
        assert [n.values[0] for n in found] == pytest.approx([low * 1e12, high * 1e12]), form


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "12 percent"), ("de", "12 Prozent"), ("fr", "12 pour cent"), ("fr", "12\u202f%"), ("tr", "yüzde 12"),
        ("tr", "%12"), ("zh", "百分之十二"), ("zh", "12％"), ("ar", "١٢٪"), ("hi", "१२ प्रतिशत"), ("fa", "۱۲ درصد"),
        ("zh", "１２％"),
    ],
)
def test_a_percentage_is_its_figure(language: str, text: str) -> None:
    figures = [numbers.figures("12%", "en"), numbers.figures(text, language)]
    assert numbers.agreement(*figures) == 1.0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "March 14, 2031"), ("en", "14 March 2031"), ("de", "14. März 2031"), ("fr", "14 mars 2031"),
        ("es", "14 de marzo de 2031"), ("ru", "14 марта 2031"), ("zh", "2031年3月14日"), ("ja", "2031年3月14日"),
        ("ko", "2031년 3월 14일"), ("en", "2031-03-14"), ("de", "14.03.2031"), ("en", "14/03/2031"),
        ("hi", "१४ मार्च २०३१"), ("ar", "١٤ مارس ٢٠٣١"), ("zh", "二〇三一年三月十四日"),
    ],
)
def test_a_date_is_its_day_and_year(language: str, text: str) -> None:
    figures = [numbers.figures("on 14 March 2031", "en"), numbers.figures(text, language)]
    assert numbers.agreement(*figures) == 1.0
