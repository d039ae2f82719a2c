"""Dates as feeds, pages and people write them: ISO 8601, RFC 822 with odd zones, month names of many languages."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

from monitor.model import Published
from monitor.stages import months

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)     # before it and after tomorrow a date is a mistake (extraction.md)
TOLERANCE = timedelta(days=1)                   # a day without a zone may be tomorrow's
LONGEST = 120                                   # no date is longer
WIDEST_ZONE = timedelta(hours=14)

ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "º", "ª", "of", "de", "del", "den"})

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?"
    r"(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?\s*(.*))?",
    re.I | re.S,
)
_RFC = re.compile(
    r"(?:[^\W\d]{2,9}\.?,?\s*)?(\d{1,2})[\s-]+([A-Za-z]{3,9})[\s-]+(\d{4}|\d{2}),?\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?"
    r"(?:\s+([-+A-Za-z0-9:]+))?",
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s*(.*))?", re.I)
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]?")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})", re.I)
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:])(\d{1,2})(?:\s?[:時时點点시]\s?|\s?h\s?)(\d{1,2})(?!\d)\s?[分분]?(?:[:\s]?(\d{1,2})(?!\d)[秒초]?(?:[.,]\d+)?)?"
)
_HALF = re.compile(r"([ap])\.?m\b\.?", re.I)
_OFFSET = re.compile(r"([+−–-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)")
_TOKENS = re.compile(r"\d+|[^\s\d.,;:/()\[\]\"'–—|-][^\s\d,;:/()\[\]\"'–—|-]*")


def read(text: str, origin: str, now: datetime | None = None, *, day_first: bool | None = None) -> Published | None:
    """
    The moment that a text names; None where it names none, or one that cannot be: before 1995, after tomorrow.

    `day_first` settles 03/04/2024, which is otherwise no date at all: unknown is better than a month wrong.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    if not text.isascii():
        text = "".join(_plain_digit(letter) for letter in text)
    try:
        found = _iso(text) or _rfc(text) or _stamp(text) or _compact(text) or _worded(text, day_first)
    except (ValueError, OverflowError):
        return None
    return None if found is None else _published(found, origin, now)


def order_of(texts: list[str]) -> bool | None:
    """Whether dates like 13/04/2024 put the day first, decided by those that can be read only one way."""
    for text in texts:
        found = _NUMBERS.search(text[:LONGEST])
        if found and (int(found[1]) > 12) != (int(found[3]) > 12):
            return int(found[1]) > 12
    return None


def _plain_digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter


def _published(found: datetime | date, origin: str, now: datetime | None) -> Published | None:
    if isinstance(found, datetime):
        if not 1 < found.year < 9999:
            return None                     # the last hours of time: in UTC there is no such year
        instant = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    else:
        instant = datetime.combine(found, time(), UTC)
    if instant < EARLIEST or (now is not None and instant > now + TOLERANCE):
        return None
    return Published(found.isoformat(), instant, origin)


# --- forms -----------------------------------------------------------------------------------------------------------


def _iso(text: str) -> datetime | date | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    half, zone = _tail(found[7])
    return _moment(day, found[4], found[5], found[6], half, zone)


def _rfc(text: str) -> datetime | None:
    found = _RFC.fullmatch(text)
    if not found:
        return None
    month = months.number(found[2].lower())
    if month is None:
        return None
    half, zone = _tail(found[7] or "")
    return _moment(date(_year(found[3]), month, int(found[1])), found[4], found[5], found[6], half, zone)


def _stamp(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    if re.fullmatch(r"\d{10}(\.\d+)?|\d{13}", text):
        seconds = float(text[:10])
        return datetime.fromtimestamp(seconds, UTC)
    return None


def _compact(text: str) -> datetime | date | None:
    found = _COMPACT.fullmatch(text)
    if not found:
        return None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    return _moment(day, found[4], found[5], found[6], None, _tail(found[7])[1])


def _worded(text: str, day_first: bool | None) -> datetime | date | None:
    """A day anywhere in the text, and the time and zone after it if given."""
    clock = _TIME.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    half = zone = None
    if clock:
        half, zone = _tail(text[clock.end() :])
        half = half or _half_before(text[: clock.start()])
    day = _day(rest, day_first, american=half is not None)
    if day is None or clock is None:
        return day
    return _moment(day, clock[1], clock[2], clock[3], half, zone)


def _day(text: str, day_first: bool | None, american: bool) -> date | None:
    if found := _EAST.search(text) or re.search(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _VIETNAMESE.search(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _NUMBERS.search(text):
        return _ordered(int(found[1]), int(found[3]), _year(found[4]), found[2], day_first, american)
    return _named(text)


def _ordered(
    one: int, two: int, year: int, separator: str, day_first: bool | None, american: bool
) -> date | None:
    if one > 12 or two > 12 or one == two:
        day, month = (one, two) if one > 12 else (two, one)
    elif separator == "." or day_first:
        day, month = one, two
    elif day_first is False or american:
        day, month = two, one
    else:
        return None
    return date(year, month, day)


def _named(text: str) -> date | None:
    """A month by name, with the day beside it and its year."""
    tokens = [token for token in _TOKENS.findall(text.lower()) if token not in ORDINALS]
    for place in reversed(range(len(tokens))):
        month = None if tokens[place][0].isdigit() else months.number(tokens[place])
        if month is None:
            continue
        around = _numbers_around(tokens, place)
        years = [token for distance, token in around if len(token) == 4]
        days = [token for distance, token in around if len(token) <= 2 and distance <= 2]
        if years and days:
            return date(_year(years[0]), month, int(days[0]))
        if len(days) >= 2:
            return date(_year(days[1]), month, int(days[0]))
    return None


def _numbers_around(tokens: list[str], place: int) -> list[tuple[int, str]]:
    """The numbers nearest to a month, with their distance; at equal distance the one before it first."""
    near = [(abs(each - place), each > place, token) for each, token in enumerate(tokens) if token[0].isdigit()]
    return [(distance, token) for distance, _, token in sorted(near) if distance <= 4]


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 69 else 1900)
    return _buddhist(year)


def _buddhist(year: int) -> int:
    return year - 543 if 2480 <= year <= 2700 else year


# --- times and zones -------------------------------------------------------------------------------------------------


def _moment(
    day: date, hour: str, minute: str, second: str | None, half: str | None, zone: timezone | None
) -> datetime:
    hours = int(hour)
    if half == "p" and hours < 12:
        hours += 12
    elif half == "a" and hours == 12:
        hours = 0
    start = datetime.combine(day, time(), zone)
    if hours > 24 or int(minute) > 59 or int(second or 0) > 60:
        raise ValueError("no time of day")
    return start + timedelta(hours=hours, minutes=int(minute), seconds=min(int(second or 0), 59))


def _tail(text: str) -> tuple[str | None, timezone | None]:
    """What follows a time: am or pm, and the zone."""
    text = text.strip()
    if not text:
        return None, None
    found = _HALF.match(text)
    half = found[1].lower() if found else None
    return half, _zone(text[found.end() :] if found else text)


def _half_before(text: str) -> str | None:
    words = set(re.split(r"[\s\d日일]+", text.lower()))
    if words & months.AFTERNOON:
        return "p"
    return "a" if words & months.MORNING else None


def _zone(text: str) -> timezone | None:
    """A zone by name, offset or both (`GMT+9`, `+0100 (CET)`); None if it is unknown."""
    text = text.strip(" ()[]")
    name = re.match(r"[A-Za-z]{1,5}(?![A-Za-z])", text)
    known = months.ZONES.get(name[0].upper()) if name else None
    offset = _OFFSET.match(text[name.end() :].strip() if name else text)
    if offset and (name is None or known == timedelta(0)):
        known = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if offset[1] != "+":
            known = -known
    if known is None or abs(known) > WIDEST_ZONE:
        return None
    return timezone(known) if known else UTC
