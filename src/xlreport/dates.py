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

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([1-9]?)[十拾]([1-9]?)")
_TWENTIES = str.maketrans({"廿": "二十", "卅": "三十", "元": "一", "Ｏ": "〇", "О": "〇"})
_MARKS = str.maketrans(dict.fromkeys("/.、,。·—–‐‑−－_", "-"))
_AFTER = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_CLOCK = re.compile(r"T?\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?(?:分|Z)?$")
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
    full-width digits, as eight digits, as the number of a day in a spreadsheet, with a time or a
    day of the week behind; with the year last if month and day cannot be taken for each other.

    :raises AmbiguousDay: if they can.
    :raises ValueError: if it is no date.
    """
    plain = _plain(text)
    if match := _WORDED.fullmatch(plain):
        year, month, day = map(int, match.groups())
        return date(year + 2000 if year < 100 else year, month, day)
    plain = plain.translate(_MARKS).replace("年", "-").replace("月", "-").rstrip("日号")
    if match := _YEAR_FIRST.fullmatch(plain) or _RUN.fullmatch(plain):
        year, month, day = map(int, match.groups())
        return date(year, month, day)
    if match := _YEAR_LAST.fullmatch(plain):
        return _year_last(*map(int, match.groups()))
    if plain.isdecimal() and int(plain) in _SERIALS:
        return moment_of(int(plain)).date()
    raise ValueError(f"not a date: {text[:_LONGEST]!r}")


def _plain(text: str) -> str:
    """Return a date in digits, without blanks, times and days of the week."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip()
    if len(plain) > _LONGEST:
        raise ValueError("too long for a date")
    plain = _AFTER.sub("", plain)
    head, _, clock = plain.rpartition(" ")
    if head and _CLOCK.fullmatch(clock):
        plain = head
    plain = "".join(plain.split())
    if "T" in plain:
        plain = _CLOCK.sub("", plain)
    plain = _AFTER.sub("", plain).translate(_TWENTIES).translate(_DIGITS)
    return _TENS.sub(_ten, plain)


def _ten(match: re.Match[str]) -> str:
    """Return 十五, 二十 or 三十一 in digits."""
    return (match[1] or "1") + (match[2] or "0")


def _year_last(first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise AmbiguousDay(f"{first}-{second}-{year}")
    month, day = (second, first) if first > 12 else (first, second)
    return date(year, month, day)
