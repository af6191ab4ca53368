"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

_OFFICE_TIME = timezone(timedelta(hours=8))
"""The one time zone of all offices; a result must not depend on the machine's own."""


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


def office_time(seconds: int) -> datetime:
    """Return a time in seconds since 1970 as the offices' clocks show it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(_OFFICE_TIME)
