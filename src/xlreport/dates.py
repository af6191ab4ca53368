"""Dates as people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

EARLIEST = date(1949, 10, 1)
"""No date that a form asks for lies before this one."""
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - as in sheets
_LAST_DAY_OF_NONE = 60
"""Day 60 of sheets is the 29th of February 1900, which never was."""
_SERIALS = range(30_000, 80_000)
"""The days of sheets from 1982 to 2119, which a program may show as numbers."""
_LONGEST = 40
"""No date is written with more characters."""

_DIGITS = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000123456789123456789")
_TENS = re.compile(r"([1-9]?)[十拾]([1-9]?)")
_TWENTIES = str.maketrans({"廿": "二十", "卅": "三十", "元": "一", "Ｏ": "〇", "О": "〇"})
_MARKS = str.maketrans(dict.fromkeys("/\\.、,。·・—–‐‑−－_~", "-"))
_BEFORE = re.compile(r"^'?(?:公元|(?:填报|报送)?(?:日期|时间)[:为]?)?\s*")
_AFTER = re.compile(r"(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|[。.]|填报?|报送)$")
_DAYTIME = "上午|下午|早上|中午|晚上"
_CLOCK = re.compile(
    rf"(?:T?(?:{_DAYTIME})?\d{{1,2}}[:时点](?:\d{{1,2}}(?:[:分]\d{{1,2}}(?:\.\d+)?秒?)?分?)?"
    rf"(?:AM|PM|Z|[+-]\d\d:?\d\d)?|{_DAYTIME})$",
    re.IGNORECASE,
)
_AFTER_DAY = re.compile(rf"(?<=[日号]){_CLOCK.pattern}", re.IGNORECASE)
_SPACED = re.compile(r"(\d{4}) +(\d{1,2}) +(\d{1,2})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NAMED = re.compile(
    r"(?P<month>[a-z]{3,9})\.?-?(?P<day>\d{1,2})(?:st|nd|rd|th)?[-,]?(?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})[-,]?(?P<month2>[a-z]{3,9})[-,.]?(?P<year2>\d{4})"
    r"|(?P<year3>\d{4})-(?P<month3>[a-z]{3,9})-(?P<day3>\d{1,2})",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_WORDED = re.compile(r"(\d{2}|\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")


class AmbiguousDay(ValueError):
    """A date whose month and day can be taken for each other, as in 1/2/2021."""


def moment_of(days: float, *, since_1904: bool = False) -> datetime:
    """Return the moment that a spreadsheet holds as a number of days.

    :raises OverflowError: if no calendar reaches so far.
    """
    if since_1904:
        return _EPOCH_1904 + timedelta(days=days)
    return _EPOCH + timedelta(days=days + (1 if days < _LAST_DAY_OF_NONE else 0))


def parse_day(text: str) -> date:
    """Understand a date in any usual writing.

    Year, month and day with signs between them, with 年月日 or 号, in Chinese numerals or
    full-width digits, as eight digits, as the number of a day in a spreadsheet, with the name of
    the month in English, with a time or a day of the week behind; with the year last if month and
    day cannot be taken for each other.

    :raises AmbiguousDay: if they can.
    :raises ValueError: if it is no date.
    """
    plain = _plain(text)
    if match := _WORDED.fullmatch(plain):
        year, month, day = map(int, match.groups())
        return date(year + 2000 if year < 100 else year, month, day)
    if serial := _SERIAL.fullmatch(plain):
        plain = serial[1]
    elif match := _NAMED.fullmatch(plain):
        return _named(match)
    plain = plain.translate(_MARKS).replace("年", "-").replace("月", "-").rstrip("日号")
    if match := _YEAR_FIRST.fullmatch(plain) or _RUN.fullmatch(plain):
        year, month, day = map(int, match.groups())
        return date(year, month, day)
    if match := _YEAR_LAST.fullmatch(plain):
        return _year_last(*map(int, match.groups()))
    if plain.isdecimal() and int(plain) in _SERIALS:
        return moment_of(int(plain)).date()
    raise ValueError(f"not a date: {text[:_LONGEST]!r}")


def is_day(text: str) -> bool:
    """Tell whether a text says one day, in any usual writing."""
    try:
        parse_day(text)
    except ValueError:
        return False
    return True


def _plain(text: str) -> str:
    """Return a date in digits, without blanks, times and days of the week."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip()
    if len(plain) > _LONGEST:
        raise ValueError("too long for a date")
    plain = _AFTER.sub("", _BEFORE.sub("", plain))
    for _word in range(3):  # 上午 9:30 AM
        head, _, clock = plain.rpartition(" ")
        if head and (_CLOCK.fullmatch(clock) or clock.upper() in ("AM", "PM")):
            plain = head.strip()
    if spaced := _SPACED.fullmatch(plain):
        plain = "-".join(spaced.groups())
    plain = _AFTER_DAY.sub("", "".join(plain.split()))
    if "T" in plain:
        plain = _CLOCK.sub("", plain)
    plain = _AFTER.sub("", plain).translate(_TWENTIES).translate(_DIGITS)
    return _TENS.sub(_ten, plain)


def _ten(match: re.Match[str]) -> str:
    """Return 十五, 二十 or 三十一 in digits."""
    return (match[1] or "1") + (match[2] or "0")


def _named(match: re.Match[str]) -> date:
    """Return the day of a date in which the month has its English name."""
    year, month, day = (
        next(filter(None, (match[part], match[f"{part}2"], match[f"{part}3"])))
        for part in ("year", "month", "day")
    )
    numbers = [n for n, name in enumerate(_MONTHS, start=1) if name.startswith(month.lower())]
    if not numbers:
        raise ValueError(f"no month: {month!r}")
    return date(int(year), numbers[0], int(day))


def _year_last(first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise AmbiguousDay(f"{first}-{second}-{year}")
    month, day = (second, first) if first > 12 else (first, second)
    return date(year, month, day)
