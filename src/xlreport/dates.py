"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

EARLIEST = date(1949, 10, 1)
"""No date that a form asks for lies before this one."""
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - as in sheets
_LAST_DAY_OF_NONE = 60
"""Day 60 of sheets is the 29th of February 1900, which never was."""


def moment_of(days: float, *, since_1904: bool = False) -> datetime:
    """Return the moment that a spreadsheet holds as a number of days.

    :raises OverflowError: if no calendar reaches so far.
    """
    if since_1904:
        return _EPOCH_1904 + timedelta(days=days)
    return _EPOCH + timedelta(days=days + (1 if days < _LAST_DAY_OF_NONE else 0))


def parse_day(text: str) -> date:
    """Understand 2020-03-01, 2020/3/1, 2020.3.1, 20200301 and 2020年3月1日.

    :raises ValueError: if it is none of these.
    """
    plain = text
    for mark in ("年", "月", "/", "."):
        plain = plain.replace(mark, "-")
    plain = plain.partition(" ")[0].rstrip("日")
    if len(plain) == 8 and plain.isdigit():
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    year, month, day = plain.split("-")
    return date(int(year), int(month), int(day))
