"""The words that multiply a number, in every language of the collection, and how each language writes its marks."""

from __future__ import annotations


def _listed(words: str) -> list[str]:
    return words.split()


# Where a point divides thousands and a comma is the decimal mark. Elsewhere it is the other way round.
COMMA_DECIMAL = frozenset(_listed(
    "bg ca cs da de el es et eu fi fr gl hr hu id is it lt lv mk nl no nb nn pl pt ro ru sk sl sq sr sv tr uk vi"
))

_K, _M, _G, _T = 1e3, 1e6, 1e9, 1e12

# Word (folded, without its point) -> what it multiplies by. Endings are open where a star stands.
_SCALES: dict[str, float] = {}


def _scale(value: float, words: str) -> None:
    for word in words.split():
        _SCALES[word] = value


_scale(_K, "thousand* k mille mil mila mille tausend* tsd tys tysi* tisic* tisíc* tys тыс* тис* тысяч* тисяч* "
           "bin ribu duizend* "
           "nghìn ngàn tuhat* tusen* ألف آلاف الف آلاف אלף אלפים هزار हज़ार हजार พัน 천 千")
_scale(_M, "million* millón millones milión* milion* milhão milhões milhao milhoes miljoen* miljoon* miljon* "
           "milyon* mln mio mn mill "
           "juta triệu млн миллион* мільйон* مليون ملايين میلیون מיליון מיליוני मिलियन ล้าน 百万 百萬 백만")
_scale(_G, "billion bn bln billions milliard* miliard* mrd mia miljard* miljardi* milyar* miliar мілья* млрд "
           "миллиард* мільярд* مليار مليارات "
           "میلیارد מיליארד מיליארדי bilhão bilhões bilhao bilhoes tỷ tỉ बिलियन 십억 十亿 十億 mds md mld")
_scale(_T, "trillion* tn trilhão trilhões triliun trilyon* billón billones biljoen* biljoon* biljon* bilion* "
           "bilione bilioni biliony "
           "bilionów триллион* трлн трильйон* تريليون تريليونات تریلیون טריליון טריליוני ट्रिलियन nghìn-tỷ 万亿 "
           "萬億 ล้านล้าน")
_scale(1e5, "lakh* लाख")
_scale(1e7, "crore* करोड़ करोड")
_scale(1e4, "万 萬 만 หมื่น")
_scale(1e8, "亿 億 억")
_scale(1e12, "兆 조")
_scale(1e2, "hundred* 百 백")

# The same word, another number: the long scale counts in millions of millions.
_LONG: dict[str, float] = {
    "billion": _T, "billionen": _T, "billions": _T, "billiarde": 1e15, "trillion": 1e18, "trillionen": 1e18,
    "trillions": 1e18, "trilioni": 1e18,
}
LONG_SCALE = frozenset(_listed("de fr es it nl pl cs sv fi da no"))

_EXACT = {word: value for word, value in _SCALES.items() if not word.endswith("*")}
_OPEN = sorted(((word[:-1], value) for word, value in _SCALES.items() if word.endswith("*")), key=lambda p: -len(p[0]))


def scale_of(word: str, language: str | None) -> float | None:
    """What a word after a number multiplies it by; None for any other word."""
    if language in LONG_SCALE and word in _LONG:
        return _LONG[word]
    if word in _EXACT:
        return _EXACT[word]
    for start, value in _OPEN:
        if word.startswith(start):
            return value
    return None
