"""Hours and years as countries write them: 17.30 and 5:30 p.m. are one time, 2569, 令和8年 and 2026 one year."""

from __future__ import annotations

import re

# Where a point divides hours and minutes and no number is written so, since the decimal mark is a comma.
_POINT_CLOCK = frozenset(
    ["bg", "cs", "da", "de", "et", "fi", "hr", "id", "it", "nb", "nl", "nn", "no", "pl", "sk", "sl", "sr", "sv"]
)
_CLOCK = re.compile(r"\d{1,2}\.[0-5]\d")
_SAYS_CLOCK = re.compile(r"\s?(?:[ap]\.?\s?m\b|uhr|uur|h\b|час|год|น\.)", re.I)
_SAYS_AMOUNT = re.compile(
    r"\s?(?:[%€$£¥°]|(?:prozent|percent|proc|per|pct|euro|eur|fr|chf|kr|mi|mrd|usd|rp|zł)\b)", re.I
)
_AFTERNOON = re.compile(
    r"(?:[.:h]\d\d)?\s?(?:p\.?\s?m\b|(?:uhr|h|час)\b|مساء|بعد الظهر|بعدازظهر|عصر|(?:giờ )?(?:chiều|tối)|μ\.μ"
    r"|(?:d[ea] la|da) (?:tarde|noche|noite)|de l['’]après-midi|du soir|บ่าย|בערב|אחר הצהריים)",
    re.I,
)
_EVENING = re.compile(r"(?:下午|晚上|傍晚|午後|오후|शाम|दोपहर|বিকেল)\s?$")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}


def is_clock(body: str, text: str, end: int, language: str | None) -> bool:
    """Whether a number with a point, that ends there, is an hour with its minutes."""
    if not _CLOCK.fullmatch(body) or int(body.split(".")[0]) > 24:
        return False
    said = language in _POINT_CLOCK and not _SAYS_AMOUNT.match(text, end)
    return said or _SAYS_CLOCK.match(text, end) is not None


def readings(value: float, text: str, start: int, end: int, language: str | None) -> tuple[float, ...]:
    """What else a number may be: an hour of the afternoon, or a year that another calendar counts."""
    if value <= 12 and (_AFTERNOON.match(text, end) or _EVENING.search(text[max(0, start - 4):start])):
        return (value + 12,)
    if (since := _ERAS.get(text[max(0, start - 2):start])) is not None and text.startswith("年", end):
        return (value + since,)
    if language == "th" and 2400 <= value <= 2600:      # of the Buddha
        return (value - 543,)
    if language == "fa" and 1300 <= value <= 1450:      # of the sun: it begins in March
        return (value + 621, value + 622)
    return ()
