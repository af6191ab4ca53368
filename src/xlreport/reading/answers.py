"""What people type where a choice, a date or a text is asked for -> the answer."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from xlreport.dates import EARLIEST, moment_of, parse_day
from xlreport.edition.model import AnswerKind, AnswerType
from xlreport.letters import shown_number

_DAYS = range(1, 200_000)
"""The numbers that a spreadsheet program may have stored for a date."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands in a cell: an answer, something else, or nothing at all.

    ``answer`` is the key of an option, a date as 2025-03-01, or a text.  ``rewritten`` is the
    text that a date was understood from.
    """

    answer: str = ""
    unreadable: str = ""
    rewritten: str = ""


def parse_answer(raw: object, asked: AnswerType, year: int) -> Answered:
    """Understand a raw cell value as an answer.

    :param year: the year of the report, after which no date lies.
    """
    text = plain_text(raw)
    if not text:
        return Answered()
    match asked.kind:
        case AnswerKind.TEXT:
            return Answered(text)
        case AnswerKind.CHOICE:
            plain = unicodedata.normalize("NFKC", text)
            chosen = [
                k for k, v in asked.options.items() if unicodedata.normalize("NFKC", v) == plain
            ]
            return Answered(chosen[0]) if chosen else Answered(unreadable=text[:_LONGEST])
        case AnswerKind.DATE:
            return _date(raw, text, year)


def plain_text(raw: object) -> str:
    """Return a cell's value as the text that it shows, without blanks at its ends."""
    if isinstance(raw, float):
        return shown_number(raw)
    if isinstance(raw, datetime):
        return str(raw.date())
    return "" if raw is None else str(raw).strip()


def _date(raw: object, text: str, year: int) -> Answered:
    day = _day(raw, text)
    if day is None or not EARLIEST <= day <= date(year, 12, 31):
        return Answered(unreadable=text[:_LONGEST])
    return Answered(day.isoformat(), rewritten=text[:_LONGEST] if isinstance(raw, str) else "")


def _day(raw: object, text: str) -> date | None:
    match raw:
        case datetime():
            return raw.date()
        case date():
            return raw
        case bool():
            return None
        case float() | int():
            return moment_of(raw).date() if int(raw) in _DAYS and raw == int(raw) else None
        case _:
            try:
                return parse_day(text)
            except ValueError:
                return None
