"""The signature under a published report: the unit's name and a date, no part of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from xlreport.dates import parse_day
from xlreport.reading.published.line import Line
from xlreport.reading.published.titles import is_unit

_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_MOST = 2
"""A signature has so many lines."""


def signed_by(lines: Sequence[Line]) -> tuple[str, str]:
    """Return the office that signs a report, and where; both empty if none does above a date.

    :param lines: those of its last part.
    """
    last = [line for line in lines if line.text.strip()][-_MOST:]
    if len(last) < _MOST or not _DAY.fullmatch("".join(last[1].text.split())):
        return "", ""
    name = "".join(last[0].text.split())
    return (name, last[0].where) if is_unit(name) else ("", "")


def without_signature(lines: Sequence[Line], unit: str) -> tuple[list[Line], date | None]:
    """Take the signature off the last part of a report.

    :param unit: the name that the title states; a line is a signature only if it says the same.
    :returns: the lines without it, and the date in it, if there is one.
    """
    kept = list(lines)
    day: date | None = None
    for _ in range(_MOST):
        while kept and not kept[-1].text.strip():
            kept.pop()
        said = "".join(kept[-1].text.split()) if kept else ""
        if unit and said == "".join(unit.split()):
            return kept[:-1], day
        if day is not None or not _DAY.fullmatch(said):
            break
        try:
            day = parse_day(said)
        except ValueError:
            break
        kept.pop()
    return list(lines), None
