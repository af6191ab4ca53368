"""Dates as people write them."""

from __future__ import annotations

from datetime import date

EARLIEST = date(1949, 10, 1)
"""No date that a form asks for lies before this one."""


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
