"""Numbers as values, in whatever way a language writes them, for comparing two reports of one event."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.stages import number_calendars, number_words
from monitor.stages.marks import MARKS

MOST = 150              # numbers of a text that are looked at: a table of results has thousands
READ = 20_000           # characters that are read for them
SMALL = 10.0            # below, figures are everywhere: they confirm and are not counted
TOLERANCE = 0.03        # of a converted unit, which a desk rounds

_SPACE = "\u0020\u00a0\u2009\u202f"
_THOUSANDS = rf"\d{{1,3}}(?:[{_SPACE}'’]\d{{3}})+(?!\d)(?:[.,]\d+)?"
_BODY = re.compile(rf"{_THOUSANDS}|\d+(?:[.,٫٬]\d+|،\d{{3}}(?!\d))*")
_AFTER = re.compile(rf"[\-{_SPACE}]?((?:[^\W\d_][{MARKS}]*)+)")
_TO = re.compile(rf"[{_SPACE}]*(?:[-–—~～〜至到]|(?:[^\W\d_]{{1,5}}))[{_SPACE}]*$")
_EAST = re.compile("[百千万萬亿億兆백천만억조]+")
_LOWER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)|\s(\d{4}(?!\d)|\d+(?=\s?[백천만억]))")
_KANJI = re.compile("(?<!几)[〇零一二两兩三四五六七八九十百千万萬亿億兆]+(?!分之)")
_KANJI_DIGITS = {"〇": 0, "零": 0, "两": 2, "兩": 2} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_KANJI_UNITS = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Number(NamedTuple):
    """A number at its place in the text as given; it has several values if its spelling is ambiguous."""

    values: tuple[float, ...]
    start: int
    end: int
    converted: float | None = None      # in the other system of units, where it has one


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a text, prepared for comparison."""

    counted: tuple[frozenset[float], ...]       # each once, with all that it may be
    all: frozenset[float]                       # these, and the small ones and words that may confirm another's
    converted: tuple[tuple[float, float], ...]  # (value, the same in other units)


def found(text: str, language: str | None) -> list[Number]:
    """The numbers of a text in order, including those spelled in East Asian characters."""
    plain = _ascii_digits(text[:READ])
    numbers: list[Number] = []
    for hit in _BODY.finditer(plain):
        if numbers and hit.start() < numbers[-1].end:
            continue
        for body, start in _bodies(hit.group(), hit.start(), plain, language):
            number = _scaled(plain, start, start + len(body), _read(body, language), language)
            _spread(numbers, number, plain)
            numbers.append(number)
        if len(numbers) >= MOST:
            break
    if language in ("zh", "ja"):
        numbers = sorted(numbers + _spelled(plain, numbers), key=lambda n: n.start)[:MOST]
    return numbers


def figures(text: str, language: str | None, numbers: Iterable[Number] | None = None) -> Figures:
    """The numbers of a text, with its number words and months."""
    counted: dict[float, frozenset[float]] = {}
    every: set[float] = set()
    converted: list[tuple[float, float]] = []
    for number in found(text, language) if numbers is None else numbers:
        values = frozenset(map(rounded, number.values))
        every |= values
        if number.values[0] >= SMALL or number.values[0] != int(number.values[0]):
            counted.setdefault(rounded(number.values[0]), values)
        if number.converted is not None:
            converted.append((rounded(number.values[0]), number.converted))
    words = number_words.small(language)
    if words:
        every |= {words[word] for word in set(_WORD.findall(text[:READ].lower())) & words.keys()}
    return Figures(tuple(counted.values()), frozenset(every), tuple(converted))


def rounded(value: float) -> float:
    """A value as it is compared: to four digits, since one report says 1,234,567 and the other 1.235 million."""
    return float(f"{value:.4g}")


def agreement(a: Figures, b: Figures) -> float:
    """The share of the numbers of both texts that the other one has too."""
    here, there = len(confirmed(a, b)), len(confirmed(b, a))
    shared = max(here, there)
    return shared / max(1, shared + len(a.counted) - here + len(b.counted) - there)


def confirmed(a: Figures, b: Figures) -> list[frozenset[float]]:
    """The numbers of `a` that `b` has too, in any of their readings or in other units."""
    return [number for number in a.counted if number & b.all or _in_other_units(number, a, b)]


def _in_other_units(number: frozenset[float], a: Figures, b: Figures) -> bool:
    wanted = [other for value, other in a.converted if value in number]
    if any(_is_near(value, other) for other in wanted for values in b.counted for value in values):
        return True
    return any(_is_near(value, other) for held, other in b.converted for value in number)


def _is_near(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def _ascii_digits(text: str) -> str:
    """Digits of every script replaced by ASCII ones, one for one, so that places stay."""
    if text.isascii():
        return text
    return text.translate(_digit_table("".join(sorted({c for c in text if c > "\x7f" and c.isdecimal()}))))


@lru_cache(maxsize=64)
def _digit_table(digits: str) -> dict[int, str]:
    return {ord(digit): str(unicodedata.decimal(digit)) for digit in digits}


def _bodies(body: str, start: int, text: str, language: str | None) -> list[tuple[str, int]]:
    """One number, or several that the punctuation of a date, time or version only seems to join."""
    if _is_one(body) and not number_calendars.is_clock(body, text, start + len(body), language):
        return [(body, start)]
    return [(part.group(), start + part.start()) for part in re.finditer(r"\d+", body)]


def _is_one(body: str) -> bool:
    marks = re.findall(r"[.,٫٬،]", body)
    if len(marks) < 2:
        return True
    groups = re.split(r"[.,٫٬،]", body)
    mixed = len(set(marks)) > 1
    inner = groups[1:-1] if mixed else groups[1:]
    is_indian = marks[0] == "," and len(groups[0]) <= 2 and all(len(g) == 2 for g in inner[:-1]) and len(inner[-1]) == 3
    return (is_indian or all(len(group) == 3 for group in inner)) and len(set(marks[:-1])) == 1


def _read(body: str, language: str | None) -> tuple[float, ...]:
    """The values that the digits may have, likelier first: 1.234 is over a thousand, or a bit over one."""
    body = re.sub(rf"[{_SPACE}'’٬،]", "", body).replace("٫", ".")[:40]
    marks = re.findall(r"[.,]", body)
    if not marks:
        return (float(body),)
    if len(set(marks)) > 1:
        last = marks[-1]
        return (float(body.replace("," if last == "." else ".", "").replace(last, ".")),)
    if len(marks) > 1:
        return (float(body.replace(marks[0], "")),)
    whole, fraction = body.split(marks[0])
    decimal, joined = float(f"{whole}.{fraction}"), float(whole + fraction)
    if len(fraction) != 3 or whole == "0" or len(whole) > 3:
        return (decimal,)
    is_decimal = (marks[0] == ",") == (language in number_words.COMMA_DECIMAL)
    return (decimal, joined) if is_decimal else (joined, decimal)


def _scaled(text: str, start: int, end: int, values: tuple[float, ...], language: str | None) -> Number:
    """The number with what follows it: 5 Mrd., 5 mil millones, 3億5000万, 9 p.m., 60 miles."""
    if (hit := _AFTER.match(text, end)) and hit.group(1).lower() in number_words.LETTERS and hit.start(1) - end < 2:
        values = (*values, values[0] * number_words.LETTERS[hit.group(1).lower()])
    for _ in range(2):
        hit = _AFTER.match(text, end)
        if hit is None:
            break
        word = hit.group(1).casefold()
        if east := _EAST.match(word):
            factor = _product(east.group())
            return _eastern(text, start, hit.start(1) + east.end(), [v * factor for v in values], language)
        scale = number_words.scale_of(word, language)
        if scale is None:
            break
        end = hit.end(1)
        values = tuple(value * scale for value in values)
    values = (*values, *number_calendars.readings(values[0], text, start, end, language))
    return Number(values, start, end, _converted(text, end, values[0]))


def _converted(text: str, end: int, value: float) -> float | None:
    if (text.startswith(("°F", "F", " °F", " F", " Fahrenheit", "华氏度"), end)) and text[end:end + 2].strip():
        return (value - 32) * 5 / 9
    hit = _AFTER.match(text, end)
    factor = number_words.unit_of(hit.group(1).casefold()) if hit else None
    return value * factor if factor else None


def _product(units: str) -> float:
    scale = 1.0
    for unit in units:
        scale *= number_words.scale_of(unit, None) or 1.0
    return scale


def _eastern(text: str, start: int, end: int, values: Sequence[float], language: str | None) -> Number:
    """A number in ten-thousands, with the lower part that may follow: 3億5000万, 1만2천, 3만 2500."""
    if rest := _LOWER.match(text, end):
        below = _read(rest.group().strip(), language)
        lower = _scaled(text, rest.start(rest.lastindex or 0), rest.end(), below, language)
        if lower.values[0] < values[0]:
            return Number((values[0] + lower.values[0],), start, lower.end, lower.converted)
    return Number(tuple(values), start, end, _converted(text, end, values[0]))


def _spread(numbers: list[Number], number: Number, text: str) -> None:
    """In a range the first number shares the factor of the second: 5 to 7 trillion, 5 000 à 7 000 milliards."""
    if not numbers or number.end - number.start < 3:
        return
    before = numbers[-1]
    between = text[before.end:number.start]
    if len(between) > 8 or not _TO.fullmatch(between):
        return
    body = _BODY.match(text, number.start)
    own = float(_read(body.group(), None)[0]) if body and _is_one(body.group()) else 0.0
    factor = number.values[0] / own if own else 1.0
    if factor >= 100 and own / 20 <= before.values[0] <= own:
        numbers[-1] = before._replace(values=(before.values[0] * factor, *before.values))


def _spelled(text: str, digits: Sequence[Number]) -> list[Number]:
    """Numbers in Chinese characters, except single ones and bare units (万, 千万), which say too little."""
    taken = {place for number in digits for place in range(number.start, number.end)}
    spelled = []
    for hit in _KANJI.finditer(text):
        value = _kanji(hit.group()) if hit.start() not in taken else None
        if value is not None:
            spelled.append(Number((value,), hit.start(), hit.end()))
    return spelled


def _kanji(word: str) -> float | None:
    """三十五, 十二万, 二〇二〇, 一亿五千万; None for 一, 百, 千万."""
    if all(c in _KANJI_DIGITS for c in word):
        digits = "".join(str(_KANJI_DIGITS[c]) for c in word)
        return float(digits) if len(word) == 1 or len(word) >= 4 else None
    if not any(c in _KANJI_DIGITS or c == "十" for c in word):
        return None
    total = section = digit = 0.0
    for character in word:
        if character in _KANJI_DIGITS:
            digit = float(_KANJI_DIGITS[character])
        elif _KANJI_UNITS[character] < 1e4:
            section, digit = section + (digit or 1.0) * _KANJI_UNITS[character], 0.0
        else:
            total, section, digit = total + (section + digit or 1.0) * _KANJI_UNITS[character], 0.0, 0.0
    return total + section + digit
