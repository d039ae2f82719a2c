"""Numbers as values, however a language writes them: what two tellings of one event must agree on."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from monitor.stages import number_words

MOST = 200              # numbers of a text that are looked at: a table of results has thousands

_SPACES = " \u00a0\u2009\u202f"
_BODY = re.compile(rf"\d+(?:[.,'’٫٬{_SPACES}]\d+)*")
_AFTER = re.compile(rf"[\s\-{_SPACES}]?(?:([^\W\d_]+)|(%|٪|％))")
_EAST = re.compile("[千百십백천万萬亿億兆만억조]+")


class Number(NamedTuple):
    """A number at its place in the text as given; more than one value where its writing leaves it open."""

    values: tuple[float, ...]
    start: int
    end: int


def found(text: str, language: str | None) -> list[Number]:
    """The numbers of a text in their order."""
    plain = _ascii_digits(text)
    numbers: list[Number] = []
    end = 0
    for hit in _BODY.finditer(plain):
        for body, start in _bodies(hit.group(), hit.start()):
            if start < end:
                continue
            values, end = _scaled(plain, start, start + len(body), _read(body, language), language)
            numbers.append(Number(values, start, end))
            if len(numbers) == MOST:
                return numbers
    return numbers


def _ascii_digits(text: str) -> str:
    """Every digit of every script as its ASCII twin, one for one, so that places stay."""
    if text.isascii():
        return text
    return text.translate(_digit_table("".join(sorted({c for c in text if c > "\x7f" and c.isdecimal()}))))


@lru_cache(maxsize=64)
def _digit_table(digits: str) -> dict[int, str]:
    return {ord(digit): str(unicodedata.decimal(digit)) for digit in digits}


def _bodies(body: str, start: int) -> list[tuple[str, int]]:
    """One number, or the several that a space or the marks of a date only seem to join."""
    pieces: list[tuple[str, int]] = []
    for hit in re.finditer(rf"\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?(?!\d)|[^{_SPACES}'’]+", body):
        piece = hit.group()
        if _is_one(piece):
            pieces.append((piece, start + hit.start()))
        else:
            pieces.extend((part.group(), start + hit.start() + part.start()) for part in re.finditer(r"\d+", piece))
    return pieces


def _is_one(piece: str) -> bool:
    marks = re.findall(r"[.,٫٬]", piece)
    if len(marks) < 2:
        return True
    groups = re.split(r"[.,٫٬]", re.split(rf"[{_SPACES}'’]", piece)[-1])
    inner = groups[1:-1] if len(set(marks)) > 1 else groups[1:]
    return all(len(group) in (2, 3) for group in inner) and (len(set(marks)) > 1 or len(groups[-1]) == 3)


def _read(body: str, language: str | None) -> tuple[float, ...]:
    """The values a body may have; the likelier first."""
    body = re.sub(rf"[{_SPACES}'’٬]", "", body).replace("٫", ".")
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


def _scaled(
    text: str, start: int, end: int, values: tuple[float, ...], language: str | None
) -> tuple[tuple[float, ...], int]:
    """The values with the scale words that follow: 5 Mrd., 5 mil millones, 3億5000万."""
    for _ in range(2):
        hit = _AFTER.match(text, end)
        if hit is None or hit.group(1) is None:
            break
        word = hit.group(1).casefold()
        east = _EAST.match(word)
        scale = _east(east.group()) if east else number_words.scale_of(word, language)
        if scale is None:
            break
        end = hit.start(1) + (east.end() if east else len(hit.group(1)))
        values = tuple(value * scale for value in values)
        rest = re.compile(r"\d+(?:[.,]\d+)*").match(text, end) if east else None
        if rest:
            more, end = _scaled(text, rest.start(), rest.end(), _read(rest.group(), language), language)
            values = (values[0] + more[0],)
            break
    return values, end


def _east(word: str) -> float | None:
    scale = 1.0
    for character in word:
        scale *= number_words.scale_of(character, None) or 10.0
    return scale


def rounded(value: float) -> float:
    """A value as it is compared: four figures, since one telling says 1,234,567 and the other 1.235 million."""
    return float(f"{value:.4g}")


def distinct(numbers: list[Number]) -> list[frozenset[float]]:
    """Each number once, with all that it may be; single figures say nothing and are left out."""
    seen: dict[float, frozenset[float]] = {}
    for number in numbers:
        if number.values[0] >= 2:
            seen.setdefault(rounded(number.values[0]), frozenset(map(rounded, number.values)))
    return list(seen.values())


def agreement(a: list[frozenset[float]], b: list[frozenset[float]]) -> float:
    """The share of the numbers of both that the other also has."""
    if not a or not b:
        return 0.0
    in_a, in_b = frozenset().union(*a), frozenset().union(*b)
    shared = min(sum(bool(n & in_b) for n in a), sum(bool(n & in_a) for n in b))
    return shared / (len(a) + len(b) - shared)
